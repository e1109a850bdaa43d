# SPDX-License-Identifier: GPL-2.0
"""Calls that are set up in any way but the plain one, and what may cross."""

import itertools

import flows
import net
import rtp
import sip
import tap
from flows import Pair
from gateway import Gateway

DIRECTIONS = {"out": True, "in": False}


def early_ways(phone, provider):
    for way in flows.late_early, flows.again_early, flows.updated_early:
        for (name, inside_calls), first in itertools.product(DIRECTIONS.items(), ("inside", "outside")):
            with tap.test("call %s, %s first: %s" % (name, first, way.__doc__)), \
                    Pair(phone, provider, inside_calls) as pair:
                early = way(pair)
                early[2].talk(first)
                session = flows.answered(pair, early)
                session.talk()
                session.hang_up(first)


def late_offer(phone, provider):
    for (name, inside_calls), first in itertools.product(DIRECTIONS.items(), ("inside", "outside")):
        with tap.test("call %s, %s first: %s" % (name, first, flows.late.__doc__)), \
                Pair(phone, provider, inside_calls) as pair:
            session = flows.late(pair)
            session.talk(first)
            session.hang_up(first)


def updated(phone, provider):
    for name, inside_calls in DIRECTIONS.items():
        with tap.test("call %s: each side moves its media by UPDATE" % name), \
                Pair(phone, provider, inside_calls) as pair:
            session = flows.simple(pair)
            for who in "inside", "outside":
                session.change("UPDATE", who, [who])
                session.talk(who)
            session.change("UPDATE", "inside", ["inside", "outside"])
            session.talk("outside")
            session.hang_up()


def glare(phone, provider):
    for name, inside_calls in DIRECTIONS.items():
        with tap.test("call %s: both re-INVITE at a time" % name), Pair(phone, provider, inside_calls) as pair:
            session = flows.simple(pair)
            session.talk()
            flows.glare(session)
            session.talk("outside")
            # One of them tries again.
            session.change("INVITE", "outside", ["inside", "outside"])
            session.talk("outside")
            session.hang_up("outside")


def crossed(phone, provider):
    for name, inside_calls in DIRECTIONS.items():
        with tap.test("call %s: CANCEL crosses 200" % name), Pair(phone, provider, inside_calls) as pair:
            session = flows.crossed(pair)
            session.talk("outside")
            session.hang_up()


def forks(pair, hosts, inside_media):
    """INVITE that several answer early, each with media of its own. Returns the caller's leg, INVITE, and
    tag, media and response of each."""
    leg, invite = pair.invite(flows.describe(inside_media))
    early = []
    for number, (status, host) in enumerate(zip((183, 180, 183), hosts)):
        media = pair.media(pair.callee, host)
        pair.callee.respond(invite, status, body=flows.describe(media), own_tag="fork%d" % number)
        early.append(("fork%d" % number, media, leg.expect(status)))
    return leg, invite, early


def accept(pair, leg, invite, fork):
    """Returns both sides' legs"""
    tag, media, _ = fork
    sent = pair.callee.respond(invite, 200, "OK", flows.describe(media), own_tag=tag)
    okay = leg.expect(200)
    mine = leg.fork(okay)
    mine.request("ACK")
    pair.callee.expect("ACK", leg.call_id)
    return mine, sip.Leg.callee(pair.callee, invite, sent)


def heard(ours, invite, forks_, first):
    """Each fork hears the caller, and is heard."""
    for _, media, message in forks_:
        if first == "inside":
            rtp.talk(ours, media, message.media(), invite.media())
        else:
            rtp.talk(media, ours, invite.media(), message.media())


def forked(phone, provider, peer):
    """Three ring, one of them answers."""
    for first in "inside", "outside":
        with tap.test("a call that forks: audio from each, %s first, then one answers" % first), \
                Pair(phone, provider) as pair:
            ours = pair.media(pair.inside)
            leg, invite, early = forks(pair, (provider, peer, provider), ours)
            heard(ours, invite, early, first)
            # And again from the first, when all others have been heard.
            rtp.speak(early[0][1], invite.media(), ours, early[0][2].media())
            legs = accept(pair, leg, invite, early[1])
            heard(ours, invite, early[1:2], first)
            sip.hang_up(*legs)


def forked_twice(phone, provider, peer):
    """Two answer for good, and the caller drops one of them: RFC 3261 section 13.2.2.4"""
    with Pair(phone, provider) as pair:
        ours = pair.media(pair.inside)
        leg, invite, early = forks(pair, (provider, peer), ours)
        one, two = (accept(pair, leg, invite, fork) for fork in early)
        sip.hang_up(*one)
        heard(ours, invite, early[1:], "outside")
        # What the one that has gone sends again makes no difference.
        pair.callee.respond(invite, 200, "OK", flows.describe(early[0][1]), own_tag=early[0][0])
        leg.expect(200)
        sip.hang_up(*two)
        Gateway().closing()


def forked_bye(phone, provider, peer):
    """The caller drops a fork that has not answered yet: RFC 3261 section 15"""
    with Pair(phone, provider) as pair:
        ours = pair.media(pair.inside)
        leg, invite, early = forks(pair, (provider, peer), ours)
        leg.fork(early[0][2]).request("BYE")
        pair.callee.respond(pair.callee.expect("BYE", leg.call_id), 200, "OK")
        leg.expect(200)
        heard(ours, invite, early[1:], "outside")
        legs = accept(pair, leg, invite, early[1])
        heard(ours, invite, early[1:], "inside")
        sip.hang_up(*legs)


