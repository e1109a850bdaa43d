# SPDX-License-Identifier: GPL-2.0
"""Calls from a phone inside to a provider outside."""

import itertools

import net
import rtp
import sip
import tap
from gateway import Gateway

PUBLIC = "203.0.113.1"


def hidden(capture):
    """Nothing that was seen names an inside address, but for Call-ID, which stays as it is."""
    seen = 0
    for packet in capture.read():
        if b"SIP/2.0" not in packet.payload:
            continue
        seen += 1
        for line in packet.payload.split(b"\r\n"):
            if b"192.168." in line and not line.lower().startswith((b"call-id:", b"i:")):
                raise net.Failure("%s: %r" % (packet, line))
    tap.want(seen, "no messages were seen")


def call(gateway, phone, provider, port, inside_first, who_hangs_up):
    """One call from ring to hang-up. Its ports are its own, so that no flow of a call before helps."""
    with net.Capture(provider) as capture:
        alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")
        ours, theirs = rtp.Media(phone, port), rtp.Media(provider, 20000 + port)
        leg, invite = sip.ring(alice, bob, "sip:bob@198.51.100.10", sip.sdp(phone.address, ours.port))
        other, okay = sip.answer(leg, invite, bob, sip.sdp(provider.address, theirs.port))
        tap.equal(invite.media()[0], PUBLIC, "the phone's media address outside")
        pair = [ours, theirs, okay.media(), invite.media()]
        if not inside_first:
            pair = [theirs, ours, invite.media(), okay.media()]
        rtp.talk(*pair)
        rtp.control(*pair)
        sip.hang_up(*(leg, other) if who_hangs_up == "phone" else (other, leg))
        hidden(capture)
    for closing in alice, bob, ours, theirs:
        closing.close()
    gateway.forgets(35)


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone"), net.Host("provider")
    for number, (first, last) in enumerate(itertools.product(("phone", "provider"), repeat=2)):
        with tap.test("call out, %s speaks first, %s hangs up" % (first, last)):
            call(gateway, phone, provider, 10000 + 10 * number, first == "phone", last)


main()
