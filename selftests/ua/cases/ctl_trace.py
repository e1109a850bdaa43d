# SPDX-License-Identifier: GPL-2.0
"""What sipnat-ctl trace prints of messages: as they came, as they left, and why."""

import contextlib
import signal
import subprocess

import net
import sip
import siptcp
import tap
from gateway import Gateway
from listener import Listener

TARGET = "sip:bob@198.51.100.10"


def escaped(data):
    """As JSON has the bytes of a message"""
    return "".join(chr(byte) if byte in b"\r\n\t" or 32 <= byte < 127 and byte != 92 else "\\x%02x" % byte
                   for byte in data)


class Scene:
    def __init__(self):
        net.prepare(hidden=False)  # what is switched off is told
        self.gateway = Gateway()
        self.phone, self.provider = net.Host("phone"), net.Host("provider")
        self.alice, self.bob = sip.Agent(self.phone, "alice"), sip.Agent(self.provider, "bob")

    def keepalive(self):
        self.alice.sock.send(b"\r\n\r\n", self.bob.sock.end)
        self.bob.sock.receive()

    def trace(self, *words):
        return Listener(self.gateway, "trace", *words, probe=self.keepalive, shows=lambda line: "keepalive" in line)

    def invite(self, body=b"", agent=None, fields=()):
        leg = sip.Leg.caller(agent or self.alice, TARGET)
        sent = leg.request("INVITE", body, fields)
        return leg, sent, self.bob.expect("INVITE", leg.call_id)


def of(leg, method=None):
    return lambda trace: trace.get("call_id") == leg.call_id and (not method or trace["before"].startswith(method))


def reasons(spots):
    """Place and reason of each, in their order"""
    return [(spot["place"], spot["reason"]) for spot in spots]


def outbound(scene, traces):
    with tap.test("an INVITE with its description: before, after, and why"):
        body = sip.sdp(scene.phone.address, 10000) + b"m=audio 9 SCTP 0\r\n"
        leg, sent, got = scene.invite(body, fields=[("Route", "<sip:proxy.example.net;lr>")])
        trace = traces.until(of(leg))[-1]
        tap.equal(trace["before"], escaped(sent.data), "before")
        tap.equal(trace["after"], escaped(got.data), "after")
        tap.equal([trace[key] for key in ("outcome", "dropped", "side", "protocol", "zone", "call_id")],
                  ["rewritten", False, "outbound", "udp", 0, leg.call_id], "the head")
        tap.equal([trace[key] for key in ("from", "to", "shown")],
                  [{"address": address, "port": 5060} for address in
                   (scene.phone.address, scene.provider.address, "203.0.113.1")], "the parties")
        tap.equal(reasons(trace["changes"]),
                  [("via", "flow"), ("from", "flow"), ("contact", "flow"), ("content-length", "length"),
                   ("sdp-origin", "name"), ("sdp-connection", "name"), ("sdp-media", "media")], "the changes")
        tap.equal(reasons(trace["left"]),
                  [("request-uri", "others"), ("via", "same"), ("to", "others"),
                   ("contact", "same"), ("route", "host-name"), ("sdp-media", "transport")], "what was left")
        lines = sent.data.decode().split("\r\n")
        for spot in trace["changes"] + trace["left"]:
            tap.want(spot["before"] in lines[spot["line"] - 1], "line %(line)d has no %(before)r" % spot)
        via = trace["changes"][0]
        tap.equal((via["before"], via["after"]), (scene.phone.address, "203.0.113.1"), "the change of Via")
        return leg, got


def inbound(scene, traces, leg, invite):
    with tap.test("its answer: what leads back, and what stays"):
        sent = scene.bob.respond(invite, 200, "OK", sip.sdp(scene.provider.address, 30000))
        okay = leg.expect(200)
        trace = traces.until(of(leg, "SIP/2.0 200"))[-1]
        tap.equal((trace["before"], trace["after"]), (escaped(sent.data), escaped(okay.data)), "before and after")
        tap.equal((trace["side"], trace["outcome"], trace["from"]["address"]),
                  ("inbound", "rewritten", scene.provider.address), "the head")
        tap.want(("via", "back-flow") in reasons(trace["changes"]), "changes: %s" % trace["changes"])
        left = reasons(trace["left"])
        for spot in ("contact", "not-ours"), ("sdp-connection", "not-ours"), ("sdp-origin", "kept-origin"):
            tap.want(spot in left, "left: %s" % left)


