# SPDX-License-Identifier: GPL-2.0
"""TCP as it passes an interface: what each side says and confirms, told by sequence numbers. RFC 9293."""

import bisect
import itertools
import socket
import struct

import net
from net import Failure, text
from siptcp import Frames

FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32
MODULUS = 1 << 32

# A filter for captures: TCP and nothing else.
TCP = [
    (0x30, 0, 0, 0),        # ldb [0]
    (0x54, 0, 0, 0xf0),     # and #0xf0
    (0x15, 0, 2, 0x40),     # jneq #0x40, v6
    (0x30, 0, 0, 9),        # ldb [9]
    (0x05, 0, 0, 1),        # jmp which
    (0x30, 0, 0, 6),        # v6: ldb [6]
    (0x15, 0, 1, 6),        # which: jneq #6, no
    (0x06, 0, 0, 0xffffff),  # ret #-1
    (0x06, 0, 0, 0),        # no: ret #0
]


def distance(one, other):
    """How far a sequence number is behind another one."""
    return (one - other + MODULUS // 2) % MODULUS - MODULUS // 2


class Segment(net.Packet):
    def __init__(self, raw, sent=False):
        super().__init__(raw, sent)
        self.sport = None
        if self.protocol != 6:
            return
        at = self.header
        self.sport, self.dport, self.seq, self.ack, offset, self.flags, self.window = \
            struct.unpack("!HHIIBBH", raw[at:at + 16])
        options = raw[at + 20:at + (offset >> 4) * 4]
        self.payload = raw[at + (offset >> 4) * 4:self.end]
        self.sack = list(sacked(options))
        self.way = (self.src, self.sport), (self.dst, self.dport)

    def __repr__(self):
        flags = "".join(name for bit, name in ((FIN, "F"), (SYN, "S"), (RST, "R"), (ACK, ".")) if self.flags & bit)
        return "%s > %s %s seq %d ack %d len %d" % (*map(text, self.way), flags, self.seq, self.ack, len(self.payload))

    def length(self):
        """In sequence numbers"""
        return len(self.payload) + bool(self.flags & SYN) + bool(self.flags & FIN)


def sacked(options):
    """The blocks of a SACK option: RFC 2018"""
    while options and options[0]:
        length = 1 if options[0] == 1 else options[1] if len(options) > 1 else 0
        if options[0] == 5:
            for at in range(2, length, 8):
                yield struct.unpack("!II", options[at:at + 8])
        if not length:
            return
        options = options[length:]


class Stream:
    """What one side says. What it says again must be the same."""

    def __init__(self, segment):
        self.way = segment.way
        self.sent = segment.sent
        self.first = segment.seq + bool(segment.flags & SYN)
        self.isn = segment.seq if segment.flags & SYN else None
        # Behind the last number that was used, relative to the first byte
        self.top = 0
        self.data = bytearray()
        self.later = {}
        self.reset = False
        self.again = 0
        # How much of it was there, when
        self.marks = []

    def offset(self, seq):
        return distance(seq, self.first)

    def add(self, segment):
        at = self.offset(segment.seq + bool(segment.flags & SYN))
        self.top = max(self.top, at + len(segment.payload) + bool(segment.flags & FIN))
        self.reset |= bool(segment.flags & RST)
        # The byte before the first one: a keepalive of TCP (RFC 9293 section 3.8.4) may bring one of no meaning.
        if at >= 0 and segment.payload:
            self.put(at, segment.payload)

    def put(self, at, payload):
        known = self.later.get(at, b"")
        self.later[at] = max(known, payload, key=len)
        self.same(at, min(known, payload, key=len), self.later[at])
        while True:
            at = next((at for at in self.later if at <= len(self.data)), None)
            if at is None:
                return
            self.extend(at, self.later.pop(at))

    def extend(self, at, payload):
        before = bytes(self.data[at:at + len(payload)])
        self.again += bool(before)
        self.same(at, before, payload)
        self.data += payload[len(before):]

    def same(self, at, before, payload):
        """before: no longer than payload"""
        if not payload.startswith(before):
            raise Failure("%s > %s says something else at byte %d than before: %r, before %r" % (
                *map(text, self.way), at, *differing(payload, before)))


def differing(one, other):
    at = next((at for at, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), 0)
    return one[max(at - 20, 0):at + 20], other[max(at - 20, 0):at + 20]


class Capture(net.Capture):
    """All TCP segments that pass an interface of a host. Only what that host sends itself is in the order in
    which it was sent, so take one at an end of the connections to see what is confirmed."""

    kind = Segment

    def __init__(self, host, device="eth0", only=TCP):
        super().__init__(host, device, only)
        self.sock.setsockopt(socket.SOL_SOCKET, net.SO_RCVBUFFORCE, 1 << 26)
        self.streams = []
        self.latest = {}
        self.largest = 0
        self.taken = 0

    def segments(self):
        """Those that have come since last time"""
        if self.sock.fileno() < 0:
            return []
        found = list(super().read())
        self.packets.clear()
        return found

    def read(self):
        """Takes note of what has come, and returns the streams."""
        for segment in self.segments():
            self.take(segment)
        return self.streams

    def take(self, segment):
        stream = self.latest.get(segment.way)
        if not stream or segment.flags & SYN and stream.isn is not None and segment.seq != stream.isn:
            stream = self.latest[segment.way] = Stream(segment)
            self.streams.append(stream)
        stream.add(segment)
        self.taken += 1
        if not stream.marks or stream.marks[-1][0] < len(stream.data):
            stream.marks.append((len(stream.data), self.taken))
        self.largest = max(self.largest, len(segment.payload))
        other = self.latest.get(segment.way[::-1])
        if not other or not segment.flags & ACK or segment.flags & (RST | SYN):
            return
        for number in (segment.ack, *(edge for block in segment.sack for edge in block)):
            if other.offset(number) > other.top:
                raise Failure("%r confirms %d bytes that nobody has sent" % (segment, other.offset(number) - other.top))

    def close(self):
        self.read()
        self.sock.close()

    def whole(self):
        """Fails if a connection was reset, or not all was seen."""
        # PACKET_STATISTICS
        seen, lost = struct.unpack("II", self.sock.getsockopt(263, 6, 8))
        if lost:
            raise Failure("%d of %d segments were not seen" % (lost, seen))
        reset = [stream for stream in self.read() if stream.reset]
        if reset:
            raise Failure("%d resets at %s, the first %s > %s" % (len(reset), self.host.name, *map(text, reset[0].way)))


class Said:
    """A message of a stream, as if it were a datagram."""

    def __init__(self, stream, payload):
        self.stream = stream
        self.payload = payload
        self.sent = stream.sent

    def __repr__(self):
        return "%s > %s" % tuple(map(text, self.stream.way))


class Messages:
    """The messages of all streams that a capture has seen, in the order in which they were complete"""

    def __init__(self, capture):
        self.capture = capture

    def read(self):
        said = []
        for stream in self.capture.read():
            frames = Frames().feed(stream.data)
            for frame, end in zip(frames, itertools.accumulate(map(len, frames))):
                said.append((stream.marks[bisect.bisect_left(stream.marks, (end,))][1], Said(stream, frame)))
        return [message for _, message in sorted(said, key=lambda one: one[0])]

    def close(self):
        self.capture.close()
