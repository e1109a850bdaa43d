# SPDX-License-Identifier: GPL-2.0
"""Who gets what comes in from outside: the ports that are named for those inside, and the administrator's
rules. Over TCP an endpoint is called at a port that it has not sent from. The argument is the version of IP."""

import itertools
import sys

import net
import proxy
import sip
import siptcp
import tap
from calls import Connection, Phone
from gateway import Gateway

ports = itertools.count(10000, 10)
# Forwarded by dnat.sh, to others; by the version of IP
FORWARDED = {4: range(1024, 1032), 6: range(1033, 1041)}


def phone(host, user):
    return Phone(host, user, next(ports), agent=siptcp.Agent)


def called(provider, other, contact):
    """By connections of its own"""
    before = len(provider.agent.sock.connections)
    call = Connection(provider, other, contact)
    tap.equal(len(provider.agent.sock.connections), before + 1, "connections")
    call.talk()
    call.hang_up()


def cases(gateway, host, public):
    provider_of = phone(host["provider"], "bob")
    with phone(host["phone"], "alice") as alice, phone(host["pbx"], "pbx") as pbx, provider_of as bob:
        with tap.test("a phone gets no port that is forwarded to another host"):
            contact = proxy.registers(bob.agent, alice.agent)
            address, port = sip.hostport(contact)
            tap.equal(address, public, "Contact outside")
            tap.want(port not in (5060, *FORWARDED[net.family]), "its port is %d" % port)
        with tap.test("it can be called there"):
            called(bob, alice, contact)
        with tap.test("the PBX is named by the port that is forwarded to it"):
            tap.equal(sip.hostport(proxy.registers(bob.agent, pbx.agent)), (public, 5060), "Contact outside")
        with tap.test("it can be called there"):
            called(bob, pbx, "sip:pbx@%s;transport=tcp" % net.host_text(public))
        gateway.run("sipnat-ctl", "flush")
        with tap.test("it has that port again, while it is being called"):
            call = Connection(bob, pbx, "sip:pbx@%s;transport=tcp" % net.host_text(public))
            contact = proxy.registers(bob.agent, pbx.agent)
            tap.equal(sip.hostport(contact), (public, 5060), "Contact outside")
            call.hang_up()
        with tap.test("it can be called there when all was forgotten"):
            bob.agent.sock.hang_up()
            pbx.agent.sock.drain()
            gateway.run("sipnat-ctl", "flush")
            gateway.forget_flows()
            called(bob, pbx, contact)


def main():
    net.family = int(sys.argv[1])
    net.prepare()
    cases(Gateway(), {name: net.Host(name) for name in ("phone", "pbx", "provider")},
          {4: "203.0.113.1", 6: "2001:db8:113::1"}[net.family])


main()
