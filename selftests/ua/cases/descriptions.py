# SPDX-License-Identifier: GPL-2.0
"""Session descriptions of the phone: what it says, what the provider reads, and what is opened for it.

PHONE is {192.168.1.10|203.0.113.1}. Ports inside lie beside the range of those outside.
"""

import re
import textwrap

import calls
import net
import rtp
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
"""

# Name: lines behind HEAD, and the inside ports that are opened: UDP, TCP
STREAMS = {
    "audio": ("m=audio {20000|$a} RTP/AVP 0", (20000, 20001), ()),
    "every kind of stream": ("""
        m=audio {20100|$a} RTP/AVP 0
        m=video {20102|$b} UDP/TLS/RTP/SAVPF 96
        a=setup:active
        m=text {20104|$c} RTP/AVP 98
        m=image {20106|$d} udptl t38
        m=message {20108|$e} TCP/MSRP *
        a=setup:passive
        a=path:msrp://{192.168.1.10:20108|203.0.113.1:$e}/s;tcp
        m=application {20110|$f} TCP/BFCP *
        a=setup:actpass
        a=confid:1
        a=floorid:1 mstrm:10
        m=application {20112|$g} UDP/BFCP *
        m=application {20114|$h} UDP/DTLS/SCTP webrtc-datachannel
        a=setup:actpass
        m=application {20116|$i} TCP/DTLS/SCTP webrtc-datachannel
        m=audio {20118|$j} TCP/RTP/AVP 0
        a=setup:passive
        m=application 20120 SCTP x""",
                             (20100, 20101, 20102, 20103, 20104, 20105, 20106, 20112, 20114),
                             (20108, 20110, 20116, 20118, 20119)),
    "no formats, many blanks": ("m=audio  {20200|$a}  RTP/AVP", (20200, 20201), ()),
    "several ports": ("m=audio {20210|$a}/2 RTP/AVP 0", (20210, 20211, 20212, 20213), ()),
    "several ports without RTCP": ("""
        m=audio {20220|$a}/2 RTP/AVP 0
        a=rtcp-mux-only
        m=image {20230|$b}/3 udptl t38""", (20220, 20222, 20230, 20231, 20232), ()),
    "BUNDLE": ("""
        a=group:BUNDLE a v
        m=audio {20240|$a} RTP/SAVPF 0
        a=mid:a
        a=rtcp-mux
        m=video {20240|$a} RTP/SAVPF 96
        a=mid:v
        a=rtcp-mux
        m=video 0 RTP/SAVPF 96
        a=bundle-only""", (20240, 20241), ()),
    "rtcp-mux-only": ("""
        m=audio {20250|$a} RTP/AVP 0
        a=rtcp-mux-only
        a=rtcp:{20250|$a}""", (20250,), ()),
    "RTCP at RTP's port": ("""
        m=audio {20260|$a} RTP/AVP 0
        a=rtcp:{20260|$a} IN IP4 PHONE""", (20260,), ()),
    "RTCP at the next port": ("""
        m=audio {20270|$a} RTP/AVP 0
        a=rtcp:{20271|$b}""", (20270, 20271), ()),
    "RTCP elsewhere": ("""
        m=audio {20280|$a} RTP/AVP 0
        a=rtcp:{20299|$b} IN IP4 PHONE""", (20280, 20299), ()),
    "RTCP of another inside host": ("""
        m=audio {20300|$a} RTP/AVP 0
        a=rtcp:{20301|$b} IN IP4 {192.168.1.20|203.0.113.1}""", (20300, "192.168.1.20:20301"), ()),
    "RTCP of an outside host": ("""
        m=audio {20310|$a} RTP/AVP 0
        a=rtcp:20311 IN IP4 198.51.100.77""", (20310,), ()),
    "RTCP of a name, and of the other family": ("""
        m=audio {20320|$a} RTP/AVP 0
        a=rtcp:20321 IN IP4 rtcp.example.org
        m=audio {20330|$b} RTP/AVP 0
        a=rtcp:20331 IN IP6 2001:db8::1""", (20320, 20330), ()),
    "an odd port": ("m=audio {20341|$a} RTP/AVP 0", (20341, 20342), ()),
    "port 0, 9 and one below 1024": ("""
        m=audio 0 RTP/AVP 0
        m=audio 9 UDP/TLS/RTP/SAVPF 0
        m=message 9 TCP/MSRP *
        a=setup:active
        a=path:msrp://192.168.1.10:9/s;tcp
        m=audio 1022 RTP/AVP 0""", (), ()),
    "who connects itself, or not now": ("""
        m=message 20350 TCP/MSRP *
        a=setup:active
        a=path:msrp://192.168.1.10:20350/s;tcp
        m=application 20352 TCP/BFCP *
        a=setup:holdconn""", (), ()),
    "a setup for the whole session": ("""
        a=setup:active
        m=application 20354 TCP/BFCP *
        m=application {20356|$a} TCP/BFCP *
        a=setup:passive""", (), (20356,)),
    "MSRP without a=setup, through a relay": ("""
        m=message {20360|$a} TCP/TLS/MSRP *
        a=path:msrps://relay.example.org:2855/r;tcp MSRPS://alice@{192.168.1.10:20360|203.0.113.1:$a}/s;tcp
        a=accept-types:message/cpim text/plain""", (), (20360,)),
    "MSRP with CEMA": ("""
        m=message {20370|$a} TCP/MSRP *
        a=path:msrp://192.168.1.10:20370/s;tcp
        a=setup:actpass
        a=msrp-cema""", (), (20370,)),
    "MSRP at its default port": ("""
        m=message {2855|$a} TCP/MSRP *
        a=path:msrp://{192.168.1.10|203.0.113.1:$a}/s;tcp""", (), (2855,)),
    "MSRP of another": ("""
        m=message {20380|$a} TCP/MSRP *
        a=path:msrp://192.168.1.10:20381/s;tcp http://192.168.1.10:20380/s;tcp""", (), (20380,)),
    "encrypted media": ("""
        a=fingerprint:SHA-256 AB:CD:10:20:30:40:50:60:70:80:90:A0:B0:C0:D0:E0
        m=audio {20390|$a} RTP/SAVP 0 8
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 FEC_ORDER=FEC_SRTP
        a=zrtp-hash:1.10 192168001010c0ffee
        m=video {20394|$b} UDP/TLS/RTP/SAVP 96
        a=setup:actpass
        a=dtls-id:1
        a=fingerprint:SHA-1 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B:19:E5:7C:AB""",
                        (20390, 20391, 20394, 20395), ()),
    "what is no address": ("""
        i=192.168.1.10:20000
        m=audio {20400|$a} RTP/AVP 0
        i=c=IN IP4 192.168.1.10
        b=AS:10
        a=tool:192.168.1.10
        a=X-c:IN IP4 192.168.1.10
        a=ssrc:1 cname:phone@192.168.1.10""", (20400, 20401), ()),
}

