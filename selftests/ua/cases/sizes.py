# SPDX-License-Identifier: GPL-2.0
"""Messages of all sizes: what is rewritten arrives whole and exact to the byte, however many packets it
takes; what would not fit into a datagram any more arrives as it was."""

import os
import random
import socket
import struct

import net
import sip
import tap
from gateway import HELPER, Gateway

PUBLIC = "203.0.113.1"
# Of a packet of 65535 bytes
LARGEST = 65507
MTU = 1500 - 28
SO_NO_CHECK = 11
UDP_SEGMENT = 103
TRACING = "/sys/kernel/tracing/"
noise = random.Random(1)


class Message:
    """A request with marks for the address that is rewritten. wanted is what arrives if its port stays."""

    count = 0

    def __init__(self, shown, becomes, fields=(), body=b"", method="MESSAGE", size=0, provider="198.51.100.10"):
        """size: of what is sent; a field of no meaning fills it up"""
        Message.count += 1
        self.call_id = "size%d@%s" % (self.count, shown)
        out = shown != PUBLIC
        self.lines = ["%s sip:bob@%s SIP/2.0" % (method, provider if out else "MARK:5060"),
                      "Via: SIP/2.0/UDP %s:5060;branch=z9hG4bK%d;rport" % ("MARK" if out else provider,
                                                                        self.count),
                      "From: <sip:alice@example.org>;tag=1", "To: <sip:bob@example.org>",
                      "Call-ID: " + self.call_id, "CSeq: 1 " + method] + list(fields)
        if body:
            self.lines.append("Content-Type: %s" % ("application/sdp" if body[:2] == b"v=" else "text/plain"))
        self.body = body
        if size:
            self.lines.append("X: ")
            self.lines[-1] += "x" * (size - len(self.bytes(shown)))
        self.sent = self.bytes(shown)
        self.wanted = self.bytes(becomes)

    def bytes(self, address):
        body = self.body.replace(b"MARK", address.encode())
        lines = self.lines + ["Content-Length: %d" % len(body)]
        return "\r\n".join(lines + ["", ""]).replace("MARK", address).encode() + body


def out(*args, **kwargs):
    return Message("192.168.1.10", PUBLIC, *args, **kwargs)


def into(*args, **kwargs):
    return Message(PUBLIC, "192.168.1.10", *args, **kwargs)


def description(ports, lines=0):
    text = "v=0\no=- 1 1 IN IP4 MARK\ns=-\nc=IN IP4 MARK\nt=0 0\n"
    text += "".join("m=audio %d RTP/AVP 0\na=rtcp:%d IN IP4 MARK\n" % (port, port + 1) for port in ports)
    text += "".join("a=x-%d:%s\n" % (number, "y" * 200) for number in range(lines))
    return text.replace("\n", "\r\n").encode()


def compare(got, wanted):
    """Not all of it, when they are long"""
    if got == wanted:
        return
    common = len(os.path.commonprefix((got, wanted)))
    raise net.Failure("%d bytes instead of %d; at %d got %r, wanted %r" % (
        len(got), len(wanted), common, got[common:common + 60], wanted[common:common + 60]))


def passes(sender, to, receiver, message):
    receiver.drain()
    sender.send(message.sent, to)
    compare(receiver.receive()[0], message.wanted)


