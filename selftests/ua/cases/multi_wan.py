# SPDX-License-Identifier: GPL-2.0
"""Two lines: what is told over one names its own address, and media takes the line of its call."""

import contextlib
import itertools

import net
import rtp
import sip
import tap
from calls import Connection, Phone
from proxy import Registrar

FIRST = "203.0.113.1"
SECOND = "198.18.0.1"
# At 5060 outside it is the PBX that is called.
PORT = 5062
ports = itertools.count(30000, 10)


def uri(address, user="bob"):
    return "sip:%s@%s" % (user, address)


def inside(host, port):
    return Phone(host, "alice", port, own_port=PORT)


def on_line(line, message, what):
    tap.equal(message.media()[0], line, "media of " + what)
    tap.equal(sip.hostport(message["contact"])[0], line, "Contact of " + what)


def one_call(phone, other, line, what):
    """Of a host whose calls take this line, in each direction of audio. talk() checks the sources, too."""
    for number, first in enumerate(("inside", "outside")):
        with tap.test("%s, %s speaks first" % (what, first)):
            with inside(phone, 10000 + 10 * number) as alice, Phone(other, "bob", next(ports)) as bob:
                call = Connection(alice, bob, uri(other.address))
                on_line(line, call.invite, "the phone")
                call.talk(not number)
                call.hang_up(number)


def both_lines(phone, provider, peer):
    """One phone, one RTP port, two providers"""
    for number, first in enumerate(("inside", "outside")):
        with inside(phone, 10100 + 10 * number) as alice, Phone(provider, "bob", next(ports)) as bob, \
                Phone(peer, "carol", next(ports)) as carol:
            calls = []
            with tap.test("calls over both lines at a time, %s speaks first" % first):
                calls += [Connection(alice, other, uri(other.agent.sock.address)) for other in (bob, carol)]
                for line, call in zip((FIRST, SECOND), calls):
                    on_line(line, call.invite, "the phone")
                for call in calls + calls[::-1]:
                    call.talk(not number)
            with tap.test("one ends, the other goes on, %s speaks first" % first):
                calls[number].hang_up()
                calls[1 - number].talk(not number)
                calls[1 - number].hang_up(False)


def registrations(phone, provider, peer):
    with contextlib.closing(sip.Agent(phone, "alice", PORT)) as alice, contextlib.closing(Registrar(provider, "one")) as one, \
            contextlib.closing(Registrar(peer, "two")) as two:
        with tap.test("a phone registers over both lines, and is called over both"):
            for line, registrar in (FIRST, one), (SECOND, two):
                contact = registrar.registers(alice)
                tap.equal(sip.hostport(contact)[0], line, "Contact")
                with contextlib.closing(rtp.Media(phone, 10200)) as ours, \
                        contextlib.closing(rtp.Media(registrar.sock.host, next(ports))) as theirs:
                    leg, invite = sip.ring(registrar, alice, contact, sip.sdp(theirs.address, theirs.port))
                    tap.equal(sip.hostport(invite.uri), alice.sock.end, "Request-URI inside")
                    other, okay = sip.answer(leg, invite, alice, sip.sdp(ours.address, ours.port))
                    on_line(line, okay, "the phone")
                    rtp.talk(ours, theirs, invite.media(), okay.media())
                    rtp.control(ours, theirs, invite.media(), okay.media())
                    sip.hang_up(leg, other)


def called(pbx, provider):
    """The line that a call came in by, whatever the routes say"""
    for number, (line, first) in enumerate(itertools.product((FIRST, SECOND), ("inside", "outside"))):
        with tap.test("a call in over %s, %s speaks first" % (line, first)):
            with Phone(pbx, "bob", 10300 + 10 * number) as bob, Phone(provider, "alice", next(ports)) as alice:
                call = Connection(alice, bob, uri(line))
                on_line(line, call.okay, "the PBX")
                call.talk(first == "outside")
                call.hang_up(number % 2)


def elsewhere(phone2, provider, peer):
    """Media of another host, whither a route leads over the same line"""
    for number, first in enumerate(("inside", "outside")):
        with tap.test("media of another host, %s speaks first" % first):
            with inside(phone2, 10400 + 10 * number) as alice, \
                    Phone(provider, "bob", next(ports), media=peer) as bob:
                call = Connection(alice, bob, uri(provider.address))
                on_line(SECOND, call.invite, "the phone")
                call.talk(not number)
                call.hang_up()


def main():
    net.prepare()
    phone, phone2, pbx, provider, peer = (net.Host(name) for name in ("phone", "phone2", "pbx", "provider", "peer"))
    one_call(phone, provider, FIRST, "the first line")
    one_call(phone, peer, SECOND, "the second line, by its route")
    one_call(phone2, provider, SECOND, "the second line, by a mark")
    elsewhere(phone2, provider, peer)
    both_lines(phone, provider, peer)
    registrations(phone, provider, peer)
    called(pbx, provider)


main()
