# SPDX-License-Identifier: GPL-2.0
"""What captures say about calls, whoever made them."""

import atexit
import collections
import re
import urllib.parse

import net
import segments
import sip
import tap
from net import Failure


def messages(capture):
    return [(packet, sip.Message(packet.payload)) for packet in capture.read()
            if b"SIP/2.0" in packet.payload.split(b"\r\n", 1)[0]]


# What nobody outside should see: RFC 1918, RFC 6598, RFC 4193.
INSIDE = re.compile(rb"(?<![\w.-])(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))"
                    rb"\.\d+\.\d+(?![\w.]*\.\d)|(?<![\w:.-])f[cd][0-9a-f]{2}:[0-9a-f:.]+", re.I)
# What may hold an inside address, for it leads nowhere: names that the other side echoes or compares, what a
# digest is made of, fields that no standard knows, and addresses of other protocols. RFC 4975: who connects is
# known by its path.
NAMES = re.compile(rb"^(?:call-id|i|(?:proxy-)?authorization|x-[\w-]+)[ \t]*:.*|^a=ssrc:.*|^a=path:msrp:.*(?=\r\na=setup:active)|"
                   rb"mailto:[^>,\s]*|;[ \t]*(?:branch|tag)[ \t]*=[^;,\r\n]*", re.I | re.M)
VIA = re.compile(rb"^(?:via|v)[ \t]*:(.*(?:\r\n[ \t].*)*)", re.I | re.M)


def lower_vias(head):
    """Without what stands in Vias below the topmost: others get it back as it was."""
    top = VIA.search(head)
    if not top:
        return head
    below = VIA.sub(b"", head[top.end():])
    return head[:top.start()] + top.group(1).split(b",")[0] + below


def shown(message):
    """The inside addresses that a message tells its receiver."""
    head, _, body = message.data.partition(b"\r\n\r\n")
    told = INSIDE.findall(NAMES.sub(b"", lower_vias(head) + b"\r\n\r\n" + body))
    return [address for address in told if not address.startswith(net.OUTSIDE)]


def hidden(capture):
    """Nothing that came from behind the gateway told an inside address that the other side had not named
    itself. Returns how many messages were looked at. For captures outside."""
    calls, named, seen = set(), set(), 0
    for packet, message in messages(capture):
        calls.add(message["call-id"].encode())
        if packet.sent:
            # By the far end, which may have a NAT of its own
            named |= set(INSIDE.findall(NAMES.sub(b"", message.data)))
            continue
        seen += 1
        told = set(shown(message)) - named
        if told:
            # Replaces and In-Reply-To name calls, too.
            for call in calls:
                for name in call, urllib.parse.quote(call, safe="").encode():
                    message.data = message.data.replace(name, b"")
            told = set(shown(message)) - named
        if told:
            raise Failure("%s: %s is told in\n%s" % (packet, b", ".join(told).decode(),
                                                     message.data.decode(errors="replace")))
    return seen


def watch():
    """From now on, all that goes outside; it is judged when the test ends."""
    wan = net.Host("wan")
    devices = [device for device in wan.devices() if device.startswith("gw")]
    watched = [net.Capture(wan, device, net.MESSAGES) for device in devices]
    watched += [segments.Messages(segments.Capture(wan, device)) for device in devices]
    atexit.register(watched_all, watched)


def watched_all(watched):
    try:
        seen = sum(hidden(capture) for capture in watched)
    except Failure as failure:
        tap.not_ok("no inside address is told outside", failure)
    else:
        if seen:
            tap.ok("no inside address is told outside")


def numbers(capture):
    """How often each message passed. One that is sent again is the same message."""
    return collections.Counter((message["call-id"], message["cseq"], message.status or message.method,
                                message["via"].partition("branch=")[2].partition(";")[0])
                               for _, message in messages(capture))


def passed(inside, outside):
    """What passed the gateway on one side did so on the other, no message more or less often."""
    near, far = numbers(inside), numbers(outside)
    if not near:
        raise Failure("no messages were seen")
    if near != far:
        raise Failure("more often inside: %s\nmore often outside: %s" % (dict(near - far), dict(far - near)))


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
