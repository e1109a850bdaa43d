# SPDX-License-Identifier: GPL-2.0
"""Messages with an odd piece, or one that cannot be read: it arrives as it was, or translated if it can be
read in one way only; everything else is translated, so that the registration stands, audio flows both ways
and BYE arrives.

	odd_messages.py [6]	over IPv6"""

import itertools
import re
import sys
import time

import golden
import net
import rtp
import sip
import tap
from gateway import HELPER, Gateway

net.family = 6 if "6" in sys.argv else 4
INSIDE, PUBLIC, PROVIDER = (net.host_text(net.Host(name).address) for name in ("phone", "gw", "provider"))
SHOWN = net.Host("gw").address
numbers = itertools.count(1)
ports = itertools.count(10000, 10)
CALL_ID = "odd%%d.%d@example" % net.family


class Text:
    """A message before and after the gateway: golden.py's marks, and ME for the phone's address. Lines are
    named by their field, so that a case can have another one, or none (None)."""

    def __init__(self, start, lines, body="", **changed):
        lines = dict(lines)
        unknown = set(changed) - set(lines) - {"more"}
        if unknown:
            raise ValueError("no such line: %s" % unknown)
        lines.update(changed)
        text = [start] + [line for line in lines.values() if line is not None]
        self.golden = golden.Golden("")
        text = "\r\n".join(text).replace("\n", "\r\n").replace("\r\r\n", "\r\n") + "\r\n\r\n" + body.replace("\n", "\r\n")
        text = text.replace("ME", "{%s|%s}" % (INSIDE, PUBLIC))
        sent = golden.MARK.sub(r"\1", text)
        self.golden.sent = sent.replace("{#}", str(len(golden.body(sent)))).encode()
        self.golden.wanted = golden.MARK.sub(r"\2", text).replace("{#}", "$length")

    @property
    def sent(self):
        return self.golden.sent

    def compare(self, arrived):
        return self.golden.compare(arrived)


def description(port, lines="", conn="c=IN IP%d ME\n", media="m=audio {%d|$media} RTP/AVP 0\n", **other):
    """conn, media: the lines that are mostly odd; lines: what else there is"""
    first = other.get("version", "v=0\n") + other.get("origin", "o=- 1 1 IN IP%d ME\n" % net.family)
    conn = conn.replace("%d", str(net.family)).replace("ME", "{%s|%s}" % (net.Host("phone").address, SHOWN))
    first = first.replace("ME", "{%s|%s}" % (net.Host("phone").address, SHOWN))
    return first + "s=-\n" + conn + "t=0 0\n" + media.replace("%d", str(port)) + lines


