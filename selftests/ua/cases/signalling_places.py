# SPDX-License-Identifier: GPL-2.0
"""Each place of a message that may name an endpoint: what is sent, and what arrives.

PHONE is {192.168.1.10|203.0.113.1} in what the phone sends, and the other way round in what it gets.
The private address in every Call-ID stays: RFC 3261 has the other side echo it.
"""

import itertools
import re
import textwrap

import net
import tap
from golden import Golden, crlf

serial = itertools.count(1)


def fill(text, start, fields):
    """A message from the lines that a case is about: start line and fields that it lacks come first."""
    head, _, body = crlf(text).partition("\r\n\r\n")
    lines = head.split("\r\n")
    if not re.search(r"^SIP/2\.0 | SIP/2\.0$", lines[0]):
        lines.insert(0, start)
    method = lines[0].split()[0] if lines[0].endswith("SIP/2.0") else "OPTIONS"
    short = {"v": "Via", "f": "From", "t": "To", "i": "Call-ID", "l": "Content-Length"}
    there = [short.get(line.partition(":")[0].strip().lower(), line.partition(":")[0].strip())
             for line in lines[1:]]
    fields = [(name, value) for name, value in fields if name not in there]
    if body and "Content-Type" not in there:
        fields.append(("Content-Type", "application/sdp"))
        if "Content-Length" not in there:
            lines.append("Content-Length: {#}")
    lines[1:1] = ["%s: %s" % field for field in fields]
    message = "\n".join(lines) + "\n\n" + body.replace("\r\n", "\n")
    return message.replace("METHOD", method).replace("SERIAL", "case%d" % next(serial))


FROM_PHONE = [("Via", "SIP/2.0/UDP PHONE:5060;branch=z9hG4bKSERIAL;rport"),
              ("From", "<sip:alice@example.org>;tag=1"),
              ("To", "<sip:bob@example.org>"),
              ("Call-ID", "SERIAL@192.168.1.10"),
              ("CSeq", "1 METHOD")]
TO_PHONE = [("Via", "SIP/2.0/UDP 198.51.100.10:5060;branch=z9hG4bKSERIAL;rport"),
            ("From", "<sip:bob@example.org>;tag=2"),
            ("To", "<sip:alice@example.org>"),
            ("Call-ID", "SERIAL@192.168.1.10"),
            ("CSeq", "1 METHOD")]

