# SPDX-License-Identifier: GPL-2.0
"""SIP user agents in the few lines that tests need. RFC 3261; rport RFC 3581; offers RFC 3264.

They believe what messages say: requests go where Contact and Record-Route lead, answers where Via
leads, media where the session description leads. So a call works only if all of that is right.
"""

import copy
import itertools
import os
import re

from net import Failure, PATIENCE, host_text, text

COMPACT = {"c": "content-type", "f": "from", "i": "call-id", "l": "content-length", "m": "contact",
           "t": "to", "v": "via"}
numbers = itertools.count(1)


def hostport(uri):
    """Where a URI leads."""
    found = re.search(r"(?:sips?:)(?:[^@>]*@)?([\w.-]+|\[[\da-fA-F:.]+\])(?:\s*:\s*(\d+))?", uri)
    if not found:
        raise Failure("no host in %r" % uri)
    return found.group(1).strip("[]"), int(found.group(2) or 5060)


def uri(value):
    """The URI of a Contact-like field's first element."""
    found = re.search(r"<([^>]*)>", value)
    return found.group(1) if found else value.split(";")[0].strip()


def elements(values):
    """The URIs of a list of addresses, in however many fields: Route, Record-Route"""
    return [found for value in values for found in re.findall(r"<([^>]*)>", value)]


def loose(route):
    """RFC 3261 section 19.1.1: does a proxy that is named like this leave the Request-URI alone"""
    return bool(re.search(r";\s*lr\b", route))


def tag(value):
    found = re.search(r";\s*tag=([^;,\s]*)", value)
    return found.group(1) if found else None


class Message:
    def __init__(self, data, source=None):
        self.data = data
        self.source = source
        # RFC 3261 section 7.5: line ends may come first.
        head, _, self.body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode(errors="replace")).split("\r\n")
        self.start = lines[0]
        self.fields = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            self.fields.append((COMPACT.get(name, name), value.strip()))
        words = self.start.split(" ", 2)
        self.status = int(words[1]) if words[0] == "SIP/2.0" else None
        self.method = words[0] if self.status is None else self["cseq"].split()[1]
        self.uri = words[1]

    def __getitem__(self, name):
        return next((value for field, value in self.fields if field == name), "")

    def all(self, name):
        return [value for field, value in self.fields if field == name]

    def media(self, index=0):
        """Where the index-th stream of the session description is to be sent."""
        lines = self.body.decode().splitlines()
        streams = [number for number, line in enumerate(lines) if line.startswith("m=")] + [len(lines)]
        if len(streams) <= index + 1:
            raise Failure("no stream %d in %r" % (index, self.body))
        own = lines[streams[index]:streams[index + 1]]
        conn = [line for line in own + lines[:streams[0]] if line.startswith("c=")]
        return conn[0].split()[2], int(own[0].split()[1])


def compose(start, fields, body=b"", kind="application/sdp"):
    lines = [start] + ["%s: %s" % field for field in fields]
    if body:
        lines.append("Content-Type: " + kind)
    lines.append("Content-Length: %d" % len(body))
    return "\r\n".join(lines + ["", ""]).encode() + body


def sdp(address, *ports, version=1, extra=""):
    """A description with an audio stream for each port."""
    where = "IN IP%d %s" % (6 if ":" in address else 4, address)
    lines = "v=0\no=- 8000 %d %s\ns=-\nc=%s\nt=0 0\n" % (version, where, where)
    for port in ports:
        lines += "m=audio %d RTP/AVP 0\na=rtpmap:0 PCMU/8000\n%s" % (port, extra)
    return lines.replace("\n", "\r\n").encode()


