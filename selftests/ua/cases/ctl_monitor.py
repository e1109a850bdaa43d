# SPDX-License-Identifier: GPL-2.0
"""What sipnat-ctl monitor prints of calls, bindings, registrations and messages."""

import contextlib
import datetime
import signal
import subprocess

import net
import rtp
import sip
import siptcp
import tap
from gateway import SKIPS_IDLE, Gateway
from listener import Listener
from registrar import Line

TARGET = "sip:bob@198.51.100.10"
JUNK = b"\xc3\xa9\x1b[31mno SIP\r\n"
ESCAPED = "\\xc3\\xa9\\x1b[31mno SIP"


def endpoint(host, port):
    return {"address": host.address, "port": port}


class Scene:
    def __init__(self):
        net.prepare()
        self.gateway = Gateway()
        self.phone, self.provider = net.Host("phone"), net.Host("provider")
        self.alice, self.bob = sip.Agent(self.phone, "alice"), sip.Agent(self.provider, "bob")

    def junk(self):
        self.alice.sock.send(JUNK, self.bob.sock.end)
        self.bob.sock.receive()

    def monitor(self, *words):
        return Listener(self.gateway, "monitor", *words, probe=self.junk, shows=lambda line: "not-sip" in line)

    def invite(self, port=10000, agent=None):
        agent = agent or self.alice
        return sip.ring(agent, self.bob, TARGET, sip.sdp(self.phone.address, port))

    def event(self, name, **more):
        """Of a message from the phone, unless told otherwise"""
        return dict({"event": name, "protocol": "udp", "from": endpoint(self.phone, 5060),
                     "to": endpoint(self.provider, 5060)}, **more)

    def back(self, name, **more):
        return self.event(name, **{"from": endpoint(self.provider, 5060), "to": endpoint(self.phone, 5060), **more})


def plain(events):
    """Without what differs each time"""
    return [{key: value for key, value in event.items() if key not in ("time", "binding")} for event in events]


def about(events, *subjects):
    return [event for event in events if event["event"].split("-")[0] in subjects]


def ends(call_id):
    return lambda event: event["event"] == "call-ends" and event["call_id"] == call_id


def whole_call(scene, events):
    with tap.test("a call: begins, answered, its bindings, ends, in this order"):
        mine, yours = rtp.Media(scene.phone, 10000), rtp.Media(scene.provider, 30000)
        with contextlib.closing(mine), contextlib.closing(yours):
            leg, invite = scene.invite(mine.port)
            other, okay = sip.answer(leg, invite, scene.bob, sip.sdp(scene.provider.address, yours.port))
            pair = mine, yours, okay.media(), invite.media()
            rtp.talk(*pair)
            rtp.control(*pair)
            sip.hang_up(leg, other)
        found = events.until(ends(leg.call_id))
        tap.equal(plain(about(found, "call")),
                  [scene.event("call-begins", call_id=leg.call_id), scene.back("call-answered", call_id=leg.call_id),
                   scene.back("call-ends", call_id=leg.call_id, reason="bye")], "the events of the call")
        names = [(event["event"], event["binding"]["kind"]) for event in about(found, "binding")]
        tap.equal(names[:3], [("binding-made", "sip"), ("binding-made", "rtp"), ("binding-made", "rtcp")], "made")
        tap.equal(sorted(names[3:]), [("binding-closed", "rtcp"), ("binding-closed", "rtp"),
                                      ("binding-used", "rtcp"), ("binding-used", "rtp")], "used and closed")
        order = [event["event"] for event in found]
        tap.want(order.index("call-begins") < order.index("binding-made") < order.index("call-answered") <
                 order.index("binding-used") < order.index("binding-closed"), "the order: %s" % order)
        used = [e for e in found if e["event"] == "binding-used" and e["binding"]["kind"] == "rtp"][0]
        tap.equal((used["from"], used["to"], used["binding"]["inside"]),
                  (endpoint(scene.phone, 10000), endpoint(scene.provider, 30000), endpoint(scene.phone, 10000)),
                  "whom it was used by")
        closed = [e for e in found if e["event"] == "binding-closed"]
        tap.equal({e["reason"] for e in closed}, {"released"}, "why they were closed")
        for event in found:
            when = datetime.datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%S.%fZ")
            age = (datetime.datetime.utcnow() - when).total_seconds()
            tap.want(SKIPS_IDLE or -1 < age < 60, "the time: %s" % event["time"])


