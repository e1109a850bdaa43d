# SPDX-License-Identifier: GPL-2.0
"""What captures say about calls that real programs made."""

import sip
from net import Failure


def messages(capture):
    return [(packet, sip.Message(packet.payload)) for packet in capture.read()
            if b"SIP/2.0" in packet.payload.split(b"\r\n", 1)[0]]


# What may hold an inside address, for it leads nowhere: names that the other side echoes or compares.
NAMES = (b"call-id:", b"i:", b"a=ssrc:")


def hidden(capture):
    """Nothing that was seen names an inside address."""
    seen = messages(capture)
    for packet, message in seen:
        for line in message.data.split(b"\r\n"):
            if b"192.168." in line and not line.lower().startswith(NAMES):
                raise Failure("%s: %r" % (packet, line))
    if not seen:
        raise Failure("no messages were seen")


def descriptions(capture):
    """Offer and answer of the first call that was seen: where each side says it wants its media."""
    found = {}
    for _, message in messages(capture):
        if message.method == "INVITE" and message.body:
            found.setdefault(message.status or "offer", message.media())
    if "offer" not in found or 200 not in found:
        raise Failure("offer and answer were not both seen: %s" % found)
    return found["offer"], found[200]


def audio(capture, source, to):
    """How many RTP packets went this way."""
    return sum(1 for packet in capture.read()
               if (packet.src, packet.sport) == source and (packet.dst, packet.dport) == to)


def heard(inside, outside, inside_calls, least=10):
    """The captures of both ends of a call hold audio from and to exactly where its description says.
    Returns who was heard first: "inside" or "outside"."""
    for capture in inside, outside:
        offer, answer = descriptions(capture)
        for way in (offer, answer), (answer, offer):
            count = audio(capture, *way)
            if count < least:
                raise Failure("%s: %d packets %s:%d > %s:%d" % (capture.host.name, count, *way[0], *way[1]))
    offer, answer = descriptions(outside)
    ours = offer if inside_calls else answer
    for packet in outside.read():
        if (packet.src, packet.sport) in (offer, answer) and b"SIP" not in packet.payload[:200]:
            return "inside" if (packet.src, packet.sport) == ours else "outside"
    raise Failure("silence")
