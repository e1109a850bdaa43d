# SPDX-License-Identifier: GPL-2.0
"""Messages of all kinds for streams that are cut anywhere: as they are sent and as they arrive. golden.py

Each is the same whenever it is sent, but for its number: what is sent again is a retransmission to the
gateway, and becomes the same again."""

import feeds
import net
import segments
import tap
from gateway import HELPER
from golden import Golden

PHONE = "{192.168.1.10|PUBLIC}"

CANDIDATES = """\
a=candidate:1 1 UDP 2130706431 PHONE {%(rtp)d|$%(a)s} typ host generation 0 network-id 1 network-cost 10
a=candidate:1 2 UDP 2130706430 PHONE {%(rtcp)d|$%(b)s} typ host generation 0 network-id 1 network-cost 10
a=candidate:2 1 UDP 1694498815 198.51.100.9 45664 typ srflx raddr PHONE rport {%(rtp)d|$%(a)s} generation 0
a=candidate:2 2 UDP 1694498814 198.51.100.9 45665 typ srflx raddr PHONE rport {%(rtcp)d|$%(b)s} generation 0
"""

INVITE = """\
INVITE sip:bob@198.51.100.10;transport=tcp SIP/2.0
Via: SIP/2.0/TCP PHONE:{5060|$port};branch=z9hG4bKcut;alias;rport
Via: SIP/2.0/TCP 192.168.1.77:5060;branch=z9hG4bKbelow
Max-Forwards: 70
From: "Jürgen Grünwald \\"☎\\" 東京" <sip:alice@PHONE>;tag=456248
To: <sip:bob@198.51.100.10>
Call-ID: cut-00@192.168.1.10
CSeq: 1 INVITE
Contact: "<sip:192.168.1.10>" <sip:alice;x=%41@PHONE:{5060|$port};transport=tcp;ob>
 ;+sip.instance="<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>";reg-id=1
Record-Route: <sip:PHONE:{5060|$port};transport=tcp;lr>
P-Preferred-Identity: "Jürgen" <sip:alice@PHONE>
Allow: INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, REFER, MESSAGE, OPTIONS, INFO, SUBSCRIBE, NOTIFY
Supported: replaces, 100rel, timer, norefersub, outbound, path, gruu
User-Agent: cut/1.0 (sip:192.168.1.10:5060)
Session-Expires: 1800
Min-SE: 90
Subject: =?utf-8?q?cut?= anywhere, Schöne Grüße, 電話
X-Number: 00000000
Content-Type: application/sdp
Content-Length: {#}

v=0
o=- 3747 3747 IN IP4 PHONE
s=-
c=IN IP4 PHONE
t=0 0
a=ice-ufrag:8hhY
a=ice-pwd:asd88fgpdd777uzjYhagZg
m=audio {10000|$a} UDP/TLS/RTP/SAVPF 0 8 96
a=rtcp:{10001|$b}
a=rtpmap:0 PCMU/8000
a=rtpmap:96 telephone-event/8000
a=fmtp:96 0-16
a=fingerprint:sha-256 AD:3F:33:9B:5B:37:22:8D:97:11:45:CF:12:8B:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11
""" + CANDIDATES % {"rtp": 10000, "rtcp": 10001, "a": "a", "b": "b"} + """\
m=video {10010|$c} UDP/TLS/RTP/SAVPF 97
a=rtcp:{10011|$d}
a=rtpmap:97 VP8/90000
a=rtcp-fb:97 nack pli
a=extmap:1 urn:ietf:params:rtp-hdrext:toffset
a=ssrc:1001 cname:alice@192.168.1.10
a=ssrc:1001 msid:stream 3f2a5c1e-11aa-4b11-8b3e-9a6d2b6f9b11
""" + CANDIDATES % {"rtp": 10010, "rtcp": 10011, "a": "c", "b": "d"} + """\
m=message 9 TCP/MSRP *
a=setup:active
"""

OPTIONS = """\
OPTIONS sip:bob@198.51.100.10;transport=tcp SIP/2.0
v:SIP/2.0/TCP PHONE:{5060|$port};branch=z9hG4bKopt;rport
f:<sip:alice@PHONE>;tag=1
t:<sip:bob@198.51.100.10>
i:options@192.168.1.10
CSeq:1 OPTIONS
X-Number: 00000000
m:<sip:PHONE:{5060|$port};transport=tcp>
l:0
"""

# What a body says is nobody's address.
MESSAGE = """\
MESSAGE sip:bob@198.51.100.10;transport=tcp SIP/2.0
Via: SIP/2.0/TCP PHONE:{5060|$port};branch=z9hG4bKmes
From: <sip:alice@PHONE>;tag=1
To: <sip:bob@198.51.100.10>
Call-ID: message@192.168.1.10
CSeq: 7 MESSAGE
X-Number: 00000000
Content-Type: text/plain
Content-Length: {#}

INVITE sip:bob@192.168.1.10 SIP/2.0
Via: SIP/2.0/TCP 192.168.1.10:5060;branch=z9hG4bKm
Contact: <sip:alice@192.168.1.10>
Content-Length: 1000

SIP/2.0 200 OK
Via: SIP/2.0/TCP 192.168.1.10:5060
c=IN IP4 192.168.1.10
12
"""

