# SPDX-License-Identifier: GPL-2.0
"""Calls between scripted user agents, with their audio, and between real programs."""

import judge
import net
import rtp
import sip
import tap


class Call:
    """Set up when it is made. Use as a context manager: everything that it opened is closed then."""

    def __init__(self, caller, callee, target, ports, hop=None):
        """caller, callee: hosts. ports: their RTP ports."""
        self.caller = sip.Agent(caller, "alice")
        self.callee = sip.Agent(callee, "bob")
        self.mine = rtp.Media(caller, ports[0])
        self.yours = rtp.Media(callee, ports[1])
        self.opened = [self.caller, self.callee, self.mine, self.yours]
        try:
            offer = sip.sdp(self.mine.address, self.mine.port)
            self.leg, self.invite = sip.ring(self.caller, self.callee, target, offer, hop)
            self.other, self.okay = sip.answer(self.leg, self.invite, self.callee,
                                               sip.sdp(self.yours.address, self.yours.port))
        except net.Failure:
            self.__exit__()
            raise

    def talk(self, caller_first=True):
        """Audio and RTCP both ways."""
        pair = [self.mine, self.yours, self.okay.media(), self.invite.media()]
        if not caller_first:
            pair = [self.yours, self.mine, self.invite.media(), self.okay.media()]
        rtp.talk(*pair)
        rtp.control(*pair)

    def hang_up(self, caller=True):
        sip.hang_up(*(self.leg, self.other) if caller else (self.other, self.leg))

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for opened in self.opened:
            opened.close()


def real(inside, outside, callee, caller, inside_calls, first=None):
    """A call between two programs. callee and caller start them; first: who must be heard first.
    Returns the capture outside."""
    with net.Capture(inside) as near, net.Capture(outside) as far, callee() as called, caller() as calling:
        calling.ended()
        called.ended()
        spoke = judge.heard(near, far, inside_calls)
        tap.equal(spoke, first or spoke, "who spoke first")
        return far
