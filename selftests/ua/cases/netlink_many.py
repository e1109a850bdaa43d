# SPDX-License-Identifier: GPL-2.0
"""Dumps of many calls, while calls come and go."""

import collections
import ctypes
import json
import os
import subprocess

import genl
import net
import sip
import spec
import tap
from gateway import SKIPS_IDLE, Gateway

TOP = os.path.join(os.path.dirname(__file__), "../../..")
CALLS = 10000 if SKIPS_IDLE or os.environ.get("SIPNAT_FULL") else 2000
INVITE = """INVITE sip:bob@%(there)s SIP/2.0
Via: SIP/2.0/UDP %(here)s:5060;rport;branch=z9hG4bK%(name)s-%(cseq)d
From: <sip:%(user)s@%(here)s>;tag=1
To: <sip:%(user)s@%(there)s>
Call-ID: %(name)s
CSeq: %(cseq)d INVITE
Contact: <sip:alice@%(here)s:%(contact)d>
Content-Type: application/sdp
Content-Length: %(size)d

"""


class Scene:
    def __init__(self):
        net.prepare()
        self.gateway = Gateway()
        self.said = spec.load(os.path.join(TOP, "netlink/sipnat.yaml"))
        with self.gateway:
            self.family = genl.Family("sipnat")
        self.phone = net.Host("phone").udp(5060)
        self.provider = net.Host("provider").udp(5060)
        self.gateway.ctl("set", "rtp-range", "1024-65535")
        self.made = set()

    def invite(self, name, *ports):
        body = sip.sdp("192.168.1.10", *ports) if ports else b""
        head = INVITE % {"name": name, "size": len(body), "here": "192.168.1.10", "there": "198.51.100.10",
                         "user": "alice", "cseq": 1, "contact": 5060}
        self.phone.send(head.replace("\n", "\r\n").encode() + body, ("198.51.100.10", 5060))
        self.made.add(name)

    def large(self, name):
        """As much of a call as there can be: IPv6, 128 streams, and 8 addresses at which it can be reached"""
        here, there = "fd00:1::10", "2001:db8:10::10"
        with net.Host("phone").udp(5060, here) as phone, net.Host("provider").udp(5060, there) as provider:
            for number in range(8):
                ports = range(20000 + 32 * number, 20032 + 32 * number, 2)
                body = sip.sdp(here, *ports, version=number + 1)
                head = INVITE % {"name": name, "size": len(body), "here": "[%s]" % here, "there": "[%s]" % there,
                                 "user": "u" * 200, "cseq": number + 1, "contact": 5060 + number}
                phone.send(head.replace("\n", "\r\n").encode() + body, (there, 5060))
                tap.want(here.encode() not in provider.receive()[0], "message %d passes as it was" % number)

    def begin(self):
        self.family.interrupted = False
        self.family.send(self.said.command("get-dialog"), flags=genl.F_DUMP)

    def more(self):
        """The calls of one read, and whether that was the last"""
        found = []
        for kind, flags, payload in self.family.messages():
            self.family.interrupted |= bool(flags & genl.F_DUMP_INTR)
            if kind in (genl.NLMSG_ERROR, genl.NLMSG_DONE):
                self.family.end(kind, flags, payload)
                return found, True
            found.append(self.said.reply("get-dialog", "dump", payload[4:])["dialog"])
        return found, False

    def dump(self, between=lambda turn: None):
        """All calls; @between is called between reads."""
        self.begin()
        found, turn = [], 0
        while True:
            some, last = self.more()
            found += some
            if last:
                return found
            between(turn)
            turn += 1


    def whole(self):
        """All calls as who reads does it: again if it says that it was interrupted. The table may still be growing."""
        for _ in range(5):
            found = self.dump()
            if not self.family.interrupted:
                return found
        raise net.Failure("it is always interrupted")


