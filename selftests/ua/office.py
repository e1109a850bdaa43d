# SPDX-License-Identifier: GPL-2.0
"""Real phones inside and outside, at whose keys a test sits, and what they do in a call: over UDP or TCP."""

import contextlib

import judge
import net
import phones
import segments
import servers
import tap
from ears import Ears, hears
from gateway import Gateway
from servers import SECRET

PUBLIC = "203.0.113.1"
SERVER, PROXY, PBX, OUTSIDE = "198.51.100.10", "198.51.100.11", "192.168.1.5", "198.51.100.20"
MUSIC = servers.MUSIC[0]


class World:
    """The network, its servers, and phones at which this test sits"""

    def __init__(self, transport="udp"):
        self.transport = transport
        self.hosts = {name: net.Host(name) for name in ("phone", "phone2", "pbx", "provider", "peer")}
        self.ears = {name: Ears(self.hosts[name]) for name in ("phone", "phone2", "peer")}
        self.gateway = Gateway()
        self.near, self.far = self.capture("lan0"), self.capture("wan0")
        self.servers = []
        self.phones = []

    def capture(self, device):
        """All messages that pass there"""
        if self.transport == "udp":
            return net.Capture(self.gateway, device, net.MESSAGES)
        return segments.Messages(segments.Capture(self.gateway, device))

    def serve(self, kind, host, *words):
        self.servers.append(kind(self.hosts[host], *words, transport=self.transport))

    def people(self):
        self.bob = self.add(phones.Linphone, "phone2", "bob", 0x92, 5060, 22000)
        self.alice = self.add(phones.Baresip, "phone", "alice", 0x91, 5060, 20000)
        self.carol = self.add(phones.Baresip, "peer", "carol", 0x93, 5060, 24000)

    def add(self, kind, host, name, voice, *ports):
        phone = kind(self.hosts[host], name, voice, *ports, self.transport)
        self.phones.append(phone)
        return phone

    def register(self, lines):
        """lines: phone, user and registrar each"""
        for server in self.servers:
            server.listening()
        for phone, user, registrar in lines:
            phone.register(user, registrar, SECRET)
        for phone, user, registrar in lines:
            phone.registered(user, registrar)
        for server in self.servers:
            server.registered()

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


def blind_inside(world, title, registrar, number, outside):
    """alice calls carol and has bob, who is inside, go on. registrar: of those inside; outside: where who is
    outside finds that server. Here as in those below."""
    with scene(world, "%s: blind transfer, inside" % title):
        world.alice.dial("111", number, registrar)
        world.talk(world.alice, world.carol)
        world.alice.transfer("sip:112@" + registrar)
        world.talk(world.bob, world.carol)
        end(world.carol, world.bob, world.alice)


def blind_outside(world, title, registrar, number, outside):
    """As that, but it is carol who leaves."""
    with scene(world, "%s: blind transfer, begun outside" % title):
        world.alice.dial("111", number, registrar)
        world.talk(world.alice, world.carol)
        world.carol.transfer("sip:112@" + outside)
        world.talk(world.alice, world.bob)
        end(world.alice, world.bob, world.carol)


def attended(world, title, registrar, number, outside):
    """bob has called both others, and leaves."""
    alice, bob, carol = world.alice, world.bob, world.carol
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


def transfers(world, kinds, title, registrar, number, outside):
    """kinds: of the above"""
    world.bob.register("112", registrar, SECRET)
    for kind in kinds:
        kind(world, title, registrar, number, outside)
