# SPDX-License-Identifier: GPL-2.0
"""The address outside changes while calls go on: what belonged to the old one goes, phones begin anew."""

import contextlib
import itertools
import re
import time

import net
import rtp
import sip
import tap
from calls import Connection, Phone
from gateway import HELPER, Gateway
from proxy import Registrar

STAYS = "203.0.113.9"
CAROL = "198.51.100.11"
TARGET = "sip:bob@198.51.100.10"
ports = itertools.count(30000, 10)

# What a provider's line does: nothing but a new address, that before the old one goes, or a line that is
# down meanwhile, as with PPP.
WAYS = {
    "the address is replaced": (
        "addr del {old}/24 dev wan0", "addr add {new}/24 dev wan0", "route replace default via 203.0.113.254"),
    "the new one comes first": (
        "addr add {new}/24 dev wan0", "addr del {old}/24 dev wan0", "route replace default via 203.0.113.254"),
    "the line goes down and up": (
        "link set wan0 down", "addr del {old}/24 dev wan0", "addr add {new}/24 dev wan0", "link set wan0 up",
        "route replace default via 203.0.113.254"),
}


def flows(gateway, address):
    return [line for line in gateway.run("conntrack", "-L", "-p", "udp", check=False).splitlines()
            if "=%s " % address in line]


def gone(gateway, address):
    """Nothing of what was at this address is left, soon."""
    end = time.monotonic() + net.PATIENCE
    while True:
        left = ["flow " + line for line in flows(gateway, address)]
        left += ["expectation " + line for line in gateway.expectations() if "dst=%s " % address in line]
        if HELPER == "sipnat":
            left += ["binding %s" % binding for binding in gateway.show("bindings") if address in str(binding)]
        if not left:
            return
        if time.monotonic() > end:
            raise net.Failure("left:\n" + "\n".join(left))
        time.sleep(0.1)


def change(gateway, phones, provider, way, old, new):
    phone, other = phones
    call = fixed = None
    with contextlib.closing(Registrar(provider, "registrar", 5070)) as registrar, \
            Phone(provider, "bob", next(ports)) as bob, Phone(provider, "carol", next(ports), CAROL) as carol:
        with tap.test("%s: before, calls and a registration" % way):
            call, fixed = Connection(phone, bob, TARGET), Connection(other, carol, "sip:carol@" + CAROL)
            tap.equal(call.invite.media()[0], old, "media outside")
            tap.equal(fixed.invite.media()[0], STAYS, "media of the other call outside")
            tap.equal(sip.hostport(registrar.registers(phone.agent))[0], old, "Contact outside")
            call.talk()
            fixed.talk()
        if not (call and fixed):
            return
        with net.Capture(net.Host("wan"), "gw0") as capture:
            gateway.ip(*(line.format(old=old, new=new) for line in WAYS[way]))
            began = len(capture.read())
            # The phone has noticed nothing.
            phone.media.send(call.okay.media())
            with tap.test("%s: nothing is left of the old one" % way):
                gone(gateway, old)
            with tap.test("%s: a call at another address goes on" % way):
                fixed.talk()
                fixed.talk(False)
            bob.media.rtp.drain()
            with tap.test("%s: a re-INVITE moves the call" % way):
                invite, okay = sip.reinvite(call.leg, call.other, phone.description(2), bob.description(2))
                tap.equal(invite.media()[0], new, "media outside")
                tap.equal(sip.hostport(invite["contact"])[0], new, "Contact outside")
                rtp.talk(bob.media, phone.media, invite.media(), okay.media())
                rtp.control(bob.media, phone.media, invite.media(), okay.media())
            with tap.test("%s: the phone registers anew, and is called" % way):
                contact = registrar.registers(phone.agent)
                tap.equal(sip.hostport(contact)[0], new, "Contact outside")
                second = Connection(carol, phone, contact)
                second.talk()
                second.hang_up()
            with tap.test("%s: they hang up" % way):
                call.hang_up(False)
                fixed.hang_up()
            with tap.test("%s: nobody outside sees the old one again" % way):
                # But for o=, which is a name that stays as it is for the whole call: RFC 3264 section 8.
                names_old = re.compile(rb"^(?!o=).*\b%s\b" % re.escape(old).encode(), re.M)
                late = [packet for packet in capture.read()[began:] if packet.src == old]
                tap.want(not late, "%d packets, the first %r" % (len(late), late[:1]))
                named = [packet for packet in capture.read()[began:]
                         if not packet.sent and re.search(names_old, packet.payload) and
                         not packet.payload.startswith(b"SIP/2.0")]      # echoes what the other side wrote
                tap.want(not named, "%r" % [packet.payload for packet in named[:1]])


def main():
    net.prepare()
    gateway, provider = Gateway(), net.Host("provider")
    with Phone(net.Host("phone"), "alice", 10000, own_port=5062) as phone, \
            Phone(net.Host("phone2"), "dave", 10000) as phone2:
        old = "203.0.113.1"
        for number, way in enumerate(WAYS):
            new = "203.0.113.%d" % (11 + number)
            change(gateway, (phone, phone2), provider, way, old, new)
            old = new


main()