class Scene:
    def __init__(self):
        self.gateway = Gateway()
        self.phone, self.provider, self.peer = (net.Host(name) for name in ("phone", "provider", "peer"))
        self.inside, self.outside = self.phone.udp(5060), self.provider.udp(5060)

    def lines(self, number):
        return {"via": "Via: SIP/2.0/UDP ME:5060;branch=z9hG4bK%d;rport" % number,
                "from_": "From: <sip:anna@ME>;tag=a%d" % number, "to": "To: <sip:bob@%s>" % PROVIDER,
                "call_id": "Call-ID: " + CALL_ID % number, "cseq": "CSeq: 1 INVITE",
                "contact": "Contact: <sip:anna@ME:5060>", "more": None,
                "kind": "Content-Type: application/sdp", "length": "Content-Length: {#}"}

    def out(self, text):
        """From the phone. Returns the message as it arrives, and the numbers in it."""
        self.outside.drain()
        self.inside.send(text.sent, self.outside.end)
        data, source = self.outside.receive()
        found = text.compare(data)
        # A status line as sip.py reads it
        return sip.Message(re.sub(rb"(?i)^(sip/2.0) +(\d+) ?", rb"SIP/2.0 \2 ", data), source), found

    def into(self, data, to=None):
        """To the phone. Returns what arrives."""
        self.inside.drain()
        self.outside.send(data, to or (SHOWN, 5060))
        data, source = self.inside.receive()
        return sip.Message(data, source)

    def answer(self, request, status=200, body=b"", contact=True, more=()):
        """The provider's answer, to where the request came from"""
        fields = [("Via", request["via"] + ";received=%s" % request.source[0])] if request["via"] else []
        fields += [("From", request["from"]), ("To", request["to"] + ";tag=b1"), ("Call-ID", request["call-id"]),
                   ("CSeq", request["cseq"] if " " in request["cseq"] else "1 INVITE")] + list(more)
        if contact:
            fields.append(("Contact", "<sip:bob@%s:5060>" % PROVIDER))
        return self.into(sip.compose("SIP/2.0 %d -" % status, fields, body), request.source)

    def hang_up(self, request, to):
        """BYE from outside, to where it is sent by the Contact"""
        bye = sip.compose("BYE sip:anna@%s SIP/2.0" % net.text(to), [
            ("Via", "SIP/2.0/UDP %s:5060;branch=z9hG4bKbye%d;rport" % (PROVIDER, next(numbers))),
            ("From", request["to"] + ";tag=b1"), ("To", request["from"]), ("Call-ID", request["call-id"]),
            ("CSeq", "7 BYE")])
        got = self.into(bye, to)
        tap.equal((got.method, got["call-id"]), ("BYE", request["call-id"]), "what arrived")
        self.inside.send(sip.compose("SIP/2.0 200 OK", [
            ("Via", got["via"]), ("From", got["from"]), ("To", got["to"]), ("Call-ID", got["call-id"]),
            ("CSeq", got["cseq"])]), got.source)
        self.outside.receive()

    def call_out(self, port=None, body=None, **changed):
        """A call by the phone, whose INVITE has something odd."""
        number, port = next(numbers), port or next(ports)
        text = Text("INVITE sip:bob@%s SIP/2.0" % PROVIDER, self.lines(number),
                    description(port) if body is None else body, **changed)
        with rtp.Media(self.phone, port) as mine, rtp.Media(self.peer, 30000) as yours:
            request, found = self.out(text)
            okay = self.answer(request, 200, sip.sdp(self.peer.address, 30000))
            tap.equal((okay.status, okay.media()), (200, yours.rtp.end), "the answer")
            self.inside.send(sip.compose("ACK sip:bob@%s SIP/2.0" % PROVIDER, [
                ("Via", "SIP/2.0/UDP %s:5060;branch=z9hG4bKack%d" % (INSIDE, number)), ("From", okay["from"]),
                ("To", okay["to"]), ("Call-ID", okay["call-id"]), ("CSeq", "1 ACK")]), self.outside.end)
            self.outside.receive()
            rtp.talk(mine, yours, yours.rtp.end, (SHOWN, found["media"]))
            self.hang_up(request, (SHOWN, 5060))
        return found

    def call_in(self, uri=None, wanted=None, port=None, body=None, start="SIP/2.0 200 OK", their_contact=None,
                their_fields=(), offer=None, **changed):
        """A call to the phone, whose 200 has something odd. uri: what the INVITE is for, wanted: as it arrives;
        their_contact, their_fields, offer: what else is odd in it"""
        number, port = next(numbers), port or next(ports)
        uri = uri or "sip:anna@%s:5060" % PUBLIC
        lines = self.lines(number)
        with rtp.Media(self.phone, port) as mine, rtp.Media(self.peer, 30000) as yours:
            got = self.into(sip.compose("INVITE %s SIP/2.0" % uri, [
                ("Via", "SIP/2.0/UDP %s:5060;branch=z9hG4bK%d;rport" % (PROVIDER, number)),
                ("From", "<sip:bob@%s>;tag=b1" % PROVIDER), ("To", "<sip:anna@example.org>"),
                ("Call-ID", CALL_ID % number), ("CSeq", "1 INVITE"),
                ("Contact", their_contact or "<sip:bob@%s:5060>" % PROVIDER)] + list(their_fields),
                offer or sip.sdp(self.peer.address, 30000)))
            tap.want(got.body == (offer or sip.sdp(self.peer.address, 30000)), "the offer is %r" % got.body)
            tap.equal(got.start, "INVITE %s SIP/2.0" % (wanted or "sip:anna@%s:5060" % INSIDE), "the request line")
            lines.update(via="Via: " + got["via"], from_="From: " + got["from"], to="To: <sip:anna@example.org>;tag=a1")
            text = Text(start, lines, description(port) if body is None else body, **changed)
            okay, found = self.out(text)
            rtp.talk(yours, mine, (SHOWN, found["media"]), yours.rtp.end)
            okay.fields = [("from", okay["to"]), ("to", okay["from"].partition(";tag")[0]), ("call-id", okay["call-id"])]
            self.hang_up(okay, (SHOWN, 5060))


