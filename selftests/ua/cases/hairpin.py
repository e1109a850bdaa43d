# SPDX-License-Identifier: GPL-2.0
"""Two phones behind the gateway that call each other through a proxy outside: they get to know each
other's real addresses, and talk without the gateway. The proxy never learns these."""

import net
import rtp
import sip
import tap
from proxy import Proxy


def whole(proxy, phones, media, caller, moved):
    """A call from one phone to the other, its media elsewhere in the middle, and its end. moved: the index of who
    moves it, and hangs up"""
    mine, yours = media[caller], media[1 - caller]
    leg, invite = sip.ring(phones[caller], phones[1 - caller], proxy.uri(phones[1 - caller].user),
                           sip.sdp(*mine.rtp.end))
    other, okay = sip.answer(leg, invite, phones[1 - caller], sip.sdp(*yours.rtp.end))
    tap.equal(invite.media(), mine.rtp.end, "what the callee knows of the caller")
    tap.equal(okay.media(), yours.rtp.end, "what the caller knows of the callee")
    tap.equal(sip.hostport(invite["contact"]), phones[caller].sock.end, "the caller's Contact")
    tap.equal(sip.hostport(okay["contact"]), phones[1 - caller].sock.end, "the callee's Contact")
    rtp.talk(yours, mine, invite.media(), okay.media())
    ends = (leg, other) if moved == caller else (other, leg)
    with rtp.Media(phones[moved].sock.host, 20100) as again:
        invite, okay = sip.reinvite(*ends, sip.sdp(*again.rtp.end, version=2), sip.sdp(*media[1 - moved].rtp.end))
        tap.equal(invite.media(), again.rtp.end, "what the other knows of who has moved")
        rtp.talk(again, media[1 - moved], okay.media(), invite.media())
    sip.hang_up(*ends)


def main():
    net.prepare()
    hosts = net.Host("phone"), net.Host("phone2")
    phones = [sip.Agent(host, name) for host, name in zip(hosts, ("alice", "bob"))]
    media = [rtp.Media(host, 20000) for host in hosts]
    with Proxy(net.Host("provider"), "proxy").start() as proxy:
        with tap.test("two phones register"):
            for phone in phones:
                proxy.registers(phone)
        for caller, moved in (0, 0), (0, 1), (1, 0), (1, 1):
            with tap.test("%s calls %s through the proxy, %s moves the call and ends it" % (
                    phones[caller].user, phones[1 - caller].user, phones[moved].user)):
                whole(proxy, phones, media, caller, moved)


main()
