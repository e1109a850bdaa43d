# SPDX-License-Identifier: GPL-2.0
"""Who is heard where: each phone speaks with a voice of its own, and here is listened at its network
interface. RFC 3550, G.711, 20 ms."""

import bisect
import collections
import contextlib
import ctypes
import socket
import struct
import time

from net import Failure, PATIENCE, SO_ATTACH_FILTER, SO_RCVBUFFORCE

SO_TIMESTAMPNS = 35
# Of an IP packet with such audio
LENGTH = 20 + 8 + 12 + 160
# One packet in so many is looked at, for Python is slow where all else is, too.
SAMPLE = 4
PER_SECOND = 50 // SAMPLE
FILTER = ((0x28, 0, 0, 2),            # ldh [2]: the length
          (0x15, 0, 4, LENGTH),       # jne #LENGTH, no
          (0x28, 0, 0, 30),           # ldh [30]: the sequence number
          (0x54, 0, 0, SAMPLE - 1),   # and #3
          (0x15, 0, 1, 0),            # jne #0, no
          (0x06, 0, 0, 65535),        # ret #65535
          (0x06, 0, 0, 0))            # no: ret #0

Heard = collections.namedtuple("Heard", "time source voice")


class Ears:
    """At the interface of one host. What has come is sorted by the port that it has come to, what has been
    spoken, by the port that it is from."""

    def __init__(self, host):
        self.heard = collections.defaultdict(list)
        self.spoken = collections.defaultdict(list)
        with host:
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0003))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 26)
        program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in FILTER))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                             struct.pack("@HP", len(FILTER), ctypes.addressof(program)))
        self.sock.bind(("eth0", 0x0003))
        self.sock.setblocking(False)

    def listen(self):
        """Takes what there is. More may come meanwhile, and that without an end."""
        began = now = time.time()
        with contextlib.suppress(BlockingIOError):
            while now <= began:
                raw, told, _, where = self.sock.recvmsg(LENGTH, 64)
                if raw[0] != 0x45 or raw[9] != socket.IPPROTO_UDP:
                    continue
                seconds, part = struct.unpack("=qq", told[0][2])
                now = seconds + part / 1e9
                if where[2] == socket.PACKET_OUTGOING:
                    self.spoken[raw[20] << 8 | raw[21]].append(now)
                else:
                    self.heard[raw[22] << 8 | raw[23]].append(Heard(now, socket.inet_ntoa(raw[12:16]), raw[100]))

    def at(self, phone, since=0):
        self.listen()
        return sorted(one for port in list(self.heard) if port in phone.media for one in
                      self.heard[port][bisect.bisect(self.heard[port], since, key=lambda heard: heard.time):])

    def by(self, phone):
        self.listen()
        return [at for port in list(self.spoken) if port in phone.media for at in self.spoken[port]]


def hears(ears, phone, voice, source=None, count=6, patience=10 * PATIENCE):
    """Waits until this phone has heard that voice so often from now on, nobody else in between, and if one is
    given, from that address."""
    began, end = time.time(), time.monotonic() + patience
    wanted = "%s hears %02x" % (phone.name, voice)
    while True:
        last = [(heard.voice, heard.source) for heard in ears.at(phone, began)][-count:]
        if len(last) == count and all(heard[0] == voice and heard[1] == (source or heard[1]) for heard in last):
            return
        if time.monotonic() > end:
            raise Failure("not %s%s but %s" % (wanted, " from " + source if source else "", collections.Counter(
                "%02x from %s" % heard for heard in last) or "nothing"))
        time.sleep(0.05)


def silent(ears, phone, patience=10 * PATIENCE):
    """Waits until this phone hears nobody any more, for half a second."""
    end = time.monotonic() + patience
    since = time.time()
    while time.time() < since + 0.5:
        time.sleep(0.05)
        last = ears.at(phone, since)
        if not last:
            continue
        since = last[-1].time
        if time.monotonic() > end:
            raise Failure("%s goes on to hear %02x from %s" % (phone.name, last[-1].voice, last[-1].source))


def steady(ears, listener, speaker, seconds):
    """Fails unless one phone has heard the other for so long, without missing more than a second of what it
    said at a time, and but a few packets of all. Time is counted in packets that were spoken: emulated
    machines stop now and then. ears: those of the two. Returns how many packets were spoken and heard,
    of those that are looked at."""
    spoken = [(at, 0) for at in ears[1].by(speaker)]
    heard = [(at.time, 1) for at in ears[0].at(listener) if at.voice == speaker.voice]
    what = "%s was heard by %s: %d of %d packets" % (speaker.name, listener.name, len(heard), len(spoken))
    if len(spoken) < PER_SECOND * seconds or len(heard) < 0.97 * len(spoken):
        raise Failure(what)
    missed = worst = 0
    for _, is_heard in sorted(spoken + heard):
        missed = 0 if is_heard else missed + 1
        worst = max(worst, missed)
    if worst > PER_SECOND + 1:
        raise Failure("%s, %d missed at a time" % (what, worst))
    return what
