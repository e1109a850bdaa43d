# SPDX-License-Identifier: GPL-2.0
"""Calls in which nothing happens for a long time."""

import itertools
import re
import time

import flows
import net
import sip
import tap
from flows import Pair
from gateway import SKIPS_IDLE, Gateway

MINUTE, HOUR = 60, 3600
# Timer B, and what the kernel's timers are late by: an eighth.
GIVEN_UP = 32 * 9 / 8 + 1
SIDES = "inside", "outside"

# What is offered, and what is answered. c=0.0.0.0: RFC 2543 section B.5
HOLDS = {
    "a=sendonly": (lambda body: body + b"a=sendonly\r\n", lambda body: body + b"a=recvonly\r\n"),
    "a=inactive": (lambda body: body + b"a=inactive\r\n",) * 2,
    "c=0.0.0.0": (lambda body: re.sub(rb"c=IN IP4 \S+", b"c=IN IP4 0.0.0.0", body), lambda body: body),
    "m= port 0": (lambda body: re.sub(rb"m=audio \d+", b"m=audio 0", body),) * 2,
}


def held(gateway, session, kind, holder):
    one = session.side(holder)
    offer, answer = (change(session.describe(end)) for change, end in zip(HOLDS[kind], (one, 1 - one)))
    sip.reinvite(session.legs[one], session.legs[1 - one], offer, answer)
    gateway.passes(HOUR)


