# SPDX-License-Identifier: GPL-2.0
"""A phone comes back at the port that it had, and conntrack has seen no end: it goes on with the same entry, in
which nothing counts as it did."""

import socket
import time

import net
import tap
from traffic import Bed

# Longer than what is incomplete is kept before its sender is thanked for it
HELD = 0.15
# linux/tcp.h
TCP_REPAIR = 19


def lose(sock):
    """Without a word, as whoever loses power"""
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    sock.close()


def main():
    net.prepare(hidden=False)
    with Bed(0) as bed:
        line, traffic = bed.line()
        for title, back, size, both in (
                ("both have lost it", False, 0, True), ("both have lost it, once more", False, 0, True),
                ("both have lost it, out: in a message", False, 150, True),
                ("both have lost it, in: in a message", True, 150, True),
                ("the phone has lost it", False, 0, False),
                ("the phone has lost it, out: in a message", False, 150, False),
                ("the phone has lost it, in: in a message", True, 150, False)):
            with tap.test("a connection begins again: " + title):
                source = line.far if back else line.near
                source.sendall((traffic.back if back else traffic.out)[0].numbered(1)[0][:size])
                time.sleep(HELD if size else 0)
                lose(line.near)
                if both:
                    lose(line.far)
                line, traffic = bed.line(port=line.own[1])


main()