def endings(scene, events):
    for status, reason in (486, "refused"), (487, "cancelled"):
        with tap.test("a call that ends with %d: %s" % (status, reason)):
            leg, invite = scene.invite()
            sip.refuse(leg, scene.bob, invite, status)
            tap.equal(plain(about(events.until(ends(leg.call_id)), "call")),
                      [scene.event("call-begins", call_id=leg.call_id),
                       scene.back("call-ends", call_id=leg.call_id, reason=reason, status=status)], "events")
    with tap.test("a call that is asked for credentials has begun once, and not ended"):
        leg, invite = scene.invite()
        sip.refuse(leg, scene.bob, invite, 407)
        leg.request("INVITE", sip.sdp(scene.phone.address, 10000))
        other, _ = sip.answer(leg, scene.bob.expect("INVITE"), scene.bob, sip.sdp(scene.provider.address, 30000))
        sip.hang_up(leg, other)
        tap.equal([event["event"] for event in about(events.until(ends(leg.call_id)), "call")],
                  ["call-begins", "call-answered", "call-ends"], "events")
    if not SKIPS_IDLE:
        tap.skip("a call that nobody answers", "that takes half a minute")
        return
    with tap.test("a call that nobody answers ends by itself"):
        leg = sip.Leg.caller(scene.alice, TARGET)
        leg.request("INVITE")
        scene.bob.expect("INVITE")
        scene.gateway.passes(40)
        tap.equal(plain(about(events.until(ends(leg.call_id)), "call"))[-1],
                  {"event": "call-ends", "call_id": leg.call_id, "reason": "unanswered"}, "the end")


def registrations(scene, events):
    def is_end(event):
        return event["event"] == "registration-ended"

    with tap.test("a registration: granted once, and withdrawn"):
        line = Line(scene.alice, scene.bob, "erin")
        line.register(60)
        line.register(60)
        line.leave()
        found = about(events.until(is_end), "registration")
        tap.equal([event["event"] for event in found], ["registration-granted", "registration-ended"], "events")
        for event in found:
            tap.equal((event["registration"]["address_of_record"], event["registration"]["inside"]),
                      ("sip:erin@example.net", endpoint(scene.phone, 5060)), "whose")
        tap.equal((found[0].get("reason"), found[1]["reason"]), (None, "withdrawn"), "reasons")
    if not SKIPS_IDLE:
        tap.skip("a registration whose time is over", "that takes a minute")
        return
    with tap.test("a registration whose time is over"):
        Line(scene.alice, scene.bob, "frank").register(60)
        scene.gateway.passes(70)
        tap.equal(events.until(is_end)[-1]["reason"], "expired", "why")


def messages(scene, events):
    bad = b"v=0\r\nc=IN IP4\r\n"
    partly = {"place": "sdp-connection", "element": 1, "reason": "bad-address"}
    for strict, name, more, junk in (("off", "message-partly-read", partly, "message-untouched"),
                                     ("on", "message-dropped", {"reason": "bad-sdp"}, "message-dropped")):
        with tap.test("strict %s: %s, with reason, parties, first line and Call-ID" % (strict, name)), \
                scene.gateway.setting("strict", strict, back="off"):
            leg = sip.Leg.caller(scene.alice, TARGET)
            sent = leg.request("INVITE", bad)
            scene.alice.sock.send(JUNK, scene.bob.sock.end)
            if strict == "off":
                invite = scene.bob.expect("INVITE", leg.call_id)
                scene.bob.sock.receive()
                sip.refuse(leg, scene.bob, invite, 486)
            found = events.until(lambda event: event.get("reason") == "not-sip")
            begins = [scene.event("call-begins", call_id=leg.call_id)] if strict == "off" else []
            found = [event for event in found if event["event"] != "call-ends"]
            tap.equal(plain(about(found, "call", "message")),
                      begins + [scene.event(name, call_id=leg.call_id, line=sent.start, **more),
                                scene.event(junk, reason="not-sip", line=ESCAPED)], "events")


