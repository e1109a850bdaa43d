# SPDX-License-Identifier: GPL-2.0
"""Who outside may send media first. Signalling is the provider's; media comes from it, from the peer, and
from a stranger, who has the provider's other address.

	media_from.py [6] [transit]	over IPv6; through a firewall, from dmz"""

import contextlib
import socket
import sys

import net
import rtp
import sip
import tap
from gateway import Gateway

ICE = "a=ice-ufrag:8hhY\na=ice-pwd:asd88fgpdd777uzjYhagZg\na=candidate:1 1 UDP 2130706431 %s 40000 typ host\n"
net.family = 6 if "6" in sys.argv else 4
TRANSIT = "transit" in sys.argv
OTHER = net.ADDRESSES["provider"][net.family == 6][:-1] + "1"
ANYBODY = "::" if net.family == 6 else "0.0.0.0"


def uri(address, user="bob"):
    return "sip:%s@%s" % (user, net.host_text(address))


def short(address):
    family = net.family_of(address)
    return socket.inet_ntop(family, socket.inet_pton(family, address))


class World:
    def __init__(self):
        self.gateway = Gateway()
        self.phone, self.provider, self.peer = (net.Host(name) for name in ("dmz" if TRANSIT else "phone", "provider", "peer"))
        self.alice, self.bob = sip.Agent(self.phone, "alice"), sip.Agent(self.provider, "bob")
        self.port = 10000
        self.public = self.phone.address if TRANSIT else self.gateway.address
        self.target = uri(self.provider.address)

    def media(self):
        """A new endpoint inside; no two cases have the same."""
        self.port += 4
        return rtp.Media(self.phone, self.port)

    def let_in(self, inside, to, *senders):
        """Each sends first, from a port that nobody has announced, and is heard."""
        with contextlib.ExitStack() as stack, self.gateway.counts(media_refused=0):
            for sender, address in senders:
                for sock, port in (inside.rtp, to[1]), (inside.rtcp, to[1] + 1):
                    stack.enter_context(sender.udp(0, address)).send(b"hello", (to[0], port))
                    tap.equal(sock.receive()[0], b"hello", "what arrived from %s" % (address or sender.address))

    def kept_out(self, inside, to, *senders):
        with contextlib.ExitStack() as stack, self.gateway.counts(media_refused=2 * len(senders)):
            for sender, address in senders:
                for port in to[1], to[1] + 1:
                    stack.enter_context(sender.udp(0, address)).send(b"hello", (to[0], port))
            for sock in inside.rtp, inside.rtcp:
                sock.silent()

    def expected_from(self, port):
        """The sources of the expectations for this port"""
        return [short(line.split("src=")[1].split()[0]) for line in self.gateway.expectations() if "dport=%d " % port in line]


def judge(world, inside, to, policy):
    """A call whose answer has announced the peer"""
    provider, peer, stranger = (world.provider, None), (world.peer, None), (world.provider, OTHER)
    if policy == "anyone":
        world.let_in(inside, to, provider, peer, stranger)
    elif policy == "announced":
        world.let_in(inside, to, peer)
        world.kept_out(inside, to, provider, stranger)
    else:
        world.let_in(inside, to, provider)
        world.kept_out(inside, to, peer, stranger)


def calls_out(world):
    for policy, source in ("anyone", [ANYBODY]), ("announced", []), ("peer", [world.provider.address]):
        with tap.test("media-from %s" % policy), world.gateway.setting("media-from", policy, back="anyone"):
            ours, theirs = world.media(), rtp.Media(world.peer, 30000)
            leg, invite = sip.ring(world.alice, world.bob, world.target, sip.sdp(ours.address, ours.port))
            to = invite.media()
            tap.equal(world.expected_from(to[1]), source, "who is expected")
            other, okay = sip.answer(leg, invite, world.bob, sip.sdp(theirs.address, theirs.port))
            judge(world, ours, to, policy)
            if policy != "anyone":
                with world.provider.udp(0, OTHER) as stranger:
                    ours.rtp.send(b"hello", stranger.end)
                    source = stranger.receive()[1]
                    stranger.send(b"answer", source)
                    tap.equal(ours.rtp.receive()[0], b"answer", "the answer to what the inside has sent")
            sip.hang_up(leg, other)
            ours.close()
            theirs.close()


