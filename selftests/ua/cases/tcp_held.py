# SPDX-License-Identifier: GPL-2.0
"""What the gateway keeps until a message is complete. It thanks the sender for it after a while, so that no
algorithm of the sender's waits for the other; from then on nobody else can send it again."""

import collections
import contextlib
import fcntl
import itertools
import socket
import struct
import termios
import time

import feeds
import net
import segments
import tap
from gateway import Gateway
from traffic import Bed

# For retransmissions, which are rarer the longer nothing is heard
LATE = 10
# Longer than the gateway waits for the end of a message
GIVEN_UP = 6


def confirmed(sock, patience=net.PATIENCE):
    """Waits until the other end, or the gateway, has confirmed all that was sent. Returns how long that took."""
    began = time.monotonic()
    while struct.unpack("i", fcntl.ioctl(sock, termios.TIOCOUTQ, bytes(4)))[0]:
        tap.want(time.monotonic() < began + patience, "nobody confirms it")
        time.sleep(0.01)
    return time.monotonic() - began


class Place:
    def __init__(self):
        self.gateway, self.wan = Gateway(), net.Host("wan")
        self.bed = Bed(0)

    def ends(self, back):
        """Of a new connection: sender and receiver, a message as it is sent and as it arrives, all messages"""
        line, traffic = self.bed.line()
        ends = (line.far, line.near) if back else (line.near, line.far)
        return *ends, (traffic.back if back else traffic.out)[0].numbered(1), traffic

    @contextlib.contextmanager
    def loses(self):
        """What leaves the gateway is lost, on either side. What comes to it is not."""
        self.gateway.run("tc", "qdisc", "add", "dev", "lan0", "root", "netem", "loss", "100%")
        self.wan.run("nft", "-f", "-", stdin="""
            table inet loss {
                chain forward {
                    type filter hook forward priority filter
                    tcp dport 5060 drop
                }
            }""")
        try:
            yield
        finally:
            self.gateway.run("tc", "qdisc", "del", "dev", "lan0", "root")
            self.wan.run("nft", "delete", "table", "inet", "loss")


def in_time(place):
    for back in False, True:
        source, sink, (sent, wanted), _ = place.ends(back)
        source.sendall(sent[:400])
        took = confirmed(source)
        tap.note("confirmed after %d ms" % (took * 1000))
        tap.want(took < 0.3, "it took %d ms" % (took * 1000))
        source.sendall(sent[400:])
        tap.equal(feeds.receive(sink, len(wanted)), wanted, "message")


