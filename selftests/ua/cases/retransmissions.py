# SPDX-License-Identifier: GPL-2.0
"""Everything that is sent arrives twice, and both times is the same, byte for byte."""

import flows
import net
import sip
import tap
from flows import Pair
from gateway import Gateway


class Doubles(net.Socket):
    """Sends each datagram twice, and wants to get each twice."""

    def __init__(self, *args):
        super().__init__(*args)
        self.sent = {}

    def send(self, data, to):
        self.sent[data.split(b" ", 1)[0]] = data, to
        super().send(data, to)
        super().send(data, to)

    def again(self, method):
        """What it has sent with that method last"""
        self.send(*self.sent[method])

    def receive(self, timeout=None):
        first, second = super().receive(timeout), super().receive(timeout)
        if first != second:
            raise net.Failure("%r got %r from %s:%d, and then %r from %s:%d" % (
                self, first[0], *first[1], second[0], *second[1]))
        return first


class Agent(sip.Agent):
    def __init__(self, host, user):
        super().__init__(host, user)
        self.sock.close()
        self.sock = Doubles(host, 5060, host.address)


def early(way):
    return lambda pair: flows.answered(pair, way(pair))


def changed(pair):
    """Hold, other media by re-INVITE and by UPDATE, and what both offer at a time"""
    session = flows.simple(pair)
    session.change("INVITE", "inside", extra="a=sendonly\n", answer_extra="a=recvonly\n")
    session.change("INVITE", "outside", ["inside", "outside"])
    session.change("UPDATE", "inside", ["inside"])
    flows.glare(session)
    Gateway().goes_on(session.legs[0].call_id)
    return session


def others_name(pair):
    """A call in the name of somebody else"""
    mine, yours = pair.media(pair.caller), pair.media(pair.callee)
    leg = sip.Leg.caller(pair.caller, pair.target)
    leg.local = "<sip:carol@192.168.1.77>;tag=carol"
    leg.request("INVITE", flows.describe(mine))
    invite = pair.callee.expect("INVITE", leg.call_id)
    other, okay, _ = flows.accept(pair, leg, invite, flows.describe(yours))
    return flows.Session(pair, leg, other, mine, yours, invite, okay)


def register(pair):
    leg = sip.Leg.caller(pair.inside, "sip:198.51.100.10")
    leg.request("REGISTER", fields=[("Contact", pair.inside.contact), ("Expires", "600")])
    request = pair.outside.expect("REGISTER")
    pair.outside.respond(request, 200, fields=[("Contact", request["contact"] + ";expires=600")])
    tap.equal(leg.expect(200)["contact"], pair.inside.contact + ";expires=600", "Contact")


def refused(pair):
    """A call that is refused, tried again with credentials, or given up"""
    mine = pair.media(pair.caller)
    leg, invite = pair.invite(flows.describe(mine))
    sip.refuse(leg, pair.callee, invite, 407)
    leg.request("INVITE", flows.describe(mine), [("Proxy-Authorization", "Digest username=\"a\"")])
    invite = pair.callee.expect("INVITE", leg.call_id)
    pair.callee.respond(invite, 180)
    leg.expect(180)
    leg.request("CANCEL")
    pair.callee.respond(pair.callee.expect("CANCEL", leg.call_id), 200)
    leg.expect(200)
    sip.refuse(leg, pair.callee, invite, 487)
    # It was a long time under way, and the call is over.
    pair.caller.sock.again(b"INVITE")
    pair.callee.expect("INVITE", leg.call_id)


def crossed_by_bye(session):
    """Who has offered something else hangs up, and is answered about that first."""
    leg, other = session.legs
    leg.request("INVITE", session.describe(0))
    invite = other.expect("INVITE")
    leg.ask(other, "BYE")
    for status in 100, 487:
        other.respond(invite, status)
        leg.expect(status)


def refer(session):
    for who in "inside", "outside":
        leg, other = (session.legs[index] for index in (session.side(who), 1 - session.side(who)))
        leg.ask(other, "REFER", status=202, fields=[("Refer-To", "<sip:carol@192.168.1.20:5066>")])
        other.ask(leg, "NOTIFY", b"SIP/2.0 200 OK\r\n")


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone"), net.Host("provider")
    ways = (("offer in INVITE", flows.simple), ("offer in 200", flows.late), ("CANCEL crosses 200", flows.crossed),
            ("offer in 183", early(flows.late_early)), ("offer in PRACK", early(flows.again_early)),
            ("UPDATE before the answer", early(flows.updated_early)), ("hold, UPDATE and glare", changed),
            ("in another's name", others_name))
    for name, inside_calls in (("out", True), ("in", False)):
        for what, way in ways:
            with tap.test("call %s, %s" % (name, what)), Pair(phone, provider, inside_calls, Agent) as pair:
                session = way(pair)
                session.talk("outside")
                session.hang_up("outside")
        with tap.test("call %s, refused and given up" % name), Pair(phone, provider, inside_calls, Agent) as pair:
            refused(pair)
        with tap.test("call %s, an offer is crossed by BYE" % name), Pair(phone, provider, inside_calls, Agent) as pair:
            crossed_by_bye(flows.simple(pair))
    with tap.test("registration"), Pair(phone, provider, True, Agent) as pair:
        register(pair)
    with tap.test("REFER and NOTIFY"), Pair(phone, provider, True, Agent) as pair:
        session = flows.simple(pair)
        refer(session)
        session.hang_up()
    with tap.test("no call goes on"):
        gateway.closing()


main()
