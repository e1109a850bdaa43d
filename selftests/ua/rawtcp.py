# SPDX-License-Identifier: GPL-2.0
"""One end of a TCP connection, segment by segment: RFC 9293, where the test says what is sent and when. The
host's own TCP must not answer: see silence()."""

import random
import select
import socket
import struct
import time

import segments
from net import Failure, PATIENCE, text
from segments import ACK, FIN, MODULUS, PSH, RST, SYN, distance

# Of these ports the host's own TCP knows nothing.
PORTS = 20000, 29999
MSS = 1460
ports = iter(range(*PORTS))


def silence(host):
    host.run("nft", "-f", "-", stdin="""
        table inet raw_tcp {
            chain input {
                type filter hook input priority filter
                tcp dport %d-%d drop
            }
        }""" % PORTS)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def packet(source, to, seq, ack, flags, window, options, data, urgent=0, ttl=64, harm=0):
    """harm: what is wrong with the checksum"""
    options += bytes(-len(options) % 4)
    head = struct.pack("!HHIIBBHHH", source[1], to[1], seq % MODULUS, ack % MODULUS, (20 + len(options)) << 2, flags,
                       window, 0, urgent) + options
    ends = socket.inet_aton(source[0]) + socket.inet_aton(to[0])
    total = checksum(ends + struct.pack("!HH", 6, len(head) + len(data)) + head + data) ^ harm
    head = head[:16] + struct.pack("!H", total) + head[18:]
    # The kernel fills in length and checksum.
    return struct.pack("!BBHHHBBH", 0x45, 0, 0, 0, 0x4000, ttl, 6, 0) + ends + head + data


class End:
    """Numbers are relative: 0 is the first byte of either side."""

    def __init__(self, host, port=None, to=None, isn=None, window=65535):
        self.own = host.address, port or next(ports)
        self.to = to
        with host:
            self.out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self.capture = segments.Capture(host)
        self.isn = random.randrange(MODULUS) if isn is None else isn
        self.their_isn = None
        self.window = window
        self.sent = 0
        self.got = 0
        self.unread = []

    def send(self, data=b"", at=None, flags=ACK, ack=None, options=b"", window=None, **more):
        """at: where the data belongs; else behind what was sent. ack: else all that has been got"""
        if at is None:
            at = self.sent
            self.sent += len(data) + bool(flags & FIN)
        if flags & SYN:
            at -= 1
        number = 0
        if flags & ACK:
            number = self.their_isn + 1 + (self.got if ack is None else ack)
        raw = packet(self.own, self.to, self.isn + 1 + at, number, flags | (PSH if data else 0),
                     self.window if window is None else window, options, data, **more)
        self.out.sendto(raw, (self.to[0], 0))

    def receive(self, timeout=PATIENCE):
        """The next segment, or None"""
        end = time.monotonic() + timeout
        while not self.unread:
            if not select.select([self.capture.sock], [], [], max(0, end - time.monotonic()))[0]:
                return None
            self.unread += [segment for segment in self.capture.segments() if segment.way[1] == self.own and
                            not segment.sent and (not self.to or segment.way[0] == self.to)]
        segment = self.unread.pop(0)
        self.to = segment.way[0]
        if segment.flags & SYN:
            self.their_isn = segment.seq
        if self.their_isn is not None:
            segment.at = distance(segment.seq, self.their_isn + 1) + bool(segment.flags & SYN)
            segment.acked = distance(segment.ack, self.isn + 1)
            if segment.flags & ACK and not segment.flags & RST and segment.acked > self.sent:
                raise Failure("%r confirms %d, %d are sent" % (segment, segment.acked, self.sent))
            if segment.at == self.got:
                self.got += len(segment.payload) + bool(segment.flags & FIN)
        return segment

    def until(self, what, true, timeout=PATIENCE):
        """The next segment for which that is so. What comes before is skipped."""
        end = time.monotonic() + timeout
        seen = []
        while True:
            segment = self.receive(max(0, end - time.monotonic()))
            if segment is None:
                raise Failure("%s: %s did not come: %s" % (text(self.own), what, seen or "nothing"))
            seen.append(segment)
            if true(segment):
                return segment

    def acked(self, count, timeout=PATIENCE):
        """Waits until that much is confirmed."""
        self.until("ACK of %d" % count, lambda segment: segment.flags & ACK and segment.acked >= count, timeout)

    def open(self, data=b"", options=b"", confirm=True):
        """data: in the SYN. confirm: ends the handshake"""
        self.send(data, 0, SYN, options=struct.pack("!BBH", 2, 4, MSS) + options)
        self.until("SYN", lambda segment: segment.flags & SYN)
        if confirm:
            self.send()

    def accept(self):
        self.until("SYN", lambda segment: segment.flags & SYN)
        self.send(b"", 0, SYN | ACK, options=struct.pack("!BBH", 2, 4, MSS))
        self.until("ACK", lambda segment: segment.flags & ACK)

    def read(self, count, timeout=PATIENCE, confirm=True):
        """So many bytes of the other side, in order"""
        stream, first, end = bytearray(), self.got, time.monotonic() + timeout
        while len(stream) < count:
            before = self.got
            segment = self.receive(max(0, end - time.monotonic()))
            if segment is None:
                return bytes(stream)
            if self.got > before:
                stream += segment.payload
            elif segment.at < self.got < segment.at + len(segment.payload):
                # It repeats what was there, and goes on.
                stream += segment.payload[self.got - segment.at:]
                self.got = first + len(stream)
            if segment.payload and confirm:
                self.send()
        return bytes(stream)

    def close(self):
        if self.their_isn is not None:
            self.send(b"", flags=RST | ACK)
        self.out.close()
        self.capture.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
