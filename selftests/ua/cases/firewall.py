# SPDX-License-Identifier: GPL-2.0
"""Calls through a firewall without NAT: addresses stay as they are, and only a call's own media gets in.

	firewall.py [6] [strangers]	6: over IPv6; strangers: only what must not get in where dmz is
					no localnet"""

import contextlib
import itertools
import sys

import judge
import net
import rtp
import sip
import tap
from calls import Call, Connection, Phone
from gateway import Gateway
from proxy import Registrar

ports = itertools.count(10000, 10)


def uri(host, user="bob"):
    return "sip:%s@%s" % (user, net.host_text(host.address))


@contextlib.contextmanager
def untouched(inside, outside):
    """What one sends is what the other gets."""
    with net.Capture(inside) as near, net.Capture(outside) as far:
        yield
        sent, got = ({packet.payload for packet, _ in judge.messages(capture)} for capture in (near, far))
        for message in sent ^ got:
            raise net.Failure("only at the %s: %r" % (inside.name if message in sent else outside.name, message))
        tap.want(sent, "no messages")


def plain(inside, outside, can_be_called=True):
    """Each direction of calls, audio from each side first"""
    for out, inside_first in itertools.product((True, False) if can_be_called else (True,), (True, False)):
        with tap.test("%s and %s: call %s, %s speaks first" % (
                inside.name, outside.name, "out" if out else "in", "inside" if inside_first else "outside")):
            pair = (inside, outside) if out else (outside, inside)
            with untouched(inside, outside), Call(*pair, uri(pair[1]), (next(ports), next(ports))) as call:
                call.talk(inside_first == out)
                call.hang_up(out)


def closes(inside, outside, peer):
    """Before, during and after a call"""
    port = next(ports)
    with inside.udp(port + 4) as unused, outside.udp() as stranger, peer.udp() as other:
        with tap.test("%s: a call opens its own ports alone" % inside.name):
            with Call(inside, outside, uri(outside), (port, next(ports))) as call:
                call.talk(False)
                for sender in stranger, other:
                    sender.send(b"\x80" + bytes(171), unused.end)
                unused.silent()
                call.hang_up()
        with tap.test("%s: they close with the call" % inside.name), inside.udp(port) as rtp_again, \
                inside.udp(port + 1) as rtcp_again:
            for sender, again in itertools.product((stranger, other), (rtp_again, rtcp_again)):
                sender.send(b"\x80" + bytes(171), again.end)
            rtp_again.silent()
            rtcp_again.silent()


def elsewhere(inside, outside, peer, can_be_called=True):
    """Media of hosts that send no messages, on either side"""
    for number, first in enumerate(("inside", "outside")):
        with tap.test("%s: the provider's media is on another host, %s speaks first" % (inside.name, first)):
            with Phone(inside, "alice", next(ports)) as alice, \
                    Phone(outside, "bob", next(ports), media=peer) as bob:
                call = Connection(alice, bob, uri(outside))
                call.talk(not number)
                call.hang_up(number)
        with tap.test("%s: its media moves there and back, %s speaks first" % (inside.name, first)):
            with Call(inside, outside, uri(outside), (next(ports), next(ports))) as call, \
                    contextlib.closing(rtp.Media(peer, next(ports))) as theirs:
                call.talk()
                for version, media in enumerate((theirs, call.yours), 2):
                    description = sip.sdp(media.address, media.port, version=version)
                    own = sip.sdp(call.mine.address, call.mine.port, version=version)
                    invite, okay = sip.reinvite(call.other, call.leg, description, own)
                    pair = call.mine, media, invite.media(), okay.media()
                    rtp.talk(*(pair if not number else (media, call.mine, okay.media(), invite.media())))
                    rtp.control(*pair)
                call.hang_up()
    neighbour, = inside.neighbours(1)
    for number, first in enumerate(("inside", "outside")):
        with tap.test("%s: its own media moves to a neighbour, %s speaks first" % (inside.name, first)):
            with Call(inside, outside, uri(outside), (next(ports), next(ports))) as call, \
                    contextlib.closing(rtp.Media(inside, next(ports), neighbour)) as ours:
                call.talk()
                invite, okay = sip.reinvite(call.leg, call.other, sip.sdp(ours.address, ours.port, version=2),
                                            sip.sdp(call.yours.address, call.yours.port, version=2))
                tap.equal(invite.media(), ours.rtp.end, "its endpoint outside")
                pair = ours, call.yours, okay.media(), invite.media()
                rtp.talk(*(pair if not number else (call.yours, ours, invite.media(), okay.media())))
                call.hang_up()