class Agent:
    """A user agent: one signalling socket."""

    transport = "UDP"
    via_parameters = ";rport"

    def __init__(self, host, user, port=5060, address=None, bind=None):
        self.sock = self.open(host, port, address, bind)
        self.user = user
        self.at = text(self.sock.end)
        self.contact = "<sip:%s@%s>" % (user, self.at)
        self.unread = []

    def open(self, host, port, address, bind):
        return host.udp(port, address, bind)

    def receive(self, timeout=None):
        return self.message(*self.sock.receive(timeout))

    def message(self, data, source):
        return Message(data, source)

    def expect(self, what, call_id=None, timeout=PATIENCE):
        """The next message must be this request (a method) or response (a number). With a Call-ID,
        messages of other calls wait for their turn."""
        for message in self.unread:
            if call_id is None or message["call-id"] == call_id:
                self.unread.remove(message)
                break
        else:
            while True:
                try:
                    message = self.receive(timeout)
                except Failure as failure:
                    raise Failure("%s, waiting for %s" % (failure, what)) from failure
                if call_id is None or message["call-id"] == call_id:
                    break
                self.unread.append(message)
        if what != (message.status or message.method):
            raise Failure("%r got %r instead of %s" % (self.sock, message.start, what))
        return message

    def via(self):
        return ("Via", "SIP/2.0/%s %s;branch=z9hG4bK%d%s" % (self.transport, self.at, next(numbers),
                                                             self.via_parameters))

    def way_back(self, request, to):
        """Where to send responses. to: what its topmost Via says"""
        return to

    def respond(self, request, status, reason="-", body=b"", fields=(), own_tag=None):
        """Answers a request, where its topmost Via leads."""
        top = request["via"]
        sent_by = hostport("sip:" + top.split(None, 1)[1])
        to = (request.source[0], sent_by[1])
        if re.search(r";\s*rport(?!=)", top):
            to = request.source
            top = re.sub(r";\s*rport(?!=)", ";received=%s;rport=%d" % to, top)
        elif sent_by[0] != request.source[0]:
            top += ";received=" + request.source[0]
        whom = request["to"]
        if status > 100 and not tag(whom):
            whom += ";tag=" + (own_tag or self.user + request["call-id"].partition("@")[0])
        copied = [("Via", value) for value in [top] + request.all("via")[1:]]
        copied += [("Record-Route", value) for value in request.all("record-route")]
        copied += [("From", request["from"]), ("To", whom), ("Call-ID", request["call-id"]),
                   ("CSeq", request["cseq"])]
        # Only what begins or moves a dialog says where we are.
        if 100 < status < 300 and request.method in ("INVITE", "SUBSCRIBE", "UPDATE"):
            copied.append(("Contact", self.contact))
        data = compose("SIP/2.0 %d %s" % (status, reason), copied + list(fields), body)
        self.sock.send(data, self.way_back(request, to))
        return Message(data)

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


