# SPDX-License-Identifier: GPL-2.0
"""Candidates in session descriptions, and connectivity checks of whoever has read them."""

import itertools
import re
import textwrap

import net
import sip
import tap
from gateway import HELPER, Gateway
from golden import Golden

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@198.51.100.10"

HEAD = """\
v=0
o=- 1 1 IN IP4 PHONE
s=-
c=IN IP4 PHONE
t=0 0
a=ice-ufrag:8hhY
a=ice-pwd:asd88fgpdd777uzjYhagZg
a=ice-options:trickle
"""

OUT = {
    "host, server reflexive and relayed candidates": """
        m=audio {21000|$a} RTP/AVP 0
        a=rtcp:{21001|$b}
        a=candidate:1 1 UDP 2130706431 PHONE {21000|$a} typ host
        a=candidate:1 2 UDP 2130706430 PHONE {21001|$b} typ host
        a=candidate:2 1 UDP 1694498815 203.0.113.1 45664 typ srflx raddr PHONE rport {21000|$a}
        a=candidate:2 2 UDP 1694498814 203.0.113.1 45665 typ srflx raddr PHONE rport {21001|$b}
        a=candidate:3 1 UDP 16777215 198.51.100.30 50000 typ relay raddr 203.0.113.1 rport 45664
        a=candidate:4 1 udp 1677 198.51.100.31 50002 typ relay raddr PHONE rport 9 generation 0""",
    "several bases, the default is one of them": """
        m=audio {21010|$a} UDP/TLS/RTP/SAVPF 0
        a=rtcp-mux
        a=candidate:1 1 udp 2130706431 10.8.0.10 {21010|$b} typ host network-id 1
        a=candidate:2 1 udp 2130706175 PHONE {21010|$a} typ host network-id 2
        a=candidate:3 1 udp 2130705919 PHONE {21012|$c} typ host network-id 3""",
    "the base behind what is based on it": """
        m=audio {21020|$a} RTP/AVP 0
        a=candidate:2 1 UDP 1694498815 198.51.100.9 45664 typ srflx raddr PHONE rport {21024|$b}
        a=candidate:1 1 UDP 2130706431 PHONE {21024|$b} typ host""",
    "one m= line of several, one port for all (BUNDLE)": """
        a=group:BUNDLE 0 1
        m=audio {21030|$a} UDP/TLS/RTP/SAVPF 111
        a=mid:0
        a=candidate:1 1 udp 2130706431 PHONE {21030|$a} typ host
        m=video {21030|$a} UDP/TLS/RTP/SAVPF 96
        a=mid:1
        a=candidate:1 1 udp 2130706431 PHONE {21030|$a} typ host""",
    "names (mDNS), the other family, nobody's port": """
        m=audio 9 UDP/TLS/RTP/SAVPF 0
        a=candidate:1 1 udp 2130706431 3f2a5c1e-11aa-4b11.local 21040 typ host
        a=candidate:2 1 udp 2130706431 2001:db8::7 21040 typ host
        a=candidate:3 1 udp 2130706431 PHONE 9 typ host
        a=candidate:4 1 udp 1677 198.51.100.9 5000 typ srflx raddr 0.0.0.0 rport 9""",
    "TCP": """
        m=audio {21050|$a} RTP/AVP 0
        a=candidate:1 1 TCP 2105458943 PHONE 9 typ host tcptype active
        a=candidate:2 1 TCP 2105458942 PHONE {21052|$b} typ host tcptype passive
        a=candidate:3 1 TCP 2105458941 PHONE {21053|$c} typ host tcptype so
        a=candidate:4 1 TCP-PASS 2105458940 PHONE {21054|$d} typ host
        a=candidate:5 1 TCP-ACT 2105458939 PHONE 21055 typ host
        a=candidate:6 1 TCP 16 198.51.100.9 5000 typ srflx raddr PHONE rport {21052|$b} tcptype passive""",
    "other transports": """
        m=audio {21060|$a} RTP/AVP 0
        a=candidate:1 1 SCTP 2105458943 192.168.1.10 21062 typ host""",
    "ice-lite, and what has been chosen": """
        a=ice-lite
        m=audio {21070|$a} RTP/AVP 0
        a=candidate:1 1 UDP 2130706431 PHONE {21070|$a} typ host
        a=remote-candidates:1 198.51.100.20 30000 2 192.168.1.10 21070""",
    "a restart": """
        a=ice-ufrag:9Zzz
        m=audio {21000|$a} RTP/AVP 0
        a=rtcp:{21001|$b}
        a=candidate:9 1 UDP 2130706431 PHONE {21000|$a} typ host
        a=candidate:9 2 UDP 2130706430 PHONE {21001|$b} typ host""",
}

