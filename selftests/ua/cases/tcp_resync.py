# SPDX-License-Identifier: GPL-2.0
"""What is between messages, and messages with a damaged frame: both pass as they are, and the next message is read.
What looks like a message in the body of another one never is: nothing is opened for it.

The argument says which part of tcp_resync.sh this is."""

import contextlib
import itertools
import os
import sys
import time

import feeds
import net
import sip
import siptcp
import tap
from calls import Connection, Phone
from gateway import HELPER, Gateway
from traffic import Bed

FULL = bool(os.environ.get("SIPNAT_FULL"))
LINES = 24
VICTIM = "192.168.1.10"
# The gateway waits for that long for the rest of a message, if it is told so.
HOLD = 1
numbers = itertools.count(1)
ports = itertools.count(10000, 10)


def options(*lines, body=b"", start="OPTIONS sip:bob@example.net SIP/2.0"):
    """A message in which nothing is to be translated, with these lines in its header"""
    fields = ["Via: SIP/2.0/TCP host.example.net;branch=z9hG4bKo", "From: <sip:a@example.net>;tag=1",
              "To: <sip:b@example.net>", "Call-ID: odd@example.net", "CSeq: 1 OPTIONS"]
    return "\r\n".join([start, *fields, *lines, "", ""]).encode() + body


TYPE = "Content-Type: text/plain"
GOOD = options("Content-Length: 0")

# Between messages
JUNK = {
    "a zero byte": b"\0",
    "zero bytes": bytes(4),
    "line ends and a zero byte": b"\r\n\0",
    "blanks": b" \t ",
    "a line": b"garbage\r\n",
    "a long line": b"x" * 500 + b"\r\n",
    "lines": b"hello, world\r\nthis: is nothing\r\n\r\nContent-Type: x\r\n",
    "words like those of a start line": b"x: y SIP/2.0\r\nsee also SIP/2.0\r\nOPTIONS\r\nSIP/2.0 99\r\n",
    "bytes that are no text": b"\x01\x02\xff\xfe",
    "something like STUN": b"\0\1\0\0\x21\x12\xa4\x42" + bytes(range(12)),
    "a status of four digits": options("Content-Length: 5", body=b"hello", start="SIP/2.0 2000 OK"),
    "another version": options("Content-Length: 5", body=b"hello", start="OPTIONS sip:b@example.net SIP/2.1"),
}

# Messages
ODD = {
    "blanks in its URI": options("Content-Length: 5", body=b"hello", start="OPTIONS sip:a b SIP/2.0"),
    "a name with blanks": options("X Site Id: 7", "Content-Length: 0"),
    "a line without a colon": options("garbage", "Content-Length: 0"),
    "a line without a colon, and a body": options("garbage", TYPE, "Content-Length: 5", body=b"hello"),
    "a line that is no text": options("\x01\x7f", "Content-Length: 0"),
    "200 header fields": options(*["X-More: y"] * 200, "Content-Length: 0"),
    "300 header fields, and a body": options(*["X-More: y"] * 300, TYPE, "l: 5", body=b"hello"),
    "a long header": options(*["X-More: " + "y" * 990] * 70, TYPE, "l: 5", body=b"hello"),
    "a length that is no number": options("Content-Length: five"),
    "no length": options("Content-Length:"),
    "a negative length": options("l: -1"),
    "a length beyond all measure": options("Content-Length: 99999999999"),
    "a length that is no number, and a body": options(TYPE, "l: five", body=b"hello\r\nworld\r\n"),
    "lengths that contradict each other": options("Content-Length: 0", "l: 5"),
    "lengths that contradict each other, and a body": options("l: 0", TYPE, "l: 7", body=b"hello\r\n"),
    "neither Via nor Call-ID": b"OPTIONS sip:b@example.net SIP/2.0\r\nContent-Length: 5\r\n\r\nhello",
}


class Skipping(siptcp.Frames):
    """skip: comes next in the stream, and is no message; first of all if upcoming says so"""

    upcoming = b""

    def __init__(self):
        super().__init__()
        self.skip = self.upcoming

    def first(self):
        if self.skip:
            if len(self.data) < len(self.skip):
                return None
            tap.equal(bytes(self.data[:len(self.skip)]), self.skip, "what arrives")
            del self.data[:len(self.skip)]
            self.skip = b""
        return super().first()


