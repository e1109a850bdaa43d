# SPDX-License-Identifier: GPL-2.0
"""Who may be where, around one gateway: each with calls, and audio whoever speaks first.

	topologies.py [6] [PART...]		over IPv6; all parts if none is named"""

import contextlib
import itertools
import sys

import net
import rtp
import sip
import tap
from calls import Call, Connection, Phone
from proxy import Proxy, Registrar

AGENTS = 5      # on each of two hosts
ports = itertools.count(20000, 10)


class Site:
    """All hosts of the test, as far as there are."""

    def __init__(self):
        for name in "phone", "phone2", "phone3", "pbx", "site", "provider", "peer":
            if name in net.hosts():
                setattr(self, name, net.Host(name))
        self.public = net.Host("gw").address

    def uri(self, host, user="bob"):
        return "sip:%s@%s" % (user, net.host_text(host if isinstance(host, str) else host.address))


def public(here, call, caller_inside):
    """What the outside knows of the inside."""
    seen = call.invite if caller_inside else call.okay
    tap.equal(seen.media()[0], here.public, "media outside")
    tap.equal(sip.hostport(seen["contact"])[0], here.public, "Contact outside")


def plain(here):
    """Of one host inside, to which 5060 is forwarded"""
    for out, inside_first in itertools.product((True, False), repeat=2):
        with tap.test("one PBX: call %s, %s speaks first" % (
                "out" if out else "in", "inside" if inside_first else "outside")):
            pair = (here.pbx, here.provider) if out else (here.provider, here.pbx)
            with Call(*pair, here.uri(here.provider if out else here.public), (next(ports), next(ports))) as call:
                public(here, call, out)
                call.talk(inside_first == out)
                call.hang_up(out)


def agents(here):
    """Many phones with the same ports, at one provider at the same time"""
    with contextlib.ExitStack() as stack:
        phones = [stack.enter_context(Phone(host, "agent%d-%s" % (number, host.name), 16000, address))
                  for host in (here.phone, here.phone2) for number, address in enumerate(host.neighbours(AGENTS))]
        registrar = stack.enter_context(contextlib.closing(Registrar(here.provider, "registrar")))
        lines = [stack.enter_context(contextlib.closing(rtp.Media(here.provider, next(ports)))) for _ in phones]
        contacts = []
        with tap.test("%d phones with the same ports register" % len(phones)):
            contacts += [registrar.registers(phone.agent) for phone in phones]
            tap.equal(len(set(contacts)), len(phones), "different Contacts of %s" % contacts)
        calls = []
        with tap.test("half of them call, and half are called, at the same time"):
            for number, (phone, contact, media) in enumerate(zip(phones, contacts, lines)):
                offers = phone.description(), sip.sdp(media.address, media.port)
                one, two, target = phone.agent, registrar, here.uri(here.provider)
                if number % 2:
                    one, two, target, offers = two, one, contact, offers[::-1]
                leg, invite = sip.ring(one, two, target, offers[0])
                calls.append((phone, media, leg, invite, *sip.answer(leg, invite, two, offers[1])))
        seen = set()
        with tap.test("each of them has its own audio"):
            for number, (phone, media, leg, invite, other, okay) in enumerate(calls):
                # Where each is, to the other
                inside, outside = (invite, okay) if number % 2 == 0 else (okay, invite)
                seen.add(inside.media())
                if number % 4 < 2:
                    rtp.talk(phone.media, media, outside.media(), inside.media())
                else:
                    rtp.talk(media, phone.media, inside.media(), outside.media())
                rtp.control(phone.media, media, outside.media(), inside.media())
            tap.equal(len(seen), len(phones), "different endpoints")
        with tap.test("and each can hang up"):
            for number, (phone, media, leg, invite, other, okay) in enumerate(calls):
                sip.hang_up(*(leg, other) if number % 3 else (other, leg))


