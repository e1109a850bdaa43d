# SPDX-License-Identifier: GPL-2.0
"""A PBX on the gateway: what it calls itself and what its sockets are bound to may differ.

	pbx_on_gateway.py [6 | upstream] [vrf0]	over IPv6; behind a 1:1 NAT; in the VRF of that name"""

import contextlib
import itertools
import sys

import net
import rtp
import sip
import tap
from calls import Connection, Phone

PUBLIC, PRIVATE, ANY, LINE = "203.0.113.1", "192.168.1.1", "0.0.0.0", "10.0.0.2"
if "6" in sys.argv:
    PUBLIC, PRIVATE, ANY, net.family = "2001:db8:113::1", "fd00:1::1", "::", 6
ports = itertools.count(20000, 10)


def uri(address, user="bob"):
    return "sip:%s@%s" % (user, net.host_text(address))


def server(gw, named, bound):
    # 5060 outside is another's.
    return Phone(gw, "pbx", next(ports), named, bind=bound, own_port=5066 if bound == PRIVATE else 5060)


def plain(gw, provider, named, bound):
    # What is bound to a private address alone cannot be called at another one.
    for out, inside_first in itertools.product((True, False) if bound != PRIVATE else (True,), (True, False)):
        with tap.test("%s at %s: call %s, %s speaks first" % (
                named, bound, "out" if out else "in", "PBX" if inside_first else "outside")):
            with server(gw, named, bound) as pbx, Phone(provider, "bob", next(ports)) as bob:
                pair = (pbx, bob) if out else (bob, pbx)
                call = Connection(*pair, uri(provider.address if out else PUBLIC))
                seen = call.invite if out else call.okay
                tap.equal(seen.media()[0], PUBLIC, "media outside")
                tap.equal(sip.hostport(seen["contact"]), (PUBLIC, pbx.agent.sock.port), "Contact outside")
                call.talk(inside_first == out)
                call.hang_up(inside_first)


def elsewhere(gw, provider, peer, named, bound):
    """The other side's media is where no messages come from."""
    for number, first in enumerate(("PBX", "outside")):
        with tap.test("%s at %s: media of another host, %s speaks first" % (named, bound, first)):
            with server(gw, named, bound) as pbx, \
                    Phone(provider, "bob", next(ports), media=peer) as bob:
                call = Connection(pbx, bob, uri(provider.address))
                call.talk(not number)
                call.hang_up(number)


def direct_media(gw, phones, provider, named, bound):
    """Between phones inside, with the same port, and the other side"""
    with tap.test("%s at %s: audio moves to phones inside" % (named, bound)), contextlib.ExitStack() as stack:
        pbx = stack.enter_context(server(gw, named, bound))
        bob = stack.enter_context(Phone(provider, "bob", next(ports)))
        for number, host in enumerate(phones):
            phone = stack.enter_context(contextlib.closing(rtp.Media(host, 16000)))
            theirs = stack.enter_context(contextlib.closing(rtp.Media(provider, next(ports))))
            call = Connection(pbx, bob, uri(provider.address))
            call.talk(False)
            invite, okay = sip.reinvite(call.leg, call.other, sip.sdp(phone.address, phone.port, version=2),
                                        sip.sdp(theirs.address, theirs.port, version=2))
            tap.equal(invite.media()[0], PUBLIC, "the phone outside")
            pair = phone, theirs, okay.media(), invite.media()
            rtp.talk(*(pair if number else (theirs, phone, invite.media(), okay.media())))
            rtp.control(*pair)
            call.hang_up()


def between(gw, phone, named):
    """What stays inside stays as it is."""
    with tap.test("%s: a phone inside calls" % named), Phone(gw, "pbx", next(ports), PRIVATE, bind=ANY) as pbx, \
            Phone(phone, "alice", next(ports)) as alice:
        for pair in (alice, pbx), (pbx, alice):
            call = Connection(*pair, uri(pair[1].agent.sock.address))
            tap.equal(call.invite.media(), pair[0].media.rtp.end, "media of the caller")
            tap.equal(call.okay.media(), pair[1].media.rtp.end, "media of the callee")
            call.talk(pair[0] is pbx)
            call.hang_up()


def main():
    net.prepare()
    gw, phone, phone2, provider, peer = (net.Host(name) for name in ("gw", "phone", "phone2", "provider", "peer"))
    gw.device = "vrf0" if "vrf0" in sys.argv else None
    own = LINE if "upstream" in sys.argv else PUBLIC
    everything = (own, ANY), (own, own), (PRIVATE, PRIVATE), (PRIVATE, ANY)
    for named, bound in everything if len(sys.argv) == 1 else ((own, own), (PRIVATE, ANY)):
        plain(gw, provider, named, bound)
        elsewhere(gw, provider, peer, named, bound)
        direct_media(gw, (phone, phone2), provider, named, bound)
    between(gw, phone, PRIVATE)


main()
