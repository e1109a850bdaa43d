# SPDX-License-Identifier: GPL-2.0
"""What a party calls itself comes back as it was written, though outside all names look alike.
RFC 3261 section 8.2.6.2: an answer repeats From; section 12.2: so do requests within a dialog, in To."""

import itertools

import flows
import net
import sip
import tap
from gateway import Gateway

TARGET = "sip:bob@198.51.100.10"
tags = itertools.count(1)


def named(agent, host, target=TARGET):
    """A call's leg in somebody's name"""
    leg = sip.Leg.caller(agent, target)
    leg.local = "<sip:carol@%s>;tag=name%d" % (host, next(tags))
    return leg


def hidden(message, field):
    tap.want("192.168." not in message[field], "outside: " + message[field])
    return message


def call(pbx, provider, leg):
    """Rings, and both sides' messages until it is set up"""
    leg.request("INVITE")
    invite = hidden(provider.expect("INVITE", leg.call_id), "from")
    for status in 180, 200:
        sent = provider.respond(invite, status)
        tap.equal(leg.expect(status)["from"], leg.local, "From of %d" % status)
    leg.request("ACK")
    hidden(provider.expect("ACK", leg.call_id), "from")
    return sip.Leg.callee(provider, invite, sent)


def hang_up(leg, other):
    """The other side does, and calls us as it has heard it."""
    other.request("BYE")
    bye = leg.expect("BYE")
    tap.equal(bye["to"], leg.local, "To of BYE")
    leg.respond(bye, 200, "OK")
    tap.equal(other.expect(200)["to"], other.remote, "To of its answer")


def calls(gateway, pbx, provider):
    for host in "192.168.1.5", "192.168.1.10", "192.168.1.10:5060", "192.168.1.20:5070", "198.51.100.99":
        with tap.test("a PBX calls for %s" % host):
            leg = named(pbx, host)
            hang_up(leg, call(pbx, provider, leg))
    with tap.test("a PBX calls for two phones at a time, and its flow is forgotten meanwhile"):
        legs = [named(pbx, host) for host in ("192.168.1.10", "192.168.1.20")]
        others = [call(pbx, provider, leg) for leg in legs]
        gateway.run("conntrack", "-F")
        for leg, other in zip(legs, others):
            hang_up(leg, other)


def outside_of_calls(pbx, provider):
    for method in "OPTIONS", "MESSAGE", "SUBSCRIBE", "REGISTER":
        for host in "192.168.1.10", "192.168.1.20:5070":
            with tap.test("%s in the name of %s" % (method, host)):
                leg = named(pbx, host)
                leg.request(method)
                provider.respond(hidden(provider.expect(method, leg.call_id), "from"), 404)
                tap.equal(leg.expect(404)["from"], leg.local, "From")


def second_phone(phone, phone2, provider):
    """Both phones have port 5060, and the first one has it outside, too. Names without a port are its own."""
    with flows.Pair(phone, provider) as pair:
        first = sip.Leg.caller(pair.inside, TARGET)
        first.request("INVITE")
        invite = pair.outside.expect("INVITE", first.call_id)
        carol = sip.Agent(phone2, "carol")
        pair.opened.append(carol)
        with tap.test("the second phone calls in its own name"):
            leg = named(carol, "192.168.1.20")
            other = call(carol, pair.outside, leg)
            tap.want(sip.hostport(other.target) != sip.hostport(invite["contact"]), "both have %s" % other.target)
            hang_up(leg, other)
        with tap.test("the second phone is called by a name without a port"):
            where = sip.hostport(other.target)
            there = named(pair.outside, "198.51.100.10", "sip:carol@203.0.113.1")
            there.hop = where
            there.request("OPTIONS")
            asked = carol.expect("OPTIONS", there.call_id)
            tap.equal((asked.uri, asked["to"]), ("sip:carol@192.168.1.20", "<sip:carol@192.168.1.20>"),
                      "Request-URI and To inside")
            carol.respond(asked, 200)
            tap.equal(there.expect(200)["to"].split(";")[0], there.remote, "To of the answer")
        with tap.test("the second phone is called by the name of the first"):
            there = named(pair.outside, "198.51.100.10", sip.uri(invite["contact"]))
            there.hop = where
            there.request("OPTIONS")
            carol.respond(carol.expect("OPTIONS", there.call_id), 200)
            tap.equal(there.expect(200)["to"].split(";")[0], there.remote, "To of the answer")
        sip.refuse(first, pair.outside, invite, 486)


def main():
    net.prepare()
    gateway = Gateway()
    phone, phone2, pbx, provider = map(net.Host, ("phone", "phone2", "pbx", "provider"))
    with flows.Pair(pbx, provider) as pair:
        calls(gateway, pair.inside, pair.outside)
        outside_of_calls(pair.inside, pair.outside)
    gateway.run("conntrack", "-F")
    second_phone(phone, phone2, provider)
    with tap.test("no call goes on"):
        gateway.closing()


main()
