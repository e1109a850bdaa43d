# SPDX-License-Identifier: GPL-2.0
"""A gateway whose outside address, 10.0.0.2, somebody upstream makes 203.0.113.1 of. Who is at the link between the
two is told the one, all others are told the other.

	private_uplink.py phones|published	phones inside, behind a proxy; a PBX on the gateway, at its inner address"""

import itertools
import sys

import net
import proxy
import rtp
import sip
import tap
from calls import Connection, Phone
from gateway import HELPER, Gateway

PUBLIC, LINE, PRIVATE = "203.0.113.1", "10.0.0.2", "192.168.1.1"
ports = itertools.count(20000, 10)


class World:
    def __init__(self):
        self.gateway = Gateway()
        for name in net.hosts():
            setattr(self, name, net.Host(name))

    def forget(self):
        """What follows finds nothing that has a binding."""
        if HELPER == "sipnat":
            self.gateway.ctl("flush")

    def told(self, host):
        """The address that leads to the gateway from there"""
        return LINE if host is self.upstream else PUBLIC

    def trunks(self):
        """Who is at the link, and who is not, in either order"""
        return (self.upstream, self.provider), (self.provider, self.upstream)


def named(message, address):
    """Each place that leads to the phone, or to its proxy, names that address, and so does From."""
    fields = message["contact"], message["from"], "sip:" + message["via"].split()[1], *message.all("record-route")
    for place in [sip.hostport(field) for field in fields] + [message.media()]:
        tap.equal(place[0], address, "an address in %r" % message.start)


def registers(world, alice, way):
    """At both, by way of the proxy; each calls it where it has registered."""
    for hosts in world.trunks():
        registered = []
        with tap.test("a phone registers at %s, then at %s, and both call it" % tuple(host.name for host in hosts)):
            for host in hosts:
                with Phone(host, "trunk", next(ports)) as trunk:
                    contact = proxy.registers(trunk.agent, alice.agent, hop=way.sock.end)
                    tap.equal(sip.hostport(contact)[0], world.told(host), "Contact outside")
                    registered.append((host, contact))
            for host, contact in registered:
                with Phone(host, "trunk", next(ports)) as trunk:
                    call = Connection(trunk, alice, contact)
                    tap.equal(sip.hostport(call.invite.uri), alice.agent.sock.end, "Request-URI inside")
                    tap.equal(call.okay.media()[0], world.told(host), "media outside")
                    call.talk()
                    call.hang_up(host is hosts[0])
        world.forget()


def fails_over(world, alice, way):
    """The proxy has two trunks. The first one is asked, and refuses, and the second one gets the same offer."""
    way.serial = True
    for number, hosts in enumerate(world.trunks()):
        names = tuple(host.name for host in hosts)
        with tap.test("a call is offered to %s, then to %s, which answers" % names), \
                Phone(hosts[0], "first", next(ports)) as first, Phone(hosts[1], "second", next(ports)) as second:
            way.location["bob"] = [("sip:bob@" + host.address, None) for host in hosts]
            leg = sip.Leg.caller(alice.agent, way.uri("bob"))
            leg.request("INVITE", alice.description())
            refused = first.agent.expect("INVITE")
            named(refused, world.told(hosts[0]))
            first.agent.respond(refused, 503, "Service Unavailable")
            first.agent.expect("ACK")
            invite = second.agent.expect("INVITE")
            named(invite, world.told(hosts[1]))
            tap.equal(invite.media()[1], refused.media()[1], "the port of media outside")
            tap.equal(sip.hostport(invite["contact"])[1], sip.hostport(refused["contact"])[1], "that of Contact")
            other, okay = sip.answer(leg, invite, second.agent, second.description())
            tap.equal(sip.hostport(okay["contact"]), second.agent.sock.end, "Contact of the callee")
            rtp.talk(second.media, alice.media, invite.media(), okay.media())
            again, okay = sip.reinvite(other, leg, second.description(2), alice.description(2))
            tap.equal(sip.hostport(again.uri), alice.agent.sock.end, "Request-URI inside")
            tap.equal(okay.media(), invite.media(), "media outside")
            again, _ = sip.reinvite(leg, other, alice.description(3), second.description(3))
            named(again, world.told(hosts[1]))
            sip.hang_up(*((other, leg) if number else (leg, other)))
        world.forget()
    way.serial = False