def fragments(host, source, to, data, order):
    """Sends a datagram in fragments of 1000 bytes, in that order."""
    header = struct.pack("!HHHH", source[1], to[1], 8 + len(data), 0)
    pseudo = socket.inet_aton(source[0]) + socket.inet_aton(to[0]) + struct.pack("!HH", 17, 8 + len(data))
    padded = pseudo + header + data + bytes(len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(padded) // 2), padded))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    datagram = header[:6] + struct.pack("!H", ~total & 0xffff or 0xffff) + data
    pieces = [datagram[at:at + 1000] for at in range(0, len(datagram), 1000)]
    with host, socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        for index in order(range(len(pieces))):
            more = 0x2000 if index < len(pieces) - 1 else 0
            raw.sendto(struct.pack("!BBHHHBBH4s4s", 0x45, 0, 0, 0x4242, more | index * 125, 64, 17, 0,
                                   socket.inet_aton(source[0]), socket.inet_aton(to[0])) + pieces[index], to)


def shuffled(indices):
    return noise.sample(list(indices), len(indices))


class Trace:
    """What the tracepoints say meanwhile. Not every kernel has them."""

    there = HELPER == "sipnat" and os.path.isdir(TRACING + "events/sipnat")

    def __enter__(self):
        self.write("trace", "")
        self.write("events/sipnat/enable", "1")
        return self

    def __exit__(self, *unused):
        self.write("events/sipnat/enable", "0")

    @staticmethod
    def write(name, text):
        with open(TRACING + name, "w", encoding="ascii") as file:
            file.write(text)

    @staticmethod
    def lines():
        with open(TRACING + "trace", encoding="ascii") as file:
            return [line.partition("sipnat_")[2].strip() for line in file if "sipnat_" in line]


def state(gateway, name):
    """That counter, bindings and dialogs"""
    if HELPER != "sipnat":
        return 0, 0, 0
    stats = gateway.stats()
    return stats["counters"][name], stats["bindings"], stats["dialogs"]


def counts(gateway, name, before, number=1):
    """That counter has counted, and nothing else has come of it."""
    if HELPER == "sipnat":
        tap.equal(state(gateway, name), (before[0] + number,) + before[1:], "%s, bindings, dialogs" % name)


def many(phone, provider):
    """Many fields, many elements, and long ones."""
    way = phone, provider.end, provider
    tables = {
        "60 Vias": ["Via: SIP/2.0/UDP 192.168.1.%d:5060;branch=z9hG4bKlower" % number for number in range(60)],
        "40 Contacts": ["Contact: <sip:a%d@MARK:5060>;q=0.%d" % (number, number % 10) for number in range(40)],
        "40 Contacts in one field": ["Contact: " + ", ".join(
            "<sip:a%d@MARK:5060>" % number for number in range(40))],
        "40 Contacts at ports of their own": ["Contact: <sip:MARK:%d>" % (20000 + number)
                                              for number in range(40)],
        "100 Record-Routes": ["Record-Route: <sip:MARK:5060;lr>"] * 100,
        "100 Record-Routes in one field": ["Record-Route: " + ",".join(["<sip:MARK:5060;lr>"] * 100)],
        "100 lines folded into one field": ["Contact: " + ",\r\n\t".join(["<sip:MARK:5060>;a=%s" % ("b" * 50)] * 100)],
        "a field of 20000 bytes": ["Subject: " + "s" * 20000, "Contact: <sip:MARK:5060>"],
        "150 fields that nobody knows": ["X-%d: 192.168.1.10" % number for number in range(150)] +
                                        ["Contact: <sip:MARK:5060>"],
    }
    for name, fields in tables.items():
        with tap.test(name):
            passes(*way, out(fields))
    with tap.test("a description of 30 streams"):
        passes(*way, out(body=description(range(10000, 10060, 2)), method="INVITE"))


def beyond(gateway, phone, provider):
    """What is beyond a limit arrives as it was, and is counted."""
    tables = {
        "200 fields": ("bad-message", ["X-%d: x" % number for number in range(200)]),
        "300 Contacts": ("too-many-edits", ["Contact: " + ",".join(["<sip:192.168.1.10>"] * 300)]),
        "70 Contacts at ports of their own": ("too-many-edits", [
            "Contact: <sip:192.168.1.10:%d>" % (21000 + number) for number in range(70)]),
        "a description of 40 streams": ("bad-sdp", []),
    }
    for name, (counter, fields) in tables.items():
        if HELPER != "sipnat":
            tap.skip(name + ": beyond a limit", "the limits are sipnat's")
            continue
        with tap.test(name + ": beyond a limit"):
            body = b"" if fields else description(range(10200, 10280, 2)).replace(b"MARK", b"192.168.1.10")
            before = state(gateway, counter)
            passes(phone, provider.end, provider, Message("192.168.1.10", "192.168.1.10", fields, body, "INVITE"))
            counts(gateway, counter, before)


def lengths(phone, provider):
    forth, back = (phone, provider.end, provider), (provider, (PUBLIC, 5060), phone)
    contact = ["Contact: <sip:MARK:5060>"]
    for size in 1473, 9000, 65000:
        with tap.test("%d bytes, out" % size):
            passes(*forth, out(contact, size=size))
        with tap.test("%d bytes, in" % size):
            passes(*back, into(contact, size=size))
    with tap.test("a description of 60000 bytes"):
        passes(*forth, out(body=description([10100], 280), method="INVITE"))
    with tap.test("a body of 60000 bytes of noise"):
        body = bytes(noise.randrange(256) for _ in range(60000))
        passes(*forth, out(contact, body=body))
    with tap.test("the largest datagram"):
        passes(*forth, out(contact, size=LARGEST))
    with tap.test("a message that just fits, and outgrows the packet on its way in"):
        message = into(["Route: <sip:MARK:5060;lr>"] * 10, size=MTU)
        tap.want(len(message.wanted) > MTU == len(message.sent), "it does not grow")
        passes(*back, message)


def lengths6():
    """Growth under IPv6, where nobody but the sender should cut a packet up"""
    net.family = 6
    phone, provider = net.Host("phone").udp(5060), net.Host("provider").udp(5060)
    with tap.test("IPv6: a message that just fits, and outgrows the packet"):
        message = Message("[%s]" % phone.address, "[2001:db8:113::1]", ["Record-Route: <sip:MARK:5060;lr>"] * 10,
                          size=1500 - 48, provider="[%s]" % provider.address)
        tap.want(len(message.wanted) > 1500 - 48 == len(message.sent), "it does not grow")
        passes(phone, provider.end, provider, message)
    with tap.test("IPv6: 40000 bytes"):
        passes(phone, provider.end, provider, Message("[%s]" % phone.address, "[2001:db8:113::1]",
                                                      ["Contact: <sip:MARK:5060>"], size=40000,
                                                      provider="[%s]" % provider.address))
    net.family = 4


def in_pieces(hosts, phone, provider):
    with tap.test("fragments in order"):
        message = out(["Contact: <sip:MARK:5060>"], size=9000)
        fragments(hosts[0], phone.end, provider.end, message.sent, list)
        compare(provider.receive()[0], message.wanted)
    for number in range(2):
        with tap.test("fragments in disorder, " + ("out", "in")[number]):
            if number:
                message = into(["Contact: <sip:bob@198.51.100.10>"], size=20000)
                fragments(hosts[1], provider.end, (PUBLIC, 5060), message.sent, shuffled)
            else:
                message = out(["Contact: <sip:MARK:5060>"], size=20000)
                fragments(hosts[0], phone.end, provider.end, message.sent, shuffled)
            compare((phone if number else provider).receive()[0], message.wanted)
    with tap.test("a datagram without a checksum"):
        phone.sock.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
        passes(phone, provider.end, provider, out(["Contact: <sip:MARK:5060>"], size=3000))
        phone.sock.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 0)


