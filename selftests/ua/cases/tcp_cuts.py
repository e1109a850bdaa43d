# SPDX-License-Identifier: GPL-2.0
"""Messages in a stream that is cut anywhere. Each arrives as it does when it is whole.

With SIPNAT_FULL in the environment, at every byte; else at every 16th and where it matters most. The argument
says which part of tcp_cuts.sh this is."""

import os
import random
import re
import socket
import struct
import sys
import time

import feeds
import net
import siptcp
import tap
from gateway import HELPER, Gateway
from traffic import Bed, Traffic

FULL = bool(os.environ.get("SIPNAT_FULL"))
SEED = int(os.environ.get("SIPNAT_SEED", 5060))
LINES = 24
LONGER = "203.0.113.200"
# For how long the gateway may hold what is not complete
DEADLINE = 10
LINGER_NOT = struct.pack("ii", 1, 0)


def chosen(message):
    """Offsets at which a cut is most likely to hurt"""
    at = {1, 2, 3, 6, 7, len(message) - 1, len(message) - 2}
    blank = message.index(b"\r\n\r\n")
    at |= set(range(blank, blank + 6))
    for pattern in (rb"\r(?=\n)", rb"[\xc0-\xff](?=[\x80-\xbf])", rb"Content-Le(?=ngth)", rb"Content-Length: \d(?=\d)",
                    rb"192\.16(?=8)", rb"m=audio 10(?=0)", rb"\\(?=\")", rb"\n(?= ;)"):
        at |= {found.end() for found in list(re.finditer(pattern, message))[:3]}
    return sorted(offset for offset in at if 0 < offset < len(message))


def cut_once(bed, back, pause, nodelay, step):
    """A message in two writes, cut at each offset, on all connections side by side"""
    made = []
    for line, traffic in zip(bed.lines, bed.traffic):
        for sock in line.near, line.far:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, nodelay)
        made.append((line.back() if back else line.out(), traffic.back[0] if back else traffic.invite))
    sent = made[0][1].sent
    offsets = sorted({*range(1, len(sent), step), *chosen(sent)})
    for number, offset in enumerate(offsets):
        feed, template = made[number % len(made)]
        feed.message(template.numbered(number + 1), [offset], pause)
    feeds.run([feed for feed, _ in made])
    return len(offsets)


def once(bed, step):
    for back in False, True:
        for pause, nodelay in (0, True), (0.001, True), (0.05, True), (0, False):
            if back and not FULL and pause:
                continue
            with tap.test("%s, cut in two, %s" % ("in" if back else "out", "with Nagle's algorithm" if not nodelay else
                                                  "%d ms apart" % (pause * 1000))):
                tap.note("%d messages" % cut_once(bed, back, pause, nodelay, step))
    bed.judge()