siptcp.Frames = Skipping


@contextlib.contextmanager
def skipping(data):
    """What comes first in new connections"""
    Skipping.upcoming = data
    try:
        yield
    finally:
        Skipping.upcoming = b""


def talks(phone, provider, data, pause):
    """A call on a connection that begins with this, both ways. pause: in a segment of its own"""
    with Phone(phone, "alice", next(ports), agent=siptcp.Agent) as alice, \
            Phone(provider, "bob", next(ports), agent=siptcp.reusing) as bob:
        there = provider.address, 5060
        with skipping(data):
            alice.agent.sock.connection(there).send(data)
            tap.want(not bob.agent.sock.wait(pause), "a message")
            end = time.monotonic() + net.PATIENCE
            while not bob.agent.sock.connections and time.monotonic() < end:
                tap.want(not bob.agent.sock.wait(net.SILENCE), "a message")
            bob.agent.sock.connections[0].send(data)
            tap.want(not alice.agent.sock.wait(pause), "a message")
        call = Connection(alice, bob, "sip:bob@%s;transport=tcp" % provider.address)
        tap.equal(call.invite.media()[0], "203.0.113.1", "media outside")
        tap.equal(sip.hostport(call.invite["contact"])[0], "203.0.113.1", "Contact outside")
        call.talk()
        for one in alice.agent, bob.agent:
            connection = one.sock.connections[0]
            connection.frames.skip = data
        bob.agent.sock.connections[0].send(data)
        alice.agent.sock.connections[0].send(data)
        call.hang_up(False)


def calls():
    """Audio both ways"""
    phone, provider = net.Host("phone"), net.Host("provider")
    for title, data in JUNK.items():
        with tap.test("a call behind %s" % title):
            for pause in 0, 0.1:
                talks(phone, provider, GOOD + data, pause)
    for title, data in ODD.items():
        with tap.test("a call behind a message with %s" % title):
            for pause in 0, 0.1:
                talks(phone, provider, data, pause)
    with tap.test("connections are listed"):
        listed(Gateway(), phone, provider)


