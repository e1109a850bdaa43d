# SPDX-License-Identifier: GPL-2.0
"""Two phones with the same ports, RTP and SIP, call one provider at the same time."""

import net
import rtp
import sip
import tap


def main():
    net.prepare()
    provider = net.Host("provider")
    bob = sip.Agent(provider, "bob")
    phones = []
    with tap.test("both calls are set up"):
        for number, name in enumerate(("phone", "phone2")):
            host = net.Host(name)
            agent, ours = sip.Agent(host, name), rtp.Media(host, 10000)
            theirs = rtp.Media(provider, 30000 + 10 * number)
            leg, invite = sip.ring(agent, bob, "sip:bob@198.51.100.10", sip.sdp(ours.address, ours.port))
            phones.append((leg, invite, agent, ours, theirs))
        endpoints = []
        for number, (leg, invite, agent, ours, theirs) in enumerate(phones):
            other, okay = sip.answer(leg, invite, bob, sip.sdp(theirs.address, theirs.port))
            endpoints.append(invite.media())
            phones[number] += (other, okay)
        tap.want(endpoints[0] != endpoints[1], "both have %s:%d" % endpoints[0])
    if tap.failed:
        return
    for number, first in enumerate(("phone", "provider")):
        with tap.test("audio of phone %d, %s speaks first" % (number + 1, first)):
            leg, invite, agent, ours, theirs, other, okay = phones[number]
            pair = [ours, theirs, okay.media(), invite.media()]
            rtp.talk(*pair if first == "phone" else (theirs, ours, invite.media(), okay.media()))
            rtp.control(*pair)
    with tap.test("the second call goes on when the first has ended"):
        leg, invite, agent, ours, theirs, other, okay = phones[0]
        sip.hang_up(leg, other)
        leg, invite, agent, ours, theirs, other, okay = phones[1]
        rtp.talk(theirs, ours, invite.media(), okay.media())
        sip.hang_up(other, leg)


main()
