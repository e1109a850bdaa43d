# SPDX-License-Identifier: GPL-2.0
"""Two phones behind the gateway that call each other through a proxy outside: they get to know each
other's real addresses, and talk without the gateway."""

import re

import net
import rtp
import sip
import tap


class Proxy(sip.Agent):
    """Passes messages on, with a Via of its own. RFC 3261 section 16."""

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
        to = re.search(r"received=([\d.]+)", above).group(1), int(re.search(r"rport=(\d+)", above).group(1))
        self.sock.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body, to)


def register(phone, proxy):
    leg = sip.Leg.caller(phone, "sip:198.51.100.10")
    leg.request("REGISTER", fields=[("Contact", phone.contact), ("Expires", "3600")])
    request = proxy.expect("REGISTER")
    proxy.respond(request, 200, "OK", fields=[("Contact", request["contact"] + ";expires=3600")])
    leg.expect(200)
    return sip.uri(request["contact"])


def main():
    net.prepare()
    hosts = net.Host("phone"), net.Host("phone2")
    phones = [sip.Agent(host, name) for host, name in zip(hosts, ("alice", "bob"))]
    media = [rtp.Media(host, 20000) for host in hosts]
    proxy = Proxy(net.Host("provider"), "proxy")
    with tap.test("two phones register"):
        contacts = [register(phone, proxy) for phone in phones]
    if tap.failed:
        return
    with tap.test("one calls the other through the proxy"):
        leg = sip.Leg.caller(phones[0], "sip:bob@198.51.100.10", proxy.sock.end)
        leg.request("INVITE", sip.sdp(*media[0].rtp.end))
        proxy.forward(proxy.expect("INVITE"), contacts[1])
        invite = phones[1].expect("INVITE")
        phones[1].respond(invite, 200, "OK", sip.sdp(*media[1].rtp.end))
        proxy.back(proxy.expect(200))
        okay = leg.expect(200)
    if tap.failed:
        return
    with tap.test("each knows where the other really is"):
        tap.equal(invite.media(), media[0].rtp.end, "what the callee knows of the caller")
        tap.equal(okay.media(), media[1].rtp.end, "what the caller knows of the callee")
        tap.equal(sip.hostport(okay["contact"]), phones[1].sock.end, "the callee's Contact")
        rtp.talk(media[1], media[0], invite.media(), okay.media())


main()
