# SPDX-License-Identifier: GPL-2.0
"""SIP in segments as no well-behaved TCP sends them. What the receiver gets is what the gateway has read: each
message arrives whole and rewritten, or as it was sent, and only what arrives opens anything."""

import itertools
import os
import random
import re
import select
import socket
import struct
import time

import feeds
import judge
import net
import rawtcp
import sip
import siptcp
import tap
from gateway import HELPER, Gateway
from segments import ACK, FIN, RST, SYN, URG

FULL = bool(os.environ.get("SIPNAT_FULL"))
SEED = int(os.environ.get("SIPNAT_SEED", 5060))
PHONE = "192.168.1.10"
# Longer than a message is kept back before its sender is thanked for it
HELD = 0.15
numbers = itertools.count(1)
media = itertools.count(10000, 2)


def invite(port=None, name=None, pad=100):
    name = name or "crafted%d" % next(numbers)
    return sip.compose("INVITE sip:bob@198.51.100.10;transport=tcp SIP/2.0", [
        ("Via", "SIP/2.0/TCP %s:5060;branch=z9hG4bK%s" % (PHONE, name)), ("Max-Forwards", "70"),
        ("From", "<sip:alice@%s>;tag=1" % PHONE), ("To", "<sip:bob@198.51.100.10>"), ("Call-ID", name),
        ("CSeq", "1 INVITE"), ("X-Pad", "x" * pad), ("Contact", "<sip:alice@%s;transport=tcp>" % PHONE)],
        sip.sdp(PHONE, port or next(media)))


def skeleton(data):
    """Without what is rewritten"""
    data = re.sub(rb"(192\.168\.1\.10|203\.0\.113\.1)(:\d+)?", b"@", data)
    return re.sub(rb"(Content-Length: |m=audio )\d+", rb"\1#", data)


class Place:
    def __init__(self):
        self.gateway = Gateway()
        self.phone, self.provider = net.Host("phone"), net.Host("provider")
        for host in self.phone, self.provider:
            rawtcp.silence(host)
            with host, open("/proc/sys/net/ipv4/tcp_invalid_ratelimit", "w", encoding="ascii") as file:
                file.write("0")
        self.listen()

    def listen(self):
        self.listener = feeds.listen(self.provider)
        self.listener.settimeout(net.PATIENCE)

    def begin(self, **words):
        return rawtcp.End(self.phone, to=(self.provider.address, 5060), **words)

    def open(self, first=True, **words):
        """The phone's end, and the provider's socket. first: a message has passed, and so what is behind it has
        other numbers outside"""
        end = self.begin(**words)
        end.open()
        sock = self.listener.accept()[0]
        sock.settimeout(net.PATIENCE)
        if first:
            end.send(invite())
            arrives(sock, invite(10000, "x"))
        return end, sock

    def inside_ports(self):
        """Of media that is open"""
        return {binding["inside"]["port"] for binding in self.gateway.show("bindings") if binding["kind"] == "rtp"}


def arrives(sock, *sent):
    """Each of them, rewritten, and nothing else. Returns them as they arrive."""
    got = feeds.frames(sock, len(sent))
    for message, data in zip(sent, got):
        tap.want(not judge.shown(sip.Message(data)), "not rewritten: %r" % data)
        if b"Call-ID: x\r" not in message:
            tap.equal(skeleton(data), skeleton(message), "what arrives")
        tap.equal(int(re.search(rb"Content-Length: (\d+)", data)[1]), len(data.partition(b"\r\n\r\n")[2]), "length")
    return got


def goes_on(end, sock):
    """Both ways, and all numbers agree"""
    message = invite()
    end.send(message)
    arrives(sock, message)
    end.acked(end.sent)
    answer = b"SIP/2.0 100 Trying\r\nVia: SIP/2.0/TCP phone.example.net\r\nFrom: <sip:a@example.net>\r\n" \
        b"To: <sip:b@example.net>\r\nCall-ID: on\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n"
    sock.sendall(answer)
    tap.equal(end.read(len(answer)), answer, "the other way")


def any_order(place):
    """The parts of a message, in each order, some of them twice"""
    rng = random.Random(SEED)
    end, sock = place.open()
    with end, sock:
        for order in itertools.permutations(range(4)):
            message = invite()
            cuts = [0, *sorted(rng.sample(range(1, len(message)), 3)), len(message)]
            base, end.sent = end.sent, end.sent + len(message)
            for part in order:
                for _ in range(rng.choice((1, 1, 2))):
                    end.send(message[cuts[part]:cuts[part + 1]], at=base + cuts[part])
            arrives(sock, message)
            end.acked(end.sent)
        goes_on(end, sock)


