# SPDX-License-Identifier: GPL-2.0
"""Two programs, one at each side of the gateway, and how much of what they do works: a line for each feature.
Pairs go on side by side: while the calls of one last, it is the others' turn."""

import contextlib
import heapq
import itertools
import time
import traceback

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


VERSIONS = {"bullseye": 16, "forky": 22}


def asterisk(suite, driver):
    return ("Asterisk %s %s" % (VERSIONS[suite], driver.removeprefix("chan_"))).strip()


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
        names = ["%d%d%d" % name for name in itertools.product((1, 2), range(1, 10), range(1, 10))]
        super().__init__(host, suite, driver, names + ["office%d" % number for number in range(1, 10)])
        self.title = asterisk(suite, driver)

    def numbers(self, trunk):
        """Whoever is registered"""
        for pattern in "1XX", "2XX", "officeX":
            yield pattern, "${EXTEN}"


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
    """Each feature is tried once or more often, and works if it always does. phone: who is inside; far: who is not;
    people: all who take part; between: whether a server that takes part in each call plays music on hold"""

    features = FEATURES
    title = phone = far = None
    people = ()
    between = False
    numbers = {}

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
        cannot = self.cannot()
        for name in self.features:
            title = "%s: %s" % (self.title, name)
            if name in cannot:
                tap.skip(title, cannot[name])
            elif self.works(name):
                tap.ok(title)
            else:
                tap.not_ok(title, self.failed.get(name, "it did not come to that"))

    def cannot(self):
        """What there is no use in trying, and why"""
        return {}

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
        for phone in self.people:
            for _ in range(2):
                with contextlib.suppress(net.Failure):
                    phone.hang_up()

    def hold(self, name, holder, other):
        """The server plays music to who is on hold, or nobody speaks."""
        with self.feature(name):
            holder.hold()
            if self.between:
                self.world.music(other)
            elif other.heeds_hold:
                self.world.silent(holder)
            holder.resume()
            self.world.hears(holder, other.voice)
            self.world.hears(other, holder.voice)

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
            self.hold(hold, caller, callee)
        yield began + LONG
        with self.feature("40 s", name):
            self.world.hears(caller, callee.voice)
            self.world.hears(callee, caller.voice)
        with self.feature(bye):
            first.hang_up()
            for phone in caller, callee:
                phone.idle()
        self.quiet()


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

    def tell(self, stories):
        """All, side by side"""
        turns = [(0, number, story) for number, story in enumerate(stories)]
        while turns:
            when, number, story = heapq.heappop(turns)
            while time.monotonic() < when:
                time.sleep(0.2)
                self.listen()
            with contextlib.suppress(StopIteration):
                heapq.heappush(turns, (next(story), number, story))
