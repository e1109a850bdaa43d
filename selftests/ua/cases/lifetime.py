# SPDX-License-Identifier: GPL-2.0
"""Calls around which things vanish. The argument says which part of lifetime.sh this is."""

import sys

import calls
import net
import tap
from gateway import Gateway

TARGET = "sip:bob@198.51.100.10"


def forgotten_flows(gateway, phone, provider):
    """conntrack's table is emptied in the middle of a call."""
    for number, outside_first in enumerate((False, True)):
        first, other = ("provider", "phone") if outside_first else ("phone", "provider")
        with calls.Call(phone, provider, TARGET, (10000 + 10 * number, 30000 + 10 * number)) as call:
            call.talk()
            with tap.test("the table is emptied: audio goes on, the %s speaks first" % first):
                gateway.forget_flows()
                call.talk(not outside_first)
            with tap.test("the table is emptied while nobody speaks: the %s hangs up" % other):
                gateway.forget_flows()
                call.hang_up(outside_first)
    # What is there can be read, whatever it belonged to.
    gateway.run("conntrack", "-L")


def abandoned(phone, provider):
    """Leaves a call as it is: with audio, and one that rings."""
    with tap.test("a call is under way"):
        with calls.Call(phone, provider, TARGET, (10100, 30100)) as call:
            call.talk()


def again(gateway, phone, provider):
    with tap.test("a call"):
        with calls.Call(phone, provider, TARGET, (10200, 30200)) as call:
            call.talk(False)
            call.hang_up()
    with tap.test("nothing is left of all calls"):
        gateway.forgets(75)


def main():
    net.prepare()
    everybody = net.Host("phone"), net.Host("provider")
    if sys.argv[1] == "flows":
        forgotten_flows(Gateway(), *everybody)
    elif sys.argv[1] == "abandon":
        abandoned(*everybody)
    else:
        again(Gateway(), *everybody)


main()