def at_random(bed, count, title):
    """Streams of all kinds of messages, cut without regard to where one ends"""
    with tap.test("%s, %d messages cut at random, seed %d" % (title, count, SEED)):
        rng = random.Random(SEED)
        made = []
        for line, traffic in zip(bed.lines, bed.traffic):
            for sock in line.near, line.far:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, rng.random() < 0.8)
            for feed, templates in (line.out(), traffic.out), (line.back(), traffic.back):
                pairs = []
                for number in range(count // (2 * len(bed.lines))):
                    if rng.random() < 0.05:
                        pairs.append((b"\r\n\r\n",) * 2)
                    pairs.append(rng.choice(templates).numbered(number + 1))
                feed.cut(rng, pairs)
                made.append(feed)
        feeds.run(made)
        bed.judge()


def joined(bed):
    """Several messages in a segment, and the beginning of one behind the end of another"""
    line, traffic = bed.lines[0], bed.traffic[0]
    for feed, templates in (line.out(), traffic.out), (line.back(), traffic.back):
        pairs = [template.numbered(number) for number, template in enumerate(templates * 6)]
        feed.write(b"".join(sent for sent, _ in pairs[:10]))
        rest = b"".join(sent for sent, _ in pairs[10:])
        for part in range(0, len(rest), 700):
            feed.write(rest[part:part + 700], 0.002)
        feed.wanted += b"".join(wanted for _, wanted in pairs)
        feeds.run([feed])


def byte_by_byte(bed):
    line, traffic = bed.lines[0], bed.traffic[0]
    made = [(line.out(), traffic.options), (line.back(), traffic.back[2])]
    for feed, template in made:
        sent, wanted = template.numbered(7)
        for at in range(len(sent)):
            feed.write(sent[at:at + 1])
        feed.wanted += wanted
    feeds.run([feed for feed, _ in made])


def half_closed(bed):
    """The phone has said all, and still gets its answers."""
    line, traffic = bed.line()
    sent, wanted = traffic.options.numbered(1)
    line.near.sendall(sent)
    line.near.shutdown(socket.SHUT_WR)
    tap.equal(feeds.receive(line.far, len(wanted) + 1), wanted, "what arrives before the end")
    answer, wanted = traffic.back[0].numbered(2)
    line.far.sendall(answer[:100])
    time.sleep(0.01)
    line.far.sendall(answer[100:])
    tap.equal(feeds.receive(line.near, len(wanted)), wanted, "the answer")
    line.far.close()
    tap.equal(feeds.receive(line.near, 1), b"", "the other end")


def half_closed_in_a_message(bed):
    """What is there is told before the end is, as it is."""
    for size in 20, 700, 2000:
        line, traffic = bed.line()
        sent, wanted = traffic.options.numbered(1)
        part = traffic.invite.sent[:size]
        line.near.sendall(sent + part)
        line.near.shutdown(socket.SHUT_WR)
        tap.equal(feeds.receive(line.far, 100000), wanted + part, "what arrives before the end")
        answer, wanted = traffic.back[0].numbered(2)
        line.far.sendall(answer)
        tap.equal(feeds.receive(line.near, len(wanted)), wanted, "the answer")


def reset_in_a_message(bed):
    for pause in 0, 0.1:
        line, traffic = bed.line()
        line.near.sendall(traffic.invite.sent[:700])
        time.sleep(pause)
        line.near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        line.near.close()
        line.far.settimeout(net.PATIENCE)
        try:
            while line.far.recv(65536):
                pass
        except ConnectionResetError:
            continue
        except socket.timeout:
            raise net.Failure("the provider was not told") from None
        raise net.Failure("the provider was told of an end, not of a reset")


def never_complete(gateway, bed):
    """After a while it is told as it is, and so is what follows. Nothing is lost or late then."""
    line, traffic = bed.line()
    waiting, others = bed.line()
    sent, wanted = traffic.options.numbered(1)
    part = traffic.invite.sent[:900]
    before = gateway.stats()["counters"] if HELPER == "sipnat" else {}
    began = time.monotonic()
    line.near.sendall(sent + part)
    tap.equal(feeds.receive(line.far, len(wanted + part), DEADLINE), wanted + part, "what arrives")
    took = time.monotonic() - began
    tap.note("after %.1f s" % took)
    rest = traffic.invite.sent[900:]
    line.near.sendall(rest)
    tap.equal(feeds.receive(line.far, len(rest)), rest, "what follows")
    if HELPER == "sipnat":
        after = gateway.stats()["counters"]
        tap.note("counted: %s" % {name: after[name] - before[name] for name in after if after[name] != before[name]})
        tap.want(took > 1, "it was not held")
    # The other way, and other connections, know nothing of that.
    answer, wanted = traffic.back[1].numbered(3)
    line.far.sendall(answer)
    tap.equal(feeds.receive(line.near, len(wanted)), wanted, "the other way")
    sent, wanted = others.invite.numbered(4)
    waiting.near.sendall(sent)
    tap.equal(feeds.receive(waiting.far, len(wanted)), wanted, "another connection")


def too_long(bed):
    """A message that nobody can hold passes as it is, without waiting for the end of it."""
    line, traffic = bed.line()
    head, _, body = traffic.message.sent.partition(b"\r\n\r\n")
    head = re.sub(rb"(Content-Length: )\d+", rb"\g<1>200000", head)
    message = head + b"\r\n\r\n" + body.ljust(200000, b"x")
    feed = line.out()
    feed.wanted += message
    for part in range(0, len(message), 10000):
        feed.write(message[part:part + 10000])
    began = time.monotonic()
    feeds.run([feed])
    tap.want(time.monotonic() - began < net.PATIENCE, "it was held")


def endless_header(bed):
    line, traffic = bed.line()
    head = traffic.message.sent.partition(b"\r\n\r\n")[0]
    feed = line.out()
    for part in [head] + [b"\r\nX-More: " + b"y" * 1000] * 150:
        feed.write(part)
        feed.wanted += part
    feeds.run([feed], DEADLINE)


def both_begin(gateway, bed):
    """A simultaneous open: RFC 9293 section 3.5"""
    bed.listener.close()
    ports = 5070, 5060
    gateway.run("tc", "qdisc", "add", "dev", "wan0", "root", "netem", "delay", "100ms")
    try:
        near = siptcp.stream(bed.phone, bed.phone.address, ports[0])
        far = siptcp.stream(bed.provider, bed.provider.address, ports[1])
        for sock in near, far:
            sock.setblocking(False)
        near.connect_ex((bed.provider.address, ports[1]))
        far.connect_ex(("203.0.113.1", ports[0]))
        end = time.monotonic() + net.PATIENCE
        while True:
            try:
                peers = near.getpeername()[1], far.getpeername()[1]
                break
            except OSError:
                tap.want(time.monotonic() < end, "no connection")
                time.sleep(0.02)
        tap.equal(peers, ports[::-1], "the ports")
        line = feeds.Line.__new__(feeds.Line)
        line.near, line.far, line.own = near, far, (bed.phone.address, ports[0])
        for sock in near, far:
            sock.settimeout(net.PATIENCE)
        traffic = Traffic(line, "203.0.113.1", "97")
        made = [(line.out(), traffic.out), (line.back(), traffic.back)]
        for feed, templates in made:
            for number, template in enumerate(templates):
                feed.message(template.numbered(number), [50, 100])
        feeds.run([feed for feed, _ in made])
        line.close()
    finally:
        gateway.run("tc", "qdisc", "del", "dev", "wan0", "root")
        bed.listener = feeds.listen(bed.provider)


def shorter(gateway):
    """What goes out shrinks, what comes in grows."""
    with tap.test("whole messages are rewritten"), Bed(0) as bed:
        Traffic(feeds.Line(bed.phone, bed.provider, listener=bed.listener), compare=True)
    with Bed(LINES, watch=not FULL) as bed:
        once(bed, 1 if FULL else 16)
        at_random(bed, 2000 if FULL else 500, "shorter outside")
        with tap.test("several messages in a segment, and a part of the next"):
            joined(bed)
        with tap.test("byte by byte"):
            byte_by_byte(bed)
    with Bed(0) as bed:
        for title, case in (("half-close behind a message", half_closed),
                            ("half-close in a message", half_closed_in_a_message),
                            ("reset in a message", reset_in_a_message),
                            ("a message longer than any", too_long),
                            ("a header without an end", endless_header)):
            with tap.test(title):
                case(bed)
        with tap.test("a message that never ends"):
            never_complete(gateway, bed)
        with tap.test("both sides begin the connection"):
            both_begin(gateway, bed)


def longer(gateway):
    """What goes out grows, what comes in shrinks."""
    gateway.set("externip", LONGER)
    with Bed(LINES, LONGER) as bed:
        with tap.test("longer outside, cut in two"):
            for back in False, True:
                cut_once(bed, back, 0, True, 1 if FULL else 64)
        at_random(bed, 2000 if FULL else 500, "longer outside")
        with tap.test("several messages in a segment, longer outside"):
            joined(bed)


def main():
    net.prepare(hidden=False)
    {"shorter": shorter, "longer": longer}[sys.argv[1]](Gateway())


main()