REQUESTS_OUT = {
    "nothing but the flow's own fields": "",
    "Via without a port": "Via: SIP/2.0/UDP PHONE;branch=z9hG4bKSERIAL",
    "Via with white space": "Via: SIP / 2.0 / UDP PHONE : 5060 ;branch=z9hG4bKSERIAL",
    "Via, compact": "v:SIP/2.0/UDP PHONE:5060;branch=z9hG4bKSERIAL",
    "Via, folded": """
        Via: SIP/2.0/UDP
         PHONE:5060
         ;branch=z9hG4bKSERIAL""",
    "Via: the lower ones are another's": """
        Via: SIP/2.0/UDP PHONE:5060;branch=z9hG4bKSERIAL
        Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bKb;received=192.168.1.20""",
    "Via: the lower ones in one field": """
        Via: SIP/2.0/UDP PHONE:5060;branch=z9hG4bKSERIAL, SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bKb""",
    "Contact": "Contact: <sip:alice@PHONE:5060>",
    "Contact without a port": "Contact: <sip:alice@PHONE>",
    "Contact without angle brackets": "Contact: sip:alice@PHONE:5060;expires=60",
    "Contact, compact, with parameters": """
        m: "Alice <sip:192.168.1.10>" <sip:alice;x=1@PHONE:5060;transport=udp;ob>;q=0.5;+sip.instance="<urn:a>\"""",
    "Contact: a list": "Contact: <sip:PHONE:5060>, <sip:alice@PHONE>, <sip:alice@198.51.100.77>",
    "Contact: a folded list": """
        Contact: <sip:PHONE:5060>,
        \t<sip:alice@PHONE>;q=0.1
         , <sip:bob@198.51.100.77>""",
    "Contact: several fields": """
        Contact: <sip:alice@PHONE:5060>
        Contact: "Bob" <sip:bob@PHONE>""",
    "Contact: tel and mailto": "Contact: <tel:+1-201-555-0123>, <mailto:a@192.168.1.10>, <sip:alice@PHONE>",
    "Contact: name in another case, white space": "cOnTaCt \t :  <SIP:alice@PHONE:5060>",
    "Contact: a name instead of an address": "Contact: <sip:alice@phone.example.org:5060>",
    "From and To": """
        From: "Alice" <sip:alice@PHONE:5060>;tag=1
        To: sip:alice@PHONE""",
    "From and To, compact": """
        f:sip:alice@PHONE;tag=1
        t:<sip:alice@PHONE>""",
    "Record-Route": "Record-Route: <sip:PHONE;lr>",
    "Record-Route: a list": "Record-Route: <sip:PHONE:5060;lr>,<sip:198.51.100.77;lr>",
    "Route": "Route: <sip:198.51.100.10;lr>, <sip:p@PHONE:5060;lr>",
    "Path": """
        REGISTER sip:198.51.100.10 SIP/2.0
        Path: <sip:PHONE;lr>
        Contact: <sip:alice@PHONE>;expires=60""",
    "REGISTER: Contact *": """
        REGISTER sip:198.51.100.10 SIP/2.0
        Contact: *
        Expires: 0""",
    "Refer-To with Replaces": """
        REFER sip:bob@198.51.100.10 SIP/2.0
        Contact: <sip:alice@PHONE>
        Refer-To: <sip:carol@PHONE:5060?Replaces=a%40192.168.1.10%3Bto-tag%3D1%3Bfrom-tag%3D2>
        Referred-By: <sip:alice@PHONE>""",
    "Refer-To with header fields": """
        REFER sip:bob@198.51.100.10 SIP/2.0
        Contact: <sip:alice@PHONE>
        Refer-To: <sip:carol@198.51.100.77?Subject=192.168.1.10&Route=%3Csip:p%40PHONE%3A5060%3Blr%3E,%3Csip:198.51.100.77%3E>
        Refer-To: <sip:carol@198.51.100.77?%52oute=%3csip:{%3192.168%2E1.10|203.0.113.1}:%35060%3e&b=sip:alice%40PHONE>
        Refer-To: <sip:PHONE?to=%22A%22%20%3Csip:PHONE%3E%3Bx=y&P-Asserted-Identity=%3Csip:x&Contact=%3Csip:&Route>
        Refer-To: <sip:carol@198.51.100.77?Via=192.168.1.10&Call-ID=a%40192.168.1.10&body=c=IN%20IP4%20192.168.1.10>""",
    "Refer-To, compact": """
        REFER sip:bob@198.51.100.10 SIP/2.0
        r: sip:carol@PHONE
        b: <sip:alice@PHONE>""",
    "identities": """
        P-Asserted-Identity: "Alice" <sip:alice@PHONE>, <tel:+12015550123>
        P-Preferred-Identity: <sip:alice@PHONE:5060>
        Remote-Party-ID: "Alice" <sip:alice@PHONE>;party=calling;screen=yes
        Diversion: <sip:dave@PHONE>;reason=unconditional""",
    "TLS, which nobody here could map": """
        Contact: <sips:alice@192.168.1.10:5061>, <sip:alice@192.168.1.10:5061;transport=tls>
        Record-Route: <sip:192.168.1.10:443;transport=WSS;lr>""",
    "Route: an inside host that nobody outside has named": "Route: <sip:192.168.1.20:5060;lr>",
    "ports below 1024": """
        Contact: <sip:198.51.100.77:443>, <sip:alice@PHONE:5060>
        Record-Route: <sip:198.51.100.77:80;lr>, <sip:PHONE;lr>""",
    "fields that are nobody's business": """
        Alert-Info: <http://192.168.1.10/ring.wav>
        Warning: 399 192.168.1.10 "Contact: <sip:alice@192.168.1.10>"
        X-Contact: <sip:alice@192.168.1.10>
        User-Agent: phone (192.168.1.10:5060)""",
    "a body that looks like fields": """
        MESSAGE sip:bob@198.51.100.10 SIP/2.0
        Content-Type: message/sipfrag
        Content-Length: {#}

        SIP/2.0 200 OK
        Via: SIP/2.0/UDP 192.168.1.10:5060
        Contact: <sip:alice@192.168.1.10>""",
}

