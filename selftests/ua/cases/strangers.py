# SPDX-License-Identifier: GPL-2.0
"""A call rings between a PBX and its provider, and something happens in another call between them, with the
same number in CSeq. Then the first is answered, and its first packet of audio comes from outside: it gets in
only if the gateway still expects it."""

import itertools

import net
import rtp
import sip
import tap
from line import Line, all_of


def ring(line):
    line.invite()
    line.ring()
    line.ringing()


def take(line):
    line.answer()
    line.answered()


def again(line):
    line.leg.send(line.sent)
    line.far.expect("INVITE", line.leg.call_id)


def move(line):
    ours = sip.sdp(line.mine.address, line.mine.port, version=2)
    sip.reinvite(line.leg, line.other, ours, sip.sdp(line.yours.address, line.yours.port, version=2))


def end(line):
    sip.hang_up(line.leg, line.other)


# What happens, what was before, and the step
HAPPENINGS = (
    ("does nothing", (), lambda line: None),
    ("begins", (), ring),
    ("sends its INVITE again", (ring,), again),
    ("is answered", (ring,), take),
    ("is rejected", (ring,), Line.reject),
    ("is cancelled", (ring,), Line.cancel),
    ("has a re-INVITE", (ring, take), move),
    ("ends", (ring, take), end),
)


class Trunk:
    def __init__(self):
        self.hosts = net.Host("pbx"), net.Host("provider")
        self.agents = sip.Agent(self.hosts[0], "alice"), sip.Agent(self.hosts[1], "bob")
        # Even ones go out.
        self.numbers = itertools.count(0, 2)

    def line(self):
        return Line(next(self.numbers), *self.agents, self.hosts)


def main():
    net.prepare()
    trunk = Trunk()
    for what, before, step in HAPPENINGS:
        with tap.test("a call rings while another one " + what):
            other, mine = trunk.line(), trunk.line()
            all_of([other], *before)
            ring(mine)
            step(other)
            take(mine)
            mine.speak()
            end(mine)
    lines = [trunk.line() for _ in range(5)]
    with tap.test("five calls ring at a time, the first is heard"):
        all_of(lines, ring)
        all_of(lines, take)
        lines[0].speak()
    with tap.test("five calls ring at a time, the last is heard"):
        lines[-1].speak()
    with tap.test("a call that has begun is heard when another one ends"):
        rtp.speak(lines[0].theirs, lines[0].invitation.media(), lines[0].ours, lines[0].okay.media())
        end(lines[1])
        rtp.speak(lines[0].theirs, lines[0].invitation.media(), lines[0].ours, lines[0].okay.media())


main()