def long(place):
    """Nearly as long as a message may be, so that a sender has to be thanked several times before it goes on"""
    for back, size in ((False, 30000), (False, 60000), (False, 64500), (True, 60000)):
        line, traffic = place.bed.line()
        source, sink = (line.far, line.near) if back else (line.near, line.far)
        sent, wanted = (traffic.back[1] if back else traffic.options).numbered(2)
        body = b"0123456789" * (size // 10)
        pair = [part.replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain\r\n\r\n" + body) for part in (sent, wanted)]
        pair = [part.replace(b"l:0", b"l:%d" % len(body)) for part in pair]
        pair = [part.replace(b"Content-Length: 0", b"Content-Length: %d" % len(body)) for part in pair]
        began = time.monotonic()
        feed = feeds.Feed(source, sink, "%d bytes %s" % (size, "in" if back else "out"))
        feed.message(pair)
        feed.message((sent, wanted))
        feeds.run([feed])
        took = time.monotonic() - began
        tap.note("%d bytes took %.2f s" % (size, took))
        tap.want(took < 2, "%d bytes took %.1f s" % (size, took))


WAYS = (False, "out"), (True, "in")


def lost_when_complete(place):
    """A part is confirmed, and what completes it is lost behind the gateway: all of it has to come again, also
    if the sender says that this was all."""
    made = []
    for (back, way), closes in itertools.product(WAYS, (False, True)):
        source, sink, pair, _ = place.ends(back)
        source.sendall(pair[0][:400])
        made.append((way, closes, source, sink, *pair))
    for _, _, source, *_ in made:
        confirmed(source)
    with place.loses():
        for _, closes, source, _, sent, _ in made:
            source.sendall(sent[400:])
            if closes:
                source.shutdown(socket.SHUT_WR)
        time.sleep(0.3)
    for way, closes, _, sink, _, wanted in made:
        with tap.test("%s: the whole message is lost%s" % (way, ", and the sender has closed" if closes else "")):
            tap.equal(feeds.receive(sink, len(wanted), LATE), wanted, "message")
            if closes:
                tap.equal(feeds.receive(sink, 1, LATE), b"", "the end")


def lost_when_released(place):
    """It is never completed, and is given up while the way is closed. Nobody but the gateway knows of it."""
    made = [(way, *place.ends(back)) for back, way in WAYS]
    for _, source, _, (sent, _), _ in made:
        source.sendall(sent[:400])
    for _, source, *_ in made:
        confirmed(source)
    with place.loses():
        time.sleep(GIVEN_UP)
    for way, source, sink, (sent, _), _ in made:
        with tap.test("%s: what is given up is lost" % way):
            tap.equal(feeds.receive(sink, 400, LATE), sent[:400], "what arrives")
            source.sendall(sent[400:])
            tap.equal(feeds.receive(sink, len(sent) - 400, LATE), sent[400:], "the rest")


def sender_dies(place, back):
    """It is reset, or gone without a word"""
    source, sink, (sent, _), _ = place.ends(back)
    source.sendall(sent[:400])
    confirmed(source)
    source.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    source.close()
    try:
        got = feeds.receive(sink, 401, LATE)
    except ConnectionResetError:
        return
    raise net.Failure("not told; %r arrived" % got)


def receiver_dies(place, back):
    source, sink, (sent, _), _ = place.ends(back)
    source.sendall(sent[:400])
    confirmed(source)
    sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sink.close()
    source.settimeout(LATE)
    try:
        source.sendall(sent[400:])
        got = source.recv(1)
    except (ConnectionResetError, BrokenPipeError):
        return
    raise net.Failure("not told: %r" % got)


def left_alone(captures):
    """Of who has been told that it is over, or has said so, nothing is wanted any more: it would answer with
    another RST."""
    for capture in captures:
        resets = collections.Counter(frozenset(segment.way) for segment in capture.segments()
                                     if segment.flags & segments.RST)
        tap.equal(list(resets.values()), [1] * 4, "resets of each connection at " + capture.host.name)


def crossed(place):
    """Both sides are in the middle of a message."""
    source, sink, (sent, wanted), traffic = place.ends(False)
    answer, answer_wanted = traffic.back[0].numbered(2)
    source.sendall(sent[:400])
    sink.sendall(answer[:300])
    confirmed(source)
    confirmed(sink)
    source.sendall(sent[400:])
    tap.equal(feeds.receive(sink, len(wanted)), wanted, "message")
    sink.sendall(answer[300:])
    tap.equal(feeds.receive(source, len(answer_wanted)), answer_wanted, "the other way")


def main():
    net.prepare(hidden=False)
    place = Place()
    with tap.test("who has sent a part is thanked soon"):
        in_time(place)
    with tap.test("long messages"):
        long(place)
    with tap.test("both sides in the middle of a message"):
        crossed(place)
    lost_when_complete(place)
    captures = [segments.Capture(host) for host in (place.bed.phone, place.bed.provider)]
    for back, way in WAYS:
        with tap.test("%s: the sender is reset in a message" % way):
            sender_dies(place, back)
        with tap.test("%s: the receiver is reset in a message" % way):
            receiver_dies(place, back)
    # That takes longer than anybody waits for a message.
    lost_when_released(place)
    with tap.test("who is reset is left alone"):
        left_alone(captures)


main()
