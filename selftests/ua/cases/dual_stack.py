# SPDX-License-Identifier: GPL-2.0
"""Calls of phones with IPv4 and IPv6: signalling uses one, descriptions name both. RFC 4566, 4091, 8839."""

import contextlib
import itertools
import os

import net
import rtp
import sip
import tap
from gateway import Gateway
from proxy import Proxy

GATEWAY = {4: "203.0.113.1", 6: "2001:db8:113::1"}
# An IPv6 address of the phone that the world knows the way to: it is routed, not translated.
GLOBAL = os.environ["PHONE6"]
LOCALNETS = "192.168.0.0/16", "10.0.0.0/8", "fc00::/7"
ports = itertools.count(20000, 10)


def addresses(host, **changed):
    return {4: changed.get("four") or net.ADDRESSES[host.name][0], 6: changed.get("six") or net.ADDRESSES[host.name][1]}


def line(address):
    return "IN IP%d %s" % (6 if ":" in address else 4, address)


class Party:
    """One side of a call: signalling in one family, a stream of each. Use as a context manager."""

    def __init__(self, host, user, family, known=None, order=(4, 6), media=None):
        """known: its addresses. order: which families its streams have. media: a host that has them for it"""
        known = known or addresses(host)
        where = addresses(media) if media else known
        self.agent = sip.Agent(host, user, address=known[family])
        self.media = [rtp.Media(media or host, next(ports), where[one]) for one in order]

    def description(self, version=1):
        lines = ["v=0", "o=- 1 %d %s" % (version, line(self.agent.sock.address)), "s=-", "t=0 0"]
        for media in self.media:
            lines += ["m=audio %d RTP/AVP 0" % media.port, "c=" + line(media.address)]
        return "".join(one + "\r\n" for one in lines).encode()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for opened in [self.agent] + self.media:
            opened.close()


class Call:
    def __init__(self, caller, callee, address):
        self.caller, self.callee = caller, callee
        self.leg, self.invite = sip.ring(caller.agent, callee.agent, "sip:bob@" + net.host_text(address),
                                         caller.description())
        self.other, self.okay = sip.answer(self.leg, self.invite, callee.agent, callee.description())

    def talk(self, caller_first=True):
        for index, pair in enumerate(zip(self.caller.media, self.callee.media)):
            told = self.okay.media(index), self.invite.media(index)
            if not caller_first:
                pair, told = pair[::-1], told[::-1]
            rtp.talk(*pair, *told)
            rtp.control(*pair, *told)

    def hang_up(self):
        sip.hang_up(self.leg, self.other)


def origin(message):
    """Of a description: without the version"""
    found = [one.split() for one in message.body.decode().splitlines() if one.startswith("o=")]
    return found[0][:2] + found[0][3:]


def calls(phone, provider, family, what, known=None, to=GATEWAY, shown=GATEWAY, order=(4, 6), media=None):
    """Both directions, the callee first. shown: what the phone's streams are to be called outside"""
    for out, inside_first in (True, False), (False, True):
        with tap.test("%s: call %s over IPv%d, %s speaks first" % (
                what, "out" if out else "in", family, "inside" if inside_first else "outside")):
            with Party(phone, "alice", family, known, order) as alice, \
                    Party(provider, "bob", family, None, order, media) as bob:
                call = Call(alice, bob, bob.agent.sock.address) if out else Call(bob, alice, to[family])
                seen = call.invite if out else call.okay
                for index, one in enumerate(order):
                    tap.equal(seen.media(index)[0], shown[one], "stream %d outside" % index)
                call.talk(inside_first == out)
                call.hang_up()


def again(phone, provider, family):
    """What has its place keeps it, whoever offers."""
    with tap.test("re-offered over IPv%d: the same endpoints, and one o=" % family):
        with Party(phone, "alice", family) as alice, Party(provider, "bob", family) as bob:
            call = Call(alice, bob, bob.agent.sock.address)
            one, _ = sip.reinvite(call.leg, call.other, alice.description(2), bob.description(2))
            _, two = sip.reinvite(call.other, call.leg, bob.description(3), alice.description(3))
            for message in one, two:
                tap.equal([message.media(index) for index in (0, 1)],
                          [call.invite.media(index) for index in (0, 1)], "endpoints outside")
                tap.equal(origin(message), origin(call.invite), "o=")
            call.hang_up()


def closed(phone, provider, family):
    """Nothing is open but what the call has named, and that not for longer than it lasts."""
    with tap.test("over IPv%d: the way is open for the call's own ports, and closes with it" % family):
        with Party(phone, "alice", family) as alice, Party(provider, "bob", family) as bob, \
                contextlib.ExitStack() as stack:
            unused = [stack.enter_context(phone.udp(media.port + 4, media.address)) for media in alice.media]
            call = Call(alice, bob, bob.agent.sock.address)
            call.talk(False)
            told = [call.invite.media(index) for index in (0, 1)]
            for media, (address, port), sock in zip(bob.media, told, unused):
                media.rtp.send(bytes(172), (address, port + 4))
                sock.silent()
            call.hang_up()
            with rtp.Media(provider, next(ports)) as four, \
                    rtp.Media(provider, next(ports), addresses(provider)[6]) as six:
                for media, late, to in zip(alice.media, (four, six), told):
                    late.send(to)
                    media.rtp.silent()