FRAGMENTS = {
    "one candidate": """
        a=ice-ufrag:8hhY
        a=ice-pwd:asd88fgpdd777uzjYhagZg
        m=audio 9 RTP/AVP 0
        a=mid:two
        a=candidate:1 1 UDP 2130706431 PHONE {21100|$a} typ host""",
    "several, of several streams": """
        a=ice-ufrag:8hhY
        m=audio 9 RTP/AVP 0
        a=mid:one
        a=candidate:2 1 UDP 2130706431 PHONE {21102|$a} typ host
        a=candidate:3 1 UDP 1694498815 198.51.100.9 45664 typ srflx raddr PHONE rport {21102|$a}
        a=end-of-candidates
        m=audio 9 RTP/AVP 0
        a=mid:two
        a=candidate:4 1 TCP 2105458943 PHONE {21104|$b} typ host tcptype passive
        a=end-of-candidates""",
    "none": """
        a=ice-ufrag:8hhY
        m=audio 9 RTP/AVP 0
        a=mid:one
        a=end-of-candidates""",
}


def golden(text, head=""):
    text = head + textwrap.dedent(text).strip("\n") + "\n"
    return Golden(text.replace("PHONE", "{192.168.1.10|203.0.113.1}"))


def sent(description):
    """Without the empty line that messages have"""
    return description.sent[:-2]


def bindings(gateway):
    """Of media: the outside port of (protocol, inside endpoint)"""
    if HELPER != "sipnat":
        return {}
    return {(binding["protocol"], "%s:%d" % (binding["inside"]["address"], binding["inside"]["port"])):
            binding["local"]["port"] for binding in gateway.show("bindings") if binding["kind"] != "sip"}


class Pair:
    """The phone's and the provider's signalling."""

    def __init__(self, phone, provider):
        self.alice, self.bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")

    def offer(self, body, leg=None):
        leg = leg or sip.Leg.caller(self.alice, TARGET)
        leg.request("INVITE", body)
        return leg, self.bob.expect("INVITE", leg.call_id)

    def trickle(self, leg, body):
        """An INFO within the call. RFC 8840"""
        data = leg.request("INFO", fields=[("Info-Package", "trickle-ice")]).data.replace(
            b"Content-Length: 0\r\n\r\n", b"")
        self.bob.expect("INFO", leg.call_id)
        data = re.sub(rb"branch=[^;\r]*", b"branch=z9hG4bKtrickle%d" % leg.cseq, data)
        leg.send(data + b"Content-Type: application/trickle-ice-sdpfrag\r\nContent-Length: %d\r\n\r\n" % len(body) +
                 body)
        return self.bob.expect("INFO", leg.call_id)


def named(text):
    """What each name of a description stands for inside: protocol, endpoint"""
    for line in text.splitlines():
        found = re.search(r"candidate:\d+ \d (\w+)\S* \d+ (\S+) {(\d+)\|\$(\w+)} typ host", line)
        if found:
            protocol, host, port, name = found.groups()
            yield name, (protocol.lower(), "%s:%s" % (host.replace("PHONE", "192.168.1.10"), port))


def shown(gateway, pair, text):
    """Every candidate that is open is where the binding of its base is."""
    description = golden(text.replace("10.8.0.10", "{10.8.0.10|203.0.113.1}"), HEAD)
    leg, invite = pair.offer(sent(description))
    numbers = description.compare(invite.body + b"\r\n")
    where = bindings(gateway)
    for name, inside in named(text):
        tap.equal(numbers[name], where.get(inside), "%s:%s outside" % inside)
    return leg, invite


def sent_again(pair):
    """Retransmitted or restarted, it says the same."""
    body = sent(golden(OUT["host, server reflexive and relayed candidates"].replace("{210", "{212"), HEAD))
    leg, first = pair.offer(body)
    _, again = pair.offer(body, leg)
    tap.equal(again.body, first.body, "again")


def fragments(gateway, pair):
    """Candidates that come later, each for its stream."""
    leg, invite = pair.offer(sent(golden("""
        m=audio {21090|$a} RTP/AVP 0
        a=mid:one
        m=video {21092|$b} RTP/AVP 96
        a=mid:two""", HEAD)))
    sip.answer(leg, invite, pair.bob, sip.sdp("198.51.100.10", 30000, 30002))
    for name, text in FRAGMENTS.items():
        with tap.test("trickled: " + name):
            description = golden(text)
            info = pair.trickle(leg, sent(description))
            numbers = description.compare(info.body + b"\r\n")
            where = bindings(gateway)
            for label, inside in named(text):
                tap.equal(numbers[label], where.get(inside), "%s:%s outside" % inside)
    with tap.test("trickled candidates belong to the streams that they name"):
        streams = {"%s:%d" % (stream["bindings"][0]["inside"]["address"], stream["bindings"][0]["inside"]["port"]):
                   (stream["index"], stream["media"]) for call in gateway.show("calls")
                   if call["call_id"] == leg.call_id for stream in call["streams"]}
        for port, what in ((21100, (1, "video")), (21102, (0, "audio")), (21104, (1, "video"))):
            tap.equal(streams.get("192.168.1.10:%d" % port), what, "port %d" % port)


