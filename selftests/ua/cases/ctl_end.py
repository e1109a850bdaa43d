# SPDX-License-Identifier: GPL-2.0
"""How much sipnat-ctl shows to have gone each way, and what it ends at once."""

import json
import subprocess
import time

import net
import rtp
import sip
import tap
from calls import Connection, Phone
from gateway import Gateway
from registrar import Line

TARGET = "sip:bob@198.51.100.10"
# Of a packet of rtp.Media: with its IP, UDP and RTP headers
SIZE = 20 + 8 + 12 + 160


def way(packets):
    return {"packets": packets, "bytes": packets * SIZE}


def of_kind(call, kind):
    return [one for stream in call["streams"] for one in stream["bindings"] if one["kind"] == kind][0]


class Scene:
    def __init__(self):
        net.prepare()
        self.gateway = Gateway()
        self.phone, self.phone2 = net.Host("phone"), net.Host("phone2")
        self.provider = net.Host("provider")
        self.alice = Phone(self.phone, "alice", 10000)
        self.bob = Phone(self.provider, "bob", 30000)

    def call(self):
        return Connection(self.alice, self.bob, TARGET)

    def account(self, on):
        self.gateway.run("sysctl", "-qw", "net.netfilter.nf_conntrack_acct=%d" % on)

    def shown(self, call):
        return json.loads(self.gateway.ctl("show", "call", call.leg.call_id, "--json"))

    def went(self, call, out, back, kind="rtp"):
        """That much has gone each way"""
        binding = of_kind(self.shown(call), kind)
        tap.equal((binding["out"], binding["in"]), (out, back), kind)

    def row(self, call):
        rows = [line for line in self.gateway.ctl("show", "calls").splitlines() if call.leg.call_id in line]
        return rows[0].split("  ")

    def refused(self, code, text, *words):
        command = ["sipnat-ctl", *words]
        with self.gateway, subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
            told = running.stderr.read()
        tap.equal(running.returncode, code, "exit code of " + " ".join(words))
        tap.want(text in told and told.count("\n") == 1, "%r does not say %r" % (told, text))

    def nothing_left(self):
        """No call, no media, and nothing expected"""
        tap.equal(self.gateway.left(), [], "what is left")
        flows = self.gateway.run("conntrack", "-L", "-p", "udp", "--dport", "30000")
        tap.equal(flows, "", "flows of media")


def counts(scene):
    scene.account(False)
    with tap.test("without accounting nothing is counted, and it says how to turn that on"):
        call = scene.call()
        call.talk()
        scene.went(call, None, None)
        text = scene.gateway.ctl("show", "calls")
        tap.equal(text.count("nf_conntrack_acct=1"), 1, "times it is said")
        tap.equal(scene.row(call)[-1].strip(), "-", "the last column")
        call.hang_up()
    scene.gateway.ctl("flush")
    scene.account(True)
    call = scene.call()
    with tap.test("a call without media is seen at a glance"):
        scene.went(call, way(0), way(0))
        tap.equal(scene.row(call)[-2:], ["0 no media", "0 no media"], "the last columns")
        text = scene.gateway.ctl("show", "calls")
        tap.want("nf_conntrack_acct" not in text, "it speaks of accounting")
    with tap.test("and so is one-way audio"):
        rtp.speak(call.mine, call.okay.media(), call.yours, call.invite.media())
        scene.went(call, way(3), way(0))
        tap.equal(scene.row(call)[-2:], ["600/3", "0 one-way"], "the last columns")
        text = scene.gateway.ctl("show", "calls", "--color=always")
        tap.want("\033[31m0 one-way\033[0m" in text, "nothing is red")
        tap.want("\033[31m0 (0 packets) one-way\033[0m" in
                 scene.gateway.ctl("show", "call", call.leg.call_id, "--color=always"), "nothing is red there")
    with tap.test("RTP and RTCP are counted each way, and apart"):
        call.talk()
        scene.went(call, way(9), way(3))
        control = {"packets": 1, "bytes": 20 + 8 + 8}
        scene.went(call, control, control, "rtcp")
    with tap.test("show call tells the flows, and the same of them"):
        shown = scene.shown(call)
        tap.equal((shown["from"], shown["to"]), ("sip:alice@192.168.1.10", TARGET), "who calls whom")
        tap.equal(shown["source"], "192.168.1.10", "source")
        binding = of_kind(shown, "rtp")
        tap.equal(binding["source"], "192.168.1.10", "source of the binding")
        entry, = binding["entries"]
        tap.equal((entry["source"], entry["destination"]),
                  (binding["inside"], {"address": "198.51.100.10", "port": 30000}), "the flow")
        tap.equal((entry["reply_source"], entry["reply_destination"]), (entry["destination"], binding["local"]),
                  "its way back")
        tap.equal((entry["out"], entry["in"]), (way(9), way(3)), "the flow's packets")
        tap.want(0 < entry["expires"] < 600, "its time")
        tap.equal([one["inside"] for one in shown["signalling"]],
                  [{"address": "192.168.1.10", "port": 5060}], "its signalling")
        text = scene.gateway.ctl("show", "call", call.leg.call_id)
        for words in ("from    sip:alice@192.168.1.10", "stream 0 audio, remote 198.51.100.10:30000",
                      "rtp  udp 192.168.1.10:10000 <-> 203.0.113.1:", "out 1.8K (9 packets), in 600 (3 packets)",
                      "flow 192.168.1.10:10000 -> 198.51.100.10:30000, back"):
            tap.want(words in text, "no %r in:\n%s" % (words, text))
    with tap.test("what has gone stays counted when conntrack forgets the flow and media goes on"):
        scene.gateway.forget_flows()
        scene.went(call, way(9), way(3))
        call.talk(False)
        scene.went(call, way(12), way(9))
    with tap.test("a re-INVITE keeps what has gone by then"):
        call.talk()
        # Nobody has asked for it since, and messages look at it no more than once a second.
        time.sleep(1.1)
        sip.reinvite(call.leg, call.other, scene.alice.description(2), scene.bob.description(2))
        scene.gateway.forget_flows()
        scene.went(call, way(18), way(12))
    call.hang_up()
    scene.gateway.ctl("flush")