def too_long(gateway, phone2, provider):
    """The second phone's port is another outside, which has to be added. Nothing stays of what could not
    be sent."""
    phone2.send(b"\r\n\r\n", provider.end)
    tap.want(provider.receive()[1][1] != 5060, "the second phone has port 5060, too")
    before = state(gateway, "too-long")
    message = Message("192.168.1.20", "192.168.1.20", ["Contact: <sip:MARK>"] * 3, method="INVITE", size=LARGEST,
                      body=description([12000]))
    tap.equal(len(message.sent), LARGEST, "its length")
    passes(phone2, provider.end, provider, message)
    counts(gateway, "too-long", before)


def batch(gateway, phone, provider):
    """Several datagrams in one packet, as the sender's device takes them if it cuts them up itself."""
    # Only a device that also computes checksums does that.
    for host, device in (phone.host, "eth0"), (net.Host("lan"), "gw"):
        host.run("ethtool", "-K", device, "tx", "on", "tx-udp-segmentation", "on")
    messages = [out(["Contact: <sip:MARK:5060>"], size=600) for _ in range(3)]
    before = state(gateway, "batched")
    with phone.host, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 600)
        sock.bind((phone.address, 5061))
        sock.sendto(b"".join(message.sent for message in messages), provider.end)
    for message in messages:
        compare(provider.receive()[0], message.wanted)
    tap.equal(state(gateway, "batched")[0], before[0], "left as they were")


def main():
    net.prepare(hidden=False)
    gateway = Gateway()
    hosts = [net.Host(name) for name in ("phone", "provider", "phone2")]
    phone, provider, phone2 = [host.udp(5060) for host in hosts]
    with tap.test("a short message"):
        passes(phone, provider.end, provider, out())
    many(phone, provider)
    beyond(gateway, phone, provider)
    lengths(phone, provider)
    lengths6()
    in_pieces(hosts, phone, provider)
    with tap.test("a message that would outgrow a datagram"):
        too_long(gateway, phone2, provider)
    with tap.test("several datagrams in one packet"):
        batch(gateway, phone, provider)
    if not Trace.there:
        tap.skip("what the tracepoints tell", "no tracepoints")
        return
    with tap.test("what the tracepoints tell"), Trace() as trace:
        passes(phone, provider.end, provider, out(["Contact: <sip:MARK:5060>"]))
        want = 'place=contact off='
        tap.want(any(want in line and line.endswith('"192.168.1.10" -> "203.0.113.1"') for line in trace.lines()),
                 "no edit: %s" % trace.lines())
        trace.write("trace", "")
        too_long(gateway, phone2, provider)
        told = trace.lines()
        tap.want(any("outcome=too-long" in line for line in told), "no outcome: %s" % told)
        tap.want(not any(line.startswith("edit:") for line in told), "edits that were not made: %s" % told)


main()