INVITE = """\
INVITE sip:bob@198.51.100.10 SIP/2.0

v=0
o=- 1 1 IN IP4 PHONE
s=-"""

DESCRIPTIONS_OUT = {
    "one address for all streams": """
        c=IN IP4 PHONE
        t=0 0
        m=audio 10000 RTP/AVP 0 8
        a=rtpmap:0 PCMU/8000""",
    "an address for each stream": """
        t=0 0
        m=audio 10002 RTP/AVP 0
        c=IN IP4 PHONE
        a=ptime:20
        m=video 10004 RTP/AVP 96
        c=IN IP4 PHONE
        m=audio 20000 RTP/AVP 0
        c=IN IP4 198.51.100.10""",
    "five streams": """
        c=IN IP4 PHONE
        t=0 0
        m=audio 10010 RTP/AVP 0
        m=video 10012 RTP/AVP 96
        m=audio 10014 RTP/AVP 8
        m=text 10016 RTP/AVP 98
        m=image 10018 udptl t38""",
    "one address for all streams but one": """
        c=IN IP4 PHONE
        t=0 0
        m=audio 10006 RTP/AVP 0
        m=audio 20002 RTP/AVP 0
        c=IN IP4 198.51.100.10""",
    "a=rtcp with and without an address": """
        c=IN IP4 PHONE
        t=0 0
        m=audio 10020 RTP/AVP 0
        a=rtcp:10021 IN IP4 PHONE
        m=audio 10022 RTP/AVP 0
        a=rtcp:10023""",
    "hold as RFC 2543 has it": """
        c=IN IP4 0.0.0.0
        t=0 0
        m=audio 10000 RTP/AVP 0""",
    "hold": """
        c=IN IP4 PHONE
        t=0 0
        a=sendonly
        m=audio 10000 RTP/AVP 0""",
    "a stream that is refused": """
        c=IN IP4 PHONE
        t=0 0
        m=audio 10000 RTP/AVP 0
        m=video 0 RTP/AVP 31""",
    "ICE": """
        c=IN IP4 PHONE
        t=0 0
        m=audio 10030 RTP/AVP 0
        a=rtcp:10031 IN IP4 PHONE
        a=ice-ufrag:8hhY
        a=candidate:1 1 UDP 2130706431 PHONE 10030 typ host
        a=candidate:1 2 UDP 2130706430 PHONE 10031 typ host
        a=candidate:2 1 UDP 1694498815 198.51.100.99 40000 typ srflx raddr PHONE rport 10030""",
    "what has no IPv4 address": """
        c=IN IP6 2001:db8::1
        t=0 0
        m=audio 30000 RTP/AVP 0
        m=video 30002 RTP/AVP 96
        c=IN IP4 phone.example.org""",
}

BODIES_OUT = {
    "no Content-Length": """
        INVITE sip:bob@198.51.100.10 SIP/2.0
        Content-Type: application/sdp

        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 PHONE
        t=0 0
        m=audio 10000 RTP/AVP 0""",
    "compact fields around a description": """
        INVITE sip:bob@198.51.100.10 SIP/2.0
        c: application/sdp
        l: {#}

        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 PHONE
        t=0 0
        m=audio 10000 RTP/AVP 0""",
    "multipart": """
        INVITE sip:bob@198.51.100.10 SIP/2.0
        Content-Type: multipart/mixed;boundary="b 1"
        Content-Length: {#}

        preamble 192.168.1.10
        --b 1
        Content-Type: text/plain

        c=IN IP4 192.168.1.10
        --b 1
        Content-Type: application/sdp

        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 PHONE
        t=0 0
        m=audio 10000 RTP/AVP 0

        --b 1--""",
}

BODIES_OUT.update(("a description in %s" % method, """
        %s sip:bob@198.51.100.10 SIP/2.0

        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 PHONE
        t=0 0
        m=audio 10000 RTP/AVP 0""" % method) for method in ("INFO", "MESSAGE", "NOTIFY", "REFER", "UPDATE"))

