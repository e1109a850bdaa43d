# SPDX-License-Identifier: GPL-2.0
"""Which outside port a stream gets. The range is small enough to know which ones are left."""

import net
import proxy
import sip
import tap
from gateway import Gateway

PUBLIC = "203.0.113.1"


def no_port(gateway):
    return gateway.stats()["counters"]["no-port"]


class Phone(sip.Agent):
    def __init__(self, name, provider):
        super().__init__(net.Host(name), name)
        self.provider = provider

    def offer(self, port):
        """Offers a stream at that port. Returns where the provider is to send, and whether it got
        what was sent."""
        leg = sip.Leg.caller(self, "sip:bob@198.51.100.10")
        sent = leg.request("INVITE", sip.sdp(self.sock.address, port))
        got = self.provider.expect("INVITE", leg.call_id)
        return got.media(), got.data == sent.data


def main():
    # Where no port is left, the message stays as it is.
    net.prepare(hidden=False)
    gateway = Gateway()
    provider = sip.Agent(net.Host("provider"), "bob")
    phone, phone2 = Phone("phone", provider), Phone("phone2", provider)

    # Begins before the gateway has seen any message.
    flow = net.Host("phone2").udp(10103)
    flow.send(b"hello", (provider.sock.address, 9999))

    with tap.test("a port that is free and in the range is kept"):
        tap.equal(phone.offer(10104), ((PUBLIC, 10104), False), "outside")
    with tap.test("it is the same in another call"):
        tap.equal(phone.offer(10104), ((PUBLIC, 10104), False), "outside")
    with tap.test("an odd port is kept, too"):
        tap.equal(phone.offer(10107), ((PUBLIC, 10107), False), "outside")

    # 10101 has a socket, 10103 the flow, 10104 and 10105 the one call, 10107 and 10108 the other: of the
    # pairs, one is left.
    gateway.set("rtp-range", "10100-10111")
    held = gateway.udp(10101, "0.0.0.0")
    with tap.test("neither sockets, flows nor other calls lose a port"):
        tap.equal(phone2.offer(20000), ((PUBLIC, 10110), False), "outside")
    with tap.test("no pair is left: the message stays as it is, and is counted"):
        before = no_port(gateway)
        tap.equal(phone2.offer(20002), (("192.168.1.20", 20002), True), "outside")
        tap.equal(no_port(gateway) - before, 1, "counted")
    held.close()
    with tap.test("a port is free when its socket is closed"):
        tap.equal(phone2.offer(20004), ((PUBLIC, 10100), False), "outside")
    with tap.test("the flow lives on"):
        flow.send(b"hello", (provider.sock.address, 5060))
        tap.equal(provider.sock.receive()[1], (PUBLIC, 10103), "its source")
    with tap.test("two phones to whose flows NAT gives the same port, at two registrars"), \
            sip.Agent(net.Host("provider"), "carol", 5060, "198.51.100.11") as other, \
            sip.Agent(net.Host("provider"), "dave", 5070, "198.51.100.11") as third:
        gateway.run("sipnat-ctl", "flush")
        gateway.forget_flows()
        contacts = [proxy.registers(provider, phone2), proxy.registers(other, phone)]
        tap.want(contacts[0].rpartition("@")[2] != contacts[1].rpartition("@")[2], "both are at %s" % contacts[0])
        for caller, callee, contact in (third, phone2, contacts[0]), (provider, phone, contacts[1]):
            leg = sip.Leg.caller(caller, contact)
            leg.request("OPTIONS")
            callee.respond(callee.expect("OPTIONS", leg.call_id), 200, "OK")
            leg.expect(200)


main()
