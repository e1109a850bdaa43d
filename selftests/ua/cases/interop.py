# SPDX-License-Identifier: GPL-2.0
"""What phones inside and a server outside do with each other.

Arguments: the server, and the phones"""

import sys
import time

import judge
import net
import pairs
import sipp_phone
import tap
from servers import SECRET


class Site(pairs.Pair):
    """The phone that is tried; "home", a baresip at the same site; and "far", a baresip outside. All three are
    registered at the server."""

    def __init__(self, world, server, kind, number):
        self.world, self.server = world, server
        self.between = server.between
        self.title = "%s, %s" % (server.title, pairs.TITLES.get(kind, kind.__name__.lower()))
        self.hosts = [net.Host(name % place) for name, place in (
            ("desk%d", 2 * number - 1), ("desk%d", 2 * number), ("far%d", number))]
        self.phone = world.add(kind, self.hosts[0], "phone%d" % number, 0x90 + number)
        self.others(number)
        self.people = [phone for phone in (self.phone, self.home, self.far) if phone]
        self.numbers = {phone: "%s%d%d" % (server.first, group, number) for group, phone in enumerate(self.people, 1)}
        self.tried, self.failed = set(), {}

    def others(self, number):
        self.home = self.world.add(pairs.Baresip, self.hosts[1], "home%d" % number, 0xa0 + number)
        self.far = self.world.add(pairs.Baresip, self.hosts[2], "far%d" % number, 0xb0 + number)
        self.address = self.server.address

    def cannot(self):
        phone = self.phone.cannot
        if self.server.between:
            # It does by itself what the phone is asked to do elsewhere.
            phone = {name: why for name, why in phone.items() if name != "transferred"}
        return {**self.server.cannot, **phone, **pairs.CLASHES.get((type(self.server), type(self.phone)), {})}

    def register(self):
        with self.feature("register"):
            for phone in self.people:
                phone.register(self.numbers[phone], self.address, SECRET)
            for phone in self.people:
                phone.registered(self.numbers[phone], self.address)

    def story(self):
        self.register()
        yield 0
        if not self.works("register"):
            return
        phone, home, far = self.phone, self.home, self.far
        yield from self.call("call out", phone, far, "hold", "BYE out", far)
        yield from self.call("call in", far, phone, "held", "BYE in", phone)
        if "both inside" not in self.cannot():
            yield from self.inside()
        for name, caller, leaves, stays in (("transfer", phone, phone, far), ("transferred", phone, far, phone)):
            yield 0
            if name not in self.cannot():
                self.transfer(name, leaves, stays)

    def inside(self):
        """Nobody outside but the server"""
        with self.feature("both inside"):
            self.dial(self.phone, self.home)
            for phone in self.phone, self.home:
                phone.answered()
            began = time.monotonic()
            self.world.talk(self.phone, self.home)
        if "hold" not in self.cannot():
            self.hold("both inside", self.phone, self.home)
        if self.works("both inside"):
            yield began + pairs.LONG
            with self.feature("both inside"):
                self.world.talk(self.phone, self.home)
                self.home.hang_up()
                for phone in self.home, self.phone:
                    phone.idle()
        self.quiet()

    def transfer(self, name, leaves, stays):
        with self.feature(name):
            self.dial(self.phone, self.far)
            self.far.answered()
            self.world.talk(self.phone, self.far)
            leaves.transfer("sip:%s@%s" % (self.numbers[self.home], self.address))
            self.world.talk(stays, self.home)
            self.home.hang_up()
            for phone in self.home, stays, leaves:
                phone.idle()
        self.quiet()


class AtSipp(Site):
    """The server is who is called, too."""

    def others(self, number):
        self.home = None
        self.far = self.world.add(sipp_phone.Server, self.hosts[2], "far%d" % number, 0xb0 + number)
        self.address = self.hosts[2].address

    def register(self):
        with self.feature("register"):
            self.far.serve(self.numbers[self.far], SECRET)
            self.phone.register(self.numbers[self.phone], self.address, SECRET)
            self.phone.registered(self.numbers[self.phone], self.address)
            self.far.served()


def main():
    net.prepare()
    world = pairs.World()
    server = pairs.SERVERS[sys.argv[1]](net.Host("provider"))
    try:
        kind = AtSipp if sys.argv[1] == "sipp" else Site
        sites = [kind(world, server, pairs.PHONES[name], number) for number, name in enumerate(sys.argv[2:], 1)]
        server.listening()
        world.tell(site.story() for site in sites)
        for site in sites:
            site.report()
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(world.near, world.far)
        with tap.test("nothing is left of the calls"):
            world.gateway.ends(40)
    finally:
        for phone in world.phones:
            phone.stop()
        server.stop()


main()
