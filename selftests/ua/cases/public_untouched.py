# SPDX-License-Identifier: GPL-2.0
"""What names no inside address, and what is no SIP at all, passes byte-identical."""

import net
import tap
from golden import Golden

PUBLIC = """
    INVITE sip:bob@198.51.100.10 SIP/2.0
    Via: SIP/2.0/UDP ADDRESS:5060;branch=z9hG4bKpublic;rport
    v : SIP/2.0/UDP 203.0.113.77;branch=z9hG4bKx ;\treceived=203.0.113.78
    Max-Forwards:70
    FROM: "Alice" <sip:alice@ADDRESS>;tag=1
    t: sip:bob@198.51.100.10
    i: public@ADDRESS
    CSeq: 1   INVITE
    Contact: <sip:alice@ADDRESS:5060>,
     <sip:alice@example.org>
    Record-Route: <sip:ADDRESS:5060;lr>
    Subject:
    Content-Type: application/sdp
    l:    {#}

    v=0
    o=- 1 1 IN IP4 ADDRESS
    s=  spaces
    c=IN IP4 ADDRESS
    t=0 0
    m=audio 10000 RTP/AVP 0
    a=rtcp:10001 IN IP4 ADDRESS
    a=candidate:1 1 UDP 2130706431 ADDRESS 10000 typ host
    m=video 10002 RTP/AVP 96"""

ANSWER = """
    SIP/2.0 200 OK
    Via: SIP/2.0/UDP ADDRESS:5060;branch=z9hG4bKpublic;rport=5060;received=ADDRESS
    From: "Alice" <sip:alice@ADDRESS>;tag=1
    To: sip:bob@198.51.100.10;tag=2
    Call-ID: public@ADDRESS
    CSeq: 1 INVITE
    Contact: <sip:bob@198.51.100.10:5060>
    Record-Route: <sip:ADDRESS:5060;lr>
    Content-Length: {#}

    v=0
    o=- 1 1 IN IP4 198.51.100.20
    s=-
    c=IN IP4 198.51.100.20
    t=0 0
    m=audio 30000 RTP/AVP 0
    m=video 30002 RTP/AVP 96"""

NO_SIP = {
    "an empty datagram": b"",
    "two line ends": b"\r\n\r\n",
    "a line end": b"\r\n",
    "four zero bytes": bytes(4),
    "one blank": b" ",
    "a STUN request": b"\0\1\0\0\x21\x12\xa4\x42" + bytes(range(12)),
    "RTP": b"\x80\0\0\1\0\0\0\xa0\0\0\0\1" + bytes(160),
    "noise": bytes(range(256)) * 4,
    "text": b"INVITE somebody\r\n192.168.1.10:5060\r\n",
    "HTTP": b"POST / HTTP/1.1\r\nHost: 192.168.1.10\r\nContent-Length: 0\r\n\r\n",
    "a message that breaks off": b"OPTIONS sip:a@192.168.1.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.10;branch=z9",
}


def passes(sender, to, receiver, data):
    receiver.drain()
    sender.send(data, to)
    got = receiver.receive()[0]
    tap.want(got == data, "sent\n%r\ngot\n%r" % (data, got))


def golden(text, address):
    return Golden(text.replace("ADDRESS", address)).sent


def main():
    net.prepare(hidden=False)
    provider, phone, dmz = (net.Host(name).udp(5060) for name in ("provider", "phone", "dmz"))
    with tap.test("a host with an address of its own calls"):
        passes(dmz, provider.end, provider, golden(PUBLIC, "192.0.2.10"))
    with tap.test("a host with an address of its own gets an answer"):
        passes(provider, dmz.end, dmz, golden(ANSWER, "192.0.2.10"))
    with tap.test("a host with an address of its own is called"):
        passes(provider, dmz.end, dmz, golden(PUBLIC, "198.51.100.10").replace(b"public", b"called"))
    with tap.test("a phone that knows its outside address calls"):
        passes(phone, provider.end, provider, golden(PUBLIC, "203.0.113.1").replace(b"public", b"phone"))
    with tap.test("a phone that knows its outside address gets an answer"):
        passes(provider, ("203.0.113.1", 5060), phone, golden(ANSWER, "203.0.113.1").replace(b"public", b"phone"))
    for name, data in NO_SIP.items():
        with tap.test("out: " + name):
            passes(phone, provider.end, provider, data)
        with tap.test("in: " + name):
            passes(provider, ("203.0.113.1", 5060), phone, data)


main()
