# SPDX-License-Identifier: GPL-2.0
"""Registrars that do not answer as RFC 3261 section 10.3, step 8 has it."""

import itertools
import time

import net
import rtp
import sip
import siptcp
import tap
from gateway import HELPER, Gateway
from registrar import Line

SBC = "198.51.100.11"
PUBLIC = "203.0.113.1"
ports = itertools.count(10000, 10)
# Each line is on a port of its own, so that no call before holds what it opens.
own_ports = itertools.count(5100)


class Scene:
    """A phone and its registrar, over UDP or TCP. Use as a context manager."""

    def __init__(self, gateway, agent):
        self.gateway = gateway
        self.agent = agent
        self.over = agent.transport
        self.inside, self.outside = net.Host("phone"), net.Host("provider")
        self.registrar = agent(self.outside, "registrar")
        self.opened = [self.registrar]

    def line(self, user=None):
        port = next(own_ports)
        phone = self.agent(self.inside, user or "user%d" % port, port)
        self.opened.append(phone)
        line = Line(phone, self.registrar, phone.user)
        line.contact = phone.contact
        return line

    def call(self, caller, uri, phone):
        """With audio both ways"""
        ours, theirs = rtp.Media(self.inside, next(ports)), rtp.Media(self.outside, next(ports), caller.sock.address)
        with ours, theirs:
            leg, invite = sip.ring(caller, phone, uri, sip.sdp(theirs.address, theirs.port))
            other, okay = sip.answer(leg, invite, phone, sip.sdp(ours.address, ours.port))
            rtp.talk(theirs, ours, okay.media(), invite.media())
            sip.hang_up(leg, other)

    def ask(self, caller, uri, phone):
        leg = sip.Leg.caller(caller, uri)
        leg.request("OPTIONS")
        phone.respond(phone.expect("OPTIONS", leg.call_id), 200)
        leg.expect(200)

    def open(self, line, uri, ask=None):
        """To the registrar, and to a host that the phone has never sent to"""
        ask = ask or self.ask
        ask(self.registrar, uri, line.phone)
        with self.agent(self.outside, "sbc", 0, SBC) as stranger:
            ask(stranger, uri, line.phone)

    def registered(self, *want):
        """Exactly these lines are, as the gateway's administrator sees it."""
        if HELPER != "sipnat":
            return
        got = sorted((one["address_of_record"], one["inside"]["port"]) for one in self.gateway.show("registrations"))
        tap.equal(got, sorted((line.aor, line.phone.sock.port) for line in want), "registrations")

    def closes(self, line, uri):
        """Within a moment"""
        end = time.monotonic() + 5
        while HELPER == "sipnat" and line.phone.sock.port in self.bound():
            tap.want(time.monotonic() < end, "still open: %s" % uri)
            time.sleep(0.5)
        self.gateway.run("conntrack", "-D", "-p", "udp", check=False)
        with self.agent(self.outside, "sbc", 0, SBC) as stranger:
            try:
                sip.Leg.caller(stranger, uri).request("OPTIONS")
            except net.Failure:     # to connect
                pass
            line.phone.sock.silent()

    def bound(self):
        return [one["inside"]["port"] for one in self.gateway.show("bindings")]

    def leave(self, line):
        line.leave()
        self.registered()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for opened in self.opened:
            opened.close()


# What a 200 says of the Contact that was asked for. {}: the URI that the registrar has got; {inside}: the Contact
# as the phone has written it
ANSWERS = {
    "nothing but Expires": ([], [("Expires", "1800")]),
    "nothing at all": ([], []),
    "a name of the registrar's own": (["<sip:anna@sbc7.provider.example:5060>;expires=1800"], []),
    "its name, and another device": (["<sip:anna@sbc7.provider.example>;expires=1800, <sip:anna@192.0.2.77>"], []),
    "another port": (["<sip:anna@%s:9999>" % PUBLIC], []),
    "the address of somebody else": (["<sip:anna@192.0.2.77:5060>;expires=2"], []),
    "several of other devices": (["<sip:anna@192.0.2.77>;expires=2", "<sip:anna@192.0.2.78>;expires=0"], []),
    "a URI of another kind": (["<tel:+4930123>;expires=2"], []),
    "an asterisk": (["*"], []),
    "the address inside": (["{inside};expires=1800"], []),
    "another user, more parameters": (["<{};ob;x=1>;q=0.5;expires=1800"], []),
    "no time, and another device": (["<{}>, <sip:anna@192.0.2.77>;expires=2"], []),
    "it among others, in fields of their own": (
        ["<sip:anna@192.0.2.77>;expires=2", "<{}>;expires=1800", "<sip:anna@sbc7.provider.example>;expires=2"], []),
    "it twice, as gone and as there": (["<{}>;expires=0, <{}>;expires=1800"], []),
    "it twice, as there and as gone": (["<{}>;expires=1800", "<{}>;expires=0"], []),
}