def at_the_same_time(world, alice, way):
    """Two calls with the same media"""
    for hosts in world.trunks():
        names = tuple(host.name for host in hosts)
        with tap.test("a call to %s, and meanwhile one to %s with the same media" % names), \
                Phone(hosts[0], "first", next(ports)) as first, Phone(hosts[1], "second", next(ports)) as second:
            calls = []
            for host, trunk in zip(hosts, (first, second)):
                call = Connection(alice, trunk, "sip:bob@" + host.address, way.sock.end)
                named(call.invite, world.told(host))
                call.leg.hop = None
                calls.append(call)
            for call in calls:
                call.talk(False)
            # Back at the first one
            invite, okay = sip.reinvite(calls[0].other, calls[0].leg, first.description(2), alice.description(2))
            tap.equal(okay.media(), calls[0].invite.media(), "media outside")
            rtp.talk(first.media, alice.media, okay.media(), invite.media())
            for call in calls:
                call.hang_up(False)
        world.forget()


def phones(world):
    with Phone(world.phone, "alice", next(ports)) as alice, proxy.Proxy(world.pbx, "proxy").start() as way:
        registers(world, alice, way)
        fails_over(world, alice, way)
        at_the_same_time(world, alice, way)


def published(world):
    """A rule leads from the gateway's outer address to its inner one, where the PBX is."""
    strangers = {world.upstream: world.upstream.neighbours(1, "gw0")[0], world.provider: "198.51.100.11"}
    policies = ("anyone", "announced") if HELPER == "sipnat" else ("anyone",)
    for policy, host in itertools.product(policies, strangers):
        world.gateway.set("media-from", policy)
        with tap.test("%s calls a PBX at the inner address, media from %s" % (host.name, policy)), \
                Phone(world.gw, "pbx", next(ports), PRIVATE) as pbx, Phone(host, "carol", next(ports)) as carol:
            call = Connection(carol, pbx, "sip:pbx@" + world.told(host))
            tap.equal(sip.hostport(call.invite.uri), pbx.agent.sock.end, "Request-URI of INVITE")
            tap.equal(call.invite.media(), carol.media.rtp.end, "media of the caller")
            tap.equal(sip.hostport(call.okay["contact"]), (world.told(host), 5060), "Contact outside")
            tap.equal(call.okay.media()[0], world.told(host), "media outside")
            if policy == "announced":
                with host.udp(0, strangers[host]) as stranger:
                    stranger.send(b"hello", call.okay.media())
                    pbx.media.rtp.silent()
            call.talk()
            invite, okay = sip.reinvite(call.leg, call.other, carol.description(2), pbx.description(2))
            tap.equal(sip.hostport(invite.uri), pbx.agent.sock.end, "Request-URI of an INVITE within the call")
            tap.equal(okay.media(), call.okay.media(), "media outside")
            invite, _ = sip.reinvite(call.other, call.leg, pbx.description(3), carol.description(3))
            tap.equal(invite.media(), call.okay.media(), "media outside")
            tap.equal(sip.hostport(invite["contact"]), (world.told(host), 5060), "Contact outside")
            bye, _ = call.leg.ask(call.other, "BYE")
            tap.equal(sip.hostport(bye.uri), pbx.agent.sock.end, "Request-URI of BYE")


def main():
    # RFC 3264 section 8: o= goes on as it began, whoever gets it then.
    net.OUTSIDE = (b"10.0.0.",)
    net.prepare()
    globals()[sys.argv[1]](World())


main()
