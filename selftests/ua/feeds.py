# SPDX-License-Identifier: GPL-2.0
"""Many TCP connections side by side, into which bytes are put in pieces, and what comes out of them."""

import errno
import heapq
import itertools
import select
import socket
import time

import siptcp
from net import Failure, PATIENCE, text

# What is to become a number of its own in each message, so that one is not taken for another
SERIAL = b"00000000"


class Template:
    """A message as it is sent and as it arrives, but for its number"""

    def __init__(self, sent, wanted):
        self.sent, self.wanted = sent, wanted

    def numbered(self, number):
        serial = b"%08d" % number
        return self.sent.replace(SERIAL, serial), self.wanted.replace(SERIAL, serial)


class Feed:
    """One direction of a connection: what is written at one end, and what must come out at the other."""

    def __init__(self, source, sink, name=""):
        """source, sink: sockets"""
        self.source, self.sink, self.name = source, sink, name
        for sock in source, sink:
            sock.setblocking(False)
        self.plan = []
        self.wanted = bytearray()
        self.got = bytearray()
        self.pending = b""
        self.wrong = None

    def write(self, data, pause=0):
        """Later, this long after what is written before"""
        self.plan.append((pause, data))

    def message(self, pair, cuts=(), pause=0):
        """pair: as it is sent and as it arrives. cuts: where it is cut, with pauses at the cuts"""
        sent, wanted = pair
        ends = [0, *cuts, len(sent)]
        for first, last in itertools.pairwise(ends):
            if last > first:
                self.write(sent[first:last], pause if first else 0)
        self.wanted += wanted

    def cut(self, rng, pairs):
        """Messages in a row, with up to eight cuts each, some of them with a pause"""
        sent = b"".join(pair[0] for pair in pairs)
        cuts = sorted(rng.sample(range(1, len(sent)), sum(rng.randint(0, 8) for _ in pairs)))
        for first, last in itertools.pairwise([0, *cuts, len(sent)]):
            self.write(sent[first:last], rng.choice((0, 0, 0, 0, 0.001, 0.001, 0.05)))
        self.wanted += b"".join(pair[1] for pair in pairs)

    def read(self):
        """Returns whether there was anything."""
        try:
            data = self.sink.recv(1 << 20)
        except BlockingIOError:
            return False
        except OSError as error:
            self.wrong = "%s after %d bytes" % (error, len(self.got))
            return False
        if not data:
            self.wrong = "the end after %d bytes" % len(self.got)
            return False
        self.got += data
        return True

    def done(self):
        return self.wrong or not self.plan and not self.pending and len(self.got) >= len(self.wanted)

    def judge(self):
        if self.got == self.wanted and not self.wrong:
            return
        at = next((at for at, pair in enumerate(zip(self.got, self.wanted)) if pair[0] != pair[1]),
                  min(len(self.got), len(self.wanted)))
        raise Failure("%s: %d bytes arrived, wanted %d; %s\nfrom byte %d on\n   got %r\nwanted %r" % (
            self.name, len(self.got), len(self.wanted), self.wrong or "no end", at,
            bytes(self.got[max(at - 60, 0):at + 60]), bytes(self.wanted[max(at - 60, 0):at + 60])))


def run(feeds, patience=5 * PATIENCE, watching=()):
    """Writes and reads until all that is wanted has come, or nothing comes any more. Fails unless each has got
    exactly what was wanted. watching: captures, to be read meanwhile"""
    pump(feeds, patience, watching)
    for feed in feeds:
        feed.judge()


