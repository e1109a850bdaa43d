# SPDX-License-Identifier: GPL-2.0
"""Asterisk and real phones on both sides of a NAT, which none of them knows of:

1. phones inside, their server outside
2. a PBX and its phones inside, at a provider's proxy outside
3. a PBX with a private address only, and an extension of it outside
4. as 2 and 3, with direct media: the PBX names the phones to the outside, by re-INVITEs

Arguments: suite and channel driver of the server outside, the same of the PBX inside, and for how many
seconds a call of each kind is to go on beside all that."""

import contextlib
import itertools
import sys
import time

import judge
import net
import phones
import servers
import tap
from ears import Ears, hears, steady
from gateway import Gateway
from servers import SECRET

PUBLIC = "203.0.113.1"
SERVER, PROXY, PBX, OUTSIDE = "198.51.100.10", "198.51.100.11", "192.168.1.5", "198.51.100.20"
MUSIC = servers.MUSIC[0]
# On either Asterisk: x1x may have direct media
EXTENSIONS = "101", "111", "112", "113", "114", "105", "106", "107", "118"
DIRECT = [name for name in EXTENSIONS if name[1] == "1"]


class World:
    """Servers, and phones at which this test sits"""

    def __init__(self, outside, inside):
        self.hosts = {name: net.Host(name) for name in ("phone", "phone2", "pbx", "provider", "peer")}
        self.ears = {name: Ears(self.hosts[name]) for name in ("phone", "phone2", "peer")}
        self.gateway = Gateway()
        self.near = net.Capture(self.gateway, "lan0", net.MESSAGES)
        self.far = net.Capture(self.gateway, "wan0", net.MESSAGES)
        host = self.hosts
        self.servers = [servers.Asterisk(host["provider"], *outside, EXTENSIONS, DIRECT),
                        servers.Asterisk(host["pbx"], *inside, EXTENSIONS, DIRECT,
                                         servers.Trunk("office", PROXY)),
                        servers.Kamailio(host["provider"], PROXY)]
        self.phones = []
        self.bob = self.add(phones.Linphone, "phone2", "bob", 0x92, 5060, 22000)
        self.alice = self.add(phones.Baresip, "phone", "alice", 0x91, 5060, 20000)
        self.carol = self.add(phones.Baresip, "peer", "carol", 0x93, 5060, 24000)

    def add(self, kind, host, name, voice, *ports):
        phone = kind(self.hosts[host], name, voice, *ports)
        self.phones.append(phone)
        return phone

    def listen(self):
        for capture in self.near, self.far:
            capture.read()
        for ears in self.ears.values():
            ears.listen()

    def hears(self, phone, voice, source=None):
        hears(self.ears[phone.host.name], phone, voice, source)

    def talk(self, one, other, one_hears=None, other_hears=None):
        """Each hears the other, if said so from there."""
        self.hears(one, other.voice, one_hears)
        self.hears(other, one.voice, other_hears)

    def stop(self):
        for program in self.phones + self.servers:
            program.stop()


def registration(world):
    for server in world.servers:
        server.listening()
    lines = [(world.alice, user, registrar) for user in ("101", "111") for registrar in (SERVER, PBX)]
    lines += [(world.carol, "113", SERVER), (world.carol, "201", PROXY), (world.carol, "114", PUBLIC)]
    for phone, user, registrar in lines:
        phone.register(user, registrar, SECRET)
    for phone, user, registrar in lines:
        phone.registered(user, registrar)


def call(world, caller, user, registrar, number, callee, sources=(None, None)):
    """A call, hold and resume. sources: from where the caller and the callee hear the other."""
    caller.dial(user, number, registrar)
    world.talk(caller, callee, *sources)
    caller.hold()
    world.hears(callee, MUSIC)
    caller.resume()
    world.talk(caller, callee, *sources)


def end(*phones_of_call):
    phones_of_call[0].hang_up()
    for phone in phones_of_call:
        phone.idle()


@contextlib.contextmanager
def scene(world, title):
    """A test. If it fails, the next one finds the phones free."""
    with tap.test(title):
        try:
            yield
        except net.Failure:
            for phone in world.alice, world.bob, world.carol:
                with contextlib.suppress(net.Failure):
                    phone.hang_up()
                    phone.hang_up()
            raise


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


def transfers(world, title, registrar, number, outside):
    """outside: where who is outside finds that server"""
    alice, bob, carol = world.alice, world.bob, world.carol
    bob.register("112", registrar, SECRET)
    with scene(world, "%s: blind transfer, inside" % title):
        alice.dial("111", number, registrar)
        world.talk(alice, carol)
        alice.transfer("sip:112@" + registrar)
        world.talk(bob, carol)
        end(carol, bob, alice)
    with scene(world, "%s: blind transfer, begun outside" % title):
        alice.dial("111", number, registrar)
        world.talk(alice, carol)
        carol.transfer("sip:112@" + outside)
        world.talk(alice, bob)
        end(alice, bob, carol)
    with scene(world, "%s: attended transfer, inside" % title):
        first = bob.dial("112", number, registrar)
        world.talk(bob, carol)
        bob.hold()
        second = bob.dial("112", "111", registrar)
        world.talk(bob, alice)
        bob.attended(first, second)
        world.talk(alice, carol)
        # linphone keeps the call on hold, with or without a NAT.
        bob.hang_up()
        world.talk(alice, carol)
        end(alice, carol, bob)


class Long:
    """A call beside all else: who calls, with which account and whom; and who answers, with which account.
    The first two arguments are hosts."""

    numbers = itertools.count(1)

    def __init__(self, world, caller, account, number, callee, answering):
        which = next(self.numbers)
        self.title, self.number, self.account = "%s calls %s@%s" % (caller, number, account[1]), number, account
        self.answering = answering
        self.caller = world.add(phones.Baresip, caller, "caller%d" % which, 0xa0 + which, 5066 + 4 * which,
                                30000 + 200 * which)
        self.callee = world.add(phones.Baresip, callee, "callee%d" % which, 0xb0 + which, 5068 + 4 * which,
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
    world = World(outside, inside)
    try:
        went_on = long_calls(world) if seconds else []
        with tap.test("registration"):
            registration(world)
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
            transfers(world, title, registrar, number, back[1])
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
