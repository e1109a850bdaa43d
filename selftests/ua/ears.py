# SPDX-License-Identifier: GPL-2.0
"""Who is heard where: each phone speaks with a voice of its own, and here is listened at its network
interface. RFC 3550, G.711, 20 ms."""

import bisect
import collections
import contextlib
import socket
import struct
import time

from net import Failure, PATIENCE, SO_RCVBUFFORCE

SO_TIMESTAMPNS = 35
# Of an IP packet with such audio
LENGTH = 20 + 8 + 12 + 160

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
        self.sock.bind(("eth0", 0x0003))
        self.sock.setblocking(False)

    def listen(self):
        with contextlib.suppress(BlockingIOError):
            while True:
                raw, told, _, where = self.sock.recvmsg(LENGTH + 1, 64)
                if len(raw) != LENGTH or raw[0] != 0x45 or raw[9] != socket.IPPROTO_UDP:
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
        return [time for port in list(self.spoken) if port in phone.media for time in self.spoken[port]]


def hears(ears, phone, voice, source=None, count=25, patience=10 * PATIENCE):
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


def steady(ears, listener, speaker, seconds):
    """Fails unless one phone has heard the other for so long, without missing more than a second of what it
    said at a time, and but a few packets of all. Time is counted in packets that were spoken: emulated
    machines stop now and then. ears: those of the two. Returns how many packets were spoken and heard."""
    spoken = [(at, 0) for at in ears[1].by(speaker)]
    heard = [(at.time, 1) for at in ears[0].at(listener) if at.voice == speaker.voice]
    what = "%s was heard by %s: %d of %d packets" % (speaker.name, listener.name, len(heard), len(spoken))
    if len(spoken) < 50 * seconds or len(heard) < 0.97 * len(spoken):
        raise Failure(what)
    missed = worst = 0
    for _, is_heard in sorted(spoken + heard):
        missed = 0 if is_heard else missed + 1
        worst = max(worst, missed)
    if worst > 50:
        raise Failure("%s, %d missed at a time" % (what, worst))
    return what
