# SPDX-License-Identifier: GPL-2.0
"""Ways in which calls are set up and changed: who offers, and in which message. RFC 3261, 3262, 3264, 3311."""

import itertools

import net
import rtp
import sip

PUBLIC = "203.0.113.1"
# Every stream has ports of its own, so that no flow of a call before helps.
ports = itertools.count(10000, 10)


class Pair:
    """An agent inside and one outside; inside_calls says which of them calls. Use as a context manager."""

    def __init__(self, inside, outside, inside_calls=True, agent=sip.Agent):
        self.inside_calls = inside_calls
        self.inside = agent(inside, "alice")
        self.outside = agent(outside, "bob")
        self.opened = [self.inside, self.outside]
        # The outside knows where to find the inside.
        self.inside.sock.send(b"\r\n\r\n", self.outside.sock.end)
        seen = self.outside.sock.receive()[1]
        self.caller, self.callee, self.target = self.outside, self.inside, "sip:alice@" + net.text(seen)
        if inside_calls:
            self.caller, self.callee, self.target = self.inside, self.outside, "sip:bob@" + self.outside.at

    def media(self, agent, host=None):
        """A new stream of this agent, or one that it has another host for."""
        media = rtp.Media(host or agent.sock.host, next(ports))
        self.opened.append(media)
        return media

    def invite(self, body=b"", fields=()):
        """The caller's leg, and the INVITE as it arrived"""
        leg = sip.Leg.caller(self.caller, self.target)
        leg.request("INVITE", body, fields)
        return leg, self.callee.expect("INVITE", leg.call_id)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for opened in self.opened:
            opened.close()


class Session:
    """A call that is set up, and each side's media as the other one has been told of it."""

    def __init__(self, pair, leg, other, mine, yours, invite, okay):
        """leg, mine: the caller's; invite and okay: the messages that hold both descriptions"""
        self.pair = pair
        self.legs = [leg, other]
        self.media = [mine, yours]
        self.told = [invite.media(), okay.media()]

    def side(self, which):
        """Index of the side that is "inside" or "outside" """
        return 0 if self.pair.inside_calls == (which == "inside") else 1

    def talk(self, first="inside"):
        one = self.side(first)
        rtp.talk(self.media[one], self.media[1 - one], self.told[1 - one], self.told[one])

    def change(self, method, who, move=(), extra="", answer_extra=""):
        """A new offer by re-INVITE or UPDATE. move: sides that want their media elsewhere from now on"""
        one = self.side(who)
        for which in move:
            agent = self.pair.inside if which == "inside" else self.pair.outside
            self.media[self.side(which)] = self.pair.media(agent)
        offer, answer = self.describe(one, extra), self.describe(1 - one, answer_extra)
        legs = self.legs[one], self.legs[1 - one]
        if method == "INVITE":
            request, response = sip.reinvite(*legs, offer, answer)
        else:
            request, response = legs[0].ask(legs[1], method, offer, answer)
        self.told[one], self.told[1 - one] = request.media(), response.media()
        return request, response

    def describe(self, one, extra=""):
        return describe(self.media[one], extra)

    def hang_up(self, who="inside"):
        one = self.side(who)
        sip.hang_up(self.legs[one], self.legs[1 - one])


def describe(media, extra=""):
    return sip.sdp(media.address, media.port, extra=extra)


def accept(pair, leg, invite, body=b"", ack=b""):
    """200 and ACK. Returns the callee's leg and both messages as they arrived."""
    other = sip.Leg.callee(pair.callee, invite, pair.callee.respond(invite, 200, "OK", body))
    okay = leg.expect(200)
    leg.request("ACK", ack)
    return other, okay, pair.callee.expect("ACK", leg.call_id)


def simple(pair):
    """Offer in INVITE, answer in 200"""
    mine, yours = pair.media(pair.caller), pair.media(pair.callee)
    leg, invite = pair.invite(describe(mine))
    pair.callee.respond(invite, 180, "Ringing")
    leg.expect(180)
    other, okay, _ = accept(pair, leg, invite, describe(yours))
    return Session(pair, leg, other, mine, yours, invite, okay)