def answers(scene):
    for name, (contacts, fields) in ANSWERS.items():
        with tap.test("%s, a 200 lists %s" % (scene.over, name)):
            line = scene.line()
            request = line.ask(line.contact, fields=[("Expires", "1800")])
            uri = sip.uri(request["contact"])
            shown = uri.replace("sip:", "sip:X", 1) if "user" in name else uri
            line.told(request, 200, *(contact.format(shown, shown, inside=line.contact) for contact in contacts),
                      fields=fields)
            scene.gateway.passes(240)
            scene.registered(line)
            scene.open(line, uri, scene.call)
            scene.leave(line)


def times(scene):
    """The answer's Expires, else what was asked for; a lone Contact under another name may say more."""
    lines = []
    for name, asked, fields, contacts, more, stays in (
            ("the answer's Expires", ";expires=3600", [], [], [("Expires", "4")], False),
            ("the answer's Expires, which is longer", ";expires=4", [], [], [("Expires", "3600")], True),
            ("the request's parameter", ";expires=4", [("Expires", "3600")], [], [], False),
            ("the request's Expires", "", [("Expires", "4")], [], [], False),
            ("that of a name of the registrar's own", ";expires=4", [],
             ["<sip:a@sbc7.provider.example>;expires=3600"], [], True),
            ("that of other devices is not its own", ";expires=4", [],
             ["<sip:a@192.0.2.77>;expires=3600", "<sip:a@192.0.2.78>;expires=3600"], [], False),
            ("nobody says", "", [], [], [], True)):
        line = scene.line()
        request = line.ask(line.contact + asked, fields=fields)
        line.told(request, 200, *contacts, fields=more)
        lines.append((name, line, sip.uri(request["contact"]), stays))
    with tap.test("%s, all of them can be called" % scene.over):
        scene.registered(*(line for _, line, _, _ in lines))
        for _, line, uri, _ in lines:
            scene.open(line, uri)
    time.sleep(6)
    with tap.test("%s, those whose time is not over stay" % scene.over):
        scene.registered(*(line for _, line, _, stays in lines if stays))
    for name, line, uri, stays in lines:
        with tap.test("%s, for how long: %s" % (scene.over, name)):
            if stays:
                scene.open(line, uri)
                line.leave()
            scene.closes(line, uri)


def granted(scene):
    """A line that a 200 without any Contact has registered, and what the outside calls it"""
    line = scene.line()
    request = line.ask(line.contact)
    line.told(request, 200)
    scene.registered(line)
    return line, request["contact"]


def leaving(scene):
    for name, contact, fields, answer, more in (
            ("a parameter of 0", "{};expires=0", [], [], []),
            ("Expires: 0", "{}", [("Expires", "0")], [], []),
            ("a parameter of 0 for what it is outside", "{shown};expires=0", [], [], []),
            ("Contact: *", "*", [("Expires", "0")], [], []),
            ("and the 200 repeats it", "{};expires=0", [], ["{}"], [("Expires", "3600")]),
            ("and the 200 lists another's", "{};expires=0", [], ["<sip:a@192.0.2.77>;expires=900"], []),
            ("and the 200 has an Expires", "*", [("Expires", "0")], [], [("Expires", "3600")])):
        with tap.test("%s, a phone leaves: %s" % (scene.over, name)):
            line, shown = granted(scene)
            line.told(line.ask(contact.format(line.contact, shown=shown), fields=fields), 200,
                      *(one.format(shown) for one in answer), fields=more)
            scene.registered()
            scene.closes(line, sip.uri(shown))
    for name, answer, more in ("Contact", ["{};expires=0"], []), ("Expires", [], [("Expires", "0")]):
        with tap.test("%s, the registrar grants 0 s in %s" % (scene.over, name)):
            line, shown = granted(scene)
            line.told(line.ask(line.contact), 200, *(one.format(shown) for one in answer), fields=more)
            scene.registered()
            scene.closes(line, sip.uri(shown))


