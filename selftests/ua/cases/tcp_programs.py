# SPDX-License-Identifier: GPL-2.0
"""Asterisk, kamailio and real phones over TCP, on both sides of a NAT, which none of them knows of. All of
them listen at 5060 and say so, and connect from other ports.

	phones	inside, at a server outside, and at a provider's proxy
	pbx	inside, at the proxy; and an extension of it outside

The second argument is the suite of the Asterisk."""

import sys

import judge
import net
import servers
import tap
from ears import silent
from office import OUTSIDE, PBX, PROXY, PUBLIC, SERVER, World, attended, blind_inside, blind_outside, call, \
    end, scene, transfers

EXTENSIONS = "101", "111", "112", "113", "114"
DIRECT = "111", "112", "113", "114"


def held(world, title, caller, account, callee, answering, heard, first):
    """A call, hold and resume. account, answering: user and registrar of either; heard: from where either hears
    the other; first: who hangs up"""
    with scene(world, title):
        callee.use(*answering)
        call(world, caller, *account, answering[0], callee, heard)
        end(first, callee if first is caller else caller)


def direct(world, caller, user, number, callee):
    """A call with nobody but a proxy between the phones: nothing is heard while it is on hold."""
    caller.dial(user, number, PROXY)
    world.talk(caller, callee)
    caller.hold()
    silent(world.ears[caller.host.name], caller)
    caller.resume()
    world.talk(caller, callee)


def at_a_server(world):
    alice, carol = world.alice, world.carol
    held(world, "server outside: out, hold and resume, the callee hangs up",
         alice, ("101", SERVER), carol, ("113", SERVER), (SERVER, None), carol)
    held(world, "server outside: in, hold and resume, direct media, the callee hangs up",
         carol, ("113", SERVER), alice, ("111", SERVER), (None, OUTSIDE), alice)
    transfers(world, (blind_inside, attended), "server outside", SERVER, "113", SERVER)


def at_a_proxy(world):
    alice, carol = world.alice, world.carol
    with scene(world, "provider's proxy: out, hold and resume, the callee hangs up"):
        carol.use("201", PROXY)
        direct(world, alice, "202", "201", carol)
        end(carol, alice)
    with scene(world, "provider's proxy: in, hold and resume, the caller hangs up"):
        direct(world, carol, "201", "202", alice)
        end(carol, alice)


def phones(world, suite):
    world.serve(servers.Asterisk, "provider", suite, "chan_pjsip", EXTENSIONS, DIRECT)
    world.serve(servers.Kamailio, "provider", PROXY)
    world.people()
    with tap.test("registration"):
        world.register([(world.alice, "101", SERVER), (world.alice, "111", SERVER), (world.alice, "202", PROXY),
                        (world.carol, "113", SERVER), (world.carol, "201", PROXY)])
    if not tap.failed:
        at_a_server(world)
        at_a_proxy(world)


def pbx(world, suite):
    world.serve(servers.Asterisk, "pbx", suite, "chan_pjsip", EXTENSIONS, DIRECT, servers.Trunk("office", PROXY))
    world.serve(servers.Kamailio, "provider", PROXY)
    world.people()
    alice, carol = world.alice, world.carol
    with tap.test("registration"):
        world.register([(alice, "101", PBX), (alice, "111", PBX), (carol, "201", PROXY), (carol, "114", PUBLIC)])
    if tap.failed:
        return
    held(world, "PBX inside, provider: out, hold and resume, the callee hangs up",
         alice, ("101", PBX), carol, ("201", PROXY), (PBX, None), carol)
    held(world, "PBX inside, provider: in, hold and resume, direct media, the callee hangs up",
         carol, ("201", PROXY), alice, ("111", PBX), (None, OUTSIDE), alice)
    transfers(world, (blind_outside,), "PBX inside, provider", PBX, "201", PROXY)
    held(world, "PBX inside, extension outside: out, hold and resume, direct media, the caller hangs up",
         alice, ("111", PBX), carol, ("114", PUBLIC), (OUTSIDE, None), alice)
    held(world, "PBX inside, extension outside: in, hold and resume, the callee hangs up",
         carol, ("114", PUBLIC), alice, ("101", PBX), (None, PBX), alice)


def main():
    net.prepare()
    world = World("tcp")
    try:
        {"phones": phones, "pbx": pbx}[sys.argv[1]](world, sys.argv[2])
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(world.near, world.far)
        with tap.test("nothing is left of the calls"):
            world.gateway.ends(40)
    finally:
        world.stop()


main()