REQUESTS_IN = {
    "nothing but the flow's own fields": "",
    "Request-URI": "OPTIONS sip:alice@PHONE SIP/2.0",
    "Request-URI with a port and parameters": "OPTIONS sip:alice@PHONE:5060;transport=udp;ob SIP/2.0",
    "Request-URI: another's": "OPTIONS sip:alice@203.0.113.99:5060 SIP/2.0",
    "Request-URI: a name": "OPTIONS sip:alice@example.org SIP/2.0",
    "Request-URI: tel": "OPTIONS tel:+12015550123 SIP/2.0",
    "ports below 1024": """
        OPTIONS sip:alice@PHONE:5060 SIP/2.0
        Via: SIP/2.0/UDP 198.51.100.10:443;branch=z9hG4bKSERIAL;rport
        Contact: <sip:bob@198.51.100.10:443>
        Record-Route: <sip:198.51.100.77:80;lr>
        Route: <sip:PHONE:5060;lr>""",
    "From and To": """
        From: <sip:bob@198.51.100.10>;tag=2
        To: "Alice" <sip:alice@PHONE:5060>;tag=1""",
    "Route": "Route: <sip:PHONE:5060;lr>, <sip:198.51.100.77;lr>",
    "Refer-To with header fields": """
        REFER sip:alice@PHONE SIP/2.0
        Contact: <sip:bob@198.51.100.10>
        Refer-To: <sip:carol@198.51.100.77?Route=%3Csip:PHONE%3Blr%3E&Contact=%3Csip:bob%40192.168.1.20%3E>
        Refer-To: <sip:carol@198.51.100.77?From=sip:192.168.1.10&To=sip:alice%40PHONE>""",
    "what the far end's own LAN is called": """
        INVITE sip:alice@PHONE SIP/2.0
        Via: SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKSERIAL;rport
        Contact: <sip:bob@192.168.1.20:5060>

        v=0
        o=- 1 1 IN IP4 192.168.1.20
        s=-
        c=IN IP4 192.168.1.20
        t=0 0
        m=audio 30000 RTP/AVP 0""",
    "NOTIFY with a body that is not SDP": """
        NOTIFY sip:alice@PHONE:5060 SIP/2.0
        Event: refer
        Content-Type: message/sipfrag
        Content-Length: {#}

        SIP/2.0 200 OK
        Contact: <sip:alice@203.0.113.1>""",
}

# What else may carry a description, or something that only looks like one. METHOD and PORT are replaced;
# the other side's addresses stay as they are, so inwards all of these arrive as they were sent.
METHODS = "INFO", "MESSAGE", "NOTIFY", "OPTIONS", "PUBLISH", "SUBSCRIBE", "UPDATE"

METHOD_BODIES = {
    "a description": """
        METHOD sip:somebody@198.51.100.10 SIP/2.0
        Content-Type: application/sdp
        Content-Length: {#}

        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 PHONE
        t=0 0
        m=audio PORT RTP/AVP 0""",
    "message/sipfrag": """
        METHOD sip:somebody@198.51.100.10 SIP/2.0
        Content-Type: message/sipfrag;version=2.0
        Content-Length: {#}

        INVITE sip:alice@192.168.1.10 SIP/2.0
        Via: SIP/2.0/UDP 192.168.1.10:5060
        Contact: <sip:alice@203.0.113.1:5060>
        Content-Length: 100

        c=IN IP4 192.168.1.10""",
    "a description beside message/sipfrag": """
        METHOD sip:somebody@198.51.100.10 SIP/2.0
        c: multipart/mixed ; boundary=x
        Content-Length: {#}

        --x
        Content-Type: message/sipfrag

        SIP/2.0 200 OK
        Contact: <sip:alice@192.168.1.10>
        --x
        Content-Type: application/sdp
        Content-Disposition: session

        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 PHONE
        t=0 0
        m=audio PORT RTP/AVP 0
        --x--""",
}