# What stands in a field is readable however odd it is, and is translated.
READABLE = {
    "Contact: two @": {"contact": "Contact: <sip:anna@firm.example@ME:5060>"},
    "Contact: three @": {"contact": "Contact: <sip:anna@firm.example@pbx@ME:5060>"},
    "Contact: %40": {"contact": "Contact: <sip:anna%40firm.example@ME:5060>"},
    "Contact: a comma in an unquoted name": {"contact": "Contact: Roe, Anna <sip:anna@ME:5060;ob>"},
    "Contact: two commas in an unquoted name": {"contact": "Contact: Roe, Anna, Dr. <sip:anna@ME:5060;ob>;q=1"},
    "Contact: a semicolon in an unquoted name": {"contact": "Contact: Roe; Anna <sip:anna@ME:5060>"},
    "Contact: a name that begins with a star": {"contact": "Contact: *70 <sip:*70@ME:5060>"},
    "Contact: a quoted quote": {"contact": 'Contact: "Anna "the" Roe" <sip:anna@ME:5060>'},
    "Contact: a quote that is not closed": {"contact": 'Contact: "Anna Roe <sip:anna@ME:5060>'},
    "Contact: a quote inside a word": {"contact": 'Contact: Anna 5" Roe <sip:anna@ME:5060>;q=0.5'},
    "Contact: escaped quotes without quotes": {"contact": 'Contact: \\"Anna\\" <sip:anna@ME:5060>'},
    "Contact: two angle brackets": {"contact": "Contact: <<sip:anna@ME:5060>>"},
    "Contact: a name in angle brackets": {"contact": "Contact: Anna <home> <sip:anna@ME:5060>"},
    "Contact: a name in quotes, no angle brackets": {"contact": 'Contact: "Anna" sip:anna@ME:5060'},
    "Contact: something behind the bracket": {"contact": "Contact: <sip:anna@ME:5060> phone;q=1"},
    "Contact: a parameter's quote is not closed": {"contact": 'Contact: <sip:anna@ME:5060>;x="1'},
    "Contact: port 0": {"contact": "Contact: <sip:anna@{%s:0|%s:5060};transport=UDP>" % (INSIDE, PUBLIC)},
    "Contact: port 00": {"contact": "Contact: <sip:anna@{%s:00|%s:5060}>" % (INSIDE, PUBLIC)},
    "Contact: a colon without a port": {"contact": "Contact: <sip:anna@{%s:|%s:5060}>" % (INSIDE, PUBLIC)},
    "Contact: a raw @ in a parameter, no user": {"contact": "Contact: <sip:ME:5060;aor=anna@firm.example>"},
    "Contact: a raw @ in a header, no user": {"contact": "Contact: <sip:ME?Replaces=k7@firm.example>"},
    "Contact: a raw @ in both": {"contact": "Contact: <sip:anna@ME;aor=a@b.example?Replaces=k7@firm.example>"},
    "Contact: a user with ; and ?": {"contact": "Contact: <sip:+4930;npdi;rn=+4989?x@ME:5060>"},
    "Contact: the scheme twice": {"contact": "Contact: <sip:sip:anna@ME:5060>"},
    "Contact: a blank behind the port": {"contact": "Contact: <sip:anna@ME:5060 ;ob>"},
    "Contact: a blank behind the host": {"contact": "Contact: <sip:anna@ME ;transport=udp>"},
    "Contact: folded behind the port": {"contact": "Contact: <sip:anna@ME:5060\n ;ob>"},
    "From: two @": {"from_": "From: <sip:anna@firm.example@ME>;tag=a1"},
    "From: a comma in an unquoted name": {"from_": "From: Roe, Anna <sip:anna@ME>;tag=a1"},
    "From: a quoted quote": {"from_": 'From: "Anna "the" Roe" <sip:anna@ME>;tag=a1'},
    "To: a quoted quote": {"to": 'To: "Bob "the" Builder" <sip:bob@ME>'},
    "To: a quote that is not closed": {"to": 'To: "Bob <sip:bob@ME>'},
    "Via: port 0": {"via": "Via: SIP/2.0/UDP {%s:0|%s:5060};branch=z9hG4bKz;rport" % (INSIDE, PUBLIC)},
    "Via: a colon without a port": {"via": "Via: SIP/2.0/UDP {%s:|%s:5060};branch=z9hG4bKz;rport" % (INSIDE, PUBLIC)},
}

