# SPDX-License-Identifier: GPL-2.0
"""Calls from a phone inside to a provider outside."""

import itertools

import calls
import judge
import net
import programs
import tap
from gateway import Gateway

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@198.51.100.10"


def scripted(phone, provider):
    for number, (first, last) in enumerate(itertools.product(("phone", "provider"), repeat=2)):
        with tap.test("call out, %s speaks first, %s hangs up" % (first, last)):
            # Ports of its own, so that no flow of a call before helps.
            ports = 10000 + 10 * number, 30000 + 10 * number
            with net.Capture(provider) as capture, calls.Call(phone, provider, TARGET, ports) as call:
                tap.equal(call.invite.media()[0], PUBLIC, "the phone's media address outside")
                call.talk(first == "phone")
                call.hang_up(last == "phone")
                judge.hidden(capture)


def real(phone, provider):
    sipp, baresip = programs.sipp, programs.baresip
    for description, callee, caller, first in (
            ("sipp calls sipp, inside speaks first",
             lambda: sipp(provider, "callee", media=30100, silent=200),
             lambda: sipp(phone, "caller", provider.address, media=10100), "inside"),
            ("sipp calls sipp, outside speaks first",
             lambda: sipp(provider, "callee", media=30200),
             lambda: sipp(phone, "caller", provider.address, media=10200, silent=200), "outside"),
            ("baresip calls baresip",
             lambda: baresip(provider, "bob", 5, 30300),
             lambda: baresip(phone, "alice", 3, 10300, TARGET), None),
            ("baresip calls sipp",
             lambda: sipp(provider, "callee", media=30400),
             lambda: baresip(phone, "alice", 3, 10400, TARGET), None)):
        with tap.test(description):
            judge.hidden(calls.real(phone, provider, callee, caller, True, first))


def main():
    net.prepare()
    gateway = Gateway()
    everybody = net.Host("phone"), net.Host("provider")
    scripted(*everybody)
    real(*everybody)
    with tap.test("nothing is left of the calls"):
        gateway.forgets(35)
    with tap.test("nobody gets in where the first call's audio was"):
        phone, provider = everybody
        with phone.udp(10000) as inside, provider.udp(30000) as same, provider.udp() as other:
            for sender in same, other:
                sender.send(b"\x80" + bytes(171), (PUBLIC, 10000))
            inside.silent()


main()
