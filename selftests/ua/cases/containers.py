# SPDX-License-Identifier: GPL-2.0
"""A PBX in a container on a host with a private address, by the rules of the program that made the container.

	containers.py 4|6 PBX PHONE [PORT SERVICE]	addresses of two containers; the port by which PBX's 5060 is
							published, and another address for it, inside"""

import itertools
import sys

import net
import proxy
import rtp
import sip
import tap
from calls import Connection, Phone

ports = itertools.count(20000, 10)
net.family = int(sys.argv[1])
PORT = int(sys.argv[4]) if len(sys.argv) > 4 else 5060


def hosts():
    found = {name: net.Host(name) for name in net.hosts()}
    found["pbx"].address, found["phone"].address = sys.argv[2:4]
    return found


def shown(call, address, inside_calls):
    message = call.invite if inside_calls else call.okay
    tap.equal(sip.hostport(message["contact"])[0], address, "Contact outside")
    tap.equal(message.media()[0], address, "media outside")


def as_it_is(call):
    tap.equal(call.invite.media(), call.mine.rtp.end, "the caller's media")
    tap.equal(call.okay.media(), call.yours.rtp.end, "the callee's media")


def main():
    net.prepare(hidden=False)
    host = hosts()
    public = host["gw"].address
    target = "sip:pbx@%s" % net.text((public, PORT))
    with Phone(host["pbx"], "pbx", next(ports)) as pbx, Phone(host["provider"], "bob", next(ports)) as bob, \
            Phone(host["peer"], "carol", next(ports)) as carol, Phone(host["phone"], "alice", next(ports)) as alice:
        for inside_first in False, True:
            with tap.test("a call to the container, %s speaks first" % ("it" if inside_first else "the caller")):
                call = Connection(bob, pbx, target)
                shown(call, public, False)
                call.talk(not inside_first)
                call.hang_up(not inside_first)
        with tap.test("a phone outside registers there, and is called"):
            leg = sip.Leg.caller(carol.agent, target)
            leg.request("REGISTER", fields=[("Contact", carol.agent.contact), ("Expires", "3600")])
            request = pbx.agent.expect("REGISTER")
            tap.equal(request["contact"], carol.agent.contact, "Contact inside")
            pbx.agent.respond(request, 200, "OK", fields=[("Contact", request["contact"] + ";expires=3600")])
            tap.equal(leg.expect(200)["contact"], carol.agent.contact + ";expires=3600", "Contact outside")
            call = Connection(pbx, carol, sip.uri(request["contact"]))
            shown(call, public, True)
            call.talk()
            call.hang_up(False)
        with tap.test("it calls out"):
            call = Connection(pbx, bob, "sip:bob@%s" % net.host_text(host["provider"].address))
            shown(call, public, True)
            call.talk(False)
            call.hang_up(False)
        contact = None
        with tap.test("it registers outside"):
            contact = proxy.registers(bob.agent, pbx.agent)
            tap.equal(sip.hostport(contact)[0], public, "Contact outside")
        for caller, what in (bob, "the registrar"), (carol, "somebody else outside"):
            with tap.test("%s calls it at its Contact" % what):
                call = Connection(caller, pbx, contact)
                call.talk(False)
                call.hang_up()
        with tap.test("another container calls out"):
            call = Connection(alice, bob, "sip:bob@%s" % net.host_text(host["provider"].address))
            shown(call, public, True)
            call.talk(False)
            call.hang_up(False)
        with tap.test("another container calls it at its own address"):
            call = Connection(alice, pbx, "sip:pbx@%s" % net.host_text(pbx.agent.sock.address))
            as_it_is(call)
            call.talk()
            call.hang_up(False)
        with tap.test("another container calls it where it is published"):
            leg, invite = sip.ring(alice.agent, pbx.agent, target, alice.description(), (public, PORT))
            tap.equal(invite.media(), alice.media.rtp.end, "the caller's media")
            other, okay = sip.answer(leg, invite, pbx.agent, pbx.description())
            tap.equal(okay.media(), pbx.media.rtp.end, "its media")
            rtp.talk(alice.media, pbx.media, okay.media(), invite.media())
            sip.hang_up(leg, other)
        if len(sys.argv) > 5:
            with tap.test("another container calls it by the service's address"):
                call = Connection(alice, pbx, "sip:pbx@" + net.host_text(sys.argv[5]), (sys.argv[5], 5060))
                as_it_is(call)
                call.talk()


main()
