# SPDX-License-Identifier: GPL-2.0
"""NAT between two networks that both have private addresses: who it hides is inside, and nobody else.

	private_to_private.py 4|6 outside|hairpin|published|redirected|public|explicit"""

import contextlib
import itertools
import json
import subprocess
import sys

import net
import rtp
import sip
import tap
from calls import Call, Connection, Phone
from gateway import HELPER, Gateway
from proxy import Proxy

ports = itertools.count(20000, 10)


def uri(host, user="bob"):
    return "sip:%s@%s" % (user, net.host_text(host if isinstance(host, str) else host.address))


class World:
    def __init__(self):
        self.gateway = Gateway()
        for name in net.hosts():
            if name not in ("gw", "wan", "lan"):
                setattr(self, name, net.Host(name))
        self.shown = self.gateway.address


def as_it_is(call):
    """Nothing is translated."""
    tap.equal(call.invite.media(), call.mine.rtp.end, "the caller's media")
    tap.equal(call.okay.media(), call.yours.rtp.end, "the callee's media")
    tap.equal(sip.hostport(call.invite["contact"]), call.leg.agent.sock.end, "the caller's Contact")
    tap.equal(sip.hostport(call.okay["contact"]), call.other.agent.sock.end, "the callee's Contact")


def outside(world):
    """What a message from inside names of the network outside"""
    registrar = net.host_text(world.provider.address)
    with Phone(world.phone, "alice", next(ports)) as alice, contextlib.closing(Proxy(world.provider, "proxy")) as proxy, \
            Phone(world.provider, "bob", next(ports), own_port=5070) as bob, Phone(world.peer, "far", next(ports)) as far, \
            contextlib.closing(rtp.Media(world.peer, next(ports))) as music:
        with tap.test("a phone registers at a registrar that calls itself by its address"):
            leg = sip.Leg.caller(alice.agent, "sip:" + registrar, proxy.sock.end)
            leg.local = leg.remote = "<sip:alice@%s>" % registrar
            leg.request("REGISTER", fields=[("Contact", alice.agent.contact), ("Expires", "600")])
            request = proxy.expect("REGISTER")
            tap.equal((request["from"], request["to"]), (leg.local, leg.local), "From and To")
            tap.equal(sip.hostport(request["contact"])[0], world.shown, "Contact outside")
            tap.equal(sip.hostport("sip:" + request["via"].split()[1])[0], world.shown, "Via outside")
            proxy.respond(request, 200, "OK", fields=[("Contact", request["contact"] + ";expires=600")])
            okay = leg.expect(200)
            tap.equal(okay["contact"], alice.agent.contact + ";expires=600", "Contact inside")
            contact = sip.uri(request["contact"])
        with tap.test("a phone outside calls it"):
            call = Connection(far, alice, contact)
            tap.equal(sip.hostport(call.invite.uri), alice.agent.sock.end, "Request-URI inside")
            call.talk(False)
            call.hang_up(False)
        with tap.test("it calls a phone outside"):
            call = Connection(alice, far, uri(world.peer, "far"))
            call.talk()
            call.hang_up(False)
        with tap.test("it offers media of a host outside"):
            offer = sip.sdp(music.address, music.port)
            leg, invite = sip.ring(alice.agent, bob.agent, "sip:bob@%s:5070" % registrar, offer)
            tap.equal(invite.body, offer, "the description")
            sip.hang_up(leg, sip.answer(leg, invite, bob.agent, bob.description())[0])
        for name in "phone2", "phone3", "site":
            with tap.test("it offers media of %s" % name), contextlib.closing(rtp.Media(getattr(world, name), next(ports))) as other:
                leg, invite = sip.ring(alice.agent, bob.agent, "sip:bob@%s:5070" % registrar, sip.sdp(other.address, other.port))
                tap.equal(invite.media()[0], world.shown, "media outside")
                answered, okay = sip.answer(leg, invite, bob.agent, bob.description())
                rtp.talk(bob.media, other, invite.media(), okay.media())
                sip.hang_up(leg, answered)
        with tap.test("it transfers to somebody outside"):
            call = Connection(alice, bob, "sip:bob@%s:5070" % registrar)
            call.leg.request("REFER", fields=[("Refer-To", "<%s>" % uri(world.peer, "far"))])
            refer = call.other.expect("REFER")
            tap.equal(refer["refer-to"], "<%s>" % uri(world.peer, "far"), "Refer-To")
            call.other.respond(refer, 202, "Accepted")
            call.leg.expect(202)
            call.hang_up()


def hairpin(world):
    """Insiders who call the PBX at the address where it is published"""
    for name in "phone", "phone3":
        host = getattr(world, name)
        with Phone(host, "alice", next(ports)) as alice, Phone(world.pbx, "pbx", next(ports)) as pbx:
            with tap.test("%s calls the PBX at the gateway's address" % name):
                call = Connection(alice, pbx, uri(world.shown, "pbx"), (world.shown, 5060))
                as_it_is(call)
                tap.want(call.invite.source[0] != world.shown, "it comes from %s" % call.invite.source[0])


