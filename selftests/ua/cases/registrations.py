# SPDX-License-Identifier: GPL-2.0
"""What opens a phone to calls, and what closes it again."""

import time

import net
import rtp
import sip
import tap
from gateway import HELPER, Gateway
from registrar import Line

# An address of the provider's that no phone has ever sent to
SBC = "198.51.100.11"


class Scene:
    def __init__(self):
        net.prepare()
        self.gateway = Gateway()
        self.outside = net.Host("provider")
        self.hosts = net.Host("phone"), net.Host("phone2")
        self.phone, self.phone2 = [sip.Agent(host, host.name) for host in self.hosts]
        self.registrar = sip.Agent(self.outside, "registrar")

    def line(self, user, phone=None, aor=None):
        return Line(phone or self.phone, self.registrar, user, aor)

    def call_in(self, uri):
        """A request from an address and a port that nobody knows."""
        stranger = sip.Agent(self.outside, "sbc", 0, SBC)
        leg = sip.Leg.caller(stranger, uri)
        leg.request("OPTIONS")
        return stranger, leg

    def open(self, uri, phone=None):
        """Also when conntrack remembers nothing."""
        self.gateway.run("conntrack", "-D", "-p", "udp", check=False)
        phone = phone or self.phone
        stranger, leg = self.call_in(uri)
        phone.respond(phone.expect("OPTIONS", leg.call_id), 200)
        leg.expect(200)
        stranger.close()

    def closed(self, uri, phone=None):
        self.call_in(uri)[0].close()
        (phone or self.phone).sock.silent()

    def registered(self, *want):
        """Exactly these lines are, as the gateway's administrator sees it."""
        if HELPER != "sipnat":
            return
        got = sorted((one["address_of_record"], one["inside"]["address"])
                     for one in self.gateway.show("registrations"))
        tap.equal(got, sorted((line.aor, line.phone.sock.address) for line in want), "registrations")

    def closes(self, uri, seconds):
        """Within that time, and what was open is gone."""
        end = time.monotonic() + seconds
        while HELPER == "sipnat" and self.gateway.show("bindings"):
            tap.want(time.monotonic() < end, "still open: %s" % self.gateway.show("bindings"))
            time.sleep(0.2)
        self.registered()
        self.closed(uri)


def lines(scene):
    one, two = scene.line("one"), scene.line("two")
    with tap.test("two lines of a phone share an opening"):
        uri = one.register()
        tap.equal(sip.hostport(two.register()), sip.hostport(uri), "the second line's Contact")
        scene.registered(one, two)
        scene.open(uri)
    with tap.test("a second line that is refused does not close the first one's"):
        refused = scene.line("refused")
        refused.told(refused.ask(refused.contact), 403)
        scene.registered(one, two)
        scene.open(uri)
    with tap.test("a line that is refused when it comes again stays as it was"):
        one.told(one.ask(one.contact), 403)
        scene.registered(one, two)
        scene.open(uri)
    with tap.test("one line leaves, and is asked for credentials: the other can be called"):
        one.told(one.ask(one.contact + ";expires=0"), 401)
        scene.registered(one, two)
        one.leave()
        scene.registered(two)
        scene.open(uri)
    with tap.test("the last line leaves: nobody can call"):
        two.leave()
        scene.closes(uri, 3)


def star(scene):
    one, two = scene.line("one"), scene.line("two")
    with tap.test("a line leaves with all its Contacts"):
        one.register()
        uri = two.register()
        one.told(one.ask("*", fields=[("Expires", "0")]), 200)
        scene.registered(two)
        scene.open(uri)
        two.told(two.ask("*", fields=[("Expires", "0")]), 200)
        scene.closes(uri, 3)


def rounds(scene):
    line = scene.line("one")
    with tap.test("a registration takes credentials and a longer time"):
        line.told(line.ask(line.contact, fields=[("Expires", "30")]), 401)
        line.told(line.ask(line.contact, fields=[("Expires", "30")]), 423, fields=[("Min-Expires", "60")])
        scene.registered()
        uri = line.register(60)
        scene.registered(line)
        scene.open(uri)
        line.leave()
        scene.closes(uri, 3)
    with tap.test("what was never granted closes when it is refused"):
        request = line.ask(line.contact)
        line.told(request, 403)
        scene.closes(sip.uri(request["contact"]), 3)