def registered(gateway, inside, outside, peer):
    """A phone that nobody may call, but its registrar's network"""
    with Phone(inside, "alice", next(ports), own_port=5062) as phone, Phone(peer, "bob", next(ports)) as other, \
            contextlib.closing(Registrar(outside, "registrar")) as registrar:
        contact = None
        with tap.test("%s: a stranger cannot call a phone" % inside.name):
            sip.Leg.caller(other.agent, "sip:alice@%s" % net.text(phone.agent.sock.end)).request("INVITE")
            phone.agent.sock.silent()
        with tap.test("%s: it registers" % inside.name):
            contact = registrar.registers(phone.agent)
            tap.equal(sip.hostport(contact), phone.agent.sock.end, "Contact outside")
        if not contact:
            return
        gateway.run("conntrack", "-D", "-p", "udp", *(["-f", "ipv6"] if net.family == 6 else []), check=False)
        with tap.test("%s: it is called when its flow is forgotten, from another address" % inside.name):
            call = Connection(other, phone, contact)
            call.talk()
            call.hang_up()


def strangers(inside, outside):
    """Who is outside may call, and so have its own endpoint known. That opens no way from there."""
    bob = sip.Agent(inside, "bob")
    with contextlib.closing(bob), inside.udp(next(ports)) as service, Phone(outside, "alice", next(ports)) as alice:
        with tap.test("%s: a caller opens nothing by naming itself" % inside.name):
            leg = sip.Leg.caller(alice.agent, uri(inside))
            leg.request("INVITE", alice.description())
            bob.expect("INVITE", leg.call_id)
            for sock in alice.agent.sock, alice.media.rtp, alice.media.rtcp:
                sock.send(b"\x80" + bytes(171), service.end)
            service.silent()


def forged(phone, inside, outside, provider):
    """A source that is another's: what is open for that one is not for who lies outside."""
    with Phone(phone, "alice", next(ports), own_port=5062) as alice, Phone(provider, "bob", next(ports)) as bob, \
            inside.udp(next(ports)) as service:
        with tap.test("%s: nobody outside gets in with an inside source" % inside.name):
            outside.ip("addr add %s dev lo%s" % (phone.address, " nodad" if net.family == 6 else ""))
            try:
                call = Connection(alice, bob, uri(provider))
                for port in alice.agent.sock.port, alice.media.port:
                    with outside.udp(port, phone.address) as forger:
                        forger.send(b"\x80" + bytes(171), service.end)
                service.silent()
                call.hang_up()
            finally:
                outside.ip("addr del %s dev lo" % phone.address)


def main():
    if "6" in sys.argv:
        net.family = 6
    # Here inside addresses are no secret.
    net.prepare(hidden=False)
    gateway = Gateway()
    dmz, phone, site, provider, peer = (net.Host(name) for name in ("dmz", "phone", "site", "provider", "peer"))
    if "strangers" in sys.argv:
        tap.note("public addresses on both sides, none of them known as inside")
        strangers(dmz, peer)
        forged(phone, dmz, peer, provider)
        registered(gateway, dmz, provider, peer)
        return
    tap.note("public addresses on both sides")
    plain(dmz, provider)
    elsewhere(dmz, provider, peer)
    closes(dmz, provider, peer)
    tap.note("private addresses inside")
    plain(phone, provider, False)
    elsewhere(phone, provider, peer)
    closes(phone, provider, peer)
    registered(gateway, phone, provider, peer)
    tap.note("private addresses on both sides")
    plain(phone, site, False)
    closes(phone, site, peer)


main()
