# SPDX-License-Identifier: GPL-2.0
"""What does not open the gateway: only a call does, and only for its stream. That it closes again is in
call_outbound.py."""

import calls
import net
import sip
import tap
from gateway import HELPER, Gateway

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@198.51.100.10"


def bindings(gateway):
    """The inside endpoints that are open for media."""
    if HELPER != "sipnat":
        return set()
    return {(binding["inside"]["address"], binding["inside"]["port"])
            for binding in gateway.show("bindings") if binding["kind"] != "sip"}


def offer(sender, receiver, target, body):
    leg = sip.Leg.caller(sender, target)
    leg.request("INVITE", body)
    return receiver.expect("INVITE", leg.call_id)


def closed(inside, outside):
    """What the provider sends to these ports does not reach these sockets."""
    with outside.udp(39999) as sender:
        for sock in inside:
            sender.send(b"\x80" + bytes(171), (PUBLIC, sock.port))
    for sock in inside:
        sock.silent()


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone"), net.Host("provider")
    alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")

    with tap.test("no endpoint that is outside already"):
        got = offer(alice, bob, TARGET, sip.sdp("198.51.100.20", 10000))
        tap.equal(got.media(), ("198.51.100.20", 10000), "the description")
        tap.equal(bindings(gateway), set(), "bindings")
    for port in 22, 1022:
        with tap.test("not port %d" % port), phone.udp(port) as service:
            offer(alice, bob, TARGET, sip.sdp(phone.address, port))
            tap.equal(bindings(gateway), set(), "bindings")
            closed([service], provider)
    with tap.test("not what the outside offers of the inside"), phone.udp(10010) as service:
        offer(bob, alice, "sip:alice@203.0.113.1", sip.sdp(phone.address, 10010))
        tap.equal(bindings(gateway), set(), "bindings")
        closed([service], provider)
    with tap.test("not by what is no SIP from its first byte"), phone.udp(10020) as service:
        with phone.udp(5070) as other:
            # A flow of another port is none of the helper's business.
            other.send(sip.compose("INVITE %s SIP/2.0" % TARGET,
                                   [("Via", "SIP/2.0/UDP 192.168.1.10:5070;branch=z9hG4bKa"), ("Call-ID", "a"),
                                    ("CSeq", "1 INVITE")], sip.sdp(phone.address, 10020)), ("198.51.100.10", 5070))
        tap.equal(bindings(gateway), set(), "bindings")
        closed([service], provider)
    alice.close()
    bob.close()
    with tap.test("a call opens its two ports, not those beside"), phone.udp(10029) as below, \
            phone.udp(10032) as above, calls.Call(phone, provider, TARGET, (10030, 30030)) as call:
        call.talk(False)
        if HELPER == "sipnat":
            tap.equal(bindings(gateway), {(phone.address, 10030), (phone.address, 10031)}, "bindings")
        closed([below, above], provider)
        call.hang_up()


main()
