# SPDX-License-Identifier: GPL-2.0
"""What phones inside and a server outside do with each other, one program with another: a line for each
feature of each pair. Three phones belong to a pair: the one that is tried, "home", a baresip at the same site,
and "far", a baresip outside. All three are registered at the server.

Pairs go on side by side: while the calls of one last, it is the others' turn.

Arguments: the server, and the phones"""

import contextlib
import heapq
import sys
import time
import traceback

import judge
import net
import netsip
import npm
import phones
import servers
import sipp_phone
import tap
import twinkle
from ears import Ears, hears, silent
from gateway import Gateway
from servers import SECRET


class Kamailio(servers.Kamailio):
    title = "kamailio"
    first = "2"
    between = False
    cannot = {}

    def __init__(self, host):
        super().__init__(host, host.address)


class Asterisk(servers.Asterisk):
    """It stands between the two of a call, and plays music to who is on hold."""

    first = "1"
    between = True
    cannot = {}

    def __init__(self, host, suite, driver):
        super().__init__(host, suite, driver, ["1%d%d" % (group, number) for group in (1, 2, 3) for number in range(1, 10)])
        self.title = "Asterisk %s %s" % (VERSIONS[suite], driver.removeprefix("chan_"))


class NetSip(netsip.Proxy):
    title = "Net::SIP"
    first = "2"
    between = False
    cannot = {}


class Npm(npm.Proxy):
    title = "npm sip"
    first = "2"
    between = False
    cannot = {}


class Sipp:
    """Each phone has one of its own."""

    title = "sipp"
    first = "2"
    between = False
    cannot = sipp_phone.Server.cannot

    def __init__(self, host):
        pass

    def listening(self):
        pass

    def stop(self):
        pass


class Baresip(phones.Baresip):
    """With one account, which all that it is told is about"""

    def registered(self, user, registrar):
        super().registered(user, registrar)
        self.use(user, registrar)


VERSIONS = {"bullseye": 16, "forky": 22}
SERVERS = {
    "asterisk16_sip": lambda host: Asterisk(host, "bullseye", "chan_sip"),
    "asterisk16_pjsip": lambda host: Asterisk(host, "bullseye", "chan_pjsip"),
    "asterisk22_pjsip": lambda host: Asterisk(host, "forky", "chan_pjsip"),
    "kamailio": Kamailio,
    "netsip": NetSip,
    "npm": Npm,
    "sipp": Sipp,
}
PHONES = {"baresip": Baresip, "linphone": phones.Linphone, "twinkle": twinkle.Twinkle, "netsip": netsip.NetSip,
          "sipp": sipp_phone.Sipp}
TITLES = {netsip.NetSip: "Net::SIP"}

# What two programs fail in without any NAT
CLASHES = {(Npm, netsip.NetSip): {"hold": "Net::SIP's ACK of a re-INVITE has the branch of that; npm sip takes it as "
                                          "meant for itself: RFC 3261 section 17.1.1.3"}}

# A call that is not confirmed ends after 32 s: RFC 3261, 64 * T1.
LONG = 42
FEATURES = ("register", "call out", "call in", "audio in", "audio out", "hold", "held", "transfer", "transferred",
            "BYE in", "BYE out", "40 s", "both inside")


