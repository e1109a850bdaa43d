# SPDX-License-Identifier: GPL-2.0
"""Asterisk and real phones on both sides of a NAT, which none of them knows of:

1. phones inside, their server outside
2. a PBX and its phones inside, at a provider's proxy outside
3. a PBX with a private address only, and an extension of it outside
4. as 2 and 3, with direct media: the PBX names the phones to the outside, by re-INVITEs

Arguments: suite and channel driver of the server outside, the same of the PBX inside, and for how many
seconds a call of each kind is to go on beside all that."""

import itertools
import sys
import time

import judge
import net
import servers
import tap
from ears import steady
from office import OUTSIDE, PBX, PROXY, PUBLIC, SERVER, World, attended, blind_inside, blind_outside, call, end, \
    scene, transfers
from phones import Baresip
from servers import SECRET

# On either Asterisk: x1x may have direct media
EXTENSIONS = "101", "111", "112", "113", "114", "105", "106", "107", "118"
DIRECT = [name for name in EXTENSIONS if name[1] == "1"]


def pair(world, title, registrar, number, back, back_registrar, source, direct_source):
    """Calls between alice and carol, both ways, without direct media and with it. registrar: of alice. number:
    of carol; back, back_registrar: the account with which she calls. source, direct_source: from where alice
    hears her."""
    alice, carol = world.alice, world.carol
    for user, what, heard in (("101", "", source), ("111", ", direct media", direct_source)):
        with scene(world, "%s: out, hold and resume%s" % (title, what)):
            call(world, alice, user, registrar, number, carol, (heard, None))
            end(alice, carol)
        with scene(world, "%s: in, hold and resume%s" % (title, what)):
            call(world, carol, back, back_registrar, user, alice, (None, heard))
            end(carol, alice)


class Long:
    """A call beside all else: who calls, with which account and whom; and who answers, with which account.
    The first two arguments are hosts."""

    numbers = itertools.count(1)

    def __init__(self, world, caller, account, number, callee, answering):
        which = next(self.numbers)
        self.title, self.number, self.account = "%s calls %s@%s" % (caller, number, account[1]), number, account
        self.answering = answering
        self.caller = world.add(Baresip, caller, "caller%d" % which, 0xa0 + which, 5066 + 4 * which,
                                30000 + 200 * which)
        self.callee = world.add(Baresip, callee, "callee%d" % which, 0xb0 + which, 5068 + 4 * which,
                                30100 + 200 * which)

    def begin(self, world):
        both = (self.caller, self.account), (self.callee, self.answering)
        for phone, (user, registrar) in both:
            phone.register(user, registrar, SECRET)
        for phone, (user, registrar) in both:
            phone.registered(user, registrar)
        self.caller.dial(self.account[0], self.number, self.account[1])
        world.talk(self.caller, self.callee)

    def judge(self, world, seconds):
        for ways in (self.caller, self.callee), (self.callee, self.caller):
            ears = [world.ears[phone.host.name] for phone in ways]
            tap.note(steady(ears, *ways, seconds))


def long_calls(world):
    """One in each set-up"""
    return [Long(world, "phone", ("105", SERVER), "106", "peer", ("106", SERVER)),
            Long(world, "peer", ("202", PROXY), "105", "phone", ("105", PBX)),
            Long(world, "peer", ("107", PUBLIC), "106", "phone", ("106", PBX)),
            Long(world, "phone", ("118", PBX), "203", "peer", ("203", PROXY))]


def main():
    net.prepare()
    outside, inside, seconds = sys.argv[1:3], sys.argv[3:5], int(sys.argv[5])
    world = World()
    try:
        world.serve(servers.Asterisk, "provider", *outside, EXTENSIONS, DIRECT)
        world.serve(servers.Asterisk, "pbx", *inside, EXTENSIONS, DIRECT, servers.Trunk("office", PROXY))
        world.serve(servers.Kamailio, "provider", PROXY)
        world.people()
        went_on = long_calls(world) if seconds else []
        with tap.test("registration"):
            world.register(
                [(world.alice, user, registrar) for user in ("101", "111") for registrar in (SERVER, PBX)] +
                [(world.carol, "113", SERVER), (world.carol, "201", PROXY), (world.carol, "114", PUBLIC)])
        if tap.failed:
            return
        for one in went_on:
            with tap.test("%s, for long" % one.title):
                one.begin(world)
        began = time.monotonic()
        for title, registrar, number, back, source in (
                ("server outside", SERVER, "113", ("113", SERVER), SERVER),
                ("PBX inside, provider", PBX, "201", ("201", PROXY), PBX),
                ("PBX inside, extension outside", PBX, "114", ("114", PUBLIC), PBX)):
            pair(world, title, registrar, number, *back, source, OUTSIDE)
            transfers(world, (blind_inside, blind_outside, attended), title, registrar, number, back[1])
        if went_on:
            # Some may have begun later than this, and they are not to be in step with the clock.
            while time.monotonic() - began < seconds + 5:
                time.sleep(0.5)
                world.listen()
            for one in went_on:
                with tap.test("%s: no silence in %d s" % (one.title, seconds)):
                    one.judge(world, seconds)
                    end(one.caller, one.callee)
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(world.near, world.far)
        with tap.test("nothing is left of the calls"):
            world.gateway.ends(40)
    finally:
        world.stop()


main()
