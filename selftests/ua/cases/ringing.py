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

# When all is over that has to end, and how long the others ring
OVER, LONG = 20, 30


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

    # What happens in second number n. True if the call is to be there then, None if that is left open.

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

    def stops(self, number):
        """audio goes both ways, and stops"""
        if number <= 5:
            self.both(number)
        return True if number <= 12 else None if number < 17 else False

    def nothing(self, number):
        """there is no audio"""
        return over(number)

    def only_outside(self, number):
        """only the outside sends"""
        self.back()
        return over(number)

    def only_inside(self, number):
        """only the inside sends"""
        self.out()
        return over(number)

    def stranger(self, number):
        """the inside sends, and somebody else sends to it"""
        self.out()
        self.scene.stranger.send(self.told_outside, 1)
        return over(number)

    def unanswered(self, number):
        """audio goes both ways, and nobody has answered, not even with 100 Trying"""
        self.both(number)
        return over(number)

    def leaves(self, number):
        """audio goes both ways, and then only the outside sends, where conntrack counts"""
        if number <= 5:
            self.out()
        self.back()
        return True if number <= 10 else None if number < 19 else False


# Whoever sends from inside is answered by any NAT, without a call.
SENDS = Ringing.only_inside, Ringing.stranger, Ringing.unanswered


def over(number):
    return True if number < 9 else None if number < 13 else False


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
        began = time.monotonic()
        wrong = {}
        for number in range(LONG):
            time.sleep(max(0, began + number - time.monotonic()))
            there = self.calls()
            for at, (story, _, call) in enumerate(ringing):
                if number > OVER and story not in (Ringing.both, Ringing.two_ports):
                    continue
                wanted = story(call, number)
                if wanted is not None and wanted != (call.leg.call_id in there):
                    wrong.setdefault(at, "%s after %d s" % ("over" if wanted else "not over", number))
        for at, (story, inside_calls, call) in enumerate(ringing):
            with tap.test("call %s, %s: %s" % ("out" if inside_calls else "in",
                                               "counted" if counted else "not counted", story.__doc__)):
                tap.want(at not in wrong, wrong.get(at))
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
