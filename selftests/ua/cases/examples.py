# SPDX-License-Identifier: GPL-2.0
"""One call through an example's rules: "out" of a phone, or "in" to a PBX, with media from this port on."""

import sys

import calls
import judge
import net
import tap

PUBLIC = "203.0.113.1"


def main():
    net.prepare()
    outward, port = sys.argv[1] == "out", int(sys.argv[2])
    ours, provider = net.Host("phone" if outward else "pbx"), net.Host("provider")
    caller, callee = (ours, provider) if outward else (provider, ours)
    target = "sip:bob@" + (provider.address if outward else PUBLIC)
    with tap.test("a call " + sys.argv[1]):
        with net.Capture(provider) as capture, calls.Call(caller, callee, target, (port, port + 10)) as call:
            tap.equal((call.invite if outward else call.okay).media()[0], PUBLIC, "the media address outside")
            call.talk(outward)
            call.hang_up()
            judge.hidden(capture)


main()