PUBLIC = """\
NOTIFY sip:bob@198.51.100.10;transport=tcp SIP/2.0
Via: SIP/2.0/TCP phone.example.net;branch=z9hG4bKpub
From: <sip:alice@example.net>;tag=1
To: <sip:bob@example.net>
Call-ID: public@example.net
CSeq: 9 NOTIFY
Event: presence
X-Number: 00000000
Content-Length: 0
"""

OKAY = """\
SIP/2.0 200 OK
Via: SIP/2.0/TCP {PUBLIC:PORT|192.168.1.10:5060};branch=z9hG4bKcut;alias
Via: SIP/2.0/TCP 192.168.1.77:5060;branch=z9hG4bKbelow
Record-Route: <sip:{PUBLIC:PORT|192.168.1.10:5060};transport=tcp;lr>
From: "Jürgen" <sip:alice@{PUBLIC|192.168.1.10}>;tag=456248
To: <sip:bob@198.51.100.10>;tag=bob
Call-ID: cut-00@192.168.1.10
CSeq: 1 INVITE
X-Number: 00000000
Contact: <sip:bob@198.51.100.10;transport=tcp>
Content-Type: application/sdp
Content-Length: {#}

v=0
o=- 1 1 IN IP4 198.51.100.10
s=-
c=IN IP4 198.51.100.10
t=0 0
m=audio 30000 RTP/AVP 0
m=video 30010 RTP/AVP 97
m=message 30020 TCP/MSRP *
a=setup:passive
"""

REFER = """\
REFER sip:alice@{PUBLIC:PORT|192.168.1.10:5060};transport=tcp SIP/2.0
Via: SIP/2.0/TCP 198.51.100.10:5060;branch=z9hG4bKin
Route: <sip:{PUBLIC:PORT|192.168.1.10:5060};transport=tcp;lr>
From: <sip:bob@198.51.100.10>;tag=bob
To: <sip:alice@{PUBLIC|192.168.1.10}>;tag=456248
Call-ID: cut-00@192.168.1.10
CSeq: 3 REFER
X-Number: 00000000
Refer-To: <sip:carol@198.51.100.20>
Contact: <sip:bob@198.51.100.10;transport=tcp>
Content-Length: 0
"""

SHORT = """\
SIP/2.0 100 Trying
v:SIP/2.0/TCP {PUBLIC:PORT|192.168.1.10:5060};branch=z9hG4bKcut
f:<sip:alice@{PUBLIC|192.168.1.10}>;tag=456248
t:<sip:bob@198.51.100.10>
i:cut-00@192.168.1.10
CSeq:1 INVITE
X-Number: 00000000
l:0
"""


class Traffic:
    """What a connection's messages become. Sends each of them once, whole, to learn what ports it gets."""

    def __init__(self, line, public="203.0.113.1", call="00", compare=HELPER == "sipnat"):
        """call: two digits, for each connection its own. compare: whether they must arrive rewritten"""
        self.compare = compare
        def prepared(text):
            text = text.replace("PHONE", PHONE).replace("PUBLIC", public)
            return text.replace("cut-00", "cut-" + call)

        self.out = [self.through(prepared(text), line.near, line.far) for text in (INVITE, OPTIONS, MESSAGE, PUBLIC)]
        self.invite, self.options, self.message, self.public = self.out
        port = str(self.port)
        self.back = [self.through(prepared(text).replace("PORT", port), line.far, line.near)
                     for text in (OKAY, REFER, SHORT)]

    port = None

    def through(self, text, source, sink):
        golden = Golden(text)
        # The description's ports may differ from connection to connection: each has a dialog of its own.
        source.sendall(golden.sent)
        got = feeds.frame(sink)
        numbers = golden.compare(got) if self.compare else {"port": 5060}
        self.port = self.port or numbers.get("port")
        if "port" in numbers:
            tap.equal(numbers["port"], self.port, "the phone's port outside")
        return feeds.Template(golden.sent, got)


class Bed:
    """Connections between phone and provider, and captures at their ends"""

    def __init__(self, count, public="203.0.113.1", watch=False):
        self.phone, self.provider = net.Host("phone"), net.Host("provider")
        self.captures = [segments.Capture(host) for host in (self.phone, self.provider)] if watch else []
        self.listener = feeds.listen(self.provider)
        self.lines = []
        self.public = public
        self.traffic = []
        for _ in range(count):
            self.line()

    def line(self, **settings):
        line = feeds.Line(self.phone, self.provider, listener=self.listener, **settings)
        self.lines.append(line)
        self.traffic.append(Traffic(line, self.public, "%02d" % len(self.traffic)))
        return line, self.traffic[-1]

    def judge(self):
        """On the wire: nobody was reset, told twice in different words, or thanked for what he has not said."""
        for capture in self.captures:
            capture.whole()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for line in self.lines:
            line.close()
        self.listener.close()
        for capture in self.captures:
            capture.sock.close()