def candidates(phone, provider, family):
    """Of both families, with RTCP of the other one, and what the far end has chosen of them"""
    inside = addresses(phone)
    with tap.test("candidates over IPv%d" % family), contextlib.ExitStack() as stack:
        alice, bob = (stack.enter_context(contextlib.closing(sip.Agent(host, user, address=addresses(host)[family])))
                      for host, user in ((phone, "alice"), (provider, "bob")))
        number = next(ports)
        first = stack.enter_context(contextlib.closing(rtp.Media(phone, number, inside[4])))
        second = stack.enter_context(contextlib.closing(rtp.Media(phone, number, inside[6])))
        theirs = {one: stack.enter_context(contextlib.closing(rtp.Media(provider, next(ports), addresses(provider)[one])))
                  for one in (4, 6)}
        text = "a=ice-ufrag:8hhY\na=ice-pwd:asd88fgpdd777uzjYhagZg\na=rtcp:%d %s\n" % (number + 1, line(inside[6]))
        for component, (one, media) in itertools.product((1, 2), ((4, first), (6, second))):
            text += "a=candidate:%d %d UDP 213070%d %s %d typ host\n" % (one, component, one, media.address,
                                                                         number + component - 1)
        text += "a=candidate:9 1 UDP 99 198.51.100.9 4000 typ srflx raddr %s rport %d\n" % (inside[6], number)
        leg, invite = sip.ring(alice, bob, "sip:bob@" + net.host_text(bob.sock.address),
                               sip.sdp(inside[4], number, extra=text))
        lines = invite.body.decode().splitlines()
        found = [one.split() for one in lines if one.startswith("a=candidate")]
        told = {(one[0][-1], one[1]): (one[4], int(one[5])) for one in found}
        for one, component in itertools.product("46", "12"):
            tap.equal(told[one, component][0], GATEWAY[int(one)], "candidate %s, component %s" % (one, component))
        tap.equal(told["4", "1"], invite.media(), "the stream outside")
        tap.want("a=rtcp:%d %s" % (told["6", "2"][1], line(GATEWAY[6])) in lines, "a=rtcp in %s" % lines)
        tap.want("raddr %s rport %d" % told["6", "1"] in invite.body.decode(), "raddr in %s" % lines)
        chosen = "a=ice-ufrag:9hhY\na=ice-pwd:asd88fgpdd777uzjYhagZg\na=remote-candidates:1 %s %d 2 %s %d\n" % (
            told["6", "1"] + told["6", "2"])
        _, okay = sip.answer(leg, invite, bob, sip.sdp(theirs[4].address, theirs[4].port, extra=chosen))
        tap.want("a=remote-candidates:1 %s %d 2 %s %d" % (inside[6], number, inside[6], number + 1)
                 in okay.body.decode(), "remote-candidates inside: %r" % okay.body)
        for one, media in (4, first), (6, second):
            rtp.talk(theirs[one], media, told[str(one), "1"], theirs[one].rtp.end)


def rtcp_alone(phone, provider):
    """A stream whose RTP is none of ours"""
    with tap.test("RTCP alone is inside"), contextlib.closing(sip.Agent(phone, "alice")) as alice, \
            contextlib.closing(sip.Agent(provider, "bob")) as bob, \
            phone.udp(next(ports), addresses(phone)[6]) as ours, provider.udp(0, addresses(provider)[6]) as theirs:
        extra = "a=rtcp:%d %s\n" % (ours.port, line(ours.address))
        leg, invite = sip.ring(alice, bob, "sip:bob@" + bob.sock.address, sip.sdp("198.51.100.77", 4000, extra=extra))
        port, where = [one for one in invite.body.decode().splitlines() if one.startswith("a=rtcp")][0][7:].split(None, 1)
        tap.equal(where, line(GATEWAY[6]), "a=rtcp outside")
        theirs.send(b"\x80\xc9", (GATEWAY[6], int(port)))
        tap.equal(ours.receive()[0], b"\x80\xc9", "RTCP inside")
        sip.hang_up(leg, sip.answer(leg, invite, bob, sip.sdp(provider.address, 4000))[0])


def is_open(gateway, sock):
    return any(binding["inside"] == {"address": sock.address, "port": sock.port} for binding in gateway.show("bindings"))


def as_it_is(gateway, phone, provider, family, what, known, left):
    """The other family's stream is left alone, and opened for nobody; the call's own works."""
    with tap.test(what), Party(phone, "alice", family, known) as alice, Party(provider, "bob", family) as bob:
        call = Call(alice, bob, bob.agent.sock.address)
        tap.equal(call.invite.media(left), alice.media[left].rtp.end, "stream %d outside" % left)
        own = 1 - left
        rtp.talk(bob.media[own], alice.media[own], call.invite.media(own), call.okay.media(own))
        tap.want(not is_open(gateway, alice.media[left].rtp), "it is open")
        call.hang_up()