def over_tcp(scene, events):
    with tap.test("over TCP: a call, and what is no SIP"), \
            contextlib.closing(siptcp.Agent(scene.phone, "alice", 5080)) as alice, \
            contextlib.closing(siptcp.Agent(scene.provider, "bob", 5060)) as bob:
        leg, invite = sip.ring(alice, bob, TARGET, sip.sdp(scene.phone.address, 10000))
        sip.refuse(leg, bob, invite, 486)
        found = about(events.until(ends(leg.call_id)), "call")
        tap.equal([(event["event"], event["protocol"]) for event in found],
                  [("call-begins", "tcp"), ("call-ends", "tcp")], "events")
        stream = siptcp.stream(scene.phone, scene.phone.address, 5090)
        stream.connect(bob.sock.end)
        stream.send(b"GET / HTTP/1.0\r\n\r\n")
        event = events.until(lambda event: event.get("reason") in ("not-sip", "bad-message"))[-1]
        tap.equal((event["event"], event["protocol"], event["line"], event["from"]),
                  ("message-untouched", "tcp", "GET / HTTP/1.0", endpoint(scene.phone, 5090)), "the event")
        stream.close()


def overrun(scene):
    with tap.test("events that are lost: that is told, and then what there is"), \
            scene.monitor("-j", "--buffer", "2048") as events:
        leg, invite = scene.invite()
        events.until(lambda event: event["event"] == "call-begins")
        events.process.send_signal(signal.SIGSTOP)
        for _ in range(100):
            scene.junk()
        other, _ = sip.answer(leg, invite, scene.bob, sip.sdp(scene.provider.address, 30000))
        events.process.send_signal(signal.SIGCONT)
        found = events.until(lambda event: event["event"] == "lost")
        tap.want(len(found) < 100, "nothing was lost")
        tap.want(not about(found, "call"), "the answer was not lost")
        state = found[-1]
        tap.equal([(call["call_id"], call["state"]) for call in state["calls"]["calls"] if call["state"] != "closing"],
                  [(leg.call_id, "confirmed")], "the calls that there are")
        tap.want("registrations" in state["registrations"], "no registrations")
        sip.hang_up(leg, other)
        tap.equal(events.until(ends(leg.call_id))[-1]["reason"], "bye", "what comes then")


def as_text(scene):
    with tap.test("text: a line an event, of what was asked for; SIGTERM ends it"), \
            scene.monitor("calls", "messages") as events:
        leg, invite = scene.invite()
        sip.refuse(leg, scene.bob, invite, 486)
        lines = [events.line(), events.line()]
        where = "%s udp 192.168.1.10:5060 -> 198.51.100.10:5060" % leg.call_id
        back = "%s udp 198.51.100.10:5060 -> 192.168.1.10:5060, refused 486" % leg.call_id
        tap.equal([line.split(None, 1)[1] for line in lines],
                  ["%-20s %s" % ("call-begins", where), "%-20s %s" % ("call-ends", back)], "the lines")
        scene.junk()
        line = events.line()
        tap.want(line.endswith('"%s", not-sip (left as it was: not a SIP message)' % ESCAPED), line)
        tap.equal(events.stop(), (0, ""), "exit code and stderr")
    with tap.test("it ends when nobody reads any more"), scene.monitor() as events:
        events.process.stdout.close()
        tap.equal(events.process.wait(net.PATIENCE), 0, "exit code")
        tap.equal(events.process.stderr.read(), b"", "stderr")
        events.process.stdout = None


def rights(scene):
    with tap.test("without CAP_NET_ADMIN nobody listens"):
        with scene.gateway:
            done = subprocess.run(["setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin", "sipnat-ctl",
                                   "monitor"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                  timeout=net.PATIENCE)
        tap.equal(done.returncode, 1, "exit code")
        tap.want("not permitted" in done.stderr, "stderr: " + done.stderr)


def lost_address(scene, events):
    with tap.test("a binding whose address is lost"):
        leg, _ = scene.invite()
        events.until(lambda event: event["event"] == "call-begins" and event["call_id"] == leg.call_id)
        scene.gateway.ip("addr del 203.0.113.1/24 dev wan0")
        found = events.until(lambda event: event.get("reason") == "address-lost")
        tap.equal(found[-1]["event"], "binding-closed", "event")


def main():
    scene = Scene()
    with scene.monitor("-j") as events:
        whole_call(scene, events)
        endings(scene, events)
        registrations(scene, events)
        messages(scene, events)
        over_tcp(scene, events)
    as_text(scene)
    rights(scene)
    overrun(scene)
    with scene.monitor("-j") as events:
        lost_address(scene, events)


main()
