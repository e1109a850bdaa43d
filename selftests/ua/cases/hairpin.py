# SPDX-License-Identifier: GPL-2.0
"""Two phones behind the gateway that call each other through a proxy outside: they get to know each
other's real addresses, and talk without the gateway."""

import net
import rtp
import sip
import tap
from proxy import Proxy


def main():
    net.prepare()
    hosts = net.Host("phone"), net.Host("phone2")
    phones = [sip.Agent(host, name) for host, name in zip(hosts, ("alice", "bob"))]
    media = [rtp.Media(host, 20000) for host in hosts]
    proxy = Proxy(net.Host("provider"), "proxy")
    with tap.test("two phones register"):
        contacts = [proxy.registers(phone) for phone in phones]
    if tap.failed:
        return
    with tap.test("one calls the other through the proxy"):
        invite, okay = proxy.connect(*phones, contacts[1], *(sip.sdp(*own.rtp.end) for own in media))
    if tap.failed:
        return
    with tap.test("each knows where the other really is"):
        tap.equal(invite.media(), media[0].rtp.end, "what the callee knows of the caller")
        tap.equal(okay.media(), media[1].rtp.end, "what the caller knows of the callee")
        tap.equal(sip.hostport(okay["contact"]), phones[1].sock.end, "the callee's Contact")
        rtp.talk(media[1], media[0], invite.media(), okay.media())


main()