# Whole descriptions
WHOLE = {
    "several hosts": ("""
        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 198.51.100.77
        t=0 0
        m=audio 20410 RTP/AVP 0
        m=audio {20412|$a} RTP/AVP 0
        c=IN IP4 PHONE
        m=video {20412|$b} RTP/AVP 96
        c=IN IP4 {192.168.1.20|203.0.113.1}
        m=video 20414 RTP/AVP 96
        c=IN IP4 198.51.100.78""", (20412, 20413, "192.168.1.20:20412", "192.168.1.20:20413"), ()),
    "a name instead of an address": ("""
        v=0
        o=- 1 1 IN IP4 phone.example.org
        s=-
        c=IN IP4 phone.example.org
        t=0 0
        m=audio 20420 RTP/AVP 0
        a=rtcp:20421 IN IP4 192.168.1.10
        m=message 20422 TCP/MSRP *
        a=path:msrp://192.168.1.10:20422/s;tcp""", (), ()),
    "IPv6": ("""
        v=0
        o=- 1 1 IN IP6 2001:db8::10
        s=-
        c=IN IP6 2001:db8::10
        t=0 0
        m=audio 20430 RTP/AVP 0
        a=rtcp:20431 IN IP6 2001:db8::10""", (), ()),
    "multicast": ("""
        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 224.2.36.42/127/3
        t=0 0
        m=audio 20440/2 RTP/AVP 0
        m=video {20444|$a} RTP/AVP 96
        c=IN IP4 PHONE
        m=video 20446 RTP/AVP 96
        c=IN IP4 224.2.1.1/127
        c=IN IP4 224.2.1.2/127""", (20444, 20445), ()),
    "hold as of old": ("""
        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 0.0.0.0
        t=0 0
        m=audio 20450 RTP/AVP 0
        a=sendonly
        m=video {20452|$a} RTP/AVP 96
        c=IN IP4 PHONE
        a=inactive""", (20452, 20453), ()),
    "no c= line": ("""
        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        t=0 0
        m=audio 20460 RTP/AVP 0""", (), ()),
    "what contradicts itself": ("""
        v=0
        o=- 1 1 IN IP6 192.168.1.10
        s=-
        c=IN IP6 192.168.1.10
        t=0 0
        m=audio 20470 RTP/AVP 0""", (), ()),
}