def reads_while(scene, act):
    """What sipnat-ctl says of calls when something happens behind the first read of many: stdout and stderr"""
    # PTRACE_TRACEME, _PEEKUSER, _SYSCALL, _DETACH; where x86-64 has the call's number, and what it returns
    trace_me, peek, step, detach, number, returned, recvmsg = 0, 3, 24, 17, 120, 80, 47

    def ptrace(request, pid=0, where=0):
        net.libc.ptrace.restype = ctypes.c_long
        return net.libc.ptrace(ctypes.c_long(request), ctypes.c_long(pid), ctypes.c_void_p(where), None)

    with scene.gateway.start("sipnat-ctl", "show", "calls", "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True, preexec_fn=lambda: ptrace(trace_me)) as tool:
        while True:
            _, status = os.waitpid(tool.pid, 0)
            tap.want(os.WIFSTOPPED(status), "it has ended, and read nothing")
            if ptrace(peek, tool.pid, number) == recvmsg and ptrace(peek, tool.pid, returned) > 4096:
                break
            ptrace(step, tool.pid)
        act()
        ptrace(detach, tool.pid)
        return tool.communicate()


def once(found, names):
    """Each is there once"""
    counted = collections.Counter(call["call-id"].decode() for call in found)
    wrong = {name: counted[name] for name in names if counted[name] != 1}
    tap.equal(wrong, {}, "not there once, of %d" % len(names))


def main():
    scene = Scene()
    with tap.test("%d calls are dumped in one go, each once" % CALLS):
        # All that nobody answers within half a minute end.
        for number in range(CALLS):
            scene.invite("call%d" % number, *([] if number % 4 else [10000 + number]))
            scene.provider.receive()
        found = scene.whole()
        tap.equal(len(found), CALLS, "calls")
        once(found, scene.made)
        tap.equal(sum(len(call["stream"][0]["binding"]) for call in found if "stream" in call), CALLS / 2, "bindings")
    with tap.test("messages pass in the middle of a dump, and what stays is told once"):
        turns = []

        def between(turn):
            name = "new%d" % turn
            scene.invite(name, 10000)
            tap.want(name.encode() in scene.provider.receive()[0], name + " has not passed")
            turns.append(name)
        scene.provider.drain()
        before = set(scene.made)
        found = scene.dump(between)
        tap.want(len(turns) > 5, "it took %d reads" % len(turns))
        if not scene.family.interrupted:
            once(found, before)
        once(scene.whole(), scene.made)
    with tap.test("sipnat-ctl shows them all"):
        shown = json.loads(scene.gateway.ctl("show", "calls", "--json"))
        tap.equal((len(shown["calls"]), shown["complete"]), (len(scene.made), True), "calls")
    with tap.test("a dump whose place is lost says so, and ends"):
        told = []

        def flush(turn):
            if not turn:
                told.extend(reads_while(scene, lambda: scene.gateway.ctl("flush", "calls")))
        found = scene.dump(flush)
        tap.want(len(found) < len(scene.made), "%d calls, and none has gone" % len(found))
        tap.equal(scene.family.interrupted, True, "it says that it was interrupted")
    with tap.test("sipnat-ctl reads again what was interrupted"):
        tap.equal(told[1], "", "what it complains about")
        tap.equal(json.loads(told[0]), {"calls": [], "complete": True}, "what it shows")
    with tap.test("flush leaves none of them"):
        tap.equal(scene.gateway.left(), [], "what is left")
    with tap.test("the largest call that there can be is told whole"):
        scene.gateway.ctl("set", "limit", "streams", "128")
        scene.gateway.run("sysctl", "-qw", "net.netfilter.nf_conntrack_acct=1")
        name = "large" * 51
        scene.large(name)
        call, = scene.dump()
        tap.equal(call["call-id"], name.encode(), "Call-ID")
        tap.equal([len(stream["binding"]) for stream in call["stream"]], [2] * 128, "bindings of each stream")
        shown = json.loads(scene.gateway.ctl("show", "call", "large", "--json"))
        tap.equal([len(stream["bindings"]) for stream in shown["streams"]], [2] * 128, "the same in JSON")
        tap.equal(len({one["inside"]["port"] for one in shown["signalling"]}), 8, "its addresses")
        text = scene.gateway.ctl("show", "call", "large")
        tap.equal((text.count("  stream "), text.count("\n    rtp ")), (128, 128), "the same in words")
        scene.gateway.ctl("kill", "large")
        tap.equal(scene.gateway.left(), [], "what is left")


main()
