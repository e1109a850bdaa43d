# SPDX-License-Identifier: GPL-2.0
"""Calls that share one pair of signalling endpoints, step by step, and any number of them at a time."""

import rtp
import sip


class Line:
    """One call of the trunk, out of the PBX or into it."""

    def __init__(self, number, pbx, provider, hosts):
        self.number = number
        self.out = number % 2 == 0
        self.near, self.far = (pbx, provider) if self.out else (provider, pbx)
        self.ours = rtp.Media(hosts[0], 10000 + 2 * number)
        self.theirs = rtp.Media(hosts[1], 30000 + 2 * number)
        self.mine, self.yours = (self.ours, self.theirs) if self.out else (self.theirs, self.ours)
        target = "sip:bob@198.51.100.10" if self.out else "sip:bob@203.0.113.1"
        self.leg = sip.Leg.caller(self.near, target)

    def invite(self):
        self.sent = self.leg.request("INVITE", sip.sdp(self.mine.address, self.mine.port)).data

    def ring(self):
        self.invitation = self.far.expect("INVITE", self.leg.call_id)
        self.far.respond(self.invitation, 180, "Ringing")

    def ringing(self):
        self.leg.expect(180)

    def answer(self):
        description = sip.sdp(self.yours.address, self.yours.port)
        response = self.far.respond(self.invitation, 200, "OK", description)
        self.other = sip.Leg.callee(self.far, self.invitation, response)

    def answered(self):
        self.okay = self.leg.expect(200)
        self.leg.request("ACK")
        self.far.expect("ACK", self.leg.call_id)

    def speak(self):
        """The side outside, first of all."""
        ends = self.invitation.media(), self.okay.media()
        to, seen = ends if self.out else ends[::-1]
        rtp.speak(self.theirs, to, self.ours, seen)
        rtp.speak(self.ours, seen, self.theirs, to)

    def reject(self):
        self.far.respond(self.invitation, 486, "Busy Here")
        self.leg.expect(486)
        self.leg.request("ACK", branch="invite")
        self.far.expect("ACK", self.leg.call_id)

    def cancel(self):
        self.leg.request("CANCEL")
        cancel = self.far.expect("CANCEL", self.leg.call_id)
        self.far.respond(cancel, 200, "OK")
        self.leg.expect(200)
        self.far.respond(self.invitation, 487, "Request Terminated")
        self.leg.expect(487)
        self.leg.request("ACK", branch="invite")
        self.far.expect("ACK", self.leg.call_id)


def all_of(lines, *steps):
    for step in steps:
        for line in lines:
            step(line)