def many(gateway, pair):
    """40 candidates in 3 m= lines"""
    lines = HEAD.replace("PHONE", "192.168.1.10").splitlines()
    ports = itertools.count(21300)
    for size in 14, 13, 13:
        mine = list(itertools.islice(ports, size))
        lines += ["m=audio %d UDP/TLS/RTP/SAVPF 0" % mine[0], "a=rtcp-mux-only"]
        lines += ["a=candidate:%d 1 udp %d 192.168.1.10 %d typ host" % (port, port, port) for port in mine]
    _, invite = pair.offer("".join(line + "\r\n" for line in lines).encode())
    tap.want(b"192.168." not in invite.body, "inside addresses are left:\n%s" % invite.body.decode())
    found = [int(port) for port in re.findall(rb"203\.0\.113\.1 (\d+) typ host", invite.body)]
    tap.equal(len(set(found)), 40, "endpoints outside")
    where = bindings(gateway)
    tap.equal(found, [where.get(("udp", "192.168.1.10:%d" % port)) for port in range(21300, 21340)], "endpoints")


def incoming(pair):
    """What the far end says of the phone's candidates is about what the phone knows."""
    leg, invite = pair.offer(sent(golden("""
        m=audio {21400|$a} RTP/AVP 0
        a=rtcp:{21401|$b}
        a=candidate:1 1 UDP 2130706431 PHONE {21400|$a} typ host
        a=candidate:1 2 UDP 2130706430 PHONE {21401|$b} typ host""", HEAD)))
    outside = invite.media()[1]
    answer = golden("""
        v=0
        o=- 1 1 IN IP4 198.51.100.10
        s=-
        c=IN IP4 198.51.100.10
        t=0 0
        m=audio 30000 RTP/AVP 0
        a=candidate:1 1 UDP 2130706431 198.51.100.10 30000 typ host
        a=candidate:2 1 UDP 1694498815 198.51.100.10 30000 typ srflx raddr 192.168.1.10 rport 30000
        a=candidate:3 1 UDP 2130706431 192.168.1.10 30002 typ host
        a=remote-candidates:1 {203.0.113.1|192.168.1.10} {%d|21400} 2 {203.0.113.1|192.168.1.10} {%d|21401}"""
                    % (outside, outside + 1))
    _, okay = sip.answer(leg, invite, pair.bob, sent(answer))
    answer.compare(okay.body + b"\r\n")


def request(number):
    """A STUN binding request. RFC 5389"""
    return b"\0\1\0\0\x21\x12\xa4\x42" + b"check%07d" % number


def response(data):
    return b"\1\1" + data[2:]


def check(sender, to, receiver, number):
    """Request and response: returns the sender as the receiver sees it."""
    sender.send(request(number), to)
    data, source = receiver.receive()
    tap.equal(data, request(number), "at %r" % receiver)
    receiver.send(response(data), source)
    tap.equal(sender.receive(), (response(data), to), "back at %r" % sender)
    return source


def checks(pair, phone, provider, peer):
    """From and to whoever, announced or not: what the phone sends and gets goes by one endpoint outside."""
    with phone.udp(21500) as base, phone.udp(21501) as second, provider.udp(30000) as known, \
            provider.udp(30007) as other, peer.udp(40000) as stranger, peer.udp(40001) as late:
        leg, invite = pair.offer(sent(golden("""
            m=audio {21500|$a} RTP/AVP 0
            a=candidate:1 1 UDP 2130706431 PHONE {21500|$a} typ host
            a=candidate:1 2 UDP 2130706430 PHONE {21501|$b} typ host""", HEAD)))
        outside = invite.media()
        # Before any answer: from the callee and from hosts that nobody has named
        check(known, outside, base, 1)
        check(stranger, outside, base, 2)
        check(other, (outside[0], outside[1] + 1), second, 3)
        sip.answer(leg, invite, pair.bob, sip.sdp(provider.address, 30000))
        for number, remote in enumerate((late, other, known, stranger), 4):
            tap.equal(check(base, remote.end, remote, number), outside, "the phone outside")
        tap.equal(check(second, late.end, late, 9), (outside[0], outside[1] + 1), "the phone's RTCP outside")


def main():
    net.prepare(hidden=False)
    gateway = Gateway()
    phone, provider, peer = map(net.Host, ("phone", "provider", "peer"))
    pair = Pair(phone, provider)
    for name, text in OUT.items():
        with tap.test(name):
            shown(gateway, pair, text)
    with tap.test("what is sent again says the same"):
        sent_again(pair)
    fragments(gateway, pair)
    with tap.test("40 candidates in 3 m= lines"):
        many(gateway, pair)
    with tap.test("what the far end says"):
        incoming(pair)
    with tap.test("checks from and to whoever"):
        checks(pair, phone, provider, peer)


main()
