# SPDX-License-Identifier: GPL-2.0
"""Who gets what comes in from outside: the ports that are named for those inside, and the administrator's
rules. Over TCP an endpoint is called at a port that it has not sent from. The arguments say which part of
dnat.sh this is, and the version of IP."""

import itertools
import socket
import sys
import time

import net
import proxy
import rtp
import sip
import siptcp
import tap
from calls import Connection, Phone
from gateway import Gateway

ports = itertools.count(10000, 10)
# Forwarded by dnat.sh, to others
FORWARDED = 5060, 9159, 13258


def phone(host, user, port=5060):
    return Phone(host, user, next(ports), own_port=port, agent=siptcp.Agent)


def called(outside, inside, contact):
    """By a connection of its own"""
    before = len(outside.agent.sock.connections)
    call = Connection(outside, inside, contact)
    tap.equal(len(outside.agent.sock.connections), before + 1, "connections")
    call.talk()
    call.hang_up()


def everyone(gateway, host, public):
    """5060 is forwarded to the PBX."""
    office = "sip:pbx@%s;transport=tcp" % net.host_text(public)
    with phone(host["phone"], "alice") as alice, phone(host["pbx"], "pbx") as pbx, \
            phone(host["provider"], "bob") as bob:
        with tap.test("a phone gets no port that is forwarded to another host"):
            contact = proxy.registers(bob.agent, alice.agent)
            address, port = sip.hostport(contact)
            tap.equal(address, public, "Contact outside")
            tap.want(port not in FORWARDED, "its port is %d" % port)
        with tap.test("it can be called there"):
            called(bob, alice, contact)
        with tap.test("the PBX is named by the port that is forwarded to it"):
            tap.equal(sip.hostport(proxy.registers(bob.agent, pbx.agent)), (public, 5060), "Contact outside")
        with tap.test("it can be called there"):
            called(bob, pbx, office)
        gateway.run("sipnat-ctl", "flush")
        with tap.test("it has that port again, while it is being called"):
            call = Connection(bob, pbx, office)
            contact = proxy.registers(bob.agent, pbx.agent)
            tap.equal(sip.hostport(contact), (public, 5060), "Contact outside")
            call.hang_up()
        with tap.test("it has it where a program waits there as well, as docker-proxy does"), gateway, \
                socket.create_server((public, 5060), family=net.family_of(public)):
            gateway.run("sipnat-ctl", "flush")
            contact = proxy.registers(bob.agent, pbx.agent)
            tap.equal(sip.hostport(contact), (public, 5060), "Contact outside")
        with tap.test("it can be called there when all was forgotten"):
            for caller in alice, pbx, bob:
                caller.agent.sock.hang_up()
            # Nobody translates what is still on its way then.
            time.sleep(0.3)
            gateway.run("sipnat-ctl", "flush")
            gateway.forget_flows()
            called(bob, pbx, contact)


def asks(sender, receiver, port, contact):
    """sender: a host, which sends from a port that has not been sent to"""
    with sip.Agent(sender, "other", port) as agent:
        leg = sip.Leg.caller(agent, contact)
        leg.request("OPTIONS")
        receiver.respond(receiver.expect("OPTIONS", leg.call_id), 200, "OK")
        leg.expect(200)


def alone(host, who, port, public, bob, carol, hop=None):
    """who: has that port, which is forwarded to it for the provider, bob's, alone. hop: by which it registers there,
    and where carol is"""
    how = "by a proxy on the gateway" if hop else "over UDP"
    with tap.test("a rule for the provider, %s" % how):
        contact = proxy.registers(bob, who, hop=hop)
        tap.equal(sip.hostport(contact), (public, port), "Contact outside")
        asks(host["provider"], who, 5070, contact)
    with tap.test("nobody else gets in, %s" % how):
        with host["peer"].udp(5072) as stranger:
            stranger.send(b"\r\n\r\n", (public, port))
            who.sock.silent()
    with tap.test("but those where it registers, %s" % how):
        tap.equal(proxy.registers(carol, who, hop=hop), contact, "Contact outside")
        asks(host["peer"], who, 5071, contact)


