# SPDX-License-Identifier: GPL-2.0
"""What a flow is related to."""

import time

import flows
import net
import sip
import tap
from flows import Pair
from gateway import Gateway

TIMEOUT = 2
COUNT = 100


def connections(gateway):
    with gateway, open("/proc/sys/net/netfilter/nf_conntrack_count", encoding="ascii") as file:
        return int(file.read())


def set_timeouts(gateway):
    with gateway:
        for name in "nf_conntrack_udp_timeout", "nf_conntrack_udp_timeout_stream":
            with open("/proc/sys/net/netfilter/" + name, "w", encoding="ascii") as file:
                file.write(str(TIMEOUT))


def gone(gateway, phone, provider):
    """Audio whose signalling conntrack has forgotten: it is related still, to what is no more."""
    for first in "inside", "outside":
        with tap.test("audio whose signalling is forgotten, %s first" % first), Pair(phone, provider) as pair:
            session = flows.simple(pair)
            gateway.forget_flows()
            session.talk(first)
            # All of it can be read, by every tool.
            seen = gateway.run("conntrack", "-L", "-o", "xml")
            tap.want(str(session.media[0].port) in seen, "no audio in %s" % seen)
            gateway.run("conntrack", "-L", "-o", "extended")
            session.hang_up(first)


def chain(gateway, phone, provider):
    """Each subscriber is let in because of the one before, and makes way for the next."""
    with Pair(phone, provider) as pair:
        known = flows.simple(pair)
        contact = sip.hostport(known.legs[1].target)
        empty = connections(gateway)
        last = None
        for number in range(COUNT):
            with sip.Agent(provider, "s%d" % number, 20000 + number) as subscriber:
                leg = sip.Leg.caller(subscriber, "sip:alice@%s:%d" % contact)
                leg.request("SUBSCRIBE", fields=[("Expires", "600")])
                request = pair.inside.expect("SUBSCRIBE", leg.call_id)
                pair.inside.respond(request, 200, fields=[("Expires", "600")])
                leg.expect(200)
                last = request.source
        tap.want(connections(gateway) >= empty, "nothing is remembered at all")
        # The last one lives on.
        end = time.monotonic() + 3 * TIMEOUT
        while time.monotonic() < end:
            pair.inside.sock.send(b"\r\n\r\n", last)
            time.sleep(TIMEOUT / 4)
        # Reading the table is what takes dead ones off it.
        gateway.run("conntrack", "-L")
        count = connections(gateway)
        tap.want(count < 10, "%d connections are left when one lives" % count)
        known.hang_up()


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone"), net.Host("provider")
    gone(gateway, phone, provider)
    set_timeouts(gateway)
    with tap.test("no flow holds those that came before"):
        chain(gateway, phone, provider)
    with tap.test("nothing is left when all is forgotten"):
        gateway.forget_flows()
        end = time.monotonic() + 5
        while connections(gateway) > 4 and time.monotonic() < end:
            time.sleep(0.2)
        tap.want(connections(gateway) <= 4, "%d connections" % connections(gateway))
    with tap.test("no call goes on"):
        gateway.closing()


main()