# What cannot be read arrives as it was.
UNREADABLE = {
    "Contact: port 99999": {"contact": "Contact: <sip:anna@%s:99999>" % INSIDE},
    "Contact: no semicolon behind the port": {"contact": "Contact: <sip:anna@%s:5060transport=udp>" % INSIDE},
    "Contact: no scheme": {"contact": "Contact: <anna@%s:5060>" % INSIDE},
    "Contact: no closing bracket": {"contact": "Contact: <sip:anna@%s:5060" % INSIDE},
    "Contact: empty": {"contact": "Contact:"},
    "Contact: empty brackets": {"contact": "Contact: <>"},
    "Contact: no host": {"contact": "Contact: <sip:anna@>"},
    "Contact: a blank in the host": {"contact": "Contact: <sip:anna@%s :5060>" % INSIDE},
    "Contact: a NUL in the host": {"contact": "Contact: <sip:anna@%s\0>" % INSIDE},
    "Contact: one that is broken in front": {
        "contact": "Contact: <sip:x@%s:5060transport=udp>;q=0.1, <sip:anna@ME:5060>;q=1" % INSIDE},
    "Contact: one that is broken behind": {"contact": "Contact: <sip:anna@ME:5060>;q=1, <sip:x@%s:x>" % INSIDE},
    "Contact: no closing bracket in front": {"contact": "Contact: <sip:x@%s, <sip:anna@ME:5060>" % INSIDE},
    "Contact: no closing quote in front": {"contact": 'Contact: "x <sip:x@%s:x>, <sip:anna@ME:5060>' % INSIDE},
    "Contact: no closing bracket in front of a bare one": {"contact": "Contact: <sip:x@%s, sip:anna@ME:5060" % INSIDE},
    "Contact: a word in front of a bare one": {"contact": "Contact: Roe, sip:anna@ME:5060"},
    "Contact: broken, in fields of their own": {
        "contact": "Contact: <sip:x@%s:x>\nm: <sip:anna@ME:5060>\nContact: ;" % INSIDE},
    "From: no scheme": {"from_": "From: anna@%s;tag=a1" % INSIDE},
    "To: a bad port": {"to": "To: <sip:bob@%s:x>" % INSIDE},
    "Via: a bad port": {"via": "Via: SIP/2.0/UDP %s:x;branch=z9hG4bKz;rport" % INSIDE},
    "Via: no protocol": {"via": "Via: %s:5060;branch=z9hG4bKz;rport" % INSIDE},
    "Via: a parameter that is none": {
        "via": "Via: SIP/2.0/UDP ME:5060;received=;maddr=?;branch=z9hG4bKz;rport=x"},
    "a Record-Route that is none, and one": {
        "more": "Record-Route: <sip:%s:x;lr>, <sip:ME:5060;lr>" % INSIDE},
    "an identity that is none, and one": {
        "more": "P-Asserted-Identity: anna@%s\nRemote-Party-ID: \"Roe\", <sip:anna@ME>" % INSIDE},
    "a blank in a field's name": {"more": "X Site Id: 7"},
    "a line that is no field": {"more": "garbage\n and more of it"},
    "a line without a name": {"more": ": %s" % INSIDE},
    "lines that are no fields first": {"via": " folded\n;\nVia: SIP/2.0/UDP ME:5060;branch=z9hG4bKz;rport"},
    "250 fields": {"more": "\n".join("X-%d: %s" % (number, INSIDE) for number in range(250))},
    "two Call-IDs": {"more": "Call-ID: other@example"},
    "no CSeq": {"cseq": None},
    "a CSeq that is too large": {"cseq": "CSeq: 4294967296 INVITE"},
    "a CSeq without a method": {"cseq": "CSeq: 1"},
    "no Via": {"via": None},
    "no From": {"from_": None},
}
if net.family == 6:
    ADDRESS = net.Host("phone").address
    full = "2001:db8:113:0:0:0:0:1"
    READABLE = {
        "IPv6 without brackets": {"contact": "Contact: <sip:anna@{%s|%s}>" % (ADDRESS, full)},
        "IPv6 without brackets, and a parameter": {"contact": "Contact: <sip:anna@{%s|%s};ob>" % (ADDRESS, full)},
        "IPv6 without brackets, no user": {"contact": "Contact: <sip:{%s|%s};ob>" % (ADDRESS, full)},
        "IPv6 without brackets, in full, and a port": {
            "contact": "Contact: <sip:anna@{fd00:1:0:0:0:0:0:10|%s}:5060>" % full},
        "IPv6 in two pairs of brackets": {"contact": "Contact: <sip:anna@[ME]>"},
        "IPv6 in two pairs of brackets, and a port": {"contact": "Contact: <sip:anna@[ME]:5060>"},
        "IPv6 in full": {"contact": "Contact: <sip:anna@{[FD00:0001:0:0:0:0:0:0010]|%s}:5060>" % PUBLIC},
        "Via: IPv6 without brackets": {"via": "Via: SIP/2.0/UDP {%s|%s};branch=z9hG4bKz;rport" % (ADDRESS, full)},
        "Via: IPv6 without brackets, port apart": {
            "via": "Via: SIP/2.0/UDP {%s|%s} :5060;branch=z9hG4bKz;rport" % (ADDRESS, full)},
        "From: IPv6 without brackets": {"from_": "From: <sip:anna@{%s|%s}>;tag=a1" % (ADDRESS, full)},
        "Contact: port 0": READABLE["Contact: port 0"],
        "Contact: two @": READABLE["Contact: two @"],
        "c= in brackets": {"body": lambda port: description(
            port, conn="c=IN IP6 {[%s]|[%s]}\n" % (ADDRESS, SHOWN))},
    }
    UNREADABLE = {
        "IPv6 that might have a port": {"contact": "Contact: <sip:anna@fd00:1::10:5060>"},
        "IPv6 without a closing bracket": {"contact": "Contact: <sip:anna@[%s:5060>" % ADDRESS},
        "Contact: no semicolon behind the port": UNREADABLE["Contact: no semicolon behind the port"],
    }
else:
    READABLE["Contact: IPv4 in brackets"] = {"contact": "Contact: <sip:anna@[ME]:5060>"}