def changes(world):
    """Under a call; the last policy is the first again."""
    with world.media() as ours:
        leg, invite = sip.ring(world.alice, world.bob, world.target, sip.sdp(ours.address, ours.port))
        to = invite.media()
        other, _ = sip.answer(leg, invite, world.bob, sip.sdp(world.peer.address, 30000))
        for policy in "peer", "announced", "anyone":
            with tap.test("a change to %s holds at once" % policy):
                world.gateway.ctl("set", "media-from", policy)
                tap.equal(world.expected_from(to[1]), [], "who is expected")
                judge(world, ours, to, policy)
        sip.hang_up(leg, other)


def announced_early(world):
    """The other side offers, so that it announces before there is anything to send to."""
    with tap.test("announced: by an offer from outside"), world.media() as ours:
        leg, invite = sip.ring(world.bob, world.alice, uri(world.public, "alice"), sip.sdp(world.peer.address, 30000))
        other, okay = sip.answer(leg, invite, world.alice, sip.sdp(ours.address, ours.port))
        judge(world, ours, okay.media(), "announced")
        with tap.test("announced: where media has moved to, in the middle of a call"):
            sip.reinvite(leg, other, sip.sdp(OTHER, 30000, version=2), sip.sdp(ours.address, ours.port))
            world.let_in(ours, okay.media(), (world.provider, OTHER), (world.peer, None))
        sip.hang_up(leg, other)


def announced_by_forks(world):
    with tap.test("announced: by each fork"), world.media() as ours:
        leg = sip.Leg.caller(world.alice, world.target)
        leg.request("INVITE", sip.sdp(ours.address, ours.port))
        invite = world.bob.expect("INVITE", leg.call_id)
        for name, address in ("one", world.peer.address), ("two", OTHER):
            world.bob.respond(invite, 183, "Progress", sip.sdp(address, 30000), own_tag=name)
            leg.expect(183)
        world.let_in(ours, invite.media(), (world.peer, None), (world.provider, OTHER))
        world.kept_out(ours, invite.media(), (world.provider, None))


def announced_for_one(world):
    """What is announced for one stream is not announced for the other."""
    with tap.test("announced: each stream its own"), world.media() as ours, world.media() as second:
        offer = sip.sdp(ours.address, ours.port, second.port)
        leg, invite = sip.ring(world.alice, world.bob, world.target, offer)
        text = sip.sdp(OTHER, 30000, 30010).decode()
        text = text.replace("m=audio 30010 RTP/AVP 0\r\n", "m=audio 30010 RTP/AVP 0\r\nc=IN IP4 %s\r\n" % net.ADDRESSES["peer"][0])
        other, _ = sip.answer(leg, invite, world.bob, text.encode())
        world.let_in(ours, invite.media(), (world.provider, OTHER))
        world.kept_out(ours, invite.media(), (world.peer, None))
        world.let_in(second, invite.media(1), (world.peer, None))
        world.kept_out(second, invite.media(1), (world.provider, OTHER))
        sip.hang_up(leg, other)


def announced_by_candidates(world):
    with tap.test("announced: by ICE candidates"), world.media() as ours:
        leg, invite = sip.ring(world.alice, world.bob, world.target, sip.sdp(ours.address, ours.port))
        other, _ = sip.answer(leg, invite, world.bob, sip.sdp(OTHER, 30000, extra=ICE % world.peer.address))
        world.let_in(ours, invite.media(), (world.peer, None), (world.provider, OTHER))
        world.kept_out(ours, invite.media(), (world.provider, None))
        sip.hang_up(leg, other)


def main():
    net.prepare(hidden=not TRANSIT)
    world = World()
    calls_out(world)
    if len(sys.argv) > 1:
        with world.gateway.setting("media-from", "announced", back="anyone"):
            announced_early(world)
        return
    changes(world)
    with world.gateway.setting("media-from", "announced", back="anyone"):
        announced_early(world)
        announced_by_forks(world)
        announced_for_one(world)
        announced_by_candidates(world)


main()
