# SPDX-License-Identifier: GPL-2.0
"""Audio, as packets: RFC 3550's header and 20 ms of nothing."""

import struct

from net import Failure, text

COUNT = 3


class Media:
    """The two sockets of one stream on one host: RTP and RTCP."""

    def __init__(self, host, port, address=None, bind=None):
        self.rtp = host.udp(port, address, bind)
        self.rtcp = host.udp(port + 1, address, bind)
        self.address, self.port = self.rtp.end
        self.sequence = 0

    def __repr__(self):
        return repr(self.rtp)

    def send(self, to, count=COUNT):
        for _ in range(count):
            self.sequence += 1
            header = struct.pack("!BBHII", 0x80, 0, self.sequence, 160 * self.sequence, self.port)
            self.rtp.send(header + bytes(160), to)

    def receive(self, sender, source=None, count=COUNT):
        """The next packets must be this sender's, and come from this endpoint."""
        for _ in range(count):
            data, came_from = self.rtp.receive()
            if struct.unpack("!I", data[8:12])[0] != sender.port:
                raise Failure("%r got another's audio from %s" % (self, text(came_from)))
            if source and came_from != source:
                raise Failure("%r got audio from %s instead of %s" % (self, text(came_from), text(source)))

    def close(self):
        self.rtp.close()
        self.rtcp.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def speak(speaker, to, listener, source):
    """Audio one way. source: the speaker's endpoint in the listener's eyes."""
    speaker.send(to)
    listener.receive(speaker, source)


def talk(first, second, first_calls, second_calls):
    """Audio both ways. first speaks first, to the endpoint that it calls the second (from the
    session description that it got), and the other way round. Each must hear the other from
    exactly there: phones that look at the source would drop all else."""
    speak(first, first_calls, second, second_calls)
    speak(second, second_calls, first, first_calls)
    speak(first, first_calls, second, second_calls)


def control(first, second, first_calls, second_calls):
    """The same for RTCP, at the next port."""
    for one, to, other, source in ((first, first_calls, second, second_calls),
                                   (second, second_calls, first, first_calls)):
        one.rtcp.send(b"\x80\xc9\0\1" + struct.pack("!I", one.port), (to[0], to[1] + 1))
        _, came_from = other.rtcp.receive()
        if came_from != (source[0], source[1] + 1):
            raise Failure("%r got RTCP from %s" % (other, text(came_from)))
