# SPDX-License-Identifier: GPL-2.0
"""A PBX inside over TCP, at a provider's proxy outside, and with an extension outside: Asterisk, kamailio and
real phones, none of which knows of the NAT. All of them listen at 5060 and say so, and connect from other
ports. The argument is the suite of the Asterisk."""

import sys

import judge
import net
import servers
import tap
from office import OUTSIDE, PBX, PROXY, PUBLIC, World, blind_outside, call, end, scene, transfers

EXTENSIONS = "101", "111", "112", "113", "114"
DIRECT = "111", "112", "113", "114"


def pbx(world, suite):
    world.serve(servers.Asterisk, "pbx", suite, "chan_pjsip", EXTENSIONS, DIRECT, servers.Trunk("office", PROXY))
    world.serve(servers.Kamailio, "provider", PROXY)
    world.people()
    alice, carol = world.alice, world.carol
    with tap.test("registration"):
        world.register([(alice, "101", PBX), (alice, "111", PBX), (carol, "201", PROXY), (carol, "114", PUBLIC)])
    if tap.failed:
        return
    with scene(world, "PBX inside, provider: out, hold and resume, the callee hangs up"):
        carol.use("201", PROXY)
        call(world, alice, "101", PBX, "201", carol, (PBX, None))
        end(carol, alice)
    with scene(world, "PBX inside, provider: in, hold and resume, direct media, the callee hangs up"):
        alice.use("111", PBX)
        call(world, carol, "201", PROXY, "111", alice, (None, OUTSIDE))
        end(alice, carol)
    transfers(world, (blind_outside,), "PBX inside, provider", PBX, "201", PROXY)
    with scene(world, "PBX inside, extension outside: out, hold and resume, direct media, the caller hangs up"):
        carol.use("114", PUBLIC)
        call(world, alice, "111", PBX, "114", carol, (OUTSIDE, None))
        end(alice, carol)
    with scene(world, "PBX inside, extension outside: in, hold and resume, the callee hangs up"):
        alice.use("101", PBX)
        call(world, carol, "114", PUBLIC, "101", alice, (None, PBX))
        end(alice, carol)


def main():
    net.prepare()
    world = World("tcp")
    try:
        pbx(world, sys.argv[1])
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(world.near, world.far)
        with tap.test("nothing is left of the calls"):
            world.gateway.ends(40)
    finally:
        world.stop()


main()