def pump(feeds, patience=5 * PATIENCE, watching=()):
    """The same, and nothing is judged."""
    poll = select.poll()
    by_fd = {}
    for number, feed in enumerate(feeds):
        feed.plan.reverse()
        by_fd[feed.sink.fileno()] = feed
        poll.register(feed.sink, select.POLLIN)
    now = time.monotonic()
    due = [(now + feed.plan[-1][0], number) for number, feed in enumerate(feeds) if feed.plan]
    heapq.heapify(due)
    blocked = []
    last = watched = now
    left = {feed for feed in feeds if not feed.done()}
    while left:
        now = time.monotonic()
        if now > last + patience:
            break
        if watching and now > watched + 0.05:
            for capture in watching:
                capture.read()
            watched = now
        retry, blocked = blocked, []
        for number in retry:
            due_again(due, blocked, feeds, number, now)
        while due and due[0][0] <= now:
            _, number = heapq.heappop(due)
            due_again(due, blocked, feeds, number, now)
        wait = 0.002 if blocked else max(0, min(due[0][0] - time.monotonic() if due else 0.2, 0.2))
        for fd, _ in poll.poll(wait * 1000):
            feed = by_fd[fd]
            if feed.read():
                last = time.monotonic()
            if feed.done():
                left.discard(feed)
            if feed.wrong:
                poll.unregister(fd)


def due_again(due, blocked, feeds, number, now):
    """Writes what is due of one feed: all that has no pause before it."""
    feed = feeds[number]
    while True:
        data = feed.pending or feed.plan.pop()[1]
        try:
            count = feed.source.send(data)
        except BlockingIOError:
            count = 0
        except OSError as error:
            feed.wrong = feed.wrong or "cannot write: %s" % errno.errorcode[error.errno]
            feed.plan.clear()
            feed.pending = b""
            return
        feed.pending = data[count:]
        if feed.pending:
            blocked.append(number)
            return
        if not feed.plan:
            return
        if feed.plan[-1][0]:
            heapq.heappush(due, (now + feed.plan[-1][0], number))
            return


class Line:
    """A connection with both its ends, made in due order: the phone's (near) and the provider's (far)."""

    def __init__(self, near, far, to=None, listener=None, nodelay=True, options=(), port=0):
        """near, far: hosts. to: where it leads, if that is not the other host's listener. options: of both
        sockets. port: the phone's"""
        self.near = siptcp.stream(near, near.address, port)
        for option in options:
            self.near.setsockopt(*option)
        self.near.connect(to or listener.getsockname()[:2])
        self.far, self.seen = listener.accept()
        self.seen = self.seen[:2]
        self.own = self.near.getsockname()[:2]
        for sock in self.near, self.far:
            sock.settimeout(PATIENCE)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, nodelay)

    def __repr__(self):
        return "connection from " + text(self.own)

    def out(self):
        return Feed(self.near, self.far, "%r, out" % self)

    def back(self):
        return Feed(self.far, self.near, "%r, back" % self)

    def close(self):
        self.near.close()
        self.far.close()


def listen(host, port=5060, options=()):
    listener = siptcp.stream(host, host.address, port)
    for option in options:
        listener.setsockopt(*option)
    listener.listen(256)
    return listener


def receive(sock, count, patience=PATIENCE):
    """That many bytes, or as many as there are before the end or before nothing comes any more"""
    got = b""
    sock.settimeout(patience)
    while len(got) < count:
        try:
            more = sock.recv(count - len(got))
        except socket.timeout:
            return got
        if not more:
            return got
        got += more
    return got


def frames(sock, count, patience=PATIENCE):
    """The next messages on a connection on which nothing else comes"""
    cut, found = siptcp.Frames(), []
    sock.settimeout(patience)
    while len(found) < count:
        try:
            data = sock.recv(65536)
        except socket.timeout:
            raise Failure("nothing arrived behind %r%r" % (found, bytes(cut.data))) from None
        if not data:
            raise Failure("the end behind %r%r" % (found, bytes(cut.data)))
        found += cut.feed(data)
    if len(found) > count or cut.data:
        raise Failure("more arrived than %d messages: %r%r" % (count, found[count:], bytes(cut.data)))
    return found


def frame(sock):
    return frames(sock, 1)[0]