def offsets(data, message):
    """Where to cut"""
    whole = len(data) + len(message)
    if FULL:
        return range(1, min(whole, 4000))
    near = {*range(1, min(len(data), 40), 3), *range(max(1, len(data) - 6), len(data) + 10)}
    return sorted({*near, *range(1, whole, max(193, whole // 10))})


def cut(bed, data, back, pause):
    """Behind a message, and in front of one, cut in two at each offset, on all connections side by side"""
    made = []
    for line, traffic in zip(bed.lines, bed.traffic):
        made.append((line.back(), traffic.back[0]) if back else (line.out(), traffic.invite))
    for number, offset in enumerate(offsets(data, made[0][1].sent)):
        feed, template = made[number % len(made)]
        sent, wanted = template.numbered(number + 1)
        feed.message((data + sent, data + wanted), [offset], pause)
    feeds.run([feed for feed, _ in made])


def together(bed, data):
    """All in a row, in pieces"""
    made = []
    for line, traffic in zip(bed.lines, bed.traffic):
        for feed, template in (line.out(), traffic.options), (line.back(), traffic.back[1]):
            for number in range(4):
                feed.message((data, data))
                feed.message(template.numbered(number + 1))
            made.append(feed)
    feeds.run(made)


def cuts():
    """In any pieces"""
    gateway = Gateway()
    with Bed(LINES) as bed:
        for title, data in {**JUNK, **ODD}.items():
            with tap.test("%s, cut anywhere" % title):
                for back, pause in (False, 0), (False, 0.05), (True, 0):
                    cut(bed, data, back, pause)
                together(bed, data)
        bed.judge()
        with tap.test("what is no message is not withheld"):
            withheld(bed)
        if HELPER == "sipnat":
            with tap.test("it is counted once"):
                counted(gateway, bed)


def withheld(bed):
    """Unless it may become the beginning of one, and then until it is known that it does not"""
    line = bed.lines[0]
    line.far.settimeout(net.PATIENCE)
    for pieces in ([b"\0"], [b"\r\n"], [b"<garbage>, and so on"], [b"\r\n"], [b"Content-Le", b"ngth: x"],
                   [b"\r\n", b"OPTIONS /", b"\r\n"]):
        began, data = time.monotonic(), b"".join(pieces)
        line.near.setblocking(True)
        for piece in pieces:
            line.near.sendall(piece)
        tap.equal(feeds.receive(line.far, len(data)), data, "what arrives")
        tap.want(time.monotonic() - began < 1, "%r was withheld" % data)


def counted(gateway, bed):
    line, traffic = bed.line()
    sent, wanted = traffic.invite.numbered(1)
    for data, counts in ((JUNK["lines"], {"not_sip": 1}), (JUNK["a long line"] * 3, {"not_sip": 1}),
                         (JUNK["a zero byte"], {"keepalive": 1, "not_sip": 0}),
                         (ODD["no length"], {"bad_message": 1, "not_sip": 0}),
                         (ODD["a length that is no number, and a body"], {"bad_message": 1, "not_sip": 0})):
        for pause in 0, 0.02:
            feed = line.out()
            with gateway.counts(**counts):
                feed.message((data + sent, data + wanted), range(20, len(data), 20) if pause else (), pause)
                feeds.run([feed])


def same(got, wanted, what):
    """Both may be long."""
    if got != wanted:
        at = next((at for at, pair in enumerate(zip(got, wanted)) if pair[0] != pair[1]), min(len(got), len(wanted)))
        raise net.Failure("%s: %d bytes, wanted %d; at %d %r, wanted %r" % (
            what, len(got), len(wanted), at, got[at:at + 80], wanted[at:at + 80]))


class Ends:
    """A connection of the phone to the provider, and what is read or opened on the way"""

    listener = None

    def __init__(self, gateway, phone, provider):
        self.gateway = gateway
        Ends.listener = Ends.listener or feeds.listen(provider)
        self.line = feeds.Line(phone, provider, listener=Ends.listener)

    def passes(self, *parts, pause=0.0):
        """As it is. pause: between the parts"""
        whole = b"".join(parts)
        for part in parts:
            self.line.near.sendall(part)
            time.sleep(pause)
        got = feeds.receive(self.line.far, len(whole), net.PATIENCE + HOLD)
        same(got, whole, "what arrives")

    def back(self, data):
        self.line.far.sendall(data)
        tap.equal(feeds.receive(self.line.near, len(data), net.PATIENCE + HOLD), data, "what comes back")

    def row(self):
        """Of the list of connections"""
        return next(one for one in self.gateway.show("connections")
                    if one["source"] == {"address": self.line.own[0], "port": self.line.own[1]})

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.line.close()


def fields(call, cseq):
    return [("Via", "SIP/2.0/TCP %s:5060;branch=z9hG4bK%s" % (VICTIM, call)), ("Max-Forwards", "70"),
            ("From", "<sip:alice@%s>;tag=1" % VICTIM), ("To", "<sip:%s@198.51.100.10>" % call), ("Call-ID", call),
            ("CSeq", cseq), ("Contact", "<sip:alice@%s:3306;transport=tcp>" % VICTIM)]


def attacks_of(name):
    """What must not be read. name: by which it would be known"""
    yield sip.compose("REGISTER sip:198.51.100.10;transport=tcp SIP/2.0", fields(name, "1 REGISTER") +
                      [("Expires", "3600")])
    yield sip.compose("INVITE sip:bob@198.51.100.10;transport=tcp SIP/2.0", fields(name, "1 INVITE"),
                      sip.sdp(VICTIM, 3306))


def post(length):
    return b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % length


def message(body, *lines, start="MESSAGE sip:b@example.net SIP/2.0"):
    return options(*lines, TYPE, "Content-Length: %d" % len(body), body=body, start=start)


def hidden(data, slip):
    """Streams in which a message is not to be found: titles and parts. data: what precedes it"""
    size = len(slip)
    yield "HTTP first", [post(100000), data, slip]
    yield "HTTP of its own length first", [post(len(data)), data, slip]
    yield "an answer of HTTP first", [b"HTTP/1.1 200 OK\r\n\r\n", data, slip]
    yield "in a body", [GOOD, data, message(slip), GOOD]
    yield "in a body behind lines that are none", [GOOD, data, message(slip, "garbage", "X Y: z"), GOOD]
    yield "in a body behind 200 header fields", [GOOD, data, message(slip, *["X: y"] * 200), GOOD]
    yield "in a body behind a long header", [GOOD, data, message(slip, *["X: " + "y" * 990] * 70), GOOD]
    yield "in the body of what has no start line", [
        GOOD, data, message(slip, start="MESSAGE sip:b@example.net SIP/3.0"), GOOD]
    yield "in a body behind a start line with blanks in it", [
        GOOD, data, message(slip, start="MESSAGE sip:a b@example.net SIP/2.0"), GOOD]
    yield "at one of two lengths", [
        GOOD, data, options("l: 0", TYPE, "Content-Length: %d" % size, body=slip), GOOD]
    yield "behind the smaller of two lengths", [
        GOOD, data, options("l: %d" % (size + 7), TYPE, "l: 7", body=b"hello\r\n" + slip), GOOD]
    yield "in the body of what may be a message", [
        GOOD, data, options("l: 9", TYPE, "l: 500", body=b"hello\r\n\r\n" + message(slip)), GOOD]
    yield "behind HTTP", [GOOD, data, b"GET / HTTP/1.1\r\n\r\n", slip]
    yield "behind HTTP with a body", [GOOD, data, post(100000), slip]
    yield "behind an answer of HTTP", [GOOD, data, b"HTTP/1.1 200 OK\r\n\r\n", slip]
    yield "in a line", [GOOD, data, b"- " + slip.replace(b"\r\n", b" ") + b"\r\n"]


def streams(title, data):
    """All of them, in one piece and in parts. Each: what it is, its parts, and the name by which it would be known"""
    for which in 0, 1:
        for at, (how, _) in enumerate(hidden(data, b"")):
            for parted in (False, True) if FULL else (at % 2 == which,):
                name = "slip%d" % next(numbers)
                parts = list(hidden(data, list(attacks_of(name))[which]))[at][1]
                yield how, parts if parted else [b"".join(parts)], name
        if title in JUNK:
            name = "slip%d" % next(numbers)
            yield "first in the stream", [data, list(attacks_of(name))[which]], name


def attack(gateway, phone, provider, found):
    """On connections side by side"""
    made = [(Ends(gateway, phone, provider), *one) for one in found]
    for at in range(max(len(parts) for _, _, parts, _ in made)):
        for ends, _, parts, _ in made:
            if at < len(parts):
                ends.line.near.sendall(parts[at])
    for ends, how, parts, _ in made:
        # What the gateway has thanked for is sent again by it alone, when there is room for it again.
        same(feeds.receive(ends.line.far, sum(map(len, parts)), 5 * net.PATIENCE), b"".join(parts), how)
    left = opened(gateway)
    names = [how for _, how, _, name in made if any(name + "@" in one or "'%s'" % name in one for one in left)]
    tap.want(not left, "opened %s: %s" % (", ".join(names), "\n".join(left)))
    for ends, *_ in made:
        ends.line.close()


def attacks():
    """Nothing is opened."""
    gateway, phone, provider = Gateway(), net.Host("phone"), net.Host("provider")
    for title, data in {"nothing": b"", **JUNK, **ODD}.items():
        with tap.test("attacks behind %s" % title):
            attack(gateway, phone, provider, streams(title, data))
    if HELPER != "sipnat":
        return
    with tap.test("attacks whose sender is made to pause"), \
            gateway.setting("hold-timeout", str(HOLD), back="default"):
        paused(gateway, phone, provider)
    with tap.test("the same messages where they are read"):
        for one in attacks_of("read"):
            with Ends(gateway, phone, provider) as ends:
                ends.line.near.sendall(GOOD + JUNK["a line"] + one)
                feeds.receive(ends.line.far, len(GOOD + JUNK["a line"] + one), 0.5)
        tap.want(opened(gateway), "nothing was opened")


def opened(gateway):
    found = gateway.left()
    if HELPER == "sipnat":
        found += ["registration: %s" % one for one in gateway.show("registrations")]
    return found


def closed(gateway, what):
    found = opened(gateway)
    tap.want(not found, "%s: opened: %s" % (what, found))


def paused(gateway, phone, provider):
    """Who gets a stream can make its sender pause at any byte, by how much it takes."""
    register = list(attacks_of("paused"))[0]
    whole = message(register, "garbage")
    start, length = whole.index(b"sip:"), whole.index(b"Content-Length")
    body, http = whole.index(register), b"GET / HTTP/1.1\r\n\r\n" + register
    cases = [(first, whole + GOOD, at) for first in (b"", GOOD, GOOD + b"x\r\n")
             for at in (3, start, start + 8, 30, length, length + 9, length + 17, body - 1, body, body + 20)]
    cases += [(GOOD, http, at) for at in (1, 3, 4, 5, 9, 12)]
    made = []
    for first, data, at in cases:
        made.append((Ends(gateway, phone, provider), first + data))
        made[-1][0].line.near.sendall(first + data[:at])
        made[-1] += (data[at:],)
    time.sleep(HOLD + 1)
    for ends, _, rest in made:
        ends.line.near.sendall(rest)
    for ends, data, _ in made:
        tap.equal(feeds.receive(ends.line.far, len(data), net.PATIENCE + HOLD), data, "what arrives")
    closed(gateway, "paused")
    for ends, _, _ in made:
        ends.line.close()


def listed(gateway, phone, provider):
    if HELPER != "sipnat":
        return
    with Ends(gateway, phone, provider) as ends:
        row = ends.row()
        tap.equal((row["state"], row["why"]), ("read", None), "a new one")
        tap.equal(row["original"], {"state": "read", "why": None, "messages": 0, "resyncs": 0, "held": 0}, "out")
        tap.equal(row["destination"], {"address": provider.address, "port": 5060}, "where it leads")
        tap.equal(row["reply_destination"], {"address": ends.line.seen[0], "port": ends.line.seen[1]}, "NAT")
        ends.passes(GOOD, b"garbage\r\n", pause=0.01)
        row = ends.row()
        tap.equal(row["original"], {"state": "searches", "why": None, "messages": 1, "resyncs": 0, "held": 0}, "out")
        tap.equal(row["reply"], {"state": "read", "why": None, "messages": 0, "resyncs": 0, "held": 0}, "back")
        ends.passes(GOOD)
        ends.line.near.sendall(b"OPTIONS")
        ends.back(b"SSH-2.0\r\n")
        row = ends.row()
        tap.equal(row["original"], {"state": "read", "why": None, "messages": 2, "resyncs": 1, "held": 7}, "out")
        tap.equal((row["reply"]["state"], row["reply"]["why"]), ("given-up", "not-sip"), "back")
        text = gateway.ctl("show", "connections")
        for words in "given-up: not-sip", net.text(ends.line.own), "RESYNCS":
            tap.want(words in text, "no %r in\n%s" % (words, text))
    with Ends(gateway, phone, provider) as ends:
        ends.passes(b"GET / HTTP/1.1\r\n\r\n")
        row = ends.row()
        tap.equal((row["state"], row["why"], row["original"]), ("passes", "not-sip", None), "HTTP")
    with Ends(gateway, phone, provider) as ends:
        gateway.run("conntrack", "-D", "-p", "tcp", "--orig-port-src", str(ends.line.own[1]))
        time.sleep(net.SILENCE)
        ends.passes(GOOD)
        row = ends.row()
        tap.equal((row["state"], row["why"]), ("passes", "midstream"), "one that conntrack has forgotten")
        tap.want("passes: midstream" in gateway.ctl("show", "connections"), "not in the text")
    many(gateway, phone, provider)


def many(gateway, phone, provider):
    """More than a packet holds, each told once"""
    made = [Ends(gateway, phone, provider) for _ in range(150)]
    told = [one["source"]["port"] for one in gateway.show("connections")]
    for ends in made:
        tap.equal(told.count(ends.line.own[1]), 1, "how often it is told")
        ends.line.close()


def main():
    net.prepare(hidden=False)
    {"calls": calls, "cuts": cuts, "attacks": attacks}[sys.argv[1]]()


main()