class Leg:
    """One side of a call: what RFC 3261 section 12 keeps for a dialog."""

    def __init__(self, agent, call_id, local, remote, target, hop=None, routes=(), confirmed=False):
        """routes: the URIs of the route set; before there is a dialog, that of the proxy for all that leaves.
        confirmed: the route set does not change any more"""
        self.agent = agent
        self.call_id = call_id
        self.local = local
        self.remote = remote
        self.target = target
        self.hop = hop
        self.routes = list(routes)
        self.confirmed = confirmed
        self.cseq = 0

    @classmethod
    def caller(cls, agent, target, hop=None, routes=()):
        """hop: where the requests of the whole call go, whatever the dialog says"""
        # Another process may have ended a call a moment ago.
        call_id = "call%d.%d@%s" % (next(numbers), os.getpid(), agent.sock.address)
        local = "<sip:%s@%s>;tag=%d" % (agent.user, host_text(agent.sock.address), next(numbers))
        return cls(agent, call_id, local, "<%s>" % target, target, hop, routes)

    @classmethod
    def callee(cls, agent, invite, response):
        return cls(agent, invite["call-id"], response["to"], invite["from"], uri(invite["contact"]),
                   routes=elements(invite.all("record-route")), confirmed=True)

    def fork(self, response):
        """The dialog that this response has made: a call that forked has several."""
        leg = copy.copy(self)
        leg.confirmed = False
        leg.learn(response)
        return leg

    def learn(self, response):
        """Section 12.1.2. The route set stays when the dialog is confirmed: section 12.2.1.2"""
        self.remote = response["to"]
        self.target = uri(response["contact"])
        if not self.confirmed and response.method != "UPDATE":
            self.routes = elements(response.all("record-route"))[::-1]
            self.confirmed = response.status >= 200

    def route(self):
        """Request-URI, Routes and next hop. Section 12.2.1.1"""
        if not self.routes or loose(self.routes[0]):
            return self.target, self.routes, (self.routes or [self.target])[0]
        return self.routes[0], self.routes[1:] + [self.target], self.routes[0]

    def request(self, method, body=b"", fields=(), branch=None, kind="application/sdp"):
        """branch="invite": an ACK of a refusal"""
        via, remote, way = self.agent.via(), self.remote, self.route()
        if method == "CANCEL":
            via, remote, way = self.invited
        elif branch == "invite":
            via, _, way = self.invited
        elif method != "ACK":
            self.cseq += 1
        if method == "INVITE":
            self.invited = via, remote, way
            self.invite_cseq = self.cseq
        number = self.invite_cseq if method in ("ACK", "CANCEL") else self.cseq
        target, routes, hop = way
        start = "%s %s SIP/2.0" % (method, target)
        own = [via, ("Max-Forwards", "70")] + [("Route", "<%s>" % route) for route in routes]
        own += [("From", self.local), ("To", remote), ("Call-ID", self.call_id), ("CSeq", "%d %s" % (number, method))]
        if method in ("INVITE", "UPDATE", "REFER", "SUBSCRIBE"):
            own.append(("Contact", self.agent.contact))
        data = compose(start, own + list(fields), body, kind)
        self.send(data, hop)
        return Message(data)

    def send(self, data, hop=None):
        """hop: the URI that it goes to, if not to the next one of this dialog"""
        self.agent.sock.send(data, self.hop or hostport(hop or self.route()[2]))

    def expect(self, what, timeout=PATIENCE):
        message = self.agent.expect(what, self.call_id, timeout)
        if message.status and 100 < message.status < 300 and message.method in ("INVITE", "SUBSCRIBE", "UPDATE"):
            self.learn(message)
        return message

    def respond(self, request, status, reason="-", body=b"", fields=()):
        return self.agent.respond(request, status, reason, body, fields)

    def ask(self, other, method, body=b"", answer=b"", status=200, fields=()):
        """A request within the call, and what the other side answers. Returns both as they arrived."""
        self.request(method, body, fields)
        request = other.expect(method)
        other.respond(request, status, "-", answer)
        return request, self.expect(status)


def ring(caller, callee, target, offer, hop=None):
    """INVITE and 180. Returns the caller's leg and the INVITE as it arrived."""
    leg = Leg.caller(caller, target, hop)
    leg.request("INVITE", offer)
    invite = callee.expect("INVITE", leg.call_id)
    callee.respond(invite, 180, "Ringing")
    leg.expect(180)
    return leg, invite


def answer(leg, invite, callee, description):
    """200 and ACK. Returns the callee's leg and the 200 as it arrived."""
    other = Leg.callee(callee, invite, callee.respond(invite, 200, "OK", description))
    okay = leg.expect(200)
    leg.request("ACK")
    callee.expect("ACK", leg.call_id)
    return other, okay


def reinvite(leg, other, offer, description):
    """A new offer within a call. Returns INVITE and 200 as they arrived."""
    leg.request("INVITE", offer)
    invite = other.expect("INVITE")
    other.target = uri(invite["contact"])
    other.respond(invite, 200, "OK", description)
    okay = leg.expect(200)
    leg.request("ACK")
    other.expect("ACK")
    return invite, okay


def hang_up(leg, other):
    leg.ask(other, "BYE")


def refuse(leg, other, invite, status):
    """What refuses an INVITE, and its ACK. Returns the refusal as it arrived."""
    other.respond(invite, status)
    refusal = leg.expect(status)
    leg.request("ACK", branch="invite")
    other.expect("ACK")
    return refusal
