# SPDX-License-Identifier: GPL-2.0
"""A proxy and registrar that stays in the way of the calls that it passes on. RFC 3261 section 16."""

import re

import sip
from net import Failure


def registers(registrar, phone, seconds=3600):
    """phone registers at the other agent. Returns its Contact as it arrives."""
    target = "sip:%s" % sip.host_text(registrar.sock.address)
    leg = sip.Leg.caller(phone, target, registrar.sock.end)
    leg.request("REGISTER", fields=[("Contact", phone.contact), ("Expires", str(seconds))])
    request = registrar.expect("REGISTER")
    registrar.respond(request, 200, "OK", fields=[("Contact", "%s;expires=%d" % (request["contact"], seconds))])
    granted = leg.expect(200)["contact"]
    if phone.contact not in granted:
        raise Failure("%s does not find %s in %s" % (phone.user, phone.contact, granted))
    return sip.uri(request["contact"])


class Proxy(sip.Agent):
    registers = registers

    def forward(self, request, target):
        """To a registered Contact"""
        top = re.sub(r";\s*rport(?!=)", ";received=%s;rport=%d" % request.source, request["via"])
        head, _, body = request.data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        lines[0] = "%s %s SIP/2.0" % (request.method, target)
        index = next(number for number, line in enumerate(lines) if line.startswith("Via:"))
        lines[index:index + 1] = ["%s: %s" % self.via(), "Record-Route: <sip:%s;lr>" % self.at, "Via: " + top]
        self.sock.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body, sip.hostport(target))

    def back(self, response):
        """To where the next Via leads"""
        head, _, body = response.data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        lines.pop(next(number for number, line in enumerate(lines) if line.startswith("Via:")))
        above = response.all("via")[1]
        to = re.search(r"received=([^;,\s]+)", above).group(1), int(re.search(r"rport=(\d+)", above).group(1))
        self.sock.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body, to)

    def connect(self, caller, callee, contact, offer, answer):
        """A call of one agent to another, whose Contact is known here, up to the ACK. Returns the INVITE
        and the 200 as they arrive."""
        leg = sip.Leg.caller(caller, "sip:%s@%s" % (callee.user, sip.host_text(self.sock.address)), self.sock.end)
        leg.request("INVITE", offer)
        self.forward(self.expect("INVITE", leg.call_id), contact)
        invite = callee.expect("INVITE", leg.call_id)
        callee.respond(invite, 200, "OK", answer)
        self.back(self.expect(200, leg.call_id))
        okay = leg.expect(200)
        leg.request("ACK")
        self.forward(self.expect("ACK", leg.call_id), contact)
        callee.expect("ACK", leg.call_id)
        return invite, okay
