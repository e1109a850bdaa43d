# SPDX-License-Identifier: GPL-2.0
"""Calls whose media is a TCP connection. Whoever is passive (RFC 4145) is reached where it says, by whom it
may concern, for as long as the call lasts."""

import re

import net
import sip
import tap
import tcp
from gateway import HELPER, Gateway

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@198.51.100.10"


def chat(address, port, *attributes):
    lines = ["v=0", "o=- 1 1 IN IP4 " + address, "s=-", "c=IN IP4 " + address, "t=0 0",
             "m=message %d TCP/MSRP *" % port, "a=accept-types:*",
             "a=path:msrp://%s:%d/s%d;tcp" % (address, port, port)]
    return "".join(line + "\r\n" for line in lines + list(attributes)).encode()


def control(address, port, *attributes):
    lines = ["v=0", "o=- 1 1 IN IP4 " + address, "s=-", "c=IN IP4 " + address, "t=0 0",
             "m=application %d TCP/BFCP *" % port, "a=floorctrl:s-only"]
    return "".join(line + "\r\n" for line in lines + list(attributes)).encode()


def path(message):
    """Where a=path leads"""
    found = re.search(rb"a=path:msrps?://([\d.]+):(\d+)/", message.body)
    return found.group(1).decode(), int(found.group(2))


class Call:
    """Set up with these descriptions when it is made. Everything is closed at its end."""

    def __init__(self, caller, callee, target, offer, answer):
        self.alice, self.bob = sip.Agent(caller, "alice"), sip.Agent(callee, "bob")
        self.opened = [self.alice, self.bob]
        try:
            self.leg, self.invite = sip.ring(self.alice, self.bob, target, offer)
            self.other, self.okay = sip.answer(self.leg, self.invite, self.bob, answer)
        except net.Failure:
            self.__exit__()
            raise

    def keep(self, thing):
        self.opened.append(thing)
        return thing

    def hang_up(self):
        sip.hang_up(self.leg, self.other)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for opened in self.opened:
            opened.close()


def meet(call, listener, host, to):
    """A connection from outside, and what is said over it."""
    there = call.keep(tcp.connect(host, to))
    here = call.keep(listener.accept())
    tap.equal(here.peer[0], host.address, "the other side in the phone's eyes")
    there.say(here, b"MSRP a786hjs2 SEND\r\n")
    here.say(there, b"MSRP a786hjs2 200 OK\r\n" * 100)
    return there, here


def from_outside(phone, provider, offers, port):
    """The phone is passive, and offers or answers. Returns where it was outside."""
    with tcp.Listener(phone, port) as listener:
        ours = chat(phone.address, port, "a=setup:passive")
        theirs = chat(provider.address, 9, "a=setup:active")
        if offers:
            call = Call(phone, provider, TARGET, ours, theirs)
            said = call.invite
        else:
            call = Call(provider, phone, "sip:alice@%s" % PUBLIC, theirs, ours)
            said = call.okay
        with call:
            tap.equal(said.media(), path(said), "a=path and m=")
            tap.equal(said.media()[0], PUBLIC, "the phone outside")
            meet(call, listener, provider, said.media())
            call.hang_up()
            refused(listener, provider, said.media())
    return said.media()


def refused(listener, host, to):
    """Whoever tries does not get in."""
    sock = tcp.attempt(host, to)
    listener.silent()
    sock.close()


def several(phone, provider, peer, port):
    """One connection after another, and from whichever host, as with ICE and with mixers that move."""
    with tcp.Listener(phone, port) as listener, \
            Call(phone, provider, TARGET, control(phone.address, port, "a=setup:actpass", "a=connection:new"),
                 control(provider.address, 9, "a=setup:active", "a=connection:new")) as call:
        to = call.invite.media()
        meet(call, listener, provider, to)
        meet(call, listener, peer, to)
        meet(call, listener, provider, to)
        call.hang_up()
        for host in provider, peer:
            refused(listener, host, to)


