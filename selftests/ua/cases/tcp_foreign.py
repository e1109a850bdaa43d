# SPDX-License-Identifier: GPL-2.0
"""Streams at SIP's port that are something else, and those that want to be taken for SIP: a page in a browser
inside posts what it likes to a host that is its accomplice (NAT slipstreaming). Nothing is opened for them, and
nothing in them is changed."""

import itertools
import os
import random
import socket
import time

import feeds
import judge
import net
import rawtcp
import sip
import tap
from gateway import HELPER, Gateway

FULL = bool(os.environ.get("SIPNAT_FULL"))
VICTIM = "192.168.1.10"
numbers = itertools.count(1)


def fields(call, cseq, contact=VICTIM + ":3306"):
    return [("Via", "SIP/2.0/TCP %s:5060;branch=z9hG4bK%s" % (VICTIM, call)), ("Max-Forwards", "70"),
            ("From", "<sip:alice@%s>;tag=1" % VICTIM), ("To", "<sip:alice@198.51.100.10>"), ("Call-ID", call),
            ("CSeq", cseq), ("Contact", "<sip:alice@%s;transport=tcp>" % contact)]


def register(call):
    return sip.compose("REGISTER sip:198.51.100.10;transport=tcp SIP/2.0", fields(call, "1 REGISTER") +
                       [("Expires", "3600")])


def invite(call, port=3306, pad=0):
    return sip.compose("INVITE sip:bob@198.51.100.10;transport=tcp SIP/2.0",
                       fields(call, "1 INVITE") + [("X-Pad", "x" * pad)], sip.sdp(VICTIM, port))


def granted(call):
    """What the accomplice says to a REGISTER"""
    return sip.compose("SIP/2.0 200 OK", fields(call, "1 REGISTER", "203.0.113.1:3306"))


def post(length, *more, start="POST /x HTTP/1.1"):
    lines = [start, "Host: 198.51.100.10:5060", "Content-Type: text/plain", "Content-Length: 100000", *more]
    head = "\r\n".join(lines) + "\r\n"
    end = "X: \r\n\r\n"
    return (head + end.replace("\r", "x" * max(0, length - len(head) - len(end)) + "\r", 1)).encode()


class Place:
    def __init__(self):
        self.gateway = Gateway()
        self.phone, self.provider, self.peer = (net.Host(name) for name in ("phone", "provider", "peer"))
        for host in self.phone, self.provider:
            rawtcp.silence(host)
        self.listener = feeds.listen(self.provider)
        self.listener.settimeout(net.PATIENCE)

    def opened(self):
        found = self.gateway.left()
        if HELPER == "sipnat":
            found += ["registration: %s" % one for one in self.gateway.show("registrations")]
        return found

    def closed(self):
        found = self.opened()
        tap.want(not found, "opened: " + "\n".join(found))

    def raw(self, **words):
        """A connection of the phone whose segments are ours, and the provider's socket"""
        end = rawtcp.End(self.phone, to=(self.provider.address, 5060), **words)
        end.open()
        sock = self.listener.accept()[0]
        sock.settimeout(net.PATIENCE)
        return end, sock


class Call:
    """Names of its own for a REGISTER and an INVITE"""

    def __init__(self):
        self.name = "slip%d" % next(numbers)
        self.attacks = [register(self.name), invite(self.name)]


def shapes(call):
    """What a browser may be brought to send: segments, each as it leaves"""
    for attack in call.attacks:
        for length in (180, 536, 1000, 1460):
            yield "%d bytes of HTTP" % length, [post(length), attack]
        yield "a request of SIP's name", [post(200, start=attack.split()[0].decode() + " / HTTP/1.1"), attack]
        yield "SIP's address", [post(200, start="POST sip:bob@198.51.100.10 HTTP/1.1"), attack]
        yield "chunks", [post(300, "Transfer-Encoding: chunked"), b"%x\r\n" % len(attack), attack, b"\r\n0\r\n\r\n"]
        yield "empty lines before", [b"\r\n\r\n" + post(200), attack]
        yield "an empty line alone before", [b"\r\n\r\n", post(200), attack]
        yield "byte by byte", [b"P", b"O", b"ST", b" / HTTP/1.1\r\n", b"X: y\r\n\r\n", attack]
        yield "SIP among the header", [b"POST / HTTP/1.1\r\n", attack, attack]
        yield "TLS", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), attack]
        yield "TURN", [bytes.fromhex("000300242112a442") + bytes(48), attack]
        yield "zero bytes", [bytes(4), attack]
        yield "white space", [b" ", attack]
        yield "an answer of HTTP", [b"HTTP/1.1 200 OK\r\n\r\n", attack]
        yield "a banner", [b"SSH-2.0-OpenSSH_9.2p1\r\n", attack]


def slipstream(place):
    """Segment by segment"""
    call = Call()
    for title, parts in shapes(call):
        end, sock = place.raw()
        with end, sock:
            for part in parts:
                end.send(part)
            whole = b"".join(parts)
            tap.equal(feeds.receive(sock, len(whole)), whole, title)
            for answer in granted(call.name), b"HTTP/1.1 200 OK\r\n\r\n":
                sock.sendall(answer)
                tap.equal(end.read(len(answer)), answer, title + ", the answer")
            found = place.opened()
            tap.want(not found, "%s: opened: %s" % (title, found))


def by_size(place):
    """As it is done: the accomplice says how long segments may be, and the browser fills the first of them."""
    for size in (536, 1000, 1460):
        for off in (-1, 0, 1) if FULL else (0,):
            call = Call()
            place.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, size)
            line = feeds.Line(place.phone, place.provider, listener=place.listener)
            own = line.near.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
            body = b"".join(attack.ljust(own, b" ") for attack in call.attacks * 3)
            whole = post(own + off) + body
            line.near.sendall(whole)
            tap.equal(feeds.receive(line.far, len(whole)), whole, "segments of %d" % own)
            line.far.sendall(granted(call.name))
            feeds.receive(line.near, len(granted(call.name)))
            line.close()
    place.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 1460)
    place.closed()