def hold(gateway, phone, provider):
    for number, (kind, first) in enumerate(itertools.product(HOLDS, SIDES)):
        holder = SIDES[(number // 2 + number) % 2]
        with tap.test("%s for an hour by the %s, then the %s is heard first" % (kind, holder, first)), \
                Pair(phone, provider, number % 4 in (0, 3)) as pair:
            session = flows.simple(pair)
            session.talk(first)
            before = list(session.told)
            held(gateway, session, kind, holder)
            session.change("INVITE", holder)
            tap.equal(session.told, before, "the media of both sides in each other's eyes")
            session.talk(first)
            session.hang_up(first)


def other_resumes(gateway, phone, provider):
    for holder, other in SIDES, SIDES[::-1]:
        with tap.test("a=sendonly for an hour by the %s, then the %s moves its media" % (holder, other)), \
                Pair(phone, provider) as pair:
            session = flows.simple(pair)
            held(gateway, session, "a=sendonly", holder)
            session.change("INVITE", other, [other])
            session.talk(holder)
            session.hang_up(other)


def silence(gateway, phone, provider):
    for first in SIDES:
        with tap.test("an hour of silence, then the %s is heard, and hangs up" % first), \
                Pair(phone, provider) as pair:
            session = flows.simple(pair)
            session.talk(SIDES[first == "inside"])
            gateway.passes(HOUR)
            session.talk(first)
            gateway.passes(HOUR)
            session.hang_up(first)


def ringing(gateway, phone, provider):
    for name, inside_calls in (("out", True), ("in", False)):
        for first in SIDES:
            with tap.test("call %s that rings for 10 minutes, then the %s is heard first" % (name, first)), \
                    Pair(phone, provider, inside_calls) as pair:
                mine, yours = pair.media(pair.caller), pair.media(pair.callee)
                leg, invite = pair.invite(flows.describe(mine))
                pair.callee.respond(invite, 180, "Ringing")
                leg.expect(180)
                gateway.passes(10 * MINUTE)
                other, okay, _ = flows.accept(pair, leg, invite, flows.describe(yours))
                session = flows.Session(pair, leg, other, mine, yours, invite, okay)
                session.talk(first)
                session.hang_up(first)


def moved(gateway, phone, provider):
    for first in SIDES:
        with tap.test("the phone moves its Contact by UPDATE, and an hour later the %s hangs up" % first), \
                Pair(phone, provider) as pair:
            session = flows.simple(pair)
            leg, other = session.legs
            leg.agent = sip.Agent(phone, "alice", 5070)
            pair.opened.append(leg.agent)
            request, _ = leg.ask(other, "UPDATE")
            other.target = sip.uri(request["contact"])
            gateway.passes(HOUR)
            session.hang_up(first)


def refreshed(gateway, phone, provider):
    """A call without media goes on for longer than its time-out, for one side says so now and then:
    session timers (RFC 4028), and what some use instead"""
    if not SKIPS_IDLE:
        tap.skip("session timers", "that takes hours")
        return
    timers = [("Session-Expires", "7200;refresher=uac"), ("Supported", "timer")]
    for method, who in ("UPDATE", "inside"), ("INVITE", "outside"), ("OPTIONS", "outside"):
        with tap.test("%s of the %s refreshes a call" % (method, who)), Pair(phone, provider) as pair:
            session = flows.simple(pair)
            one = session.side(who)
            for _ in range(3):
                time.sleep(2 * HOUR)
                if method == "INVITE":
                    session.change("INVITE", who)
                else:
                    session.legs[one].ask(session.legs[1 - one], method, fields=timers)
            session.talk("outside")
            session.hang_up()


def dead(gateway, phone, provider):
    """Calls that end without BYE"""
    if not SKIPS_IDLE:
        tap.skip("calls that nobody ends", "that takes hours")
        return
    gateway.forgets(60)
    gateway.set("call-timeout", "600")
    with tap.test("a call that is dead is forgotten after its time-out, and not before"), \
            Pair(phone, provider) as pair:
        session = flows.simple(pair)
        time.sleep(500)
        tap.equal(len(gateway.show("calls")), 1, "calls after 500 s")
        time.sleep(150)
        gateway.forgets(60)
        session.media[0].send(session.told[1], 1)
    with tap.test("media keeps it, however long ago the last message was"), Pair(phone, provider) as pair:
        session = flows.simple(pair)
        for _ in range(60):
            time.sleep(20)
            session.talk("outside")
        # RTP has ended, and nobody has said so.
        time.sleep(600)
        tap.equal(len(gateway.show("calls")), 1, "calls 600 s after the last packet")
        gateway.forgets(600)
    with tap.test("BYE that nobody answers ends it"), Pair(phone, provider) as pair:
        session = flows.simple(pair)
        session.talk()
        session.legs[0].request("BYE")
        gateway.forgets(240)
    with tap.test("a call that rings, and is heard of no more, is forgotten"), Pair(phone, provider) as pair:
        gateway.set("ring-timeout", "60")
        leg, invite = pair.invite(flows.describe(pair.media(pair.caller)))
        pair.callee.respond(invite, 180, "Ringing")
        leg.expect(180)
        time.sleep(50)
        tap.equal(len(gateway.show("calls")), 1, "calls after 50 s")
        pair.callee.respond(invite, 180, "Ringing")
        leg.expect(180)
        time.sleep(50)
        tap.equal(len(gateway.show("calls")), 1, "calls 50 s after the last 180")
        time.sleep(15)
        gateway.forgets(30)


def own_answer(pair, invite, start):
    """What the caller says in place of whom it has called"""
    fields = [("Via", "SIP/2.0/UDP callee.example.org;branch=z9hG4bKown")]
    fields += [(name, invite[name.lower()]) for name in ("From", "Call-ID", "CSeq")]
    fields += [("To", invite["to"] + ";tag=own"), ("Contact", pair.caller.contact)]
    pair.caller.sock.send(sip.compose("SIP/2.0 " + start, fields), sip.hostport(pair.target))
    pair.callee.expect(int(start[:3]), invite["call-id"])


def unanswered(gateway, hosts, provider):
    """INVITE that the other side never answers: its caller gives up after 32 s, RFC 3261 section 17.1.1.2."""
    if not SKIPS_IDLE:
        tap.skip("calls that nobody answers", "that takes minutes")
        return
    gateway.forgets(60)
    gateway.set("ring-timeout", "120")
    for host, inside_calls in itertools.product(hosts, (True, False)):
        where = "%s by %s" % (("from outside", "to outside")[inside_calls], host.name)
        for start in "", "180 Ringing", "200 OK":
            own = start and ", its caller's own %s aside" % start
            with tap.test("a call %s that nobody answers%s" % (where, own)), \
                    Pair(host, provider, inside_calls) as pair:
                leg = sip.Leg.caller(pair.caller, pair.target)
                sent = leg.request("INVITE", flows.describe(pair.media(pair.caller)))
                invite = pair.callee.expect("INVITE", leg.call_id)
                if start:
                    own_answer(pair, invite, start)
                time.sleep(29)
                tap.equal(len(gateway.show("calls")), 1, "calls after 29 s")
                leg.send(sent.data)
                pair.callee.expect("INVITE", leg.call_id)
                time.sleep(GIVEN_UP - 29)
                tap.equal(gateway.show("calls"), [], "calls after 37 s")
        with tap.test("a call %s, and no more than 100 Trying is heard of it" % where), \
                Pair(host, provider, inside_calls) as pair:
            leg, invite = pair.invite(flows.describe(pair.media(pair.caller)))
            pair.callee.respond(invite, 100, "Trying")
            leg.expect(100)
            time.sleep(100)
            tap.equal(len(gateway.show("calls")), 1, "calls after 100 s")
            time.sleep(40)
            tap.equal(gateway.show("calls"), [], "calls after 140 s")
        with tap.test("a call %s, refused, tried again and not answered" % where), \
                Pair(host, provider, inside_calls) as pair:
            leg, invite = pair.invite()
            sip.refuse(leg, sip.Leg.callee(pair.callee, invite, invite), invite, 401)
            leg.request("INVITE")
            pair.callee.expect("INVITE", leg.call_id)
            time.sleep(GIVEN_UP)
            tap.equal(gateway.show("calls"), [], "calls after 37 s")
    with tap.test("calls to nobody take the others' room for no longer than that"), \
            gateway.setting("limit", "dialogs", "4", back="16384"):
        with Pair(hosts[0], provider, False) as pair, gateway.counts(dialog_limit=1, dialogs_timed_out=0):
            for _ in range(5):
                pair.invite()
        with gateway.counts(dialog_limit=0, dialogs_timed_out=4):
            time.sleep(GIVEN_UP)
        with Pair(hosts[0], provider, False) as pair, gateway.counts(dialog_limit=0):
            session = flows.simple(pair)
            session.talk()
            session.hang_up()
    gateway.set("ring-timeout", "900")


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone"), net.Host("provider")
    for part in hold, other_resumes, silence, ringing, moved, refreshed:
        part(gateway, phone, provider)
    with tap.test("no call goes on"):
        gateway.closing()
    unanswered(gateway, (phone, net.Host("dmz")), provider)
    dead(gateway, phone, provider)


main()