class Phone:
    """The phone and its provider."""

    def __init__(self):
        self.alice = sip.Agent(net.Host("phone"), "alice")
        self.bob = sip.Agent(net.Host("provider"), "bob")

    def leg(self):
        return sip.Leg.caller(self.alice, TARGET)

    def offer(self, text, leg=None):
        """Sends it, and returns what arrived."""
        leg = leg or self.leg()
        leg.request("INVITE", text)
        return self.bob.expect("INVITE", leg.call_id)


def golden(text, head=""):
    text = head + textwrap.dedent(text).strip("\n") + "\n"
    return Golden(text.replace("PHONE", "{192.168.1.10|203.0.113.1}"))


def sent(description):
    """Without the empty line that messages have"""
    return description.sent[:-2]


def endpoints(ports):
    return {port if isinstance(port, str) else "192.168.1.10:%d" % port for port in ports}


def bindings(gateway):
    """Of media: protocol, inside endpoint, outside port"""
    if HELPER != "sipnat":
        return set()
    return {(binding["protocol"], "%s:%d" % (binding["inside"]["address"], binding["inside"]["port"]),
             binding["local"]["port"]) for binding in gateway.show("bindings") if binding["kind"] != "sip"}


def before_and_after(phone, gateway, text, head, udp, tcp, known):
    """known: the bindings of the cases before"""
    description = golden(text, head)
    numbers = description.compare(phone.offer(sent(description)).body + b"\r\n")
    tap.want(all(10000 <= number <= 10999 for number in numbers.values()), "outside the range: %s" % numbers)
    new = bindings(gateway) - known
    known |= new
    tap.equal({(protocol, inside) for protocol, inside, _ in new},
              {("udp", end) for end in endpoints(udp)} | {("tcp", end) for end in endpoints(tcp)}, "opened")
    for inside, name in re.findall(r"{(?:[\d.]+:)?(\d+)\|[\d.:]*\$(\w+)}", text):
        tap.want((inside, numbers[name]) in {(end.rpartition(":")[2], port) for _, end, port in new},
                 "%s is not %d outside: %s" % (inside, numbers[name], new))


def counters(gateway):
    return gateway.stats()["counters"]


def too_many_ports(phone, gateway):
    text = sip.sdp("192.168.1.10", 20500).replace(b"20500", b"20500/9")
    before = counters(gateway)["stream-limit"]
    tap.equal(phone.offer(text).body, text, "what arrives")
    tap.equal(counters(gateway)["stream-limit"] - before, 1, "counted")


def sent_again(phone):
    """Retransmitted, and in a re-INVITE, the same description says the same."""
    description = sent(golden(STREAMS["every kind of stream"][0].replace("{201", "{206").replace(":201", ":206"), HEAD))
    leg = phone.leg()
    request = leg.request("INVITE", description)
    first = phone.bob.expect("INVITE", leg.call_id)
    leg.send(request.data)
    again = phone.bob.expect("INVITE", leg.call_id)
    tap.equal(again.data, first.data, "retransmitted")
    other, _ = sip.answer(leg, again, phone.bob, sip.sdp("198.51.100.10", 30000))
    invite, _ = sip.reinvite(leg, other, description, sip.sdp("198.51.100.10", 30000))
    tap.equal(invite.body, first.body, "in a re-INVITE")
    sip.hang_up(leg, other)