UNUSED = "m=video 10500\n"
DESCRIPTIONS = {
    "an extra word on c=": {"conn": "c=IN IP4 ME 0\n"},
    "a TTL that is none": {"conn": "c=IN IP4 ME/x\n"},
    "a second c= of the session": {"conn": "c=IN IP4 ME\nc=IN IP4 ME\n"},
    "a second c= of the session that is none": {"conn": "c=IN IP4 ME\nc=IN IP4\n"},
    "a c= of the stream that is none": {"lines": "c=IN IP4\na=sendrecv\n"},
    "m=audio 0 without a protocol behind it": {"lines": "m=audio 0\n"},
    "m=audio 0 without a protocol in front": {"media": "m=audio 0\nm=audio {%d|$media} RTP/AVP 0\n"},
    "an m= line without a protocol": {"lines": UNUSED},
    "an m= line without anything": {"lines": "m=\n"},
    "an m= line with a port that is none": {"lines": "m=video x RTP/AVP 31\nc=IN IP4 198.51.100.9\n"},
    "no v=": {"version": ""},
    "v=1": {"version": "v=1\n"},
    "two v=": {"version": "v=0\nv=0\n"},
    "an o= line that is none": {"origin": "o=x\n"},
    "no o= line": {"origin": ""},
    "two o= lines": {"origin": "o=- 1 1 IN IP4 ME\no=- 2 2 IN IP4 192.168.1.10\n"},
    "an a=rtcp that is none": {"lines": "a=rtcp:x\n"},
    "a candidate that is none": {"lines": "a=candidate:1 1 UDP 1 192.168.1.10\n"},
    "lines that are none": {"lines": "x\n=\nm\n m=audio 1 RTP/AVP 0\n\n"},
}


def multipart(port, front="", behind="", boundary="--b\n", data=None):
    sdp = description(port) if data is None else data
    return front + boundary + "Content-Type: application/sdp\n\n" + sdp + "\n" + behind + "--b--\n"


MIXED = "Content-Type: multipart/mixed;boundary=b"
PARTS = {
    "an empty SDP part in front": (MIXED, lambda port: multipart(port, "--b\nContent-Type: application/sdp\n\n\n")),
    "an empty SDP part behind": (MIXED, lambda port: multipart(port, "", "--b\nContent-Type: application/sdp\n\n\n")),
    "a part with a line that is no field": (MIXED, lambda port: multipart(port, "", "", "--b\nX Id 7\n")),
    "a part without an empty line": (MIXED, lambda port: multipart(port, "--b\nno field\n")),
    "a multipart in it without a boundary": (MIXED, lambda port: multipart(
        port, "--b\nContent-Type: multipart/mixed\n\nx\n")),
    "a multipart in it with another boundary": (MIXED, lambda port: multipart(
        port, "", "--b\nContent-Type: multipart/mixed;boundary=c\n\nx\n")),
    "a multipart without a boundary": ("Content-Type: multipart/mixed", multipart),
    "a part with a length that is none": (MIXED, lambda port: multipart(port, "", "", "--b\nContent-Length: x\n")),
    "an SDP part that is none": (MIXED, lambda port: multipart(
        port, "--b\nContent-Type: application/sdp\n\nm=audio\nc=\n\n")),
    "20 parts": (MIXED, lambda port: multipart(port, "", "--b\n\nx\n" * 20)),
}


def odd_fields(scene):
    for name, changed in READABLE.items():
        changed = dict(changed)
        if "body" in changed:
            port = next(ports)
            changed.update(port=port, body=changed["body"](port))
        with tap.test("%s: translated" % name):
            scene.call_out(**changed)
    for name, changed in UNREADABLE.items():
        with tap.test("%s: stays, all else is translated" % name):
            scene.call_out(**changed)


def odd_answers(scene):
    """The same in a 200 of the phone"""
    for name in ("Contact: two @", "Contact: a comma in an unquoted name", "Contact: port 0",
                 "Contact: a quote that is not closed", "Contact: a raw @ in a parameter, no user"):
        with tap.test("%s, in a 200: translated" % name):
            scene.call_in(**READABLE[name])
    for name in ("Contact: port 99999", "Contact: no closing bracket", "a line that is no field"):
        with tap.test("%s, in a 200: stays, all else is translated" % name):
            scene.call_in(**UNREADABLE[name])
    for start in "SIP/2.0 200", "SIP/2.0  200 OK", "SIP/2.0 200OK", "sip/2.0 200 OK ":
        with tap.test("a status line %r" % start):
            scene.call_in(start=start)
    for user in "anna@firm.example", "anna%40firm.example", "anna;x=1", "anna?x":
        with tap.test("a Request-URI for %s: the phone's" % user):
            scene.call_in("sip:%s@%s:5060" % (user, PUBLIC), "sip:%s@%s:5060" % (user, INSIDE))
    with tap.test("a Request-URI with port 0: the phone's"):
        scene.call_in("sip:anna@%s:0" % PUBLIC, "sip:anna@%s:5060" % INSIDE)
    for uri in "sip:anna@%s:x" % PUBLIC, "<sip:anna@%s>" % PUBLIC, "sip:an na@", "anna":
        with tap.test("a Request-URI that is none (%s): stays, all else is translated" % uri):
            scene.call_in(uri, uri)