def direct_media(here):
    """A PBX that sends the phones' media past itself, two calls on one trunk at the same time"""
    trunk = Phone(here.pbx, "pbx", next(ports)), Phone(here.provider, "provider", next(ports))
    with trunk[0] as pbx, trunk[1] as provider, contextlib.ExitStack() as stack:
        # The same ports inside
        phones = [stack.enter_context(contextlib.closing(rtp.Media(host, 16000)))
                  for host in (here.phone, here.phone2, here.site)]
        lines = [stack.enter_context(contextlib.closing(rtp.Media(here.provider, next(ports)))) for _ in phones]
        calls = []
        with tap.test("calls over a trunk, audio through the PBX"):
            for out in True, False, True:
                one, two = (pbx, provider) if out else (provider, pbx)
                call = Connection(one, two, here.uri(here.provider if out else here.public))
                calls.append((out, call))
                # The PBX has one socket for media here, and so has the provider.
                call.talk(not out)
        seen = set()
        for number, ((out, call), phone, line) in enumerate(zip(calls, phones, lines)):
            leg, other = (call.leg, call.other) if out else (call.other, call.leg)
            with tap.test("audio moves to %s, %s speaks first" % (
                    phone.rtp.host.name, "outside" if number else "inside")):
                invite, okay = sip.reinvite(leg, other, sip.sdp(phone.address, phone.port, version=2),
                                            sip.sdp(line.address, line.port, version=2))
                tap.equal(invite.media()[0], here.public, "the phone outside")
                seen.add(invite.media())
                pair = phone, line, okay.media(), invite.media()
                rtp.talk(*(pair if not number else (line, phone, invite.media(), okay.media())))
                rtp.control(*pair)
        with tap.test("the provider moves its own, and is told the phones again"):
            for (out, call), phone, line in zip(calls, phones, lines):
                leg, other = (call.leg, call.other) if out else (call.other, call.leg)
                elsewhere = stack.enter_context(contextlib.closing(rtp.Media(here.peer, next(ports))))
                invite, okay = sip.reinvite(other, leg, sip.sdp(elsewhere.address, elsewhere.port, version=3),
                                            sip.sdp(phone.address, phone.port, version=3))
                tap.want(okay.media() in seen, "%s is at %s now, not at one of %s" % (phone, okay.media(), seen))
                rtp.talk(elsewhere, phone, okay.media(), invite.media())
        with tap.test("and back through the PBX"):
            out, call = calls[0]
            invite, okay = sip.reinvite(call.leg, call.other, pbx.description(4), provider.description(4))
            rtp.talk(provider.media, pbx.media, invite.media(), okay.media())
        with tap.test("they hang up"):
            for number, (out, call) in enumerate(calls):
                call.hang_up(number % 2)


def remote_phone(here):
    """A phone outside that is the PBX's own, with direct media to one inside"""
    with Phone(here.pbx, "pbx", next(ports)) as pbx, Phone(here.peer, "remote", next(ports)) as remote, \
            contextlib.closing(rtp.Media(here.phone, 16000)) as phone:
        with tap.test("a phone outside registers with the PBX"):
            leg = sip.Leg.caller(remote.agent, here.uri(here.public))
            leg.request("REGISTER", fields=[("Contact", remote.agent.contact), ("Expires", "3600")])
            request = pbx.agent.expect("REGISTER")
            tap.equal(request["contact"], remote.agent.contact, "its Contact inside")
            pbx.agent.respond(request, 200, "OK", fields=[("Contact", request["contact"] + ";expires=3600")])
            tap.equal(leg.expect(200)["contact"], remote.agent.contact + ";expires=3600", "its Contact again")
        for out in True, False:
            with tap.test("it %s, and talks with a phone inside" % ("is called" if out else "calls")):
                one, two = (pbx, remote) if out else (remote, pbx)
                call = Connection(one, two, here.uri(remote.media.address if out else here.public))
                call.talk(out)
                leg, other = (call.leg, call.other) if out else (call.other, call.leg)
                invite, okay = sip.reinvite(leg, other, sip.sdp(phone.address, phone.port, version=2),
                                            remote.description(2))
                rtp.talk(remote.media, phone, invite.media(), okay.media())
                call.hang_up(out)


