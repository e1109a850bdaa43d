# SPDX-License-Identifier: GPL-2.0
"""How long conntrack remembers SIP flows."""

import re

import calls
import net
import sip
import tap
from gateway import HELPER, Gateway
from registrar import Line

SBC = "198.51.100.11"
PUBLIC = "203.0.113.1"
# conntrack's own timeouts: of a flow that nobody has answered, and of one that both sides send on
UNREPLIED, STREAM = 30, 120
STUN = b"\0\1\0\0\x21\x12\xa4\x42" + b"transaction."


class Scene:
    def __init__(self):
        net.prepare()
        self.gateway = Gateway()
        self.phone, self.provider = net.Host("phone"), net.Host("provider")

    def left(self, agent, address, port=5060):
        """Seconds that conntrack has for the flow of this socket with that address."""
        found = []
        for entry in self.gateway.run("conntrack", "-L", "-p", "udp").splitlines():
            fields = re.match(r"udp\s+17 (\d+) src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)", entry)
            if fields and fields.group(2, 4) == (agent.sock.address, str(agent.sock.port)) and \
                    fields.group(3, 5) == (address, str(port)):
                found.append(int(fields.group(1)))
        tap.equal(len(found), 1, "flows of %r with %s" % (agent.sock, address))
        return found[0]

    def lives(self, seconds, agent, address, port=5060):
        """Of a time that began just now"""
        left = self.left(agent, address, port)
        tap.want(seconds - 30 < left <= seconds, "%d s left, wanted %d" % (left, seconds))

    def short(self, seconds, agent, address, port=5060):
        left = self.left(agent, address, port)
        tap.want(left <= seconds, "%d s left" % left)


def unanswered(scene):
    for method, port in ("OPTIONS", 5061), ("REGISTER", 5062), ("INVITE", 5063):
        with tap.test("%s that nobody answers" % method):
            phone = sip.Agent(scene.phone, "alice", port)
            leg = sip.Leg.caller(phone, "sip:bob@198.51.100.10")
            fields = [("Contact", phone.contact)] if method == "REGISTER" else []
            leg.request(method, sip.sdp(scene.phone.address, 10100) if method == "INVITE" else b"", fields)
            scene.registrar.expect(method)
            scene.short(UNREPLIED, phone, scene.provider.address)
            phone.close()


def registered(scene):
    phone = sip.Agent(scene.phone, "phone")
    line, other = Line(phone, scene.registrar, "one"), Line(phone, scene.registrar, "two")
    where = phone, scene.provider.address
    with tap.test("a registration"):
        uri = line.register(3600)
        scene.lives(3600, *where)
    before = scene.gateway.stats()["counters"] if HELPER == "sipnat" else {}
    for what, data, back in (("CRLF", b"\r\n\r\n", b"\r\n"), ("STUN", STUN, b"\1\1" + STUN[2:]),
                             ("nothing", b"", b""), ("no SIP", b"hello", b"hello")):
        with tap.test("it stays so with what keeps the NAT open: " + what):
            phone.sock.send(data, scene.registrar.sock.end)
            got, source = scene.registrar.sock.receive()
            tap.equal(got, data, "what arrives outside")
            scene.lives(3600, *where)
            scene.registrar.sock.send(back, source)
            tap.equal(phone.sock.receive()[0], back, "what arrives inside")
            scene.lives(3600, *where)
    with tap.test("these are counted as what they are"):
        if HELPER == "sipnat":
            now = scene.gateway.stats()["counters"]
            tap.equal({name: now[name] - before[name] for name in ("keepalive", "not-sip", "bad-message")},
                      {"keepalive": 4, "not-sip": 2, "bad-message": 0}, "counters")
    with tap.test("a registration for a shorter time"):
        line.register(600)
        scene.lives(600, *where)
    with tap.test("two lines: as long as the longer one"):
        other.register(1800)
        line.register(600)
        scene.lives(1800, *where)
    with tap.test("the longer one leaves"):
        other.leave()
        scene.lives(600, *where)
    with tap.test("who else talks to a registered phone"):
        stranger = sip.Agent(scene.provider, "sbc", 0, SBC)
        leg = sip.Leg.caller(stranger, uri)
        leg.request("OPTIONS")
        phone.respond(phone.expect("OPTIONS", leg.call_id), 200)
        leg.expect(200)
        scene.short(STREAM, stranger, *sip.hostport(uri))
        scene.lives(600, *where)
        stranger.close()
    with tap.test("the last line leaves"):
        line.leave()
        scene.short(STREAM, *where)
    with tap.test("a line leaves by another of the registrar's addresses"):
        line.register(3600)
        scene.lives(3600, *where)
        line.registrar = sip.Agent(scene.provider, "second", 5060, SBC)
        line.leg.hop = line.registrar.sock.end
        line.leave()
        scene.short(STREAM, phone, SBC)
        scene.short(STREAM, *where)
        line.registrar.close()
    phone.close()


def in_a_call(scene):
    scene.gateway.set("call-timeout", "7200")
    with calls.Call(scene.phone, scene.provider, "sip:bob@198.51.100.10", (10000, 30000)) as call:
        where = call.caller, scene.provider.address
        with tap.test("a call"):
            scene.lives(7200, *where)
        with tap.test("a call that is hung up"):
            call.hang_up()
            scene.short(STREAM, *where)
    scene.registrar = sip.Agent(scene.provider, "bob")
    phone = sip.Agent(scene.phone, "alice", 5064)
    with tap.test("a call that is refused"):
        leg, invite = sip.ring(phone, scene.registrar, "sip:bob@198.51.100.10", sip.sdp(scene.phone.address, 10010))
        scene.registrar.respond(invite, 486)
        leg.expect(486)
        leg.request("ACK", branch="invite")
        scene.registrar.expect("ACK")
        scene.short(STREAM, phone, scene.provider.address)
    phone.close()


def main():
    scene = Scene()
    scene.registrar = sip.Agent(scene.provider, "registrar")
    unanswered(scene)
    registered(scene)
    scene.registrar.close()
    in_a_call(scene)


main()