def odd_invites(scene):
    """What is odd is the other side's: the Request-URI is the phone's all the same."""
    for contact in ("<sip:bob@198.51.100.10:x>", "bob", "<sip:bob@198.51.100.10", '"Bob <sip:bob@198.51.100.10:5060>', "",
                    "Roe, Bob <sip:bob@198.51.100.10>"):
        with tap.test("an INVITE from outside, Contact: %s" % contact):
            scene.call_in(their_contact=contact)
    for more in ("Record-Route", "<sip:203.0.113.1:x;lr>, <sip:198.51.100.10;lr>"), ("X Y", "1"), ("P-Asserted-Identity", "<bob>"), \
            ("Route", "<sip:203.0.113.1:x;lr>"), ("CSeq", "2 INVITE"), ("Content-Length", "9999"), ("Content-Length", "x"):
        with tap.test("an INVITE from outside, %s: %s" % more):
            scene.call_in(their_fields=[more])
    for name, lines in (("an extra word on c=", (b"20\r\nt=", b"20 x\r\nt=")), ("an m= line that is none", (b"m=audio", b"m=\r\nm=audio")),
                        ("no v=", (b"v=0\r\n", b"")), ("no c=", (b"c=", b"x="))):
        with tap.test("an INVITE from outside, SDP: %s" % name):
            scene.call_in(offer=sip.sdp(scene.peer.address, 30000).replace(*lines, 1))