def choices(scene, traces):
    with tap.test("what is switched off"), scene.gateway.setting("places", "via", back="all"):
        leg, _, _ = scene.invite(sip.sdp(scene.phone.address, 10000))
        left = reasons(traces.until(of(leg))[-1]["left"])
        for place in "from", "contact", "body":
            tap.want((place, "switched-off") in left, "left: %s" % left)
    with tap.test("ICE that is to be left"), scene.gateway.setting("ice", "leave", back="rewrite"):
        leg, _, _ = scene.invite(sip.sdp(scene.phone.address, 10000, extra="a=ice-ufrag:x\n"))
        left = reasons(traces.until(of(leg))[-1]["left"])
        tap.want(("body", "ice") in left, "left: %s" % left)
    with tap.test("what cannot be read: which element, and why"):
        leg = sip.Leg.caller(scene.alice, TARGET)
        leg.request("INVITE", b"v=0\r\no=- 1 1 IN IP4 192.168.1.10\r\nm=audio\r\nm=video 5 RTP/AVP 0\r\nc=IN IP4\r\n", [
            ("P-Asserted-Identity", "<sip:a@192.168.1.10>, <sip:b@192.168.1.10:5060transport=udp>"), ("X Y", "1")])
        scene.bob.expect("INVITE", leg.call_id)
        trace = traces.until(of(leg))[-1]
        tap.equal(trace["outcome"], "rewritten", "outcome")
        tap.equal([(spot["place"], spot["element"], spot["reason"], spot["before"]) for spot in trace["left"] if "element" in spot],
                  [("identity", 2, "bad-port", "<sip:b@192.168.1.10:5060transport=udp>"), ("line", 10, "bad-line", "X Y: 1"),
                   ("sdp-media", 1, "bad-port", "m=audio"), ("sdp-connection", 1, "bad-address", "c=IN IP4")], "what was left")
        tap.want(("identity", "flow") in reasons(trace["changes"]), "changes: %s" % trace["changes"])
    with tap.test("a message that passes untouched, and why"):
        leg, _, _ = scene.invite(b"v=0\r\n")
        scene.alice.sock.send(b"SIP/2.0 0 OK\r\nCall-ID: x\r\n\r\n", scene.bob.sock.end)
        trace = traces.until(lambda trace: trace["before"].startswith("SIP/2.0 0"))[-1]
        tap.equal((trace["outcome"], trace["changes"], trace["after"]), ("bad-message", [], trace["before"]), "the trace")
        scene.bob.sock.receive()
    with tap.test("the largest message: whole"):
        padding = b"a=x:" + b"y" * 60000 + b"\r\n"
        leg, sent, got = scene.invite(sip.sdp(scene.phone.address, 10000) + padding)
        trace = traces.until(of(leg))[-1]
        tap.equal((trace["before"], trace["after"]), (escaped(sent.data), escaped(got.data)), "before and after")


def over_tcp(scene, traces):
    with tap.test("over TCP"), contextlib.closing(siptcp.Agent(scene.phone, "carol", 5080)) as carol, \
            contextlib.closing(siptcp.Agent(scene.provider, "dave", 5060)) as dave:
        leg = sip.Leg.caller(carol, TARGET)
        sent = leg.request("INVITE", sip.sdp(scene.phone.address, 10100))
        got = dave.expect("INVITE", leg.call_id)
        trace = traces.until(of(leg))[-1]
        tap.equal((trace["protocol"], trace["outcome"]), ("tcp", "rewritten"), "the head")
        tap.equal((trace["before"], trace["after"]), (escaped(sent.data), escaped(got.data)), "before and after")
        tap.want(("contact", "binding") in reasons(trace["changes"]), "changes: %s" % trace["changes"])


def as_text(scene):
    with tap.test("text: a diff in colors, nothing that a terminal obeys, only the call that is asked for"):
        leg = sip.Leg.caller(scene.alice, TARGET)
        with scene.gateway:
            printed = subprocess.Popen(["sipnat-ctl", "trace", "--color=always", "--call-id", leg.call_id],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # It listens as soon as it has printed something.
        wanted = Listener.__new__(Listener)
        wanted.process, wanted.data = printed, b""
        with wanted:
            for _ in range(100):
                scene.invite()
                leg.request("INVITE", sip.sdp(scene.phone.address, 10000), [("Subject", "\x1b[2J")])
                scene.bob.expect("INVITE", leg.call_id)
                with contextlib.suppress(net.Failure):
                    head = wanted.line(0.1)
                    break
            lines = [wanted.line() for _ in range(12)]
        tap.want(head.startswith("\x1b[1m") and " udp 192.168.1.10:5060 -> 198.51.100.10:5060, shown as 203.0.113.1:5060, "
                 "outbound: rewritten\x1b[0m" in head, "the head: %r" % head)
        tap.equal(lines[0], "  INVITE %s SIP/2.0" % TARGET, "the request line")
        tap.want(lines[1].startswith("\x1b[2m    = request-uri 198.51.100.10: the other side's"), lines[1])
        tap.want(lines[2].startswith("\x1b[31m- Via: SIP/2.0/UDP 192.168.1.10:5060;"), lines[2])
        tap.want(lines[3].startswith("\x1b[32m+ Via: SIP/2.0/UDP 203.0.113.1:5060;"), lines[3])
        tap.equal(lines[4], "\x1b[36m    # via 192.168.1.10 -> 203.0.113.1: the sender's own endpoint, which NAT shows "
                  "as this\x1b[0m", "the reason")
        tap.want("    = via 5060: says that already" in lines[5], lines[5])
    with tap.test("an address that no message has: nothing is printed"), scene.gateway:
        done = subprocess.run(["timeout", "1", "sipnat-ctl", "trace", "--addr", "192.0.2.77"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=net.PATIENCE + 2)
        tap.equal((done.stdout, done.stderr), ("", ""), "what was printed")


def overrun(scene):
    with tap.test("messages that are lost: that is told where they are missing"), \
            scene.trace("-j", "--buffer", "2048") as traces:
        traces.process.send_signal(signal.SIGSTOP)
        for _ in range(30):
            scene.keepalive()
        traces.process.send_signal(signal.SIGCONT)
        found = traces.until(lambda trace: trace["outcome"] == "lost")
        tap.want(len(found) < 30, "nothing was lost")
        leg, _, _ = scene.invite()
        traces.until(of(leg))


def refusals(scene):
    with tap.test("without CAP_NET_ADMIN nobody traces"), scene.gateway:
        done = subprocess.run(["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin", "sipnat-ctl", "trace"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=net.PATIENCE)
        tap.equal(done.returncode, 1, "exit code")
        tap.want("not permitted" in done.stderr, "stderr: " + done.stderr)


def main():
    scene = Scene()
    with scene.trace("-j") as traces:
        called = outbound(scene, traces)
        if called:
            inbound(scene, traces, *called)
        choices(scene, traces)
        over_tcp(scene, traces)
    as_text(scene)
    refusals(scene)
    overrun(scene)


main()
