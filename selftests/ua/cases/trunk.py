# SPDX-License-Identifier: GPL-2.0
"""Many calls at a time on one pair of endpoints, as between a PBX and its provider.

Every call's first packet of audio comes from outside: it finds its way only by what the gateway
still knows about the call, whatever happened in others meanwhile.
"""

import itertools
import sys

import net
import sip
import tap
from line import Line, all_of

COUNT = int(sys.argv[1])


def audio(lines):
    """Which calls' first audio got through."""
    lost = []
    for line in lines:
        try:
            line.speak()
        except net.Failure as failure:
            lost.append("call %d: %s" % (line.number, failure))
            if len(lost) > 5:
                break
    tap.want(not lost, "\n".join(lost))


def main():
    net.PATIENCE = 2.0
    net.prepare()
    hosts = net.Host("pbx"), net.Host("provider")
    pbx, provider = sip.Agent(hosts[0], "alice"), sip.Agent(hosts[1], "bob")
    lines = [Line(number, pbx, provider, hosts) for number in range(COUNT)]
    with tap.test("%d calls ring at the same time" % COUNT):
        all_of(lines, Line.invite, Line.ring, Line.ringing)
    with tap.test("one is rejected, one is cancelled, one is answered and ends"):
        lines.pop(COUNT // 2).reject()
        lines.pop(COUNT // 3).cancel()
        short = lines.pop(COUNT // 4)
        all_of([short], Line.answer, Line.answered)
        sip.hang_up(short.leg, short.other)
    with tap.test("the others are answered"):
        # An INVITE that is sent again is nothing new.
        lines[0].leg.send(lines[0].sent)
        lines[0].far.expect("INVITE", lines[0].leg.call_id)
        all_of(lines, Line.answer, Line.answered)
    with tap.test("the others' audio"):
        audio(lines)
    with tap.test("the others hang up"):
        for line, caller in zip(lines, itertools.cycle((True, False))):
            sip.hang_up(*(line.leg, line.other) if caller else (line.other, line.leg))


main()
