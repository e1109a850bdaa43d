# SPDX-License-Identifier: GPL-2.0
"""sipp's own scenarios between both sides of a NAT. The argument is sipp's name of a transport: u1 for UDP, t1
for TCP with one connection, tn with one for each call."""

import contextlib
import os
import sys

import judge
import net
import programs
import segments
import tap
from gateway import Gateway

MEDIA = 6000
TRANSPORT = sys.argv[1]
PROTOCOL = "udp" if TRANSPORT == "u1" else "tcp"


def sipp(host, scenario, port, number, *words):
    return programs.Program(host, "%s-%s" % (scenario, host.name), "sipp", "-nostdin", "-sn", scenario,
                            "-m", str(number), "-i", host.address, "-mi", host.address, "-p", str(port),
                            "-mp", str(MEDIA), "-timeout", "60", "-timeout_error", "-t", TRANSPORT,
                            *(["-max_socket", "200", "-reconnect_close", "false"] if PROTOCOL == "tcp" else []), *words)


def calls(caller, callee, target, number, scenarios=("uac", "uas"), words=()):
    """That many, all of which must go well at both ends. The callee sends back what it hears. Returns how
    many packets of audio the two have heard."""
    with net.Capture(caller) as near, net.Capture(callee) as far:
        with sipp(callee, scenarios[1], 5060, number, "-rtp_echo") as called:
            called.listening(5060, protocol=PROTOCOL)
            # The port is another, so that no call goes back on the flow of those before.
            with sipp(caller, scenarios[0], 5070, number, target, *words) as calling:
                calling.ended(60)
                called.ended(60)
        return [sum(1 for packet in capture.read() if not packet.sent and packet.payload[:1] == b"\x80")
                for capture in (near, far)]


def messages(host, device):
    """A capture of all messages that pass there"""
    if PROTOCOL == "udp":
        return net.Capture(host, device, net.MESSAGES)
    return segments.Messages(segments.Capture(host, device))


def main():
    net.prepare()
    phone, pbx, provider = (net.Host(name) for name in ("phone", "pbx", "provider"))
    gateway = Gateway()
    os.symlink("/usr/share/sip-tester", os.path.join(programs.directory.name, "pcap"))
    with contextlib.closing(messages(gateway, "lan0")) as inside, contextlib.closing(messages(gateway, "wan0")) as outside:
        for way, ends in (("out", (phone, provider, "198.51.100.10")), ("in", (provider, pbx, "203.0.113.1"))):
            with tap.test("%s: uac and uas, 40 calls %s" % (TRANSPORT, way)):
                calls(*ends, 40, words=("-r", "20"))
            with tap.test("%s: uac_pcap and uas, audio of a call %s and back again" % (TRANSPORT, way)):
                heard = calls(*ends, 1, ("uac_pcap", "uas"))
                tap.note("packets heard by the caller and by the callee: %d, %d" % tuple(heard))
                tap.want(min(heard) > 200, "too few")
        with tap.test("%s: branchc and branchs, 5 calls out" % TRANSPORT):
            calls(phone, provider, "198.51.100.10", 5, ("branchc", "branchs"))
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(inside, outside)
    with tap.test("nothing is left of the calls"):
        gateway.ends(40)


main()