def two_versions(place, pause):
    """Bytes that are sent again in other words before the message is whole. Only one of them arrives, and only
    what arrives is opened."""
    for first, last in ((0, 300), (200, 700), (400, None), (0, None)):
        port = next(media), next(media)
        message, other = invite(port[0], "versions%d" % port[0], 300), invite(port[1], "versions%d" % port[0], 300)
        end, sock = place.open()
        with end, sock:
            base, end.sent = end.sent, end.sent + len(message)
            end.send(message[:500], at=base)
            time.sleep(pause)
            end.send(other[first:last], at=base + first)
            end.send(message[500:], at=base + 500)
            end.send(other, at=base)
            got = arrives(sock, message)[0]
            if HELPER == "sipnat":
                # The description's own version number is not rewritten, its port is.
                opened = place.inside_ports() & set(port)
                tap.equal(len(opened), 1, "ports that are open, of %s: %s" % (port, opened))
                told = int(re.search(rb"m=audio (\d+)", got)[1])
                local = {binding["inside"]["port"]: binding["local"]["port"]
                         for binding in place.gateway.show("bindings")}
                tap.equal(local[opened.pop()], told, "the port that was told")
            end.acked(end.sent)
            goes_on(end, sock)


def sent_again(place):
    """After it has been delivered, and in other words, and in parts, and joined with what is new"""
    end, sock = place.open()
    with end, sock:
        one, two, three = invite(), invite(), invite()
        base = end.sent
        end.send(one)
        end.send(two)
        arrives(sock, one, two)
        port = next(media)
        forged = invite(port, "forged")[:len(one)].ljust(len(one), b"x")
        for data, at in ((one, 0), (one[100:], 100), (two, len(one)), (one + two, 0), (forged, 0), (forged, 10)):
            end.send(data, at=base + at)
            end.until("ACK", lambda segment: segment.flags & ACK and segment.acked == end.sent)
        joined = two[-100:] + three
        end.send(joined, at=end.sent - 100)
        end.sent += len(three)
        arrives(sock, three)
        end.acked(end.sent)
        tap.want(HELPER != "sipnat" or port not in place.inside_ports(), "what was never delivered is open")
        goes_on(end, sock)


def outside_the_window(place):
    """What is far behind or far ahead is nobody's."""
    end, sock = place.open()
    with end, sock:
        message = invite()
        base = end.sent
        ports = [next(media) for _ in range(4)]
        for port, at in zip(ports, (-100000, -2000, 1 << 20, (1 << 31) - 10)):
            end.send(invite(port), at=base + at)
        end.send(message[:200])
        for port, at in zip(ports, (-100000, -2000, 1 << 20, (1 << 31) - 10)):
            end.send(invite(port), at=base + at)
        end.send(message[200:])
        arrives(sock, message)
        tap.want(HELPER != "sipnat" or not place.inside_ports() & set(ports), "it has opened something")
        goes_on(end, sock)


def wrong_checksum(place):
    """What no receiver takes is not read."""
    end, sock = place.open()
    with end, sock:
        message, port = invite(), next(media)
        other = invite(port, pad=150)
        base = end.sent
        end.send(other[:300], at=base, harm=0x55)
        end.send(message[:300])
        end.send(other[300:], at=base + 300, harm=0x55)
        end.send(message[300:])
        arrives(sock, message)
        tap.want(HELPER != "sipnat" or port not in place.inside_ports(), "it has opened something")
        goes_on(end, sock)


def end_with_data(place):
    for size in None, 300:
        end, sock = place.open()
        with end, sock:
            message = invite()
            end.send(message[:size], flags=ACK | FIN)
            if size:
                tap.equal(feeds.receive(sock, 10000), message[:size], "before the end")
            else:
                arrives(sock, message)
                tap.equal(feeds.receive(sock, 1), b"", "the end")
            end.acked(end.sent)
    # The end comes first, and the beginning in two parts
    end, sock = place.open()
    with end, sock:
        message = invite()
        base, end.sent = end.sent, end.sent + len(message) + 1
        end.send(message[400:], at=base + 400, flags=ACK | FIN)
        end.send(message[:200], at=base)
        time.sleep(HELD)
        end.send(message[200:400], at=base + 200)
        arrives(sock, message)
        # As a sender does that misses its acknowledgment
        end.send(message[400:], at=base + 400, flags=ACK | FIN)
        tap.equal(feeds.receive(sock, 1), b"", "the end")
        end.acked(end.sent)


def urgent(place):
    """Nothing is urgent in SIP, but nothing breaks."""
    end, sock = place.open()
    with end, sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)
        message = invite()
        end.send(message[:300], flags=ACK | URG, urgent=10)
        end.send(message[300:], flags=ACK | URG, urgent=len(message) - 300)
        got = feeds.frame(sock)
        tap.want(got == message or skeleton(got) == skeleton(message), "what arrives: %r" % got)
        end.acked(end.sent)