def by_udp(host, public):
    """The PBX sends from the port that is forwarded to it."""
    with sip.Agent(host["pbx"], "pbx") as pbx, sip.Agent(host["provider"], "bob") as bob, \
            sip.Agent(host["peer"], "carol") as carol:
        alone(host, pbx, 5060, public, bob, carol)


def by_proxy(gateway, host, public):
    """A proxy on the gateway, whose own address is hidden from nobody, speaks for phones inside. 5064 is forwarded to
    its phone for the provider alone, 5066 to another host."""
    gateway.ctl("flush")
    gateway.forget_flows()
    with sip.Agent(host["pbx"], "alice", 5064) as alice, sip.Agent(host["pbx"], "dave", 5066) as dave, \
            sip.Agent(host["provider"], "bob") as bob, sip.Agent(host["peer"], "carol") as carol, \
            proxy.Proxy(host["gw"], "proxy", address=public).start() as way:
        alone(host, alice, 5064, public, bob, carol, way.sock.end)
        with tap.test("a phone gets no port that is forwarded to another host, by a proxy on the gateway"):
            contact = proxy.registers(bob, dave, hop=way.sock.end)
            tap.equal(sip.hostport(contact)[0], public, "Contact outside")
            tap.want(sip.hostport(contact)[1] != 5066, "Contact outside: " + contact)
            asks(host["provider"], dave, 5073, contact)


def provider(host, public):
    """5061 is forwarded to the PBX for the provider alone."""
    with phone(host["pbx"], "pbx", 5061) as pbx, phone(host["provider"], "bob") as bob, \
            phone(host["peer"], "carol") as carol:
        with tap.test("a PBX with a rule for its provider"):
            contact = proxy.registers(bob.agent, pbx.agent)
            tap.equal(sip.hostport(contact), (public, 5061), "Contact outside")
            called(bob, pbx, contact)
        with tap.test("nobody else gets to it"):
            with host["peer"], socket.socket(net.family_of(public), socket.SOCK_STREAM) as sock:
                sock.settimeout(net.PATIENCE)
                tap.equal(sock.connect_ex((public, 5061)), 111, "errno")
        with tap.test("but those where it registers"):
            tap.equal(proxy.registers(carol.agent, pbx.agent), contact, "Contact outside")
            called(carol, pbx, contact)


def at_port(caller, callee, contact, end):
    """A call that is sent there, whatever the Contact says, as by who answers where requests come from"""
    leg = sip.Leg.caller(caller.agent, contact, end)
    leg.request("INVITE", caller.description())
    invite = callee.agent.expect("INVITE", leg.call_id)
    tap.equal(sip.hostport(invite.uri), callee.agent.sock.end, "Request-URI inside")
    other, okay = sip.answer(leg, invite, callee.agent, callee.description())
    rtp.talk(caller.media, callee.media, okay.media(), invite.media())
    sip.hang_up(leg, other)


