# SPDX-License-Identifier: GPL-2.0
"""Dumps of many calls, while calls come and go."""

import collections
import json
import os

import genl
import net
import sip
import spec
import tap
from gateway import SKIPS_IDLE, Gateway

TOP = os.path.join(os.path.dirname(__file__), "../../..")
CALLS = 10000 if SKIPS_IDLE or os.environ.get("SIPNAT_FULL") else 2000
INVITE = """INVITE sip:bob@198.51.100.10 SIP/2.0
Via: SIP/2.0/UDP 192.168.1.10:5060;rport;branch=z9hG4bK%(name)s
From: <sip:alice@192.168.1.10>;tag=1
To: <sip:bob@198.51.100.10>
Call-ID: %(name)s
CSeq: 1 INVITE
Contact: <sip:alice@192.168.1.10:5060>
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
        head = INVITE % {"name": name, "size": len(body)}
        self.phone.send(head.replace("\n", "\r\n").encode() + body, ("198.51.100.10", 5060))
        self.made.add(name)

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
        def flush(turn):
            if not turn:
                scene.gateway.ctl("flush", "calls")
        found = scene.dump(flush)
        tap.want(len(found) < len(scene.made), "%d calls, and none has gone" % len(found))
        tap.equal(scene.family.interrupted, True, "it says that it was interrupted")
    with tap.test("flush leaves none of them"):
        tap.equal(scene.gateway.left(), [], "what is left")


main()
