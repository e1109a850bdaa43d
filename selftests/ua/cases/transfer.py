# SPDX-License-Identifier: GPL-2.0
"""Transfers: REFER (RFC 3515), Referred-By (RFC 3892), Replaces (RFC 3891), with each party on either side."""

import re

import flows
import net
import rtp
import sip
import tap
from flows import Pair
from gateway import Gateway

FRAGMENTS = b"SIP/2.0 100 Trying\r\n", \
    b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.168.1.10:5060\r\nContact: <sip:carol@203.0.113.1:5060>\r\n"


def refer(session, who, target, referred_by):
    """REFER and 202. Returns the REFER as it arrived, and both legs of it."""
    leg, other = (session.legs[index] for index in (session.side(who), 1 - session.side(who)))
    request, _ = leg.ask(other, "REFER", status=202,
                         fields=[("Refer-To", target), ("Referred-By", "<sip:%s>;ref=1" % referred_by)])
    return request, leg, other


def tell(leg, other, fragment, state="active;expires=60"):
    """NOTIFY of how the transfer goes. What it holds is for programs that know nothing of addresses."""
    fields = [("Event", "refer"), ("Subscription-State", state), ("Contact", other.agent.contact)]
    other.request("NOTIFY", fragment, fields, kind="message/sipfrag")
    request = leg.expect("NOTIFY")
    tap.equal(request.body, fragment, "body of NOTIFY")
    leg.respond(request, 200, "OK")
    other.expect(200)


def follow(request, agent, callee, pair, replaces=None):
    """Whoever was asked calls whom it was asked to call. Both talk."""
    target = sip.uri(request["refer-to"])
    plain, _, headers = target.partition("?")
    leg = sip.Leg.caller(agent, plain)
    mine, yours = pair.media(agent), pair.media(callee)
    fields = [("Referred-By", request["referred-by"])]
    if replaces:
        tap.equal("?" + headers, escaped(replaces), "headers of the URI")
        fields.append(("Replaces", replaces))
    leg.request("INVITE", flows.describe(mine), fields)
    invite = callee.expect("INVITE", leg.call_id)
    tap.equal(invite["replaces"], replaces or "", "Replaces")
    other, okay = sip.answer(leg, invite, callee, flows.describe(yours))
    rtp.talk(yours, mine, invite.media(), okay.media())
    sip.hang_up(leg, other)
    return invite


def escaped(value, name="?Replaces="):
    return name + re.sub("[<>@;=]", lambda char: "%%%02X" % ord(char[0]), value)


def notified(leg, other):
    tell(leg, other, FRAGMENTS[0])
    tell(leg, other, FRAGMENTS[1], "terminated;reason=noresource")


def by_inside(phone, provider, target_host, replaces=""):
    """The phone transfers the provider to somebody."""
    inside = target_host.address.startswith("192.168.")
    with Pair(phone, provider) as pair:
        carol = sip.Agent(target_host, "carol", 5066)
        pair.opened.append(carol)
        session = flows.simple(pair)
        target = "<sip:carol@%s%s>" % (carol.at, replaces and escaped(replaces))
        request, leg, other = refer(session, "inside", target, "alice@" + pair.inside.at)
        tap.equal(sip.hostport(request["referred-by"])[0], flows.PUBLIC, "Referred-By")
        tell(leg, other, FRAGMENTS[0])
        if inside:
            tap.equal(sip.hostport(request["refer-to"])[0], flows.PUBLIC, "Refer-To")
            invite = follow(request, pair.outside, carol, pair, replaces)
            tap.equal(sip.hostport(invite.uri), carol.sock.end, "Request-URI inside")
        else:
            # They meet without us.
            tap.equal(request["refer-to"], target, "Refer-To")
        tell(leg, other, FRAGMENTS[1], "terminated;reason=noresource")
        session.hang_up("inside")