def published(world):
    """Whoever calls the PBX from outside is hidden from it as well."""
    with Phone(world.provider, "bob", next(ports)) as bob, Phone(world.pbx, "pbx", next(ports)) as pbx:
        with tap.test("a call to a PBX that does not see from where it comes"):
            call = Connection(bob, pbx, uri(world.shown, "pbx"))
            tap.want(call.invite.source[0] != bob.agent.sock.address, "it comes from %s" % call.invite.source[0])
            tap.equal(sip.hostport(call.okay["contact"])[0], world.shown, "Contact outside")
            tap.equal(call.okay.media()[0], world.shown, "media outside")
            call.talk()
            call.hang_up()
        with tap.test("it hangs up itself"):
            call = Connection(bob, pbx, uri(world.shown, "pbx"))
            call.talk(False)
            call.hang_up(False)


def redirected(world):
    """Rules send to the provider whatever the phones call."""
    with tap.test("a phone whose calls are sent elsewhere"), Phone(world.phone, "alice", next(ports)) as alice, \
            Phone(world.provider, "bob", next(ports)) as bob:
        elsewhere = "fd00:99::9" if net.family == 6 else "10.99.0.9"
        call = Connection(alice, bob, uri(elsewhere), (elsewhere, 5060))
        tap.equal(sip.hostport(call.invite["contact"])[0], world.shown, "Contact outside")
        call.talk(False)


def public(world):
    """The addresses that are hidden are public ones."""
    with tap.test("public addresses inside, which are masqueraded"), \
            Call(world.dmz, world.provider, uri(world.provider), (next(ports), next(ports))) as call:
        tap.equal(sip.hostport(call.invite["contact"])[0], world.shown, "Contact outside")
        tap.equal(call.invite.media()[0], world.shown, "media outside")
        call.talk(False)
        call.hang_up(False)
    with tap.test("public addresses inside, which are published"), \
            Call(world.provider, world.dmz, uri(world.shown), (next(ports), next(ports))) as call:
        tap.equal(sip.hostport(call.okay["contact"])[0], world.shown, "Contact outside")
        tap.equal(call.okay.media()[0], world.shown, "media outside")
        call.talk()
        call.hang_up(False)


def explicit(world):
    """The administrator has both networks inside."""
    gateway = world.gateway
    everything = "fc00::/7" if net.family == 6 else "192.168.0.0/16"
    gateway.forget_flows()
    gateway.ctl("set", "localnet", everything)
    with Phone(world.phone, "alice", next(ports)) as alice, Phone(world.provider, "bob", next(ports)) as bob:
        with tap.test("a localnet over both: nothing is translated, and that is counted"), \
                gateway.counts(localnets=6, rewritten=0, unchanged=0):
            call = Connection(alice, bob, uri(world.provider))
            as_it_is(call)
            call.leg.request("BYE")
            bob.agent.respond(call.other.expect("BYE"), 200, "OK")
            call.leg.expect(200)
        with tap.test("doctor tells"):
            finding = doctor(gateway, "localnet", "problem")
            tap.want(alice.agent.sock.address in finding["what"] and bob.agent.sock.address in finding["what"], finding)
            gateway.run("sh", "-ec", finding["command"])
            doctor(gateway, "localnet", None)
        with tap.test("and helps"):
            call = Connection(alice, bob, uri(world.provider))
            tap.equal(call.invite.media()[0], world.shown, "media outside")
            call.talk()
            call.hang_up(False)
    with Phone(world.pbx, "pbx", next(ports)) as pbx, Phone(world.peer, "carol", next(ports)) as carol:
        with tap.test("the same of a PBX that is published"):
            gateway.ctl("set", "localnet", everything)
            gateway.forget_flows()
            as_it_is(Connection(carol, pbx, uri(world.shown, "pbx"), (world.shown, 5060)))
            finding = doctor(gateway, "localnet", "problem")
            tap.want(pbx.agent.sock.address in finding["what"] and carol.agent.sock.address in finding["what"], finding)
            gateway.run("sh", "-ec", finding["command"])
            doctor(gateway, "localnet", None)
        with tap.test("a call to it then"):
            call = Connection(carol, pbx, uri(world.shown, "pbx"))
            tap.equal(call.okay.media()[0], world.shown, "media outside")
            call.talk()
            call.hang_up(False)
    gateway.ctl("reset")
    with tap.test("all of the defaults, given by name, are no more than the defaults"):
        words = gateway.ctl("show", "config").splitlines()
        gateway.ctl("set", *next(line for line in words if line.startswith("localnet ")).split())
        with Call(world.phone, world.provider, uri(world.provider), (next(ports), next(ports))) as call:
            tap.equal(call.invite.media()[0], world.shown, "media outside")


def doctor(gateway, check, level):
    """What doctor finds at that check; level None: nothing"""
    with gateway:
        done = subprocess.run(("sipnat-ctl", "doctor", "--json"), stdout=subprocess.PIPE, text=True)
    found = [one for one in json.loads(done.stdout)["findings"] if one["check"] == check and one["level"] != "ok"]
    if level is None:
        tap.equal(found, [], "findings")
        return None
    tap.equal([one["level"] for one in found], [level], "findings")
    return found[0]


def main():
    net.family = int(sys.argv[1])
    # Elsewhere, a message says where its sender seemed to come from, or whom it was for.
    net.prepare(hidden=sys.argv[2] in ("outside", "public"))
    world = World()
    for part in sys.argv[2:]:
        if part != "explicit" or HELPER == "sipnat":
            globals()[part](world)


main()