def probes(place):
    """Keepalives of TCP: the number before the next one, with a byte of nothing or without. Between messages, and
    while one is incomplete and its sender has been thanked for it, or not yet."""
    end, sock = place.open()
    with end, sock:
        for garbage, pause in itertools.product((b"", b"\0"), (0, HELD)):
            end.send(garbage, at=end.sent - 1)
            end.until("ACK", lambda segment: segment.flags & ACK and segment.acked == end.sent)
            message = invite()
            end.send(message[:250])
            time.sleep(pause)
            end.send(garbage, at=end.sent - 1)
            if pause:
                end.until("ACK", lambda segment: segment.flags & ACK and segment.acked == end.sent)
            end.send(message[250:])
            arrives(sock, message)
            end.acked(end.sent)
        goes_on(end, sock)


def probes_of_the_receiver(place):
    """The same from the side that gets the message"""
    end, sock = place.open()
    with end, sock:
        message = invite()
        end.send(message[:250])
        time.sleep(HELD)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1), (socket.TCP_KEEPCNT, 2)):
            sock.setsockopt(socket.IPPROTO_TCP, option, value)
        probe = end.until("a keepalive", lambda segment: not segment.payload and segment.at == end.got - 1, 4)
        tap.want(probe.acked <= end.sent, "it confirms %d" % probe.acked)
        end.send()
        end.send(message[250:])
        arrives(sock, message)
        goes_on(end, sock)


def through(source, sink, messages, unread):
    """Returns the messages as they arrive. unread: for how many seconds nobody reads"""
    frames, found, left = siptcp.Frames(), [], b"".join(messages)
    source.setblocking(False)
    sink.setblocking(False)
    began = last = time.monotonic()
    while len(found) < len(messages) and time.monotonic() < last + 3 * net.PATIENCE:
        reads = time.monotonic() > began + unread
        ready = select.select([sink] if reads else [], [source] if left else [], [], 0.1)
        if ready[0]:
            found += frames.feed(sink.recv(65536))
        if ready[1]:
            left = left[source.send(left):]
        if any(ready):
            last = time.monotonic()
    return found


def zero_window(place):
    """A receiver that reads nothing, and then all: also what grows has to wait. Kernels' own sockets"""
    small = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)]
    place.listener.close()
    with feeds.listen(place.provider, 5060, small) as listener:
        for back in False, True:
            line = feeds.Line(place.phone, place.provider, listener=listener, options=small)
            messages = [invite() for _ in range(40)]
            if back:
                # As long as the other one, so that Content-Length is right
                messages = [message.replace(PHONE.encode(), b"203.0.113.77") for message in messages]
            ends = (line.far, line.near) if back else (line.near, line.far)
            found = through(*ends, messages, 1)
            tap.equal([skeleton(one) for one in found], [skeleton(one) for one in messages], "messages")
            tap.want(back or not any(judge.shown(sip.Message(one)) for one in found), "not rewritten")
            line.close()
    place.listen()


def small_window(place):
    """Whoever has room for what was sent need not have room for what becomes of it: both ends are ours here,
    and the receiver takes what fits, as RFC 9293 section 3.10.7.4 has it."""
    place.gateway.set("externip", "203.0.113.200")
    place.listener.close()
    place.provider.run("nft", "add", "rule", "inet", "raw_tcp", "input", "tcp", "dport", "5060", "drop")
    message = invite()
    mss = struct.pack("!BBH", 2, 4, rawtcp.MSS)
    stream = bytearray()

    def take(room):
        """What comes now, as far as there is room; sent again until there is something"""
        end.send(message, at=0)
        while True:
            segment = far.receive(0.2)
            if not segment:
                return
            if segment.at <= len(stream) < segment.at + len(segment.payload):
                stream.extend(segment.payload[len(stream) - segment.at:max(0, room - segment.at)])
                far.got = len(stream)
                far.send(window=room - len(stream))

    try:
        with place.begin() as end, rawtcp.End(place.provider, 5060) as far:
            end.send(b"", 0, SYN, options=mss)
            far.until("SYN", lambda segment: segment.flags & SYN)
            far.send(b"", 0, SYN | ACK, window=len(message), options=mss)
            end.until("SYN", lambda segment: segment.flags & SYN)
            end.send()
            far.until("ACK", lambda segment: segment.flags & ACK)
            end.sent = len(message)
            take(len(message))
            tap.equal(len(stream), len(message), "as much as there is room for")
            far.send(window=65535)
            take(65535)
            found = siptcp.Frames().feed(stream)
            tap.want(found, "the rest did not come: %r" % bytes(stream))
            tap.equal(skeleton(found[0].replace(b"203.0.113.200", b"203.0.113.1")), skeleton(message), "message")
            end.acked(len(message))
    finally:
        place.provider.run("nft", "delete", "table", "inet", "raw_tcp")
        rawtcp.silence(place.provider)
        place.gateway.set("externip", "none")
        place.listen()