def by_headers(phone, provider, phone2):
    """The phone transfers the provider to another one, whose address stands where the URI says by which route."""
    with Pair(phone, provider) as pair:
        carol = sip.Agent(phone2, "carol", 5066)
        pair.opened.append(carol)
        session = flows.simple(pair)
        route = "<sip:carol@%s;lr>" % carol.at
        named = "<sip:alice@%s>" % pair.inside.at
        target = "<sip:carol@example.org%s%s>" % (escaped(route, "?Route="), escaped(named, "&Referred-By="))
        request, leg, other = refer(session, "inside", target, "alice@" + pair.inside.at)
        headers = dict(part.split("=", 1) for part in sip.uri(request["refer-to"]).partition("?")[2].split("&"))
        headers = {name: re.sub("%(..)", lambda code: chr(int(code[1], 16)), value) for name, value in headers.items()}
        tap.equal(sip.hostport(headers["Referred-By"])[0], flows.PUBLIC, "Referred-By in the URI")
        mine, yours = pair.media(pair.outside), pair.media(carol)
        called = sip.Leg.caller(pair.outside, "sip:carol@example.org", sip.hostport(headers["Route"]))
        called.request("INVITE", flows.describe(mine), headers.items())
        invite = carol.expect("INVITE", called.call_id)
        tap.equal(invite["route"], route, "Route inside")
        end, okay = sip.answer(called, invite, carol, flows.describe(yours))
        rtp.talk(yours, mine, invite.media(), okay.media())
        sip.hang_up(called, end)
        notified(leg, other)
        session.hang_up("inside")


def by_outside(phone, provider, peer, replaces=""):
    """The provider transfers the phone to somebody outside."""
    with Pair(phone, provider, False) as pair:
        carol = sip.Agent(peer, "carol")
        pair.opened.append(carol)
        session = flows.simple(pair)
        target = "<sip:carol@%s%s>" % (carol.at, replaces and escaped(replaces))
        request, leg, other = refer(session, "outside", target, "bob@" + pair.outside.at)
        tap.equal(request["refer-to"], target, "Refer-To")
        notified(leg, other)
        follow(request, pair.inside, carol, pair, replaces)
        session.hang_up("outside")


def by_outside_to_inside(phone, phone2, provider, attended):
    """The provider has calls with two phones and brings them together: they talk without the gateway."""
    with Pair(phone, provider) as pair:
        carol = sip.Agent(phone2, "carol")
        pair.opened.append(carol)
        session = flows.simple(pair)
        # The other call
        consulted, ours, theirs = sip.Leg.caller(carol, pair.target), pair.media(carol), pair.media(pair.outside)
        consulted.request("INVITE", flows.describe(ours))
        invite = pair.outside.expect("INVITE", consulted.call_id)
        other, _ = sip.answer(consulted, invite, pair.outside, flows.describe(theirs))
        replaces = "%s;to-tag=%s;from-tag=%s" % (
            consulted.call_id, sip.tag(consulted.local), sip.tag(consulted.remote)) if attended else ""
        target = "<%s%s>" % (other.target, replaces and escaped(replaces))
        request, leg, asked = refer(session, "outside", target, "bob@" + pair.outside.at)
        tap.equal(sip.hostport(request["refer-to"]), carol.sock.end, "Refer-To inside")
        follow(request, pair.inside, carol, pair, replaces)
        notified(leg, asked)
        sip.hang_up(consulted, other)
        session.hang_up("outside")


def long_ringing(gateway, phone, provider):
    """Whoever has transferred a call has left it; how it went is told minutes later."""
    with Pair(phone, provider) as pair:
        session = flows.simple(pair)
        request, leg, other = refer(session, "inside", "<sip:carol@198.51.100.20>", "alice@" + pair.inside.at)
        tell(leg, other, FRAGMENTS[0])
        session.hang_up("inside")
        gateway.passes(300)
        tell(leg, other, FRAGMENTS[1], "terminated;reason=noresource")


def main():
    net.prepare()
    gateway = Gateway()
    phone, phone2, provider, peer = map(net.Host, ("phone", "phone2", "provider", "peer"))
    replaces = "call7@192.168.1.10;to-tag=1;from-tag=alice@192.168.1.20"
    for what, text in ("blind", ""), ("attended", replaces):
        with tap.test("%s transfer by a phone to somebody outside" % what):
            by_inside(phone, provider, peer, text)
        with tap.test("%s transfer by a phone to another one" % what):
            by_inside(phone, provider, phone2, text)
        with tap.test("%s transfer of a phone to somebody outside" % what):
            by_outside(phone, provider, peer, text)
        with tap.test("%s transfer of a phone to another one" % what):
            by_outside_to_inside(phone, phone2, provider, what == "attended")
    with tap.test("blind transfer by a phone to another one, by a route in the URI"):
        by_headers(phone, provider, phone2)
    with tap.test("a transfer that takes minutes"):
        long_ringing(gateway, phone, provider)
    with tap.test("no call goes on"):
        gateway.closing()


main()
