# SPDX-License-Identifier: GPL-2.0
"""Calls from a provider outside to a PBX inside, whose port 5060 is forwarded."""

import itertools

import calls
import judge
import net
import programs
import sip
import tap
from gateway import Gateway

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@203.0.113.1"


def scripted(pbx, provider):
    for number, (first, last) in enumerate(itertools.product(("provider", "PBX"), repeat=2)):
        with tap.test("call in, %s speaks first, %s hangs up" % (first, last)):
            # Ports of its own, so that no flow of a call before helps.
            ports = 30000 + 10 * number, 10000 + 10 * number
            with net.Capture(provider) as capture, calls.Call(provider, pbx, TARGET, ports) as call:
                tap.equal(sip.hostport(call.invite.uri), ("192.168.1.5", 5060), "Request-URI inside")
                tap.equal(call.okay.media()[0], PUBLIC, "the PBX's media address outside")
                call.talk(first == "provider")
                call.hang_up(last == "provider")
                judge.hidden(capture)


def real(pbx, provider):
    sipp, baresip = programs.sipp, programs.baresip
    for description, callee, caller, first in (
            ("sipp is called by sipp, inside speaks first",
             lambda: sipp(pbx, "callee", media=10100),
             lambda: sipp(provider, "caller", PUBLIC, media=30100, silent=200), "inside"),
            ("sipp is called by sipp, outside speaks first",
             lambda: sipp(pbx, "callee", media=10200, silent=200),
             lambda: sipp(provider, "caller", PUBLIC, media=30200), "outside"),
            ("baresip is called by sipp",
             lambda: baresip(pbx, "bob", 4, 10300),
             lambda: sipp(provider, "caller", PUBLIC, media=30300), None)):
        with tap.test(description):
            judge.hidden(calls.real(pbx, provider, callee, caller, False, first))


def main():
    net.prepare()
    gateway = Gateway()
    everybody = net.Host("pbx"), net.Host("provider")
    scripted(*everybody)
    real(*everybody)
    with tap.test("the gateway knows that the calls have ended"):
        # It keeps them for late repetitions; call_outbound.py waits for that to end.
        gateway.closing()


main()