def again(place):
    """Segments that are sent again, the same or in other words, are no beginning of anything."""
    call = Call()
    for attack in call.attacks:
        for title, replay in (("the attack", lambda end: end.send(attack, at=300)),
                              ("other words for the beginning", lambda end: end.send(attack[:300], at=0)),
                              ("from the beginning", lambda end: end.send(attack, at=0)),
                              ("a byte before", lambda end: end.send(b"\n" + attack, at=299))):
            end, sock = place.raw()
            with end, sock:
                end.send(post(300))
                end.acked(300)
                end.send(attack)
                end.acked(end.sent)
                replay(end)
                end.send(b"the end")
                whole = post(300) + attack + b"the end"
                tap.equal(feeds.receive(sock, len(whole)), whole, title)
    place.closed()


def before_its_turn(place):
    """What belongs later comes first."""
    call = Call()
    for attack in call.attacks:
        for parts in itertools.permutations([(post(300), 0), (attack, 300), (attack, 300 + len(attack))]):
            end, sock = place.raw()
            with end, sock:
                end.sent = 300 + 2 * len(attack)
                whole, got = post(300) + attack * 2, b""
                # What is not confirmed is sent again.
                for _ in range(3):
                    for data, at in parts:
                        end.send(data, at=at)
                    got += feeds.receive(sock, len(whole) - len(got), 0.2)
                tap.equal(got, whole, "what arrives")
    place.closed()


def turned(place):
    """SIP at first, and then no more. What else may be between messages: tcp_resync.py"""
    call = Call()
    options = sip.compose("OPTIONS sip:bob@198.51.100.10 SIP/2.0", [
        ("Via", "SIP/2.0/TCP phone.example.net;branch=z9hG4bK1"), ("From", "<sip:a@example.net>;tag=1"),
        ("To", "<sip:b@example.net>"), ("Call-ID", "turned"), ("CSeq", "1 OPTIONS")])
    for attack in call.attacks:
        for first in (post(200), b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n",
                      b"\0\0\0\0GET / HTTP/1.1\r\n\r\n", b"x" * 500 + b"\r\nPUT /y HTTP/1.0\r\n"):
            end, sock = place.raw()
            with end, sock:
                for part in options, first, attack, attack:
                    end.send(part)
                whole = options + first + attack * 2
                tap.equal(feeds.receive(sock, len(whole)), whole, "what arrives")
                sock.sendall(granted(call.name))
                end.read(len(granted(call.name)))
    place.closed()


def control(place):
    """What the same messages do where they are SIP: or the tests above have seen nothing."""
    call = Call()
    end, sock = place.raw()
    with end, sock:
        for attack in call.attacks:
            end.send(attack)
            got = sip.Message(feeds.frame(sock))
            tap.want(not judge.shown(got), "not rewritten: %r" % got.data)
    tap.want(place.opened(), "nothing was opened")


def other_protocols(place):
    """Both ways, at once and as they are: also what the server says first"""
    rng = random.Random(1)
    noise = bytes(rng.randrange(256) for _ in range(5000))
    for first, second in ((b"SSH-2.0-client\r\n", b"SSH-2.0-server\r\n"), (b"\x16\x03\x01", b"\x16\x03\x03"),
                          (noise, noise[::-1]), (b"", b"220 mail.example.net ESMTP\r\n"), (b"", b"\0"),
                          (b"SIPPING\r\n", b"SIP/1.0 200 OK\r\n"), (b"S", b"x")):
        line = feeds.Line(place.phone, place.provider, listener=place.listener)
        began = time.monotonic()
        for sock, other, data in ((line.near, line.far, first), (line.far, line.near, second),
                                  (line.near, line.far, noise), (line.far, line.near, noise)):
            sock.sendall(data)
            tap.equal(feeds.receive(other, len(data), 3 * net.PATIENCE), data, "after %r" % first[:20])
        if first != b"S":
            tap.want(time.monotonic() - began < 1, "held for %.1f s: %r" % (time.monotonic() - began, first[:20]))
        line.close()
    place.closed()


def speed(place):
    """Not an assertion: machines differ."""
    data = b"GET / HTTP/1.1\r\n\r\n" + bytes(20000000 if FULL else 2000000)
    took = {}
    for port in 5061, 5060:
        listener = feeds.listen(place.provider, port) if port != 5060 else place.listener
        line = feeds.Line(place.phone, place.provider, listener=listener)
        feed = line.out()
        feed.write(data)
        feed.wanted += data
        began = time.process_time(), time.monotonic()
        feeds.run([feed])
        took[port] = time.monotonic() - began[1]
        line.close()
        if port != 5060:
            listener.close()
    tap.note("%d bytes: %.2f s with the helper, %.2f s without" % (len(data), took[5060], took[5061]))


def main():
    net.prepare(hidden=False)
    place = Place()
    with tap.test("other protocols pass as they are, at once"):
        other_protocols(place)
    with tap.test("HTTP whose body is SIP, segment by segment"):
        slipstream(place)
    with tap.test("HTTP whose body is SIP, by the size of segments"):
        by_size(place)
    with tap.test("HTTP whose body is SIP, sent again"):
        again(place)
    with tap.test("HTTP whose body is SIP, out of order"):
        before_its_turn(place)
    with tap.test("SIP that becomes HTTP"):
        turned(place)
    with tap.test("throughput"):
        speed(place)
    with tap.test("the same messages where they are SIP"):
        control(place)


main()
