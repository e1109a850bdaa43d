# SPDX-License-Identifier: GPL-2.0
"""sipp's own scenarios between both sides of a NAT."""

import os

import judge
import net
import programs
import tap
from gateway import Gateway

MEDIA = 6000


def sipp(host, scenario, port, number, *words):
    return programs.Program(host, "%s-%s" % (scenario, host.name), "sipp", "-nostdin", "-sn", scenario,
                            "-m", str(number), "-i", host.address, "-mi", host.address, "-p", str(port),
                            "-mp", str(MEDIA), "-timeout", "60", "-timeout_error", *words)


def calls(caller, callee, target, number, scenarios=("uac", "uas"), words=()):
    """That many, all of which must go well at both ends. The callee sends back what it hears. Returns how
    many packets of audio the two have heard."""
    with net.Capture(caller) as near, net.Capture(callee) as far:
        with sipp(callee, scenarios[1], 5060, number, "-rtp_echo") as called:
            called.listening(5060)
            # The port is another, so that no call goes back on the flow of those before.
            with sipp(caller, scenarios[0], 5070, number, target, *words) as calling:
                calling.ended(60)
                called.ended(60)
        return [sum(1 for packet in capture.read() if not packet.sent and packet.payload[:1] == b"\x80")
                for capture in (near, far)]


def main():
    net.prepare()
    phone, pbx, provider = (net.Host(name) for name in ("phone", "pbx", "provider"))
    gateway = Gateway()
    os.symlink("/usr/share/sip-tester", os.path.join(programs.directory.name, "pcap"))
    with net.Capture(gateway, "lan0", net.MESSAGES) as inside, net.Capture(gateway, "wan0", net.MESSAGES) as outside:
        for way, ends in (("out", (phone, provider, "198.51.100.10")), ("in", (provider, pbx, "203.0.113.1"))):
            with tap.test("uac and uas, 40 calls %s" % way):
                calls(*ends, 40, words=("-r", "20"))
            with tap.test("uac_pcap and uas, audio of a call %s and back again" % way):
                heard = calls(*ends, 1, ("uac_pcap", "uas"))
                tap.note("packets heard by the caller and by the callee: %d, %d" % tuple(heard))
                tap.want(min(heard) > 200, "too few")
        with tap.test("branchc and branchs, 5 calls out"):
            calls(phone, provider, "198.51.100.10", 5, ("branchc", "branchs"))
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(inside, outside)
    with tap.test("nothing is left of the calls"):
        gateway.ends(40)


main()
