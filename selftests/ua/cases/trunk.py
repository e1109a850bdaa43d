# SPDX-License-Identifier: GPL-2.0
"""Many calls at a time on one pair of endpoints, as between a PBX and its provider.

Every call's first packet of audio comes from outside: it finds its way only by what the gateway
still knows about the call, whatever happened in others meanwhile.
"""

import itertools
import sys

import net
import rtp
import sip
import tap

COUNT = int(sys.argv[1])


class Line:
    """One call of the trunk, out of the PBX or into it."""

    def __init__(self, number, pbx, provider, hosts):
        self.number = number
        self.out = number % 2 == 0
        self.near, self.far = (pbx, provider) if self.out else (provider, pbx)
        self.ours = rtp.Media(hosts[0], 10000 + 2 * number)
        self.theirs = rtp.Media(hosts[1], 30000 + 2 * number)
        self.mine, self.yours = (self.ours, self.theirs) if self.out else (self.theirs, self.ours)
        target = "sip:bob@198.51.100.10" if self.out else "sip:bob@203.0.113.1"
        self.leg = sip.Leg.caller(self.near, target)

    def invite(self):
        self.sent = self.leg.request("INVITE", sip.sdp(self.mine.address, self.mine.port)).data

    def ring(self):
        self.invitation = self.far.expect("INVITE", self.leg.call_id)
        self.far.respond(self.invitation, 180, "Ringing")

    def ringing(self):
        self.leg.expect(180)

    def answer(self):
        description = sip.sdp(self.yours.address, self.yours.port)
        response = self.far.respond(self.invitation, 200, "OK", description)
        self.other = sip.Leg.callee(self.far, self.invitation, response)

    def answered(self):
        self.okay = self.leg.expect(200)
        self.leg.request("ACK")
        self.far.expect("ACK", self.leg.call_id)

    def speak(self):
        """The side outside, first of all."""
        ends = self.invitation.media(), self.okay.media()
        to, seen = ends if self.out else ends[::-1]
        rtp.speak(self.theirs, to, self.ours, seen)
        rtp.speak(self.ours, seen, self.theirs, to)

    def reject(self):
        self.far.respond(self.invitation, 486, "Busy Here")
        self.leg.expect(486)
        self.leg.request("ACK", branch="invite")
        self.far.expect("ACK", self.leg.call_id)

    def cancel(self):
        self.leg.request("CANCEL")
        cancel = self.far.expect("CANCEL", self.leg.call_id)
        self.far.respond(cancel, 200, "OK")
        self.leg.expect(200)
        self.far.respond(self.invitation, 487, "Request Terminated")
        self.leg.expect(487)
        self.leg.request("ACK", branch="invite")
        self.far.expect("ACK", self.leg.call_id)


def all_of(lines, *steps):
    for step in steps:
        for line in lines:
            step(line)


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