def data_in_syn(place):
    """Of a sender who hopes that its data is taken at once. It is not here, so it is sent again, and may be
    something else then. It may pass unread, but it is whole."""
    for replace in False, True:
        port = next(media)
        message = invite(port)
        other = invite() if replace else message
        end = place.begin()
        end.open(message)
        sock = place.listener.accept()[0]
        with end, sock:
            for data in other, invite():
                end.send(data)
                tap.equal(skeleton(feeds.frame(sock)), skeleton(data), "what arrives")
                end.acked(end.sent)
            if replace and HELPER == "sipnat":
                tap.want(port not in place.inside_ports(), "what was never delivered is open")


def fast_open(place):
    """TCP Fast Open, where both sides want it: RFC 7413"""
    for host in place.phone, place.provider:
        with host, open("/proc/sys/net/ipv4/tcp_fastopen", "w", encoding="ascii") as file:
            # Client and server, without a cookie on either side
            file.write(str(0x1 | 0x2 | 0x4 | 0x200))
    place.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 5)
    for size in None, 300:
        message = invite()
        with place.phone:
            near = socket.socket()
        near.settimeout(net.PATIENCE)
        near.sendto(message[:size], socket.MSG_FASTOPEN, (place.provider.address, 5060))
        sock = place.listener.accept()[0]
        sock.settimeout(net.PATIENCE)
        if size:
            near.sendall(message[size:])
        again = invite()
        near.sendall(again)
        with near, sock:
            # SYN's own data may have passed before anybody looked, but never a part of it.
            got = feeds.frames(sock, 2)
            tap.equal([skeleton(one) for one in got], [skeleton(message), skeleton(again)], "messages")
            raw = [bool(judge.shown(sip.Message(one))) for one in got]
            tap.note("%s: rewritten %s" % ("whole" if not size else "a part in SYN", [not one for one in raw]))
    place.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 0)


def false_reset(place):
    """A reset that is not in the window is nobody's; the true one ends both sides."""
    end, sock = place.open()
    message = invite()
    with end, sock:
        end.send(message[:200])
        end.send(at=end.sent + 200000, flags=RST | ACK)
        end.send(at=end.sent - 100000, flags=RST)
        end.send(message[200:])
        arrives(sock, message)
        end.send(message[:200])
        time.sleep(HELD)
        end.send(at=end.sent, flags=RST | ACK)
        try:
            while sock.recv(65536):
                pass
        except ConnectionResetError:
            return
        except socket.timeout:
            pass
        raise net.Failure("the other side was not told")


def many_pieces(place):
    """Everything twice, out of order, in pieces of all sizes that overlap, and compared with what was meant"""
    rng = random.Random(SEED)
    for _ in range(20 if FULL else 3):
        end, sock = place.open()
        with end, sock:
            messages = [invite(pad=rng.randrange(400)) for _ in range(10)]
            stream = b"".join(messages)
            base, end.sent = end.sent, end.sent + len(stream)
            pieces = []
            at = 0
            while at < len(stream):
                size = rng.randrange(1, 700)
                pieces.append((at, stream[at:at + size]))
                at += rng.randrange(max(1, size // 2), size + 1)
            # Not farther than a few segments, as networks do
            order = sorted(range(len(pieces)), key=lambda index: index + rng.randrange(6))
            for index in order:
                at, data = pieces[index]
                end.send(data, at=base + at)
                if rng.random() < 0.1:
                    end.send(data, at=base + at)
            arrives(sock, *messages)
            end.acked(end.sent)
            goes_on(end, sock)


def main():
    net.prepare(hidden=False)
    place = Place()
    for title, case in (
            ("the parts of a message in any order", any_order),
            ("two versions of a part, at once", lambda place: two_versions(place, 0)),
            ("two versions of a part, after a while", lambda place: two_versions(place, HELD)),
            ("what was delivered is sent again", sent_again),
            ("pieces that overlap, seed %d" % SEED, many_pieces),
            ("data outside the window", outside_the_window),
            ("segments with a wrong checksum", wrong_checksum),
            ("FIN with data", end_with_data),
            ("urgent data", urgent),
            ("keepalive probes", probes),
            ("keepalive probes of the receiver", probes_of_the_receiver),
            ("a receiver that does not read for a while", zero_window),
            ("a window that what grows does not fit in", small_window),
            ("SYN with data that is not taken", data_in_syn),
            ("TCP Fast Open", fast_open),
            ("resets", false_reset)):
        with tap.test(title):
            case(place)


main()