def refused(scene):
    for status, ends in (403, True), (404, True), (408, False), (500, False), (603, False):
        with tap.test("%s, %d to who comes again %s" % (scene.over, status, "ends it" if ends else "changes nothing")):
            line, shown = granted(scene)
            line.told(line.ask(line.contact), status)
            if not ends:
                scene.registered(line)
                scene.open(line, sip.uri(shown))
                line.leave()
            scene.registered()
            scene.closes(line, sip.uri(shown))
    with tap.test("%s, 404 of a registrar that lists what it has changes nothing" % scene.over):
        line = scene.line()
        uri = line.register()
        line.told(line.ask(line.contact), 404)
        scene.registered(line)
        scene.open(line, uri)
        scene.leave(line)
    with tap.test("%s, credentials and a longer time are asked for" % scene.over):
        line = scene.line()
        for status in 401, 423:
            line.told(line.ask(line.contact, fields=[("Expires", "30")]), status)
            scene.registered()
        request = line.ask(line.contact, fields=[("Expires", "60")])
        line.told(request, 200)
        for status in 401, 407, 423:
            line.told(line.ask(line.contact), status)
            scene.registered(line)
        scene.open(line, sip.uri(request["contact"]))
        scene.leave(line)


def strangers(scene):
    """Who answers what nobody has asked has no say."""
    with tap.test("%s, answers that nobody has asked for" % scene.over):
        line = scene.line()
        request = line.ask(line.contact, fields=[("Expires", "600")])
        line.told(request, 200)
        other = sip.Message(request.data, request.source)
        other.fields = [(name, "77 REGISTER" if name == "cseq" else value) for name, value in request.fields]
        # The second time it is nobody's, too: it has been answered.
        for answered, status, fields in ((other, 200, [("Expires", "0")]), (other, 200, [("Expires", "9000")]),
                                         (other, 404, []), (request, 404, [])):
            line.told(answered, status, fields=fields)
            scene.registered(line)
            if HELPER == "sipnat":
                tap.want(scene.gateway.show("registrations")[0]["expires"] <= 600, "longer than granted")
        scene.leave(line)


def both_at_once(scene):
    """A phone adds the Contact that it has, and removes the one by which it has been seen: outside it is the same."""
    for turned, fields, answer in itertools.product((False, True), ("one field", "two fields"), ("nothing", "both")):
        with tap.test("%s, an endpoint is %s in %s; the 200 lists %s" % (
                scene.over, "removed and added" if turned else "added and removed", fields, answer)):
            line, shown = granted(scene)
            both = [line.contact + ";expires=600", shown + ";expires=0"]
            if turned:
                both.reverse()
            request = line.ask(*([", ".join(both)] if fields == "one field" else both))
            got = ", ".join(request.all("contact")).split(", ")
            tap.equal([sip.uri(one) for one in got], [sip.uri(shown)] * 2, "outside")
            line.told(request, 200, *(got if answer == "both" else []))
            scene.gateway.passes(240)
            scene.registered(line)
            scene.open(line, sip.uri(shown))
            scene.leave(line)


def second(scene):
    """One address of record at two ports of a phone"""
    with tap.test("%s, a Contact that nobody names stays" % scene.over):
        line, shown = granted(scene)
        other = scene.line(line.phone.user)
        request = other.ask(other.contact)
        other.told(request, 200)
        scene.registered(line, other)
        other.told(other.ask(other.contact), 200, request["contact"], "<sip:anna@sbc7.provider.example>;expires=600")
        scene.registered(line, other)
        scene.open(line, sip.uri(shown))
        other.leave()
        scene.registered(line)
        scene.open(line, sip.uri(shown))
        scene.leave(line)


def main():
    net.prepare()
    gateway = Gateway()
    for agent in sip.Agent, siptcp.Agent:
        with Scene(gateway, agent) as scene:
            for part in answers, times, leaving, refused, strangers, both_at_once, second:
                part(scene)


main()