def moved(gateway, host, public):
    """A phone to whose flow NAT gives the port that is forwarded to the PBX"""
    office, second = "sip:pbx@%s" % net.host_text(public), net.ADDRESSES["provider"][net.family == 6][:-1] + "1"
    with Phone(host["phone"], "alice", next(ports)) as alice, Phone(host["pbx"], "pbx", next(ports)) as pbx, \
            Phone(host["provider"], "bob", next(ports)) as bob, \
            Phone(host["provider"], "carol", next(ports), second) as carol:
        contact = None
        with tap.test("a phone that has the PBX's port"):
            with net.Capture(host["provider"]) as seen:
                contact = proxy.registers(bob.agent, alice.agent)
            tap.equal({packet.sport for packet in seen.read() if not packet.sent}, {5060}, "the flow's port")
            via = next(sip.Message(packet.payload)["via"] for packet in seen.read() if not packet.sent)
            tap.equal(sip.hostport("sip:" + via.split()[1]), (public, 5060), "Via outside")
            address, port = sip.hostport(contact)
            tap.equal(address, public, "Contact outside")
            tap.want(port not in FORWARDED, "its port is %d" % port)
        if not contact:
            return
        with tap.test("it has the same port when it registers again"):
            tap.equal(proxy.registers(bob.agent, alice.agent), contact, "Contact outside")
        with tap.test("it is called where it has registered, at the port of its flow"):
            at_port(bob, alice, contact, (public, 5060))
        for caller, what in (carol, "another host of the provider"), (bob, "the registrar"):
            with tap.test("%s calls it at its Contact" % what):
                call = Connection(caller, alice, contact)
                tap.equal(sip.hostport(call.okay["contact"]), sip.hostport(contact), "Contact outside")
                call.talk(False)
                call.hang_up(caller is bob)
        with tap.test("then it is called at the port of its flow as before"):
            at_port(bob, alice, contact, (public, 5060))
        with tap.test("another host of the provider calls the PBX"):
            call = Connection(carol, pbx, office)
            tap.equal(sip.hostport(call.okay["contact"]), (public, 5060), "Contact outside")
            call.talk()
            call.hang_up(False)
        with tap.test("it calls, and the other side hangs up"):
            call = Connection(alice, bob, "sip:bob@%s" % net.host_text(host["provider"].address))
            tap.equal(sip.hostport(call.invite["contact"]), sip.hostport(contact), "Contact outside")
            call.talk()
            call.hang_up(False)
        with tap.test("it calls one host, and another goes on with the call"):
            call = Connection(alice, bob, "sip:bob@%s" % net.host_text(host["provider"].address))
            call.other.agent = carol.agent
            invite, okay = sip.reinvite(call.other, call.leg, carol.description(2), alice.description(2))
            tap.equal(okay.media(), call.invite.media(), "media outside")
            rtp.talk(carol.media, alice.media, okay.media(), invite.media())
            sip.hang_up(call.other, call.leg)
        with tap.test("it leaves"):
            proxy.registers(bob.agent, alice.agent, 0)
            tap.equal(gateway.show("registrations"), [], "registrations")
    gateway.ctl("flush")
    gateway.forget_flows()


def taken(gateway, host, public):
    """A phone to whose flow NAT gives the port at which a program on the gateway waits"""
    with Phone(host["phone"], "alice", next(ports), own_port=5066) as alice, \
            Phone(host["provider"], "bob", next(ports)) as bob, gateway.udp(5066, public) as server:
        with tap.test("a phone that has the port of a program on the gateway"):
            contact = proxy.registers(bob.agent, alice.agent)
            tap.want(sip.hostport(contact)[1] != 5066, "Contact outside: " + contact)
            call = Connection(bob, alice, contact)
            call.talk()
            call.hang_up()
        with tap.test("the program gets what is for it"), host["provider"].udp(5077) as stranger:
            stranger.send(b"OPTIONS", (public, 5066))
            tap.equal(server.receive()[0], b"OPTIONS", "what it gets")
        proxy.registers(bob.agent, alice.agent, 0)


def exposed(host, public):
    """All that nobody wants is forwarded."""
    with phone(host["phone"], "alice") as alice, phone(host["provider"], "bob") as bob:
        with tap.test("a phone beside a host that is exposed"):
            contact = proxy.registers(bob.agent, alice.agent)
            tap.equal(sip.hostport(contact)[0], public, "Contact outside")
        with tap.test("it calls"):
            call = Connection(alice, bob, "sip:bob@%s;transport=tcp" % host["provider"].address)
            call.talk()
            call.hang_up()


def main():
    net.family = int(sys.argv[2])
    net.prepare()
    host = {name: net.Host(name) for name in net.hosts()}
    public = {4: "203.0.113.1", 6: "2001:db8:113::1"}[net.family]
    if sys.argv[1] == "everyone":
        everyone(Gateway(), host, public)
    elif sys.argv[1] == "moved":
        moved(Gateway(), host, public)
        taken(Gateway(), host, public)
    elif sys.argv[1] == "provider":
        provider(host, public)
        by_udp(host, public)
        by_proxy(Gateway(), host, public)
    else:
        exposed(host, public)


main()