def from_inside(phone, provider, port):
    """The provider is passive: the phone connects like to anything else."""
    with tcp.Listener(provider, port) as listener, \
            Call(phone, provider, TARGET, chat(phone.address, 9, "a=setup:active"),
                 chat(provider.address, port, "a=setup:passive")) as call:
        tap.equal(call.okay.media(), listener.end, "the provider's m=")
        tap.equal(path(call.okay), listener.end, "the provider's a=path")
        here = call.keep(tcp.connect(phone, path(call.okay)))
        there = call.keep(listener.accept())
        here.say(there, b"MSRP d93kswow SEND\r\n")
        there.say(here, b"MSRP d93kswow 200 OK\r\n")
        call.hang_up()


def bound_port(phone, provider, port):
    """The phone connects from the port that it has offered: it is the same endpoint for the other side."""
    with tcp.Listener(provider, port) as listener, \
            Call(phone, provider, TARGET, control(phone.address, port, "a=setup:actpass"),
                 control(provider.address, port, "a=setup:passive")) as call:
        call.keep(tcp.connect(phone, listener.end, port))
        tap.equal(call.keep(listener.accept()).peer, call.invite.media(), "the phone outside")
        call.hang_up()


def not_opened(phone, provider, port):
    """Who connects itself is not reached."""
    with tcp.Listener(phone, port) as listener, \
            Call(phone, provider, TARGET, chat(phone.address, port, "a=setup:active"),
                 chat(provider.address, port, "a=setup:passive")) as call:
        refused(listener, provider, (PUBLIC, port))
        call.hang_up()


def expected(gateway, phone, provider, port):
    """An administrator sees what is waited for."""
    with Call(phone, provider, TARGET, chat(phone.address, port, "a=setup:passive"),
              chat(provider.address, 9, "a=setup:active")) as call:
        tap.want(any("proto=6" in line and "dport=%d " % call.invite.media()[1] in line
                     for line in gateway.expectations()), "no expectation:\n" + "\n".join(gateway.expectations()))
        call.hang_up()


def offer(phone, provider, body):
    """Where the phone's stream is outside, in a call that goes no further."""
    alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")
    leg = sip.Leg.caller(alice, TARGET)
    leg.request("INVITE", body)
    got = bob.expect("INVITE", leg.call_id)
    alice.close()
    bob.close()
    return got.media()


def ports(gateway, phone, phone2, provider):
    """Neither listening sockets of the gateway, connections through it nor bindings lose a port."""
    taken = net.Host("gw")
    taken.address = "0.0.0.0"
    with tcp.Listener(taken, 10900), tcp.Listener(provider, 8000) as server:
        through = tcp.connect(phone, server.end, 10901)
        tap.equal(server.accept().peer, (PUBLIC, 10901), "the connection's port outside")
        tap.equal(offer(phone, provider, chat(phone.address, 10902, "a=setup:passive")), (PUBLIC, 10902), "outside")
        got = {port: offer(phone2, provider, chat(phone2.address, port, "a=setup:passive"))[1]
               for port in (10900, 10901, 10902)}
        tap.want(not set(got.values()) & {10900, 10901, 10902}, "outside: %s" % got)
        through.close()
    if HELPER == "sipnat":
        # UDP is another matter.
        tap.equal(offer(phone2, provider, sip.sdp(phone2.address, 10902)), (PUBLIC, 10902), "audio outside")


def main():
    net.prepare()
    gateway = Gateway()
    phone, phone2, provider, peer = map(net.Host, ("phone", "phone2", "provider", "peer"))
    with tap.test("outside connects to a phone that has called"):
        from_outside(phone, provider, True, 10000)
    with tap.test("outside connects to a phone whose port is another outside"):
        tap.want(from_outside(phone, provider, True, 20000)[1] != 20000, "the same port")
    with tap.test("outside connects to a phone that has been called"):
        from_outside(phone, provider, False, 20010)
    with tap.test("the phone connects"):
        from_inside(phone, provider, 10010)
    with tap.test("the phone connects from the port that it offered"):
        bound_port(phone, provider, 20020)
    with tap.test("several connections from several hosts"):
        several(phone, provider, peer, 20030)
    with tap.test("nobody connects to who is active"):
        not_opened(phone, provider, 10040)
    with tap.test("the connection is expected"):
        expected(gateway, phone, provider, 10050)
    with tap.test("ports that are taken stay whose they are"):
        ports(gateway, phone, phone2, provider)


main()
