# SPDX-License-Identifier: GPL-2.0
"""Media is where the description says, and that need not be where signalling comes from."""

import calls
import net
import rtp
import sip
import tap

TARGET = "sip:bob@198.51.100.10"


def from_the_start(phone, provider, peer, ports, outside_first):
    """The provider's answer names another host."""
    alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")
    ours, theirs = rtp.Media(phone, ports[0]), rtp.Media(peer, ports[1])
    leg, invite = sip.ring(alice, bob, TARGET, sip.sdp(ours.address, ours.port))
    other, okay = sip.answer(leg, invite, bob, sip.sdp(theirs.address, theirs.port))
    if outside_first:
        rtp.talk(theirs, ours, invite.media(), okay.media())
    else:
        rtp.talk(ours, theirs, okay.media(), invite.media())
    sip.hang_up(leg, other)
    for opened in alice, bob, ours, theirs:
        opened.close()


def moved_by_provider(phone, provider, peer, ports, outside_first):
    """In a call, a re-INVITE of the provider moves its media to another host and back."""
    with calls.Call(phone, provider, TARGET, ports) as call:
        call.talk()
        heard_as = call.invite.media()
        theirs = rtp.Media(peer, ports[1] + 1000)
        for version, media in enumerate((theirs, call.yours), 2):
            invite, okay = sip.reinvite(call.other, call.leg, sip.sdp(media.address, media.port, version=version),
                                        sip.sdp(call.mine.address, call.mine.port, version=version))
            tap.equal(okay.media(), heard_as, "the phone's media endpoint")
            if outside_first:
                rtp.talk(media, call.mine, okay.media(), invite.media())
            else:
                rtp.talk(call.mine, media, invite.media(), okay.media())
        call.hang_up()
        theirs.close()


def moved_by_phone(phone, provider, ports, outside_first):
    """In a call, the phone moves its media to another port."""
    with calls.Call(phone, provider, TARGET, ports) as call:
        call.talk()
        ours = rtp.Media(phone, ports[0] + 100)
        call.opened.append(ours)
        invite, okay = sip.reinvite(call.leg, call.other, sip.sdp(ours.address, ours.port, version=2),
                                    sip.sdp(call.yours.address, call.yours.port, version=2))
        if outside_first:
            rtp.talk(call.yours, ours, invite.media(), okay.media())
        else:
            rtp.talk(ours, call.yours, okay.media(), invite.media())
        call.hang_up()


def main():
    net.prepare()
    phone, provider, peer = net.Host("phone"), net.Host("provider"), net.Host("peer")
    for number, who in enumerate(("phone", "other side")):
        start = 10000 + 10 * number, 30000 + 10 * number
        with tap.test("media elsewhere from the start, %s speaks first" % who):
            from_the_start(phone, provider, peer, start, number)
        start = 10020 + 10 * number, 30020 + 10 * number
        with tap.test("media moves to another host and back, %s speaks first" % who):
            moved_by_provider(phone, provider, peer, start, number)
        start = 10040 + 10 * number, 30040 + 10 * number
        with tap.test("the phone's media moves, %s speaks first" % who):
            moved_by_phone(phone, provider, start, number)


main()