# Answers to what the phone sent.
RESPONSES_IN = {
    "Via with received and rport": """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP PHONE:5060;branch=z9hG4bKSERIAL;received=PHONE;rport=5060""",
    "Via without a port, rport and received the other way round": """
        SIP/2.0 200 OK
        v: SIP/2.0/UDP PHONE ; rport=5060 ; received=PHONE ; branch=z9hG4bKSERIAL""",
    "Via: the lower ones are another's": """
        SIP/2.0 200 OK
        Via: SIP/2.0/UDP PHONE:5060;branch=z9hG4bKSERIAL, SIP/2.0/UDP 192.168.1.20:5060;received=192.168.1.20""",
    "Contact of a registration": """
        SIP/2.0 200 OK
        CSeq: 1 REGISTER
        Contact: <sip:alice@PHONE:5060>;expires=60, <sip:alice@198.51.100.77>;expires=9
        Service-Route: <sip:198.51.100.10;lr>""",
    "Record-Route": """
        SIP/2.0 180 Ringing
        CSeq: 1 INVITE
        Record-Route: <sip:198.51.100.10;lr>, <sip:PHONE:5060;lr>
        Contact: <sip:bob@198.51.100.77>""",
}

# Answers of the phone to what it got.
RESPONSES_OUT = {
    "To and Contact": """
        SIP/2.0 200 OK
        To: <sip:alice@PHONE>;tag=1
        Contact: <sip:alice@PHONE:5060>""",
    "Contact of a redirection": """
        SIP/2.0 302 Moved Temporarily
        CSeq: 1 INVITE
        Contact: <sip:alice@198.51.100.77?Route=%3Csip:PHONE%3A5060%3Blr%3E>, <sip:PHONE?Diversion=sip:alice%40PHONE>""",
    "Service-Route": """
        SIP/2.0 200 OK
        CSeq: 1 REGISTER
        Service-Route: <sip:PHONE;lr>, <sip:198.51.100.77;lr>""",
    "capabilities": """
        SIP/2.0 200 OK
        Content-Type: application/sdp

        v=0
        o=- 1 1 IN IP4 PHONE
        s=-
        c=IN IP4 PHONE
        t=0 0
        m=audio 0 RTP/AVP 0""",
    "Record-Route is the other's": """
        SIP/2.0 200 OK
        CSeq: 1 INVITE
        Record-Route: <sip:198.51.100.10;lr>
        Contact: <sip:alice@PHONE>""",
}


def run(table, what, sender, to, receiver, start, fields, phone):
    for name, text in table.items():
        golden = Golden(fill(text, start, fields).replace("PHONE", phone))
        with tap.test("%s: %s" % (what, name)):
            receiver.drain()
            sender.send(golden.sent, to)
            golden.compare(receiver.receive(1)[0])


def main():
    # Some places stay as they are, and each message is compared whole.
    net.prepare(hidden=False)
    inside = net.Host("phone").udp(5060)
    outside = net.Host("provider").udp(5060)
    hidden, public = "192.168.1.10", "203.0.113.1"

    out = (inside, outside.end, outside, "OPTIONS sip:bob@198.51.100.10 SIP/2.0")
    into = (outside, (public, 5060), inside, "OPTIONS sip:alice@PHONE:5060 SIP/2.0")
    sent, got = "{%s|%s}" % (hidden, public), "{%s|%s}" % (public, hidden)

    run(REQUESTS_OUT, "request out", *out, FROM_PHONE, sent)
    run({name: INVITE + textwrap.dedent(text)
         for name, text in DESCRIPTIONS_OUT.items()}, "description out", *out, FROM_PHONE, sent)
    run(BODIES_OUT, "body out", *out, FROM_PHONE, sent)
    for number, method in enumerate(METHODS):
        bodies = {what: text.replace("METHOD", method).replace("PORT", str(10100 + 2 * number))
                  for what, text in METHOD_BODIES.items()}
        run(bodies, "%s out" % method, *out, FROM_PHONE, sent)
        # Now a network outside that has the same addresses
        run(bodies, "%s in" % method, *into, TO_PHONE, hidden)
    run(REQUESTS_IN, "request in", *into, TO_PHONE, got)
    run(RESPONSES_IN, "response in", *into, FROM_PHONE, got)
    run(RESPONSES_OUT, "response out", *out, TO_PHONE, sent)


main()
