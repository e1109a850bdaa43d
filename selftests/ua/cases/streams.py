# SPDX-License-Identifier: GPL-2.0
"""Streams of all kinds, at all ports. The provider speaks first: what is not opened for it stays outside."""

import contextlib

import net
import rtp
import sip
import tap

TARGET = "sip:bob@198.51.100.10"
KINDS = (
    "audio %d RTP/AVP 0",
    "video %d RTP/AVP 96",
    "audio %d RTP/AVP 8",
    "text %d RTP/AVP 98",
    "image %d udptl t38",
    "application %d UDP/BFCP *",
    "message %d UDP/MSRP *",
)
EXPECT_MAX = "/proc/sys/net/netfilter/nf_conntrack_expect_max"


def description(address, *lines, origin=None):
    text = ["v=0", "o=- 1 1 " + (origin or "IN IP4 " + address), "s=-", "c=IN IP4 " + address, "t=0 0", *lines]
    return "".join(line + "\r\n" for line in text).encode()


def call(alice, bob, offer, answer, prefix=b""):
    """INVITE and 200 as they arrived. prefix: before the INVITE"""
    leg = sip.Leg.caller(alice, TARGET)
    if prefix:
        send, leg.send = leg.send, lambda data, hop=None: send(prefix + data, hop)
        leg.request("INVITE", offer)
        leg.send = send
    else:
        leg.request("INVITE", offer)
    invite = bob.expect("INVITE")
    _, okay = sip.answer(leg, invite, bob, answer)
    return invite, okay


def heard(outside, invite, inside, okay, index=0):
    """The stream of this index, from outside and then back"""
    outside.send(b"first", invite.media(index))
    tap.equal(inside.receive(), (b"first", okay.media(index)), "inside")
    inside.send(b"second", okay.media(index))
    tap.equal(outside.receive(), (b"second", invite.media(index)), "outside")


@contextlib.contextmanager
def sockets(*wanted):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(host.udp(port)) for host, port in wanted]


def kinds(agents, phone, provider):
    wanted = [(phone, 10000 + 2 * number) for number in range(len(KINDS))]
    wanted += [(provider, 30000 + 2 * number) for number in range(len(KINDS))]
    with sockets(*wanted) as opened:
        inside, outside = opened[:len(KINDS)], opened[len(KINDS):]
        invite = None
        with tap.test("an offer of %d streams" % len(KINDS)):
            lines = [["m=" + kind % sock.port for kind, sock in zip(KINDS, side)] for side in (inside, outside)]
            invite, okay = call(*agents, description(phone.address, *lines[0]),
                                description(provider.address, *lines[1]))
        for index, kind in enumerate(KINDS if invite else ()):
            with tap.test("stream %d of them, m=%s" % (index + 1, kind.split()[0])):
                heard(outside[index], invite, inside[index], okay, index)


def odd(agents, phone, provider):
    """The port of RTCP is the next one, whatever the first."""
    with contextlib.closing(rtp.Media(phone, 10031)) as ours, contextlib.closing(rtp.Media(provider, 30031)) as theirs:
        invite, okay = call(*agents, sip.sdp(phone.address, 10031), sip.sdp(provider.address, 30031))
        rtp.control(theirs, ours, invite.media(), okay.media())
        rtp.talk(theirs, ours, invite.media(), okay.media())


def neighbours(agents, phone, provider):
    """RFC 5761: RTCP comes to the same port, so the next one may be another stream's."""
    def streams(port):
        return "m=audio %d RTP/AVP 0" % port, "a=rtcp-mux", "m=video %d RTP/AVP 96" % (port + 1), "a=rtcp-mux"

    with sockets((phone, 10040), (phone, 10041), (provider, 30040), (provider, 30041)) as opened:
        invite, okay = call(*agents, description(phone.address, *streams(10040)),
                            description(provider.address, *streams(30040)))
        for index in range(2):
            heard(opened[2 + index], invite, opened[index], okay, index)


def fax(agents, phone, provider):
    """T.38 from the start, offered inside"""
    with sockets((phone, 10050), (provider, 30050)) as (inside, outside):
        invite, okay = call(*agents, description(phone.address, "m=image 10050 udptl t38"),
                            description(provider.address, "m=image 30050 udptl t38"))
        heard(outside, invite, inside, okay)


def over_tcp(agents, phone, provider):
    """RFC 4145: no datagram belongs to such a stream."""
    line = "m=audio %d TCP/RTP/AVP 0"
    with sockets((phone, 10060), (provider, 30060)) as (inside, outside):
        invite, _ = call(*agents, description(phone.address, line % 10060),
                         description(provider.address, line % 30060))
        outside.send(b"stranger", invite.media())
        outside.send(b"stranger", ("203.0.113.1", 10060))
        inside.silent()


def origin(agents, phone, provider, port, who):
    """o= tells whose description it is, and leads nowhere: RFC 4566 section 5.2."""
    with sockets((phone, port), (provider, 20000 + port)) as (inside, outside):
        line = "m=audio %d RTP/AVP 0"
        invite, okay = call(*agents, description(phone.address, line % port, origin=who),
                            description(provider.address, line % (20000 + port)))
        heard(outside, invite, inside, okay)


def full(agents, phone, provider):
    """The kernel's table of expectations has no room for more."""
    with open(EXPECT_MAX, encoding="ascii") as file:
        before = file.read()
    try:
        with open(EXPECT_MAX, "w", encoding="ascii") as file:
            file.write("1")
        with sockets((phone, 10080), (provider, 30080)) as (inside, outside):
            invite, okay = call(*agents, sip.sdp(phone.address, 10080), sip.sdp(provider.address, 30080))
            heard(outside, invite, inside, okay)
    finally:
        with open(EXPECT_MAX, "w", encoding="ascii") as file:
            file.write(before)


def line_ends(agents, phone, provider):
    """RFC 3261 section 7.5: line ends before a request are to be ignored; halves of them are, too."""
    for number, ends in enumerate((b"\r\n\r\n", b"\n", b"\r\r\n")):
        ours, theirs = 10090 + 2 * number, 30090 + 2 * number
        with sockets((phone, ours), (provider, theirs)) as (inside, outside):
            invite, okay = call(*agents, sip.sdp(phone.address, ours), sip.sdp(provider.address, theirs), ends)
            heard(outside, invite, inside, okay)


def main():
    net.prepare()
    phone, provider = net.Host("phone"), net.Host("provider")
    agents = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")
    everybody = agents, phone, provider
    kinds(*everybody)
    with tap.test("an odd port, RTCP first"):
        odd(*everybody)
    with tap.test("streams at neighbouring ports, with a=rtcp-mux"):
        neighbours(*everybody)
    with tap.test("a fax from the start"):
        fax(*everybody)
    with tap.test("a stream over TCP opens nothing to datagrams"):
        over_tcp(*everybody)
    for number, who in enumerate(("IN IP4 phone.example.org", "IN IP6 2001:db8::1")):
        with tap.test("o=- 1 1 " + who):
            origin(*everybody, 10070 + 2 * number, who)
    with tap.test("line ends before an INVITE"):
        line_ends(*everybody)
    with tap.test("the table of expectations is full"):
        full(*everybody)


main()