def late(pair):
    """Offer in 200, answer in ACK"""
    mine, yours = pair.media(pair.caller), pair.media(pair.callee)
    leg, invite = pair.invite()
    other, okay, ack = accept(pair, leg, invite, describe(yours), describe(mine))
    return Session(pair, leg, other, mine, yours, ack, okay)


def reliable(pair, leg, invite, body):
    """183 and its PRACK are a matter of both sides. Returns the callee's leg and the 183 as it arrived."""
    sent = pair.callee.respond(invite, 183, "Session Progress", body, [("Require", "100rel"), ("RSeq", "1")])
    return sip.Leg.callee(pair.callee, invite, sent), leg.expect(183)


def prack(leg, other, body=b"", answer=b""):
    return leg.ask(other, "PRACK", body, answer, fields=[("RAck", "1 %d INVITE" % leg.invite_cseq)])


def late_early(pair):
    """Offer in 183, answer in PRACK"""
    mine, yours = pair.media(pair.caller), pair.media(pair.callee)
    leg, invite = pair.invite(fields=[("Require", "100rel")])
    other, progress = reliable(pair, leg, invite, describe(yours))
    acknowledged, _ = prack(leg, other, describe(mine))
    return leg, invite, Session(pair, leg, other, mine, yours, acknowledged, progress)


def again_early(pair):
    """Offer in INVITE, answer in 183; both move their media: offer in PRACK, answer in its 200"""
    leg, invite = pair.invite(describe(pair.media(pair.caller)), [("Require", "100rel")])
    other, _ = reliable(pair, leg, invite, describe(pair.media(pair.callee)))
    mine, yours = pair.media(pair.caller), pair.media(pair.callee)
    request, response = prack(leg, other, describe(mine), describe(yours))
    return leg, invite, Session(pair, leg, other, mine, yours, request, response)


def updated_early(pair):
    """Offer in INVITE, answer in 183; the callee, then the caller moves by UPDATE"""
    mine, yours = pair.media(pair.caller), pair.media(pair.callee)
    leg, invite = pair.invite(describe(mine), [("Require", "100rel")])
    other, progress = reliable(pair, leg, invite, describe(yours))
    prack(leg, other)
    session = Session(pair, leg, other, mine, yours, invite, progress)
    callee, caller = ("outside", "inside") if pair.inside_calls else ("inside", "outside")
    session.change("UPDATE", callee, [callee])
    session.change("UPDATE", caller, [caller])
    return leg, invite, session


def answered(pair, early):
    """What is early becomes a call: the 200 has no description any more."""
    leg, invite, session = early
    accept(pair, leg, invite)
    return session


def glare(session):
    """Both offer new media at a time, and both are refused: RFC 3261 section 14.2"""
    leg, other = session.legs
    for one in leg, other:
        one.request("INVITE", describe(session.pair.media(one.agent)))
    for one in leg, other:
        one.respond(one.expect("INVITE"), 491, "Request Pending")
    for one in leg, other:
        one.expect(491)
        one.request("ACK", branch="invite")
    for one in leg, other:
        one.expect("ACK")


def crossed(pair):
    """CANCEL comes too late: 200 is under way. RFC 3261 section 9.1"""
    mine, yours = pair.media(pair.caller), pair.media(pair.callee)
    leg, invite = pair.invite(describe(mine))
    pair.callee.respond(invite, 180, "Ringing")
    leg.expect(180)
    leg.request("CANCEL")
    other = sip.Leg.callee(pair.callee, invite, pair.callee.respond(invite, 200, "OK", describe(yours)))
    other.respond(other.expect("CANCEL"), 200, "OK")
    okay = leg.expect(200)
    leg.request("ACK")
    leg.expect(200)
    other.expect("ACK")
    return Session(pair, leg, other, mine, yours, invite, okay)