def ends(scene):
    call = scene.call()
    with tap.test("kill ends a call at once, and nothing is left"):
        call.talk()
        scene.gateway.ctl("kill", call.leg.call_id)
        scene.nothing_left()
    with tap.test("a later message in it begins a new one"):
        invite, okay = sip.reinvite(call.leg, call.other, scene.alice.description(2), scene.bob.description(2))
        call.invite, call.okay = invite, okay
        call.talk()
        tap.equal([one["call_id"] for one in scene.gateway.show("calls")], [call.leg.call_id], "calls")
    with tap.test("kill takes how a Call-ID begins, if that is clear"):
        two = Connection(Phone(scene.phone2, "carol", 10000), scene.bob, TARGET)
        scene.refused(1, "2 calls begin with \"call\"", "kill", "call")
        scene.refused(1, "no call is \"nobody\"", "kill", "nobody")
        scene.refused(1, "no call is", "show", "call", call.leg.call_id, "zone", "7")
        scene.refused(2, "is not a conntrack zone", "kill", call.leg.call_id, "zone", "x")
        scene.gateway.ctl("kill", call.leg.call_id[:-1])
        tap.equal([one["call_id"] for one in scene.gateway.show("calls")], [two.leg.call_id], "calls")
        # Strangers stay as they were.
        two.talk()
        scene.gateway.ctl("kill", two.leg.call_id, "zone", "0", "--json")
        scene.nothing_left()
    with tap.test("a Call-ID may have any bytes"):
        leg = sip.Leg.caller(scene.alice.agent, TARGET)
        leg.call_id = "a\\x41b\"c%"
        leg.request("INVITE", scene.alice.description())
        scene.bob.agent.expect("INVITE", leg.call_id)
        scene.gateway.ctl("kill", scene.gateway.show("calls")[0]["call_id"])
        scene.nothing_left()
    with tap.test("kill leaves the openings of others: a registration, and its own Contact"):
        registrar = sip.Agent(scene.provider, "registrar", 5060, "198.51.100.11")
        line = Line(scene.alice.agent, registrar, "alice")
        uri = line.register()
        call = scene.call()
        scene.gateway.ctl("kill", call.leg.call_id)
        tap.equal(scene.gateway.show("calls"), [], "calls")
        tap.equal(len(scene.gateway.show("registrations")), 1, "registrations")
        stranger = sip.Agent(scene.provider, "sbc", 0, "198.51.100.11")
        leg = sip.Leg.caller(stranger, uri)
        leg.request("OPTIONS")
        scene.alice.agent.expect("OPTIONS", leg.call_id)
    with tap.test("flush registrations ends those alone"):
        call = scene.call()
        scene.gateway.ctl("flush", "registrations")
        tap.equal(scene.gateway.show("registrations"), [], "registrations")
        call.talk()
    with tap.test("flush bindings ends media, and the next messages of the call begin it again"):
        scene.gateway.ctl("flush", "bindings")
        tap.equal(scene.gateway.show("bindings"), [], "bindings")
        scene.shown(call)
        tap.equal(scene.gateway.expectations(), [], "what is expected")
        call.invite, call.okay = sip.reinvite(call.leg, call.other, scene.alice.description(2),
                                              scene.bob.description(2))
        call.talk()
    with tap.test("flush calls ends all of them"):
        two = Connection(Phone(scene.phone2, "dave", 10100, own_port=5062), scene.bob, TARGET)
        two.talk()
        scene.gateway.ctl("flush", "calls")
        tap.equal((scene.gateway.show("calls"), scene.gateway.expectations()), ([], []), "what is left")
    with tap.test("flush ends everything"):
        line.register()
        scene.call().talk()
        tap.equal(json.loads(scene.gateway.ctl("flush", "--json")), {"ok": True}, "what it says")
        scene.nothing_left()
        tap.equal(scene.gateway.show("registrations"), [], "registrations")


def main():
    scene = Scene()
    counts(scene)
    ends(scene)


main()
