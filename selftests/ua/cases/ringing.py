# SPDX-License-Identifier: GPL-2.0
"""Which audio keeps a call that is not answered. ring-timeout is 10 seconds."""

import copy
import itertools
import time

import flows
import net
import rtp
import sip
import tap
from flows import Pair
from gateway import HELPER, Gateway

# Seconds behind what has kept a call, in which it is certainly there, and behind which it certainly is not: a call
# is looked at each 2.5 seconds.
KEPT, OVER = 9, 16
# How long some audio lasts, and how long the test does
SHORT, LONG = 5, 30


class Ringing:
    """A call with 183, or without any answer, and audio until it ends"""

    def __init__(self, scene, inside_calls, answered=True):
        self.scene = scene
        self.pair = pair = scene.pairs[inside_calls]
        self.ours, self.theirs = pair.media(pair.inside), pair.media(pair.outside)
        self.other = pair.media(pair.outside)
        mine, yours = (self.ours, self.theirs) if inside_calls else (self.theirs, self.ours)
        self.leg, self.invite = pair.invite(flows.describe(mine))
        self.yours = yours
        # Where each side has been told to send its audio
        self.told_outside = self.told_inside = self.invite.media()
        if answered:
            pair.callee.respond(self.invite, 183, "Session Progress", flows.describe(yours))
            told = self.leg.expect(183).media()
            if inside_calls:
                self.told_inside = told
            else:
                self.told_outside = told
        else:
            self.told_inside = self.theirs.rtp.end
        self.began = self.kept = time.monotonic()
        self.wrong = None

    def out(self):
        self.ours.send(self.told_inside, 1)

    def back(self):
        self.theirs.send(self.told_outside, 1)

    def arrives(self):
        """Both sides still hear each other."""
        for media in self.ours, self.theirs:
            media.rtp.drain()
        rtp.speak(self.ours, self.told_inside, self.theirs, self.told_outside)
        rtp.speak(self.theirs, self.told_outside, self.ours, self.told_inside)

    def nothing_arrives(self):
        self.ours.rtp.drain()
        self.back()
        self.ours.rtp.silent()

    def answer(self):
        other, _, _ = flows.accept(self.pair, self.leg, self.invite, flows.describe(self.yours))
        self.arrives()
        sip.hang_up(self.leg, other)

    # What is sent each second, where age is how long it has been ringing. True if that keeps the call.

    def both(self, _):
        """audio goes both ways"""
        self.out()
        self.back()
        return True

    def two_ports(self, _):
        """audio goes both ways, and the outside sends from another port than it hears at"""
        self.out()
        self.other.send(self.told_outside, 1)
        return True

    def stops(self, age):
        """audio goes both ways, and stops"""
        return age < SHORT and self.both(age)

    def nothing(self, _):
        """there is no audio"""

    def only_outside(self, _):
        """only the outside sends"""
        self.back()

    def only_inside(self, _):
        """only the inside sends"""
        self.out()

    def stranger(self, _):
        """the inside sends, and somebody else sends to it"""
        self.out()
        self.scene.stranger.send(self.told_outside, 1)

    def unanswered(self, _):
        """audio goes both ways, and nobody has answered, not even with 100 Trying"""
        self.out()
        self.back()

    def leaves(self, age):
        """audio goes both ways, and then only the outside sends"""
        if age < SHORT:
            self.out()
        self.back()
        return age < SHORT

    def step(self, story):
        """A call that nothing has kept for long is not kept any more by what comes late."""
        now = time.monotonic()
        if story(self, now - self.began) and now - self.kept < KEPT:
            self.kept = now

    def judge(self, there, before, after):
        """there: whether it was, at some time between the other two"""
        if after - self.kept < KEPT and not there:
            self.wrong = self.wrong or "over after %d s" % (after - self.began)
        if before - self.kept > OVER and there:
            self.wrong = self.wrong or "not over after %d s" % (before - self.began)


# Whoever sends from inside is answered by any NAT, without a call.
SENDS = Ringing.only_inside, Ringing.stranger, Ringing.unanswered


class Scene:
    def __init__(self):
        self.gateway = Gateway()
        self.phone, self.provider = net.Host("phone"), net.Host("provider")
        self.stranger = rtp.Media(net.Host("peer"), 30000)

    def calls(self):
        return [call["call_id"] for call in self.gateway.show("calls") if call["state"] == "early"]

    def stories(self, counted):
        """All at a time"""
        self.gateway.run("sysctl", "-qw", "net.netfilter.nf_conntrack_acct=%d" % counted)
        told = [Ringing.both, Ringing.two_ports, Ringing.stops, Ringing.nothing, Ringing.only_outside,
                Ringing.only_inside, Ringing.stranger] + [Ringing.leaves] * counted
        ringing = [(story, inside_calls, Ringing(self, inside_calls))
                   for story, inside_calls in itertools.product(told, (True, False))]
        ringing.append((Ringing.unanswered, True, Ringing(self, True, False)))
        while time.monotonic() - ringing[-1][2].began < LONG:
            for story, _, call in ringing:
                call.step(story)
            before = time.monotonic()
            there = self.calls()
            after = time.monotonic()
            for _, _, call in ringing:
                call.judge(call.leg.call_id in there, before, after)
            time.sleep(1)
        for story, inside_calls, call in ringing:
            with tap.test("call %s, %s: %s" % ("out" if inside_calls else "in",
                                               "counted" if counted else "not counted", story.__doc__)):
                tap.want(not call.wrong, call.wrong)
                if story is Ringing.both:
                    call.answer()
                elif story is Ringing.two_ports:
                    sip.refuse(call.leg, call.pair.callee, call.invite, 486)
                elif story not in SENDS:
                    call.nothing_arrives()

    def run(self):
        for counted in False, True:
            with Pair(self.phone, self.provider) as out:
                back = copy.copy(out)
                back.inside_calls, back.caller, back.callee = False, out.outside, out.inside
                out.inside.sock.send(b"\r\n\r\n", out.outside.sock.end)
                back.target = "sip:alice@" + net.text(out.outside.sock.receive()[1])
                self.pairs = {True: out, False: back}
                self.stories(counted)


def main():
    net.prepare()
    if HELPER != "sipnat":
        tap.skip("who is called for long", "only sipnat shows its calls")
        return
    Scene().run()


main()