def expiry(scene):
    """The answer's parameter, the answer's field, what was asked for: the first of them that is there."""
    ends = []
    for port, asked, fields, answer, more, what in (
            (5071, "%s;expires=3600", (), "<%s>;expires=4", (), "the answer's parameter"),
            (5072, "%s;expires=3600", (), "<%s>", (("Expires", "4"),), "the answer's Expires"),
            (5073, "%s;expires=4", (("Expires", "3600"),), "<%s>", (), "the request's parameter"),
            (5074, "%s", (("Expires", "4"),), "<%s>", (), "the request's Expires")):
        phone = sip.Agent(scene.hosts[0], "phone", port)
        line = scene.line("line%d" % port, phone)
        request = line.ask(asked % line.contact, fields=fields)
        uri = sip.uri(request["contact"])
        line.told(request, 200, answer % uri, fields=more)
        ends.append((what, phone, uri))
    line = scene.line("one")
    renewed = line.register(4)
    last = time.monotonic()
    for what, phone, uri in ends:
        with tap.test("a phone can be called: " + what):
            scene.open(uri, phone)
    line.register(60)
    time.sleep(max(0, last + 5 - time.monotonic()))
    for what, phone, uri in ends:
        with tap.test("until its registration ends by itself: " + what):
            scene.closed(uri, phone)
        phone.close()
    with tap.test("but not if it is renewed"):
        scene.registered(line)
        scene.open(renewed)
        if HELPER == "sipnat":
            stats = scene.gateway.stats()
            tap.equal(stats["registrations"], 1, "registrations now")
            tap.equal(stats["counters"]["registrations-expired"], 4, "registrations-expired")
        line.leave()
        scene.closes(renewed, 3)


def two_phones(scene):
    """One address of record on two phones, and a registrar that lists only the one that asks."""
    here, there = scene.line("one"), scene.line("one", scene.phone2)
    with tap.test("a phone that a registrar does not list to another stays"):
        uris = here.register(), there.register()
        scene.registered(here, there)
        scene.open(uris[0])
        scene.open(uris[1], scene.phone2)
    with tap.test("what it does list is granted for as long as it says"):
        here.register(others=["<%s>;expires=1" % uris[1]])
        time.sleep(2.5)
        scene.registered(here)
        scene.closed(uris[1], scene.phone2)
        scene.open(uris[0])
    with tap.test("a Contact of the same phone that is not listed is gone"):
        other = sip.Agent(scene.hosts[0], "phone", 5070)
        moved = scene.line("one", other)
        uri = moved.register()
        scene.registered(moved)
        scene.closed(uris[0])
        scene.open(uri, other)
        moved.leave()
        scene.closes(uri, 3)
        other.close()


def strangers(scene):
    line = scene.line("one")
    with tap.test("who is not asked has no say"):
        uri = line.register(60)
        request = line.ask()
        for contacts in (), ("<%s>;expires=3600" % uri,):
            # As the answer to a REGISTER that there never was, by who is talking to the phone anyway
            stranger, leg = scene.call_in(uri)
            scene.phone.expect("OPTIONS", leg.call_id)
            fields = [scene.phone.via(), ("From", "<%s>;tag=1" % line.aor), ("To", "<%s>" % line.aor),
                      ("Call-ID", leg.call_id), ("CSeq", "1 REGISTER")]
            fields += [("Contact", contact) for contact in contacts]
            stranger.sock.send(sip.compose("SIP/2.0 200 OK", fields), sip.hostport(uri))
            scene.phone.expect(200, leg.call_id)
            stranger.close()
            scene.registered(line)
            if HELPER == "sipnat":
                tap.want(scene.gateway.show("registrations")[0]["expires"] <= 60, "longer than granted")
        line.told(request, 200, "<%s>;expires=60" % uri)
        line.leave()
        scene.closes(uri, 3)