class Pair:
    """A phone and the server. Each feature is tried once or more often, and works if it always does."""

    def __init__(self, world, server, kind, number):
        self.world, self.server = world, server
        self.title = "%s, %s" % (server.title, TITLES.get(kind, kind.__name__.lower()))
        self.hosts = [net.Host(name % place) for name, place in (
            ("desk%d", 2 * number - 1), ("desk%d", 2 * number), ("far%d", number))]
        self.phone = world.add(kind, self.hosts[0], "phone%d" % number, 0x90 + number)
        self.others(number)
        self.three = [phone for phone in (self.phone, self.home, self.far) if phone]
        self.numbers = {phone: "%s%d%d" % (server.first, group, number) for group, phone in enumerate(self.three, 1)}
        self.tried, self.failed = set(), {}

    def others(self, number):
        self.home = self.world.add(Baresip, self.hosts[1], "home%d" % number, 0xa0 + number)
        self.far = self.world.add(Baresip, self.hosts[2], "far%d" % number, 0xb0 + number)
        self.address = self.server.address

    @contextlib.contextmanager
    def feature(self, name, what=""):
        """What is done within is about that."""
        self.tried.add(name)
        try:
            yield
        except net.Failure as failure:
            self.failed.setdefault(name, "%s%s" % (what and what + ": ", failure))
        except Exception:
            self.failed.setdefault(name, traceback.format_exc())

    def works(self, name):
        return name in self.tried and name not in self.failed

    def report(self):
        for name in FEATURES:
            title = "%s: %s" % (self.title, name)
            if name in self.cannot():
                tap.skip(title, self.cannot()[name])
            elif self.works(name):
                tap.ok(title)
            else:
                tap.not_ok(title, self.failed.get(name, "it did not come to that"))

    def cannot(self):
        phone = self.phone.cannot
        if self.server.between:
            # It does by itself what the phone is asked to do elsewhere.
            phone = {name: why for name, why in phone.items() if name != "transferred"}
        return {**self.server.cannot, **phone, **CLASHES.get((type(self.server), type(self.phone)), {})}

    # What is done with them

    def talk(self, one, other, what=""):
        """Each hears the other. The phone is one of them, or its feature is the whole call."""
        for listener, speaker in (one, other), (other, one):
            name = {self.phone: "audio in"}.get(listener, "audio out")
            with self.feature(name, what):
                self.world.hears(listener, speaker.voice)

    def dial(self, caller, callee):
        callee.ready()
        caller.dial(self.numbers[caller], self.numbers[callee], self.address)

    def quiet(self):
        """All hang up, whatever they are at."""
        for phone in self.three:
            for _ in range(2):
                with contextlib.suppress(net.Failure):
                    phone.hang_up()

    def hold(self, name, holder, other):
        """The server plays music to who is on hold, or nobody speaks."""
        with self.feature(name):
            holder.hold()
            if self.server.between:
                self.world.music(other)
            elif other.heeds_hold:
                self.world.silent(holder)
            holder.resume()
            self.world.hears(holder, other.voice)
            self.world.hears(other, holder.voice)

    def register(self):
        with self.feature("register"):
            for phone in self.three:
                phone.register(self.numbers[phone], self.address, SECRET)
            for phone in self.three:
                phone.registered(self.numbers[phone], self.address)

    def call(self, name, caller, callee, hold, bye, first):
        """hold, bye: features of this call; first: who hangs up"""
        with self.feature(name):
            self.dial(caller, callee)
            for phone in caller, callee:
                phone.answered()
        if not self.works(name):
            self.quiet()
            return
        began = time.monotonic()
        self.talk(caller, callee, name)
        if hold not in self.cannot():
            self.hold(hold, *((caller, callee)))
        yield began + LONG
        with self.feature("40 s", name):
            self.world.hears(caller, callee.voice)
            self.world.hears(callee, caller.voice)
        with self.feature(bye):
            first.hang_up()
            for phone in caller, callee:
                phone.idle()
        self.quiet()

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
            yield began + LONG
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


class AtSipp(Pair):
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


class World:
    def __init__(self):
        self.gateway = Gateway()
        self.near, self.far = (net.Capture(self.gateway, device, net.MESSAGES) for device in ("lan0", "wan0"))
        self.ears = {}
        self.phones = []

    def add(self, kind, host, name, voice):
        self.ears[host.name] = Ears(host)
        phone = kind(host, name, voice, 5060, 20000)
        self.phones.append(phone)
        return phone

    def hears(self, phone, voice):
        hears(self.ears[phone.host.name], phone, voice)

    def music(self, phone):
        """Waits for some, with or without who speaks on hold."""
        began = time.time()
        phone.until("on hold", lambda: [heard.voice for heard in self.ears[phone.host.name].at(phone, began)].count(
            servers.MUSIC[0]) > 5)

    def silent(self, phone):
        silent(self.ears[phone.host.name], phone)

    def talk(self, one, other):
        self.hears(one, other.voice)
        self.hears(other, one.voice)

    def listen(self):
        for capture in self.near, self.far:
            capture.read()
        for ears in self.ears.values():
            ears.listen()

    def tell(self, pairs):
        """All stories, side by side."""
        turns = [(0, number, pair.story()) for number, pair in enumerate(pairs)]
        while turns:
            when, number, story = heapq.heappop(turns)
            while time.monotonic() < when:
                time.sleep(0.2)
                self.listen()
            with contextlib.suppress(StopIteration):
                heapq.heappush(turns, (next(story), number, story))


def main():
    net.prepare()
    world = World()
    server = SERVERS[sys.argv[1]](net.Host("provider"))
    try:
        kind = AtSipp if sys.argv[1] == "sipp" else Pair
        pairs = [kind(world, server, PHONES[name], number) for number, name in enumerate(sys.argv[2:], 1)]
        server.listening()
        world.tell(pairs)
        for pair in pairs:
            pair.report()
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(world.near, world.far)
        with tap.test("nothing is left of the calls"):
            world.gateway.ends(40)
    finally:
        for phone in world.phones:
            phone.stop()
        server.stop()


main()