def odd_descriptions(scene):
    for name, lines in DESCRIPTIONS.items():
        with tap.test("SDP: %s" % name):
            port = next(ports)
            scene.call_out(port=port, body=description(port, **lines))
    for name, (kind, body) in PARTS.items():
        with tap.test("multipart: %s" % name):
            port = next(ports)
            scene.call_out(port=port, body=body(port), kind=kind)
    with tap.test("SDP: 40 streams: those beyond the limit stay"):
        port = next(ports)
        more = "".join("m=audio {%d|$m%s} RTP/AVP 0\n" % (20000 + 2 * number, chr(97 + number % 26) + "xy"[number // 26])
                       for number in range(31))
        more += "".join("m=audio %d RTP/AVP 0\n" % (20100 + 2 * number) for number in range(8))
        scene.call_out(port=port, body=description(port, more))
    with tap.test("SDP in an answer: an extra word on c=, a second one"):
        port = next(ports)
        scene.call_in(port=port, body=description(port, conn="c=IN IP4 ME x\nc=IN IP4 ME y\n"))


def lengths(scene):
    """Content-Length that is wrong, and zero bytes"""
    for what, said, more in (("78 more than the datagram has", 78, ""), ("one more", 1, ""),
                             ("a gigabyte more", 1 << 30, "")):
        with tap.test("Content-Length: %s" % what):
            port = next(ports)
            body = description(port)
            sent = len(golden.MARK.sub(r"\1", body).replace("\n", "\r\n"))
            found = scene.call_out(port=port, body=body, length="Content-Length: {%d|$said}" % (sent + said))
            grown = len(golden.MARK.sub(r"\2", body).replace("$media", str(found["media"])).replace("\n", "\r\n"))
            tap.equal(found["said"] - grown, said, "what is said beyond the body")
    for said in 0, 10:
        with tap.test("Content-Length: %d, and a description" % said):
            scene.call_out(length="Content-Length: %d" % said)
    for name, changed in {
            "is none": {"length": "Content-Length: x"}, "is too large for a number": {"length": "l: 99999999999999999999"},
            "is empty": {"length": "Content-Length:"}, "is missing": {"length": None},
            "is there twice, once as 0": {"length": "Content-Length: {#}\nContent-Length: 0"},
            "is there twice, once as none": {"length": "l: x\nContent-Length: {#}"}}.items():
        with tap.test("Content-Length %s" % name):
            scene.call_out(**changed)
    for name, changed in {"with a length": {"length": "Content-Length: {%d|$said}"}, "without one": {"length": None}}.items():
        with tap.test("a NUL behind the description, %s" % name):
            port = next(ports)
            body = description(port)
            sent = len(golden.MARK.sub(r"\1", body).replace("\n", "\r\n"))
            if changed["length"]:
                changed = {"length": changed["length"].replace("%d", str(sent))}
            scene.call_out(port=port, body=body + "\0", **changed)
    for name, changed in {"a name": {"from_": "From: An\0na <sip:anna@ME>;tag=a1"},
                          "a field that nobody knows": {"more": "X: \0\0"},
                          "a line": {"more": "\0"}}.items():
        with tap.test("a NUL in %s" % name):
            scene.call_out(**changed)


def without_call_id(scene):
    for what, line in ("no Call-ID", None), ("an empty Call-ID", "Call-ID:"), ("a Call-ID of 300", "Call-ID: " + "x" * 300):
        with tap.test("%s: no call, but headers are translated" % what):
            port = next(ports)
            body = golden.MARK.sub(r"\1", description(port))
            text = Text("INVITE sip:bob@%s SIP/2.0" % PROVIDER, scene.lines(next(numbers)), body, call_id=line)
            scene.out(text)


def replaces(scene):
    """Refer-To without a user, and with an @ that should have been escaped"""
    for what, target in (
            ("raw @, a port", "<sip:198.51.100.10:5060?Replaces=k7@198.51.100.10%3Bto-tag%3Dx%3Bfrom-tag%3Dy>"),
            ("raw @, no port", "<sip:198.51.100.10?Replaces=k7@198.51.100.10%3Bto-tag%3Dx>"),
            ("raw @, a name", "<sip:pbx.example?Replaces=k7@192.168.1.10%3Bto-tag%3Dx>"),
            ("raw @, a short name", "<sip:pbx?Replaces=k7@192.168.1.10%3Bto-tag%3Dx>"),
            ("raw @, a parameter before", "<sip:198.51.100.10;lr?Replaces=k7@192.168.1.10>"),
            ("a bad port", "<sip:198.51.100.10:x?Replaces=k7@192.168.1.10>")):
        with tap.test("REFER, Replaces with %s: Refer-To stays, NOTIFY arrives" % what):
            number = next(numbers)
            text = Text("REFER sip:bob@198.51.100.10 SIP/2.0", scene.lines(number), "", cseq="CSeq: 2 REFER", kind=None,
                        more="Refer-To: " + target)
            request, _ = scene.out(text)
            scene.answer(request, 202, contact=False)
            notify = scene.into(sip.compose("NOTIFY sip:anna@203.0.113.1:5060 SIP/2.0", [
                ("Via", "SIP/2.0/UDP 198.51.100.10:5060;branch=z9hG4bKn%d;rport" % number), ("From", request["to"] + ";tag=b1"),
                ("To", request["from"]), ("Call-ID", request["call-id"]), ("CSeq", "1 NOTIFY"),
                ("Contact", "<sip:bob@198.51.100.10:5060>"), ("Event", "refer"),
                ("Subscription-State", "active;expires=60")]))
            tap.equal(notify.method, "NOTIFY", "what arrived")


OTHER = "192.0.2.77"
# What a registrar lists besides the phone's Contact, which is OURS
LISTS = {
    "no semicolon behind the port": ["OURS, <sip:anna@%s:5060transport=udp>;expires=300" % OTHER],
    "the same in front": ["<sip:anna@%s:5060transport=udp>;expires=300, OURS" % OTHER],
    "in a field of its own": ["<sip:anna@%s:5060transport=udp>;expires=300" % OTHER, "OURS"],
    "in a field of its own, behind": ["OURS", "<sip:anna@%s:5060transport=udp>;expires=300" % OTHER],
    "a port that is too large": ["<sip:anna@%s:70000>, OURS" % OTHER],
    "no closing bracket in front": ["<sip:anna@%s, OURS" % OTHER],
    "no closing bracket behind": ["OURS, <sip:anna@%s" % OTHER],
    "no closing quote in front": ['"Anna <sip:anna@%s>, OURS' % OTHER],
    "a quote too many in front": ['"Anna" x" <sip:anna@%s:x>, OURS' % OTHER],
    "no scheme": ["<anna@%s>;expires=300, OURS" % OTHER],
    "no host": ["<sip:>;expires=300, OURS"],
    "empty ones": [",, , OURS ,,"],
    "a word": ["anna, OURS"],
    "20 of them": [", ".join(["<sip:anna@%s:x>" % OTHER] * 20 + ["OURS"])],
    "IPv6 without brackets, one that cannot be read": ["<sip:anna@2001:db8::1:5060>, OURS"],
    "a quoted parameter that is not closed in front": ['<sip:anna@%s>;x="1, OURS' % OTHER],
}


def registrations(scene):
    phone, second = scene.inside, scene.provider.udp(5060, "198.51.100.11")
    for number, (name, fields) in enumerate(LISTS.items()):
        user = "anna%d" % number
        with tap.test("REGISTER, another device's Contact, %s: the registration stands" % name):
            lines = {key: line and line.replace("anna", user) for key, line in scene.lines(next(numbers)).items()}
            text = Text("REGISTER sip:198.51.100.10 SIP/2.0", lines, "", cseq="CSeq: 1 REGISTER", kind=None,
                        to="To: <sip:%s@example.org>" % user, more="Expires: 600")
            request, _ = scene.out(text)
            ours = "<sip:%s@203.0.113.1:5060>;expires=600" % user
            more = [("Contact", field.replace("OURS", ours)) for field in fields]
            okay = scene.answer(request, 200, contact=False, more=more)
            wanted = [field.replace("OURS", ours.replace("203.0.113.1", "192.168.1.10")) for field in fields]
            tap.equal(okay.all("contact"), wanted, "Contact")
            tap.want("192.168.1.10:5060" in okay["via"], "Via is %s" % okay["via"])
            if HELPER == "sipnat":
                ends = [one["expires"] for one in scene.gateway.show("registrations")
                        if one["address_of_record"] == "sip:%s@example.org" % user]
                tap.want(len(ends) == 1 and 590 <= ends[0] <= 600, "registrations: %s" % ends)
    with tap.test("REGISTER: calls come after 40 seconds, from another host of the provider"):
        scene.gateway.passes(40)
        for number in range(2):
            phone.drain()
            second.send(sip.compose("INVITE sip:anna%d@203.0.113.1:5060 SIP/2.0" % number, [
                ("Via", "SIP/2.0/UDP 198.51.100.11:5060;branch=z9hG4bKr%d" % number), ("From", "<sip:bob@198.51.100.11>;tag=1"),
                ("To", "<sip:anna@example.org>"), ("Call-ID", "come%d" % number), ("CSeq", "1 INVITE")]), (SHOWN, 5060))
            got = sip.Message(phone.receive()[0])
            tap.equal(got.uri, "sip:anna%d@192.168.1.10:5060" % number, "Request-URI")
    for what, line in ("no scheme", "To: anna@example.org"), ("a bad port", "To: <sip:anna@example.org:x>;x=y"), ("none", None):
        with tap.test("REGISTER, To with %s: the Contact is bound all the same" % what):
            at = scene.phone.udp(5090)
            text = Text("REGISTER sip:198.51.100.10 SIP/2.0", scene.lines(next(numbers)), "", cseq="CSeq: 1 REGISTER",
                        kind=None, to=line, more="Expires: 600", contact="Contact: <sip:anna@{192.168.1.10:5090|203.0.113.1:$port}>")
            request, found = scene.out(text)
            okay = scene.answer(request, 200, contact=False, more=[("Contact", request["contact"] + ";expires=600")])
            tap.equal(okay["contact"], "<sip:anna@192.168.1.10:5090>;expires=600", "Contact")
            time.sleep(3)
            second.send(b"OPTIONS sip:anna@203.0.113.1 SIP/2.0\r\n\r\n", (SHOWN, found["port"]))
            at.receive()
            at.close()
    second.close()


def told(scene):
    """Counter, strict"""
    if HELPER != "sipnat":
        tap.skip("what is counted", "the counters are sipnat's")
        return
    gateway = scene.gateway
    with tap.test("a message with two broken pieces counts once"), \
            gateway.counts(partly_read=1, bad_message=0, bad_sdp=0):
        port = next(ports)
        text = Text("INVITE sip:bob@198.51.100.10 SIP/2.0", scene.lines(next(numbers)), description(port, "m=x\n"),
                    more="garbage")
        scene.out(text)
    for name, counter, changed in (("a Contact", "bad_message", UNREADABLE["Contact: no scheme"]),
                                   ("a line", "bad_message", UNREADABLE["a line that is no field"]),
                                   ("an m= line", "bad_sdp", {"body": lambda port: description(port, UNUSED)})):
        with tap.test("strict: %s that cannot be read: dropped" % name), \
                gateway.setting("strict", "on", back="off"), \
                gateway.counts(dropped=1, partly_read=0, rewritten=0, **{counter: 1}):
            changed, port = dict(changed), next(ports)
            before = gateway.stats()["bindings"], gateway.stats()["dialogs"]
            body = changed.pop("body", description)(port)
            text = Text("INVITE sip:bob@198.51.100.10 SIP/2.0", scene.lines(next(numbers)), body, **changed)
            scene.outside.drain()
            scene.inside.send(text.sent, scene.outside.end)
            scene.outside.silent()
            after = gateway.stats()["bindings"], gateway.stats()["dialogs"]
            tap.equal(after, before, "bindings and dialogs")


def main():
    net.prepare(hidden=False)  # what cannot be read tells inside addresses
    scene = Scene()
    with tap.test("an INVITE with nothing odd"):
        scene.call_out()
    odd_fields(scene)
    if net.family == 4:
        odd_answers(scene)
        odd_invites(scene)
        odd_descriptions(scene)
        lengths(scene)
    if HELPER == "sipnat":
        with tap.test("all calls have ended"):
            states = {call["call_id"]: call["state"] for call in scene.gateway.show("calls")}
            ours = {state for name, state in states.items() if name.endswith(".%d@example" % net.family)}
            tap.equal(ours, {"closing"}, "states")
    if net.family == 4:
        without_call_id(scene)
        replaces(scene)
        registrations(scene)
        told(scene)


main()