def calls(scene):
    line = scene.line("one")
    with tap.test("a call keeps open what is not registered any more"):
        uri = line.register()
        sbc = sip.Agent(scene.outside, "sbc", 5080, SBC)
        far = rtp.Media(scene.outside, 30000, SBC)
        leg, invite = sip.ring(sbc, scene.phone, uri, sip.sdp(far.address, far.port))
        other, _ = sip.answer(leg, invite, scene.phone, sip.sdp(scene.phone.sock.address, 10000))
        line.leave()
        scene.registered()
        scene.open(uri)
        scene.gateway.run("conntrack", "-D", "-p", "udp", check=False)
        sip.hang_up(leg, other)
        far.close()
        sbc.close()


def knows_its_face(scene):
    """A phone that has asked a STUN server, which saw what the registrar sees."""
    line = scene.line("one")
    with tap.test("a phone that names its outside endpoint itself can be called"):
        # So it does in Via, too.
        line.contact = "<sip:one@203.0.113.1:5060>"
        line.phone.at = "203.0.113.1:5060"
        uri = line.register()
        tap.equal(sip.hostport(uri), ("203.0.113.1", 5060), "Contact outside")
        scene.registered(line)
        scene.open(uri)
        line.leave()
        scene.closes(uri, 3)
    line.phone.at = "%s:5060" % line.phone.sock.address


def shown(scene):
    if HELPER != "sipnat":
        return
    line = scene.line("x", aor="sip:\x1b[2J\xe4\\x@example.net")
    with tap.test("what a phone has written cannot harm a terminal"):
        uri = line.register(60)
        host, port = sip.hostport(uri)
        one = scene.gateway.show("registrations")[0]
        tap.want(50 < one.pop("expires") <= 60, "expires")
        tap.equal(one, {
            "address_of_record": "sip:\\x1b[2J\\xc3\\xa4\\x5cx@example.net", "protocol": "udp", "zone": 0,
            "inside": {"address": scene.phone.sock.address, "port": 5060},
            "outside": {"address": host, "port": port}}, "as JSON")
        text = scene.gateway.ctl("show", "registrations").splitlines()
        tap.want(text[0].split() == ["ADDRESS", "OF", "RECORD", "INSIDE", "OUTSIDE", "EXPIRES"], text[0])
        tap.equal(text[1].split()[:4], ["sip:\\x1b[2J\\xc3\\xa4\\x5cx@example.net", "192.168.1.10:5060", "<->",
                                        "%s:%d" % (host, port)], "as text")
        line.leave()


def limits(scene):
    if HELPER != "sipnat":
        return
    with tap.test("an address of record has 64 Contacts"):
        contacts = ["<sip:one@%s:%d>" % (scene.phone.sock.address, 20000 + i) for i in range(64)]
        line = scene.line("many")
        request = line.ask(*contacts)
        line.told(request, 200, *request.all("contact"))
        scene.registered(*[line] * 64)
        request = line.ask("<sip:one@%s:30000>" % scene.phone.sock.address)
        tap.equal(sip.hostport(request["contact"]), (scene.phone.sock.address, 30000), "untouched")
        tap.equal(scene.gateway.stats()["counters"]["registration-limit"], 1, "registration-limit")
        line.told(line.ask("*", fields=[("Expires", "0")]), 200)
        scene.registered()


def transit(scene):
    """The registrar is at another site, to which nothing is translated."""
    registrar = sip.Agent(net.Host("site"), "registrar")
    line = Line(scene.phone, registrar, "site")
    with tap.test("a registrar at another site"):
        line.register()
        scene.registered(line)
    with tap.test("an answer names as a route what it revokes"):
        request = line.ask("<sip:site@%s:5070>" % scene.phone.sock.address)
        # Until nothing but the registration holds what it is to revoke.
        time.sleep(2)
        route = "<sip:%s;lr>" % scene.phone.at
        line.told(request, 200, request["contact"], fields=[("Service-Route", route)])
        line.told(line.ask("*", fields=[("Expires", "0")]), 200)
        scene.gateway.forgets(40)
    registrar.close()


def main():
    scene = Scene()
    for part in lines, star, rounds, expiry, two_phones, strangers, knows_its_face, shown, limits, calls, transit:
        part(scene)


main()
