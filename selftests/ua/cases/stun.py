# SPDX-License-Identifier: GPL-2.0
"""A phone that knows its outside port: from a STUN server, which here says what it sees. It keeps that port
whatever else calls need, and is heard through it."""

import net
import rtp
import sip
import tap

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@198.51.100.10"


def learnt(media, server):
    """What the server says of each of the two sockets."""
    found = []
    for sock in media.rtp, media.rtcp:
        sock.send(b"\0\1\0\0\x21\x12\xa4\x42" + bytes(12), server.end)
        _, source = server.receive()
        server.send(repr(source).encode(), source)
        sock.receive()
        found.append(source)
    return found


class Pair:
    """Signalling of a phone and of the provider."""

    def __init__(self, phone, provider):
        self.alice, self.bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")

    def call(self, offer, answer):
        leg = sip.Leg.caller(self.alice, TARGET)
        sent = leg.request("INVITE", offer)
        invite = self.bob.expect("INVITE", leg.call_id)
        other, okay = sip.answer(leg, invite, self.bob, answer)
        return sent, invite, okay, leg, other

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.alice.close()
        self.bob.close()


def says_itself(phone, phone2, provider, server, port):
    """Its description names what is outside already. Another phone wants the same port."""
    ours, theirs = rtp.Media(phone, port), rtp.Media(provider, 30000)
    face = learnt(ours, server)
    tap.equal(face, [(PUBLIC, port), (PUBLIC, port + 1)], "outside")
    with Pair(phone2, provider) as second:
        leg = sip.Leg.caller(second.alice, TARGET)
        leg.request("INVITE", sip.sdp(phone2.address, port))
        invite = second.bob.expect("INVITE", leg.call_id)
        tap.want(invite.media()[0] == PUBLIC and invite.media()[1] not in (port - 1, port, port + 1),
                 "the other phone is at %s:%d" % invite.media())
    with Pair(phone, provider) as pair:
        offer = sip.sdp(PUBLIC, port)
        sent, invite, okay, leg, other = pair.call(offer, sip.sdp(provider.address, 30000))
        tap.equal(invite.body, sent.body, "the description")
        # The phone opens its NAT itself: nobody else does.
        rtp.speak(ours, okay.media(), theirs, face[0])
        rtp.speak(theirs, face[0], ours, okay.media())
        sip.hang_up(leg, other)
    ours.close()
    theirs.close()


def as_candidate(phone, provider, peer, server, port):
    """It offers its own endpoint too (ICE): that is at the same port, beside the range or not."""
    ours, theirs, elsewhere = rtp.Media(phone, port), rtp.Media(provider, 30010), rtp.Media(peer, 30010)
    face = learnt(ours, server)
    tap.equal(face, [(PUBLIC, port), (PUBLIC, port + 1)], "outside")
    lines = ["v=0", "o=- 1 1 IN IP4 " + PUBLIC, "s=-", "c=IN IP4 " + PUBLIC, "t=0 0", "m=audio %d RTP/AVP 0" % port,
             "a=rtcp:%d" % (port + 1)]
    for component in 1, 2:
        at = port + component - 1
        lines += ["a=candidate:1 %d UDP 2130706431 %s %d typ host" % (component, phone.address, at),
                  "a=candidate:2 %d UDP 1694498815 %s %d typ srflx raddr %s rport %d" %
                  (component, PUBLIC, at, phone.address, at)]
    body = "".join(line + "\r\n" for line in lines).encode()
    with Pair(phone, provider) as pair:
        _, invite, okay, leg, other = pair.call(body, sip.sdp(provider.address, 30010))
        tap.equal(invite.body, body.replace(phone.address.encode(), PUBLIC.encode()), "the description")
        # Whoever believes any of it is heard, first, too.
        rtp.talk(theirs, ours, face[0], okay.media())
        rtp.talk(elsewhere, ours, face[0], elsewhere.rtp.end)
        rtp.control(theirs, ours, face[0], okay.media())
        sip.hang_up(leg, other)
    for media in ours, theirs, elsewhere:
        media.close()


def main():
    net.prepare()
    phone, phone2, provider, peer = map(net.Host, ("phone", "phone2", "provider", "peer"))
    server = peer.udp(3478)
    with tap.test("a phone says itself where it is"):
        says_itself(phone, phone2, provider, server, 10500)
    with tap.test("a phone offers what it has learnt, and its own endpoint"):
        as_candidate(phone, provider, peer, server, 10600)
    with tap.test("the same, beside the range"):
        as_candidate(phone, provider, peer, server, 20600)


main()
