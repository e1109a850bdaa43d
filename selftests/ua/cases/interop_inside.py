# SPDX-License-Identifier: GPL-2.0
"""What a PBX inside and what is outside do with each other: providers at which the PBX has a line, and an extension
of it. At each there are two phones inside, alice and bob, and two outside, carol and dave.

Arguments: the PBX, and what is outside"""

import sys

import judge
import net
import offices
import pairs
import sipp_phone
import tap
from servers import SECRET

PBX, PUBLIC = "192.168.1.5", "203.0.113.1"


class Line(pairs.Pair):
    """A line at a provider. Whoever is on hold hears the PBX's music, or the provider's."""

    features = [name for name in pairs.FEATURES if name != "both inside"]
    between = True

    def __init__(self, world, number, provider):
        self.world, self.number = world, number
        self.tried, self.failed = set(), {}
        self.phone = world.add(pairs.Baresip, net.Host("desk%d" % (2 * number - 1)), "alice%d" % number, 0x90 + number)
        self.bob = world.add(pairs.Baresip, net.Host("desk%d" % (2 * number)), "bob%d" % number, 0xa0 + number)
        self.hosts = [net.Host("far%d" % (3 * number + place)) for place in (-2, -1, 0)]
        self.inside = self.phone, self.bob
        self.outside = self.people_outside(provider)
        self.far = self.outside[0]
        self.people = *self.inside, *self.outside
        self.numbers = {phone: "1%d%d" % (number, place) for place, phone in enumerate(self.inside, 1)}
        self.numbers.update((phone, self.extension % (number, place)) for place, phone in enumerate(self.outside, 1))

    extension = "2%d%d"

    def people_outside(self, provider):
        self.server = pairs.SERVERS[provider](self.hosts[2])
        self.registrar = self.provider = self.server.address
        self.dialled = "office%d" % self.number
        self.column = self.server.title
        return [self.world.add(pairs.Baresip, host, "%s%d" % (name, self.number), voice + self.number)
                for host, name, voice in zip(self.hosts, ("carol", "dave"), (0xb0, 0xc0))]

    def begin(self):
        """Before the PBX looks for it"""
        self.server.listening()

    def end(self):
        self.server.stop()

    def register(self, office):
        with self.feature("register"):
            lines = [(phone, PBX) for phone in self.inside] + [(phone, self.registrar) for phone in self.outside]
            for phone, registrar in lines:
                phone.register(self.numbers[phone], registrar, SECRET)
            for phone, registrar in lines:
                phone.registered(self.numbers[phone], registrar)
            if self.provider:
                office.at(self.provider)

    def dial(self, caller, callee):
        callee.ready()
        if caller in self.inside:
            caller.dial(self.numbers[caller], self.numbers[callee], PBX)
        else:
            caller.dial(self.numbers[caller], self.dialled, self.registrar)

    def story(self, office):
        self.title = "%s, %s" % (office.title, self.column)
        self.register(office)
        yield 0
        if not self.works("register"):
            return
        alice, carol = self.phone, self.far
        yield from self.call("call out", alice, carol, "hold", "BYE out", carol)
        yield from self.call("call in", carol, alice, "held", "BYE in", alice)
        yield 0
        self.transfer("transfer", alice, carol, self.bob, PBX)
        yield 0
        if "transferred" not in self.cannot():
            self.transfer("transferred", carol, alice, self.outside[1], self.registrar)

    def transfer(self, name, leaves, stays, to, registrar):
        with self.feature(name):
            self.dial(self.phone, self.far)
            self.far.answered()
            self.world.talk(self.phone, self.far)
            leaves.transfer("sip:%s@%s" % (self.numbers[to], registrar))
            self.world.talk(stays, to)
            to.hang_up()
            for phone in to, stays, leaves:
                phone.idle()
        self.quiet()


class AtSipp(Line):
    """It is who is called, too."""

    def people_outside(self, provider):
        carol = self.world.add(sipp_phone.Server, self.hosts[0], "carol%d" % self.number, 0xb0 + self.number)
        self.registrar = self.provider = carol.host.address
        self.dialled = None
        self.column = "sipp"
        return [carol]

    def begin(self):
        self.far.serve(self.numbers[self.far], SECRET)

    def end(self):
        pass

    def cannot(self):
        return {"transferred": sipp_phone.Server.cannot["transferred"]}

    def register(self, office):
        with self.feature("register"):
            for phone in self.inside:
                phone.register(self.numbers[phone], PBX, SECRET)
            for phone in self.inside:
                phone.registered(self.numbers[phone], PBX)
            office.at(self.provider)
            self.far.served()


class Extension(Line):
    """Of the PBX, outside"""

    extension = "1%d%d"

    def people_outside(self, provider):
        self.registrar, self.provider = PUBLIC, None
        self.dialled = "1%d1" % self.number
        self.column = "extension"
        return [self.world.add(pairs.Baresip, host, "%s%d" % (name, self.number), voice + self.number)
                for host, name, voice in zip(self.hosts, ("carol", "dave"), (0xb0, 0xc0))]

    def begin(self):
        self.numbers.update((phone, "1%d%d" % (self.number, place)) for place, phone in enumerate(self.outside, 3))

    def end(self):
        pass


KINDS = {"sipp": AtSipp, "extension": Extension}


def main():
    net.prepare()
    world = pairs.World()
    office = None
    lines = [KINDS.get(name, Line)(world, number, name) for number, name in enumerate(sys.argv[2:], 1)]
    try:
        for line in lines:
            line.begin()
        office = offices.OFFICES[sys.argv[1]](
            [net.Host("pbx"), net.Host("desk20")], {line.number: line.provider for line in lines if line.provider})
        office.listening()
        world.tell(line.story(office) for line in lines)
        for line in lines:
            line.report()
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(world.near, world.far)
        with tap.test("nothing is left of the calls"):
            world.gateway.ends(40)
    finally:
        for phone in world.phones:
            phone.stop()
        for line in lines:
            line.end()
        if office:
            office.stop()


main()
