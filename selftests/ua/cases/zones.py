# SPDX-License-Identifier: GPL-2.0
"""Two customers of one gateway, with the same addresses and ports inside: strangers in all they do."""

import contextlib
import itertools

import net
import rtp
import sip
import tap
from calls import Connection, Phone
from proxy import Registrar

PUBLIC = "203.0.113.1", "203.0.113.2"
ports = itertools.count(30000, 10)


def uri(address, user="bob"):
    return "sip:%s@%s" % (user, address)


def at_a_time(phones, others):
    """The same Contact and the same RTP port"""
    for out in True, False:
        calls = []
        with tap.test("both %s at the same time" % ("call" if out else "are called")):
            for phone, other, public in zip(phones, others, PUBLIC):
                call = Connection(phone, other, uri(other.agent.sock.address)) if out else \
                    Connection(other, phone, uri(public))
                seen = call.invite if out else call.okay
                tap.equal(seen.media()[0], public, "media outside")
                tap.equal(sip.hostport(seen["contact"]), (public, 5060), "Contact outside")
                calls.append(call)
            for call, first in itertools.product(calls, (out, not out)):
                call.talk(first)
        with tap.test("one hangs up, the other goes on, %s" % ("out" if out else "in")):
            calls[0].hang_up()
            calls[1].talk()
            calls[1].talk(False)
            calls[1].hang_up(False)


def same_call_id(phones, others):
    """Phones of one kind count their calls: what the one does is not the other's."""
    with tap.test("both calls have one Call-ID"):
        legs = []
        for phone, other, public in zip(phones, others, PUBLIC):
            leg = sip.Leg.caller(phone.agent, uri(other.agent.sock.address))
            leg.call_id = "1@192.168.1.10"
            leg.local = "<sip:alice@192.168.1.10>;tag=1"
            leg.request("INVITE", phone.description())
            invite = other.agent.expect("INVITE")
            tap.equal(invite.media()[0], public, "media outside")
            legs.append((leg, invite, *sip.answer(leg, invite, other.agent, other.description())))
        for index, pair in enumerate(zip(phones, others)):
            leg, invite, second, okay = legs[index]
            rtp.talk(pair[1].media, pair[0].media, invite.media(), okay.media())
        sip.hang_up(legs[0][0], legs[0][2])
        leg, invite, second, okay = legs[1]
        # From where nothing has come yet, so that only the call itself lets it in
        with contextlib.closing(rtp.Media(others[1].media.rtp.host, next(ports))) as late:
            rtp.speak(late, invite.media(), phones[1].media, late.rtp.end)
        sip.hang_up(leg, second)


def registrations(phones, registrar):
    with tap.test("both register, and each is called"):
        contacts = [registrar.registers(phone.agent) for phone in phones]
        tap.equal([sip.hostport(contact)[0] for contact in contacts], list(PUBLIC), "Contacts")
        for phone, contact in zip(phones, contacts):
            with contextlib.closing(rtp.Media(registrar.sock.host, next(ports))) as theirs:
                leg, invite = sip.ring(registrar, phone.agent, contact, sip.sdp(theirs.address, theirs.port))
                other, okay = sip.answer(leg, invite, phone.agent, phone.description())
                rtp.talk(theirs, phone.media, okay.media(), invite.media())
                sip.hang_up(other, leg)


def main():
    net.prepare()
    provider = net.Host("provider")
    with contextlib.ExitStack() as stack:
        phones = [stack.enter_context(Phone(net.Host(name), "alice", 10000)) for name in ("phone", "twin")]
        others = [stack.enter_context(Phone(provider, "bob", next(ports), address))
                  for address in (provider.address, "198.51.100.11")]
        at_a_time(phones, others)
        same_call_id(phones, others)
        registrar = stack.enter_context(contextlib.closing(Registrar(provider, "registrar", 5070)))
        registrations(phones, registrar)


main()