def forked_inside(phone, phone2, provider):
    """A call in is answered early by two phones, for the one that took it lets the other ring, too."""
    with Pair(phone, provider, False) as pair:
        theirs = pair.media(pair.outside)
        leg, invite, early = forks(pair, (phone, phone2), theirs)
        for _, media, message in early:
            rtp.talk(theirs, media, message.media(), invite.media())
        legs = accept(pair, leg, invite, early[1])
        rtp.talk(early[1][1], theirs, invite.media(), early[1][2].media())
        sip.hang_up(*legs)


def redirected_in(phone, phone2, provider, peer):
    """A phone says that others, inside and outside, should be called."""
    with Pair(phone, provider, False) as pair:
        carol, dave = sip.Agent(phone2, "carol", 5066), sip.Agent(peer, "dave")
        pair.opened += [carol, dave]
        leg, invite = pair.invite(flows.describe(pair.media(pair.outside)))
        pair.callee.respond(invite, 302, "Moved Temporarily", fields=[
            ("Contact", '"Carol" %s;q=0.9, %s' % (carol.contact, dave.contact)), ("Contact", pair.inside.contact)])
        moved = leg.expect(302)
        leg.request("ACK", branch="invite")
        pair.callee.expect("ACK", leg.call_id)
        first, second = moved.all("contact")
        tap.equal(first.split(", ")[1], dave.contact, "who is outside")
        tap.equal(sip.hostport(second), sip.hostport(pair.target), "the phone itself")
        # Whoever follows sends the same call elsewhere.
        leg.target, leg.remote = sip.uri(first), "<%s>" % pair.target
        theirs, ours = pair.media(pair.outside), pair.media(carol)
        leg.request("INVITE", flows.describe(theirs))
        invite = carol.expect("INVITE", leg.call_id)
        tap.equal(sip.hostport(invite.uri), carol.sock.end, "Request-URI inside")
        other, okay = sip.answer(leg, invite, carol, flows.describe(ours))
        rtp.talk(theirs, ours, okay.media(), invite.media())
        sip.hang_up(other, leg)


def redirected_out(phone, phone2, provider, peer):
    """The provider says that somebody outside, or a phone that it has met, should be called."""
    with Pair(phone, provider) as pair:
        carol, dave = sip.Agent(phone2, "carol"), sip.Agent(peer, "dave")
        pair.opened += [carol, dave]
        known = sip.Leg.caller(carol, pair.target)
        known.request("INVITE")
        request = pair.outside.expect("INVITE", known.call_id)
        sip.refuse(known, pair.outside, request, 486)
        leg, invite = pair.invite(flows.describe(pair.media(pair.inside)))
        pair.callee.respond(invite, 302, "Moved Temporarily", fields=[
            ("Contact", "%s, %s" % (dave.contact, request["contact"]))])
        moved = leg.expect(302)
        leg.request("ACK", branch="invite")
        pair.callee.expect("ACK", leg.call_id)
        tap.equal(moved["contact"], "%s, %s" % (dave.contact, carol.contact), "Contact at the phone")
        leg.target, leg.remote = sip.uri(dave.contact), "<%s>" % pair.target
        ours, theirs = pair.media(pair.inside), pair.media(dave)
        leg.request("INVITE", flows.describe(ours))
        invite = dave.expect("INVITE", leg.call_id)
        other, okay = sip.answer(leg, invite, dave, flows.describe(theirs))
        rtp.talk(theirs, ours, invite.media(), okay.media())
        sip.hang_up(leg, other)


def unknown(gateway, phone, provider):
    """BYE of a call that nobody knows: RFC 3261 section 15.1.2"""
    for name, inside_calls in DIRECTIONS.items():
        with tap.test("BYE %s of a call that nobody knows" % name), Pair(phone, provider, inside_calls) as pair:
            leg = sip.Leg.caller(pair.caller, pair.target)
            leg.remote += ";tag=unknown"
            leg.request("BYE")
            pair.callee.respond(pair.callee.expect("BYE", leg.call_id), 481, "Call/Transaction Does Not Exist")
            leg.expect(481)
            gateway.closing()
            tap.want(leg.call_id not in str(gateway.left()), "a call has been made of it")


def main():
    net.prepare()
    gateway = Gateway()
    phone, phone2, provider, peer = map(net.Host, ("phone", "phone2", "provider", "peer"))
    late_offer(phone, provider)
    early_ways(phone, provider)
    updated(phone, provider)
    glare(phone, provider)
    crossed(phone, provider)
    forked(phone, provider, peer)
    with tap.test("a call that forks: two answer, one is dropped"):
        forked_twice(phone, provider, peer)
    with tap.test("a call that forks: one is dropped before it answers"):
        forked_bye(phone, provider, peer)
    with tap.test("a call in that forks"):
        forked_inside(phone, phone2, provider)
    with tap.test("a phone redirects a call"):
        redirected_in(phone, phone2, provider, peer)
    with tap.test("the provider redirects a call"):
        redirected_out(phone, phone2, provider, peer)
    unknown(gateway, phone, provider)
    with tap.test("no call goes on"):
        gateway.closing()


main()