def from_outside(gateway, phone, phone2, provider, known):
    """In transit a caller outside names an address inside, which is not its own."""
    victim = addresses(phone2)[4]
    with tap.test("IPv6 is routed: nobody outside opens the way to what is inside"), phone2.udp(12000, victim) as sock, \
            Party(phone, "alice", 6, known) as alice, Party(provider, "bob", 6) as bob:
        leg, invite = sip.ring(bob.agent, alice.agent, "sip:alice@[%s]" % known[6], sip.sdp(victim, 12000))
        tap.equal(invite.media(), (victim, 12000), "what it says")
        tap.want(not is_open(gateway, sock), "it is open")
        sip.hang_up(leg, sip.answer(leg, invite, alice.agent, alice.description())[0])
        sock.silent()


def pbx(gw, provider):
    """On the gateway itself, which takes nothing from outside but what belongs to calls"""
    for family in 4, 6:
        with tap.test("a PBX on the gateway, over IPv%d" % family):
            with Party(gw, "pbx", family, GATEWAY) as here, Party(provider, "bob", family) as bob:
                call = Call(here, bob, bob.agent.sock.address)
                for index, one in enumerate((4, 6)):
                    tap.equal(call.invite.media(index), here.media[index].rtp.end, "stream %d outside" % index)
                call.talk(False)
                call.hang_up()


def direct(phone, phone2, provider):
    """Through a proxy outside, each is told the other's own endpoints."""
    for family in 4, 6:
        with tap.test("two phones through a proxy over IPv%d" % family), \
                Party(phone, "alice", family) as alice, Party(phone2, "carol", family) as carol, \
                Proxy(provider, "proxy", address=addresses(provider)[family]).start() as proxy:
            proxy.registers(carol.agent)
            leg, invite = sip.ring(alice.agent, carol.agent, proxy.uri("carol"), alice.description())
            for index, media in enumerate(alice.media):
                tap.equal(invite.media(index), media.rtp.end, "stream %d of the caller inside" % index)
            other, okay = sip.answer(leg, invite, carol.agent, carol.description())
            for index, media in enumerate(carol.media):
                tap.equal(okay.media(index), media.rtp.end, "stream %d of the callee inside" % index)
            rtp.talk(alice.media[0], carol.media[0], okay.media(0), invite.media(0))
            sip.reinvite(other, leg, carol.description(2), alice.description(2))
            sip.hang_up(leg, other)


def externips(gateway, phone, provider):
    other = {4: "198.51.100.44", 6: "2001:db8:44::44"}
    for address in other.values():
        gateway.set("externip", address, "dev", "wan0")
    for family in 4, 6:
        with tap.test("externip of both families, over IPv%d" % family), \
                Party(phone, "alice", family) as alice, Party(provider, "bob", family) as bob:
            leg, invite = sip.ring(alice.agent, bob.agent, "sip:bob@" + net.host_text(bob.agent.sock.address),
                                   alice.description())
            for index, one in enumerate((4, 6)):
                tap.equal(invite.media(index)[0], other[one], "stream %d outside" % index)
            sip.hang_up(leg, sip.answer(leg, invite, bob.agent, bob.description())[0])
    gateway.set("externip", "none", "dev", "wan0")


def main():
    net.prepare()
    gateway = Gateway()
    phone, phone2, provider, peer, wan, gw = (net.Host(name) for name in
                                              ("phone", "phone2", "provider", "peer", "wan", "gw"))
    for family in 4, 6:
        calls(phone, provider, family, "NAT of both")
        again(phone, provider, family)
        closed(phone, provider, family)
        candidates(phone, provider, family)
    calls(phone, provider, 4, "all media is of the other family, and of another host", order=(6,), media=peer)
    rtcp_alone(phone, provider)
    pbx(gw, provider)
    direct(phone, phone2, provider)
    externips(gateway, phone, provider)
    with gateway.setting("third-party", "sender", back="localnet"):
        pbx(gw, provider)

    known = addresses(phone, six=GLOBAL)
    shown = {4: GATEWAY[4], 6: GLOBAL}
    calls(phone, provider, 6, "IPv6 is routed", known, known, shown)
    from_outside(gateway, phone, phone2, provider, known)
    as_it_is(gateway, phone, provider, 4, "IPv6 is routed, and nobody has said that it is inside", known, 1)
    gateway.set("localnet", *LOCALNETS, "2001:db8:1::/64")
    for family in 4, 6:
        calls(phone, provider, family, "IPv6 is routed, and inside", known, {4: GATEWAY[4], 6: GLOBAL}, shown)
    gateway.set("localnet", *LOCALNETS)

    gateway.ip("route del default via 2001:db8:113::254", "addr del 2001:db8:113::1/64 dev wan0",
               "route add default via 2001:db8:18::254")
    calls(phone, provider, 4, "IPv6 has another line", shown={4: GATEWAY[4], 6: "2001:db8:18::1"})


main()