def session_borders(here):
    """A provider with several addresses: whoever of them calls, goes on with a call, or has the media"""
    # At port 5060 outside it would be the PBX that is called.
    with Phone(here.phone, "alice", next(ports), own_port=5062) as phone, Phone(here.provider, "sbc", next(ports)) as sbc, \
            contextlib.closing(Registrar(here.provider, "registrar", 5060, sbc_address(here))) as registrar, \
            Phone(here.peer, "gateway", next(ports)) as peer:
        contact = None
        with tap.test("a phone registers with one"):
            contact = registrar.registers(phone.agent)
        if not contact:
            return
        for number, other in enumerate((sbc, peer)):
            with tap.test("%s of the provider calls it" % ("another address", "another host")[number]):
                call = Connection(other, phone, contact)
                tap.equal(sip.hostport(call.invite.uri), phone.agent.sock.end, "Request-URI inside")
                tap.equal(call.okay.media()[0], here.public, "media outside")
                call.talk(not number)
                call.hang_up(number)
        with tap.test("it calls one, another goes on with the call, and media is elsewhere"):
            call = Connection(phone, sbc, here.uri(here.provider))
            call.talk(False)
            # The same dialog, from another address
            call.other.agent = peer.agent
            invite, okay = sip.reinvite(call.other, call.leg, peer.description(2), phone.description(2))
            tap.equal(okay.media(), call.invite.media(), "media outside")
            rtp.talk(peer.media, phone.media, okay.media(), invite.media())
            sip.hang_up(call.other, call.leg)


def sbc_address(here):
    return here.provider.address[:-1] + "1"


def direct(call, caller, callee):
    """Each knows where the other really is."""
    tap.equal(call.invite.media(), call.mine.rtp.end, "the caller's media endpoint")
    tap.equal(call.okay.media(), call.yours.rtp.end, "the callee's media endpoint")
    tap.equal(sip.hostport(call.invite["contact"]), caller.sock.end, "the caller's Contact")
    tap.equal(sip.hostport(call.okay["contact"]), callee.sock.end, "the callee's Contact")


def stays(here, one, two, what):
    """Between two localnets everything stays as it is."""
    for number in range(2):
        with tap.test("%s: call, the %s speaks first" % (what, ("caller", "callee")[number])):
            with Call(one, two, here.uri(two), (next(ports), next(ports))) as call:
                direct(call, call.caller, call.callee)
                call.talk(not number)
                call.hang_up(number)


def through_provider(here, one, two, what):
    """Through a proxy outside: hidden from it, and direct"""
    for number in range(2):
        with tap.test("%s, through the provider, the %s hangs up" % (what, ("caller", "callee")[number])), \
                Phone(one, "alice", next(ports)) as alice, Phone(two, "bob", next(ports)) as bob, \
                Proxy(here.provider, "proxy").start() as proxy:
            for phone in alice, bob:
                tap.equal(sip.hostport(proxy.registers(phone.agent))[0], here.public, "Contact outside")
            call = Connection(alice, bob, proxy.uri("bob"))
            direct(call, alice.agent, bob.agent)
            call.talk(not number)
            ends = (call.other, call.leg) if number else (call.leg, call.other)
            sip.reinvite(*ends, alice.description(2), bob.description(2))
            call.hang_up(not number)


def other_networks(here):
    for host, what in (here.phone3, "another localnet"), (here.site, "a branch behind a VPN"):
        stays(here, here.phone, host, "to " + what)
        stays(here, host, here.phone, "from " + what)
        through_provider(here, here.phone, host, "to " + what)
        with tap.test("%s calls out" % what):
            with Call(host, here.provider, here.uri(here.provider), (next(ports), next(ports))) as call:
                public(here, call, True)
                call.talk(False)
                call.hang_up(False)
    through_provider(here, here.site, here.phone3, "from a branch to another localnet")


PARTS = {
    "plain": plain,
    "agents": agents,
    "direct": direct_media,
    "remote": remote_phone,
    "borders": session_borders,
    "networks": other_networks,
}


def main():
    if "6" in sys.argv:
        net.family = 6
    net.prepare()
    here = Site()
    for part in [word for word in sys.argv[1:] if word in PARTS] or PARTS:
        PARTS[part](here)


main()