def origin(body):
    return re.search(rb"^o=.*", body, re.M).group().decode().strip()


def same_origin(phone, gateway):
    """o= is the same wherever media goes, and whatever address the gateway shows meanwhile."""
    leg = phone.leg()
    invite = phone.offer(sip.sdp("192.168.1.10", 20700), leg)
    first = origin(invite.body)
    tap.equal(first, "o=- 8000 1 IN IP4 " + PUBLIC, "o=")
    other, _ = sip.answer(leg, invite, phone.bob, sip.sdp("198.51.100.10", 30000))
    gateway.set("externip", "203.0.113.99")
    try:
        for address in b"192.168.1.20", b"0.0.0.0", b"198.51.100.77", b"phone.example.org", b"192.168.1.10":
            body = sip.sdp("192.168.1.10", 20700).replace(b"c=IN IP4 192.168.1.10", b"c=IN IP4 " + address)
            invite, _ = sip.reinvite(leg, other, body, sip.sdp("198.51.100.10", 30000))
            tap.equal(origin(invite.body), first, "o= with c=" + address.decode())
    finally:
        gateway.set("externip", "none")
    sip.hang_up(leg, other)


def revealed_origin(phone):
    """A phone gets its neighbour's description from outside: o= does not depend on what else is in it."""
    leg = phone.leg()
    invite = phone.offer(sip.sdp("192.168.1.20", 20710), leg)
    face = invite.media()
    seen = set()
    for number, address in enumerate((face[0], "0.0.0.0", face[0])):
        body = sip.sdp(face[0], face[1]).replace(b"c=IN IP4 203.0.113.1", b"c=IN IP4 " + address.encode())
        call = sip.Leg.caller(phone.bob, "sip:alice@203.0.113.1:5060")
        call.request("INVITE", body)
        got = phone.alice.expect("INVITE", call.call_id)
        seen.add(origin(got.body))
        if number != 1:
            tap.equal(got.media(), ("192.168.1.20", 20710), "the neighbour's")
    tap.equal(len(seen), 1, "different lines o=")


def encrypted(phone, provider):
    """SRTP is RTP for whoever looks at addresses only."""
    with calls.Call(phone, provider, TARGET, (20800, 30000)) as call:
        body = sip.sdp(phone.address, 20800).replace(b"RTP/AVP", b"RTP/SAVP")
        body += b"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:192.168.1.10xxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n"
        answer = sip.sdp(provider.address, 30000).replace(b"RTP/AVP", b"RTP/SAVP")
        call.invite, call.okay = sip.reinvite(call.leg, call.other, body, answer)
        tap.equal(call.invite.body.split(b"m=")[1].partition(b" ")[2], body.split(b"m=")[1].partition(b" ")[2].replace(
            b"20800", b"%d" % call.invite.media()[1]), "the stream")
        call.talk()
        call.talk(False)
        call.hang_up()


def main():
    # The names that lead nowhere stay, and are told.
    net.prepare(hidden=False)
    gateway = Gateway()
    host, provider = net.Host("phone"), net.Host("provider")
    phone = Phone()
    known = set()
    for table, head in ((STREAMS, HEAD), (WHOLE, "")):
        for name, (text, udp, tcp) in table.items():
            with tap.test(name):
                before_and_after(phone, gateway, text, head, udp, tcp, known)
    with tap.test("too many ports: it stays as it is"):
        too_many_ports(phone, gateway)
    with tap.test("what is sent again says the same"):
        sent_again(phone)
    with tap.test("o= is the same for the whole session"):
        same_origin(phone, gateway)
    with tap.test("o= that comes in is the same for the whole session"):
        revealed_origin(phone)
    phone.alice.close()
    phone.bob.close()
    with tap.test("an encrypted call"):
        encrypted(host, provider)


main()
