# SPDX-License-Identifier: GPL-2.0
"""Calls between scripted user agents, with their audio, and between real programs."""

import judge
import net
import rtp
import sip
import tap


class Phone:
    """A signalling socket and the sockets of one stream."""

    def __init__(self, host, user, port, address=None, media=None, bind=None, own_port=5060,
                 agent=sip.Agent):
        """port: for RTP. media: a host that has its audio for it. bind: as in net.Socket"""
        self.agent = agent(host, user, own_port, address, bind)
        self.media = rtp.Media(media or host, port, None if media else address, bind)
        self.user = user

    def description(self, version=1):
        return sip.sdp(self.media.address, self.media.port, version=version)

    def close(self):
        self.agent.close()
        self.media.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


class Connection:
    """A call between two phones. Set up when it is made."""

    def __init__(self, caller, callee, target, hop=None):
        self.mine, self.yours = caller.media, callee.media
        self.leg, self.invite = sip.ring(caller.agent, callee.agent, target, caller.description(), hop)
        self.other, self.okay = sip.answer(self.leg, self.invite, callee.agent, callee.description())

    def talk(self, caller_first=True):
        """Audio and RTCP both ways."""
        pair = [self.mine, self.yours, self.okay.media(), self.invite.media()]
        if not caller_first:
            pair = [self.yours, self.mine, self.invite.media(), self.okay.media()]
        rtp.talk(*pair)
        rtp.control(*pair)

    def hang_up(self, caller=True):
        sip.hang_up(*(self.leg, self.other) if caller else (self.other, self.leg))


class Call(Connection):
    """One between phones that are only there for it. Use as a context manager: everything that it opened
    is closed then."""

    def __init__(self, caller, callee, target, ports, hop=None):
        """caller, callee: hosts. ports: their RTP ports."""
        phones = Phone(caller, "alice", ports[0]), Phone(callee, "bob", ports[1])
        self.caller, self.callee = (phone.agent for phone in phones)
        self.opened = list(phones)
        try:
            super().__init__(*phones, target, hop)
        except net.Failure:
            self.__exit__()
            raise

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
