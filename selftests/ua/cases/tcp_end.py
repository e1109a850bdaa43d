# SPDX-License-Identifier: GPL-2.0
"""What a connection is known by vanishes under it: conntrack forgets it, the module goes. It goes on then, and not
a byte is lost or wrong, or it ends on both sides, as fast as TCP can tell."""

import itertools
import select
import subprocess
import time

import feeds
import net
import tap
from gateway import HELPER, Gateway
from traffic import Bed

# For a first retransmission and the answer to it, in an emulated machine
RTO = 4
# Longer than what is incomplete is kept before its sender is thanked for it
HELD = 0.15
# Longer than what is incomplete is kept at all
DEADLINE = 10
# From what rules() in topo.sh makes
HELPERS_GO = """
    delete chain inet gateway helpers
    delete chain inet gateway helpers_local
    delete ct helper inet gateway over-udp
    delete ct helper inet gateway over-tcp
"""


class Open:
    """A connection in use: messages have passed, and a part of one is under way"""

    def __init__(self, bed, size, back, pause):
        """size: of that part. back: from the provider"""
        self.line, self.traffic = bed.line()
        # What is behind has other numbers outside than inside, both ways.
        for feed, templates in (self.line.out(), self.traffic.out), (self.line.back(), self.traffic.back):
            for number, template in enumerate(templates):
                feed.message(template.numbered(number))
            feeds.run([feed])
        self.ends = (self.line.far, self.line.near) if back else (self.line.near, self.line.far)
        templates = self.traffic.back if back else self.traffic.out
        self.messages = [template.numbered(100 + number) for number, template in enumerate(templates[:2])]
        self.rest = b"".join(sent for sent, _ in self.messages)
        self.other = (self.traffic.out if back else self.traffic.back)[1].numbered(200)
        self.begun, self.rest = self.rest[:size], self.rest[size:]
        self.ends[0].setblocking(True)
        if self.begun:
            self.ends[0].sendall(self.begun)
            time.sleep(pause)

    def outcome(self):
        """Goes on with the message, and sends one the other way. "goes on", "ends", or a Failure"""
        sink = bytearray(), bytearray()
        ended = [False, False]
        left = [self.rest, self.other[0]]
        for sock in self.ends:
            sock.setblocking(False)
        wanted = [self.messages, [self.other]]
        began = time.monotonic()
        while time.monotonic() < began + RTO + DEADLINE and not all(ended):
            if not any(ended) and all(whole(got, pairs) for got, pairs in zip(sink, wanted)):
                return "goes on"
            writers = [self.ends[one] for one in (0, 1) if left[one] and not ended[one]]
            readers = [sock for one, sock in enumerate(self.ends) if not ended[one]]
            ready = select.select(readers, writers, [], 0.2)
            for one, sock in enumerate(self.ends):
                try:
                    if sock in ready[1]:
                        left[one] = left[one][sock.send(left[one]):]
                    if sock in ready[0]:
                        data = sock.recv(65536)
                        ended[one] = not data
                        sink[1 - one].extend(data)
                except OSError:
                    ended[one] = True
        for got, pairs in zip(sink, wanted):
            beginning(got, pairs)
        if all(ended):
            tap.want(time.monotonic() < began + RTO, "the ends were told after %.1f s" % (time.monotonic() - began))
            return "ends"
        raise net.Failure("neither goes on nor ends: %s of %s, ended %s, %d and %d bytes arrived" % (
            [len(one) for one in left], [len(self.rest), len(self.other[0])], ended, *map(len, sink)))


def whole(got, pairs):
    """All messages, each as it was sent or rewritten"""
    return bytes(got) in {b"".join(choice) for choice in itertools.product(*pairs)}


def beginning(got, pairs):
    """What has come is right as far as it goes."""
    tap.want(any(b"".join(choice).startswith(got) for choice in itertools.product(*pairs)), "arrived: %r" % bytes(got))


class Flush:
    """conntrack forgets all connections."""

    def __init__(self, gateway):
        self.gateway = gateway

    def do(self):
        self.gateway.run("conntrack", "-F")

    def undo(self):
        pass


class Unload:
    """The module goes, and comes back in the end."""

    modules = {"sipnat": ["sipnat"], "sip": ["nf_nat_sip", "nf_conntrack_sip"], "none": []}[HELPER]

    def __init__(self, gateway):
        self.gateway = gateway
        self.rules = gateway.run("nft", "list", "table", "inet", "gateway")

    def do(self):
        # NAT stays as it is: else it would be that which ends the connections.
        if self.modules:
            self.gateway.run("nft", "-f", "-", stdin=HELPERS_GO)
        # Rules go in the background, so the module may be in use for a moment.
        for pause in 0.1, 0.2, 0.4, 1, 2, 4, 4:
            if not self.modules or not subprocess.run(["modprobe", "-r", *self.modules], check=False,
                                                      stderr=subprocess.DEVNULL).returncode:
                return
            time.sleep(pause)
        raise net.Failure("the module stays")

    def undo(self):
        if self.modules:
            subprocess.run(["modprobe", "-a", *self.modules], check=True)
            self.gateway.run("nft", "-f", "-", stdin="delete table inet gateway\n" + self.rules)
            # What was set up without a helper stays so, also for a connection that comes to have the same ports.
            self.gateway.run("conntrack", "-F")


def vanishes(event, title):
    """At each moment that matters: between messages and in one, whose sender has been thanked for it or not yet"""
    with Bed(0) as bed:
        opened = {(back, size, pause): Open(bed, size, back, pause) for back in (False, True)
                  for size, pause in ((0, 0), (5, 0), (150, 0), (150, HELD))}
        with tap.test(title):
            event.do()
        for (back, size, pause), one in opened.items():
            where = "%d bytes of a message, %d ms ago" % (size, pause * 1000) if size else "between messages"
            with tap.test("%s: %s, %s" % (title, "in" if back else "out", where)):
                tap.note(one.outcome())
        event.undo()
    with tap.test("%s: a new connection" % title), Bed(1) as bed:
        feed = bed.lines[0].out()
        feed.message(bed.traffic[0].invite.numbered(1), [100])
        feeds.run([feed])


def main():
    net.prepare(hidden=False)
    gateway = Gateway()
    vanishes(Flush(gateway), "conntrack forgets")
    vanishes(Unload(gateway), "the module goes")
    with tap.test("messages are under way when the namespace goes"):
        bed = Bed(0)
        for back in False, True:
            for size, pause in ((150, 0), (150, HELD)):
                Open(bed, size, back, pause)


main()
