# SPDX-License-Identifier: GPL-2.0
"""Calls whose messages are in TCP connections. Phones connect from a port that their Contact and Via do not
name, as most do: RFC 3261 section 18. The arguments say which part
of tcp_calls.sh this is, over which version of IP, and the VRF of a PBX on the gateway."""

import contextlib
import itertools
import sys

import flows
import line
import net
import proxy
import rtp
import sip
import siptcp
import tap
from calls import Connection, Phone
from gateway import Gateway
from golden import Golden

ports = itertools.count(10000, 10)
PUBLIC = {4: "203.0.113.1", 6: "2001:db8:113::1"}


def public():
    return PUBLIC[net.family]


def uri(address, user="bob"):
    return "sip:%s@%s;transport=tcp" % (user, net.host_text(address))


@contextlib.contextmanager
def pair(inside, outside, theirs=siptcp.Agent, **words):
    """A phone on each of two hosts. theirs: the agent of the second one"""
    with Phone(inside, "alice", next(ports), agent=siptcp.Agent, **words) as alice, \
            Phone(outside, "bob", next(ports), agent=theirs) as bob:
        yield alice, bob


def outbound(phone, provider):
    """Requests of the provider go to Contact, by a connection of its own, or back on that of the phone."""
    for theirs, connections in (siptcp.Agent, 2), (siptcp.reusing, 1):
        for inside_first, inside_hangs_up in (True, False), (False, True), (False, False):
            with tap.test("call out, %s speaks first, %s hangs up, %s" % (
                    "phone" if inside_first else "provider", "phone" if inside_hangs_up else "provider",
                    "one connection" if connections == 1 else "Contact is called")), \
                    pair(phone, provider, theirs) as (alice, bob):
                call = Connection(alice, bob, uri(provider.address))
                tap.equal(call.invite.media()[0], public(), "media outside")
                tap.equal(sip.hostport(call.invite["contact"])[0], public(), "Contact outside")
                tap.want("transport=tcp" in call.invite["contact"], "Contact: " + call.invite["contact"])
                call.talk(inside_first)
                call.hang_up(inside_hangs_up)
                tap.equal(len(bob.agent.sock.connections), 1 if inside_hangs_up else connections, "connections")


def inbound(phone, provider):
    """To who has registered, over its connection and by a new one to its Contact"""
    for theirs, new in (siptcp.Agent, True), (siptcp.reusing, False):
        for inside_first in True, False:
            with tap.test("call in to a registered phone, %s, %s speaks first" % (
                    "by a new connection" if new else "over its own", "phone" if inside_first else "provider")), \
                    pair(phone, provider, theirs) as (alice, bob):
                contact = proxy.registers(bob.agent, alice.agent)
                tap.equal(sip.hostport(contact)[0], public(), "the Contact that was registered")
                call = Connection(bob, alice, contact)
                tap.equal(sip.hostport(call.invite.uri), alice.agent.sock.end, "Request-URI inside")
                tap.equal(len(bob.agent.sock.connections), 1 + new, "connections")
                call.talk(not inside_first)
                call.hang_up(inside_first)


def forgotten(gateway, phone, provider):
    """Registered over a connection that is gone, and that conntrack does not know any more."""
    with pair(phone, provider) as (alice, bob):
        contact = proxy.registers(bob.agent, alice.agent)
        alice.agent.sock.hang_up()
        bob.agent.sock.drain()
        gateway.run("conntrack", "-D", "-p", "tcp", "--dport", "5060", check=False)
        call = Connection(bob, alice, contact)
        call.talk()
        call.hang_up()


def answered_anew(phone, provider):
    """The connection ends before the answer: it goes to where Via leads. RFC 3261 section 18.2.2"""
    with pair(phone, provider) as (alice, bob):
        leg = sip.Leg.caller(alice.agent, uri(provider.address))
        leg.request("INVITE", alice.description())
        invite = bob.agent.expect("INVITE")
        alice.agent.sock.hang_up()
        tap.want(not bob.agent.sock.wait(0.2) and not bob.agent.sock.connections, "the connection goes on")
        sip.answer(leg, invite, bob.agent, bob.description())


def pinned(phone, provider):
    """The port of the connection is the one that is named: a phone that listens and connects there."""
    def agent(*arguments, **words):
        return siptcp.Agent(*arguments, source=5080, **words)

    with Phone(phone, "alice", next(ports), own_port=5080, agent=agent) as alice, \
            Phone(provider, "bob", next(ports), agent=siptcp.Agent) as bob:
        call = Connection(alice, bob, uri(provider.address))
        tap.equal(sip.hostport(call.invite["contact"]), call.invite.source, "Contact and the connection's end")
        tap.equal(sip.hostport("sip:" + call.invite["via"].split()[1]), call.invite.source, "Via")
        call.talk()
        call.hang_up(False)
        tap.equal(len(bob.agent.sock.connections), 1, "connections")


def forwarded(pbx, provider):
    """5060 is forwarded to the PBX, whom the provider calls"""
    for inside_first, inside_hangs_up in itertools.product((True, False), repeat=2):
        with tap.test("call in to a PBX, %s speaks first, %s hangs up" % (
                "PBX" if inside_first else "provider", "PBX" if inside_hangs_up else "provider")), \
                pair(pbx, provider) as (alice, bob):
            call = Connection(bob, alice, uri(public(), "alice"))
            tap.equal(sip.hostport(call.invite.uri), (pbx.address, 5060), "Request-URI inside")
            tap.equal(call.okay.media()[0], public(), "media outside")
            call.talk(not inside_first)
            call.hang_up(not inside_hangs_up)


SCENES = [
    ("offer in INVITE", flows.simple),
    ("offer in 200", flows.late),
    ("offer in 183", lambda pair: flows.answered(pair, flows.late_early(pair))),
    ("offer again in PRACK", lambda pair: flows.answered(pair, flows.again_early(pair))),
    ("UPDATE before the answer", lambda pair: flows.answered(pair, flows.updated_early(pair))),
    ("CANCEL crosses 200", flows.crossed),
]


def kinds(phone, provider):
    for (title, scene), inside_calls in itertools.product(SCENES, (True, False)):
        with tap.test("%s, %s calls" % (title, "phone" if inside_calls else "provider")), \
                flows.Pair(phone, provider, inside_calls, siptcp.Agent) as both:
            session = scene(both)
            session.talk("outside")
            session.change("INVITE", "outside", ["outside"])
            session.change("INVITE", "inside", ["inside"])
            session.talk()
            session.hang_up("inside" if inside_calls else "outside")


def trunk(pbx, provider):
    """Calls both ways, all in one connection: they begin, ring, speak and end by turns"""
    with siptcp.Agent(pbx, "pbx") as alice, siptcp.Agent(provider, "provider", reuse=True) as bob:
        bob.sock.aliases["203.0.113.1", 5060] = bob.sock.aliases["198.51.100.10", 5060] = None
        connection = alice.sock.connect(bob.sock.end)
        alice.sock.send(siptcp.PING, bob.sock.end)
        seen = bob.sock.receive()[1]
        for end in (public(), 5060), (provider.address, 5060):
            bob.sock.aliases[end] = bob.sock.connection(seen)
        lines = [line.Line(number, alice, bob, (pbx, provider)) for number in range(10)]
        line.all_of(lines, line.Line.invite, line.Line.ring, line.Line.ringing)
        line.all_of(lines[6:8], line.Line.reject)
        line.all_of(lines[8:], line.Line.cancel)
        line.all_of(lines[:6], line.Line.answer, line.Line.answered, line.Line.speak)
        for one in lines[:6]:
            sip.hang_up(one.leg, one.other)
        for one in lines:
            one.ours.close()
            one.theirs.close()
        tap.equal((alice.sock.connections, len(bob.sock.connections)), ([connection], 1), "connections")


def proxied(phone, phone2, provider, records, hangs_up):
    """Two phones inside that meet at a proxy outside, which stays in the way by Record-Route or does not"""
    with proxy.OverTcp(provider, "proxy", reuse=True).start() as between, \
            Phone(phone, "alice", next(ports), agent=siptcp.Agent) as alice, \
            Phone(phone2, "bob", next(ports), agent=siptcp.Agent) as bob:
        between.records = records
        between.registers(bob.agent)
        call = Connection(alice, bob, between.uri("bob"))
        tap.equal("record-route" in dict(call.invite.fields), records, "Record-Route")
        call.talk()
        call.hang_up(hangs_up)


def recorded(pbx, provider):
    """A PBX inside names itself in Record-Route: that is where the provider's next request goes."""
    with pair(pbx, provider) as (alice, bob):
        leg = sip.Leg.caller(alice.agent, uri(provider.address))
        # The way of others to it is not its own way to them.
        leg.confirmed = True
        leg.request("INVITE", alice.description(),
                    [("Record-Route", "<sip:%s;transport=tcp;lr>" % net.host_text(pbx.address))])
        invite = bob.agent.expect("INVITE")
        route = sip.uri(invite["record-route"])
        tap.equal(sip.hostport(route)[0], public(), "Record-Route outside")
        other, okay = sip.answer(leg, invite, bob.agent, bob.description())
        tap.want(net.host_text(pbx.address) in okay["record-route"], "Record-Route of the 200: " + okay["record-route"])
        other.request("BYE")
        bye = leg.expect("BYE")
        tap.equal(sip.hostport(bye["route"]), (pbx.address, 5060), "Route inside")
        leg.respond(bye, 200)
        other.expect(200)


def keepalives(phone, provider):
    """A ping is answered before any message and between messages, and is no part of one."""
    with siptcp.Agent(phone, "alice") as alice, siptcp.Agent(provider, "bob") as bob:
        for number in range(3):
            alice.sock.send(siptcp.PING, bob.sock.end)
            data, seen = bob.sock.receive()
            tap.equal(data, siptcp.PING, "the ping")
            bob.sock.send(siptcp.PONG, seen)
            tap.equal(alice.sock.receive(), (siptcp.PONG, bob.sock.end), "the pong")
            leg = sip.Leg.caller(alice, uri(provider.address))
            leg.request("OPTIONS")
            options = bob.expect("OPTIONS")
            tap.equal(sip.hostport(options["contact"] or options["from"])[0], public(), "From outside")
            # Ping and message in one segment
            bob.sock.send(siptcp.PONG + siptcp.PING, seen)
            bob.respond(options, 200, "OK")
            leg.expect(200)
            alice.sock.drain()


OPTIONS = """
    OPTIONS sip:bob@198.51.100.10;transport=tcp SIP/2.0
    v: SIP/2.0/TCP {192.168.1.10|203.0.113.1}:{5060|$port};branch=z9hG4bKgolden;alias;rport
    f: <sip:alice@{192.168.1.10|203.0.113.1}>;tag=1
    t: <sip:bob@198.51.100.10>
    i: golden@192.168.1.10
    CSeq: 1 OPTIONS
    m: <sip:alice@{192.168.1.10|203.0.113.1}:{5060|$port};transport=tcp;ob>;+sip.instance="<urn:x>"
    X-Same: sip:alice@192.168.1.10:5060
    l: 0
"""
ANSWER = """
    SIP/2.0 200 OK
    Via: SIP/2.0/TCP {203.0.113.1:%d|192.168.1.10:5060};branch=z9hG4bKgolden;alias;rport=%d;received=203.0.113.1
    From: <sip:alice@{203.0.113.1|192.168.1.10}>;tag=1
    To: <sip:bob@198.51.100.10>;tag=2
    Call-ID: golden@192.168.1.10
    CSeq: 1 OPTIONS
    Contact: <sip:bob@198.51.100.10;transport=tcp>
    Content-Length: 0
"""


def written(phone, provider):
    """Byte by byte what is sent and what arrives"""
    sent = Golden(OPTIONS)
    with siptcp.Agent(phone, "alice") as alice, siptcp.Agent(provider, "bob") as bob:
        alice.sock.send(sent.sent, bob.sock.end)
        data, seen = bob.sock.receive()
        port = sent.compare(data)["port"]
        answer = Golden(ANSWER % (port, seen[1]))
        bob.sock.send(answer.sent, seen)
        # What rport= becomes is the flow's business: the phone's own end of the connection
        got = alice.sock.receive()[0]
        own = alice.sock.connections[0].own
        answer.wanted = answer.wanted.replace("rport=%d;received=203.0.113.1" % seen[1],
                                              "rport=%d;received=192.168.1.10" % own[1])
        answer.compare(got)


def on_gateway(gw, phone, provider):
    """The PBX is the gateway itself: its messages come from and go to sockets here."""
    for named, bound in (PUBLIC[net.family], None), ("192.168.1.1", "0.0.0.0"):
        if net.family == 6 and bound:
            continue
        for out, inside_first in itertools.product((True, False), repeat=2):
            with tap.test("PBX on the gateway, called %s: call %s, %s speaks first" % (
                    named, "out" if out else "in", "PBX" if inside_first else "outside")), \
                    pair(gw, provider, address=named, bind=bound) as (alice, bob):
                both = (alice, bob) if out else (bob, alice)
                call = Connection(*both, uri(provider.address if out else public()))
                seen = call.invite if out else call.okay
                tap.equal(seen.media()[0], public(), "media outside")
                tap.equal(sip.hostport(seen["contact"]), (public(), 5060), "Contact outside")
                call.talk(inside_first == out)
                call.hang_up(not inside_first)
    with tap.test("PBX on the gateway: a phone inside calls it, and it the phone"):
        address = "192.168.1.1" if net.family == 4 else "fd00:1::1"
        for one in (phone, None, gw, address), (gw, address, phone, None):
            with Phone(one[0], "alice", next(ports), one[1], agent=siptcp.Agent) as alice, \
                    Phone(one[2], "bob", next(ports), one[3], agent=siptcp.Agent) as bob:
                call = Connection(alice, bob, uri(bob.agent.sock.address))
                tap.equal(call.invite.media(), alice.media.rtp.end, "media of the caller")
                tap.equal(call.okay.media(), bob.media.rtp.end, "media of the callee")
                call.talk()
                call.hang_up()


def beside(phone, pbx, provider):
    """5060 is the PBX's, also while a phone is called whose own port is 5060."""
    with pair(phone, provider) as (alice, bob), siptcp.Agent(pbx, "pbx") as office:
        contact = proxy.registers(bob.agent, alice.agent)
        tap.want(sip.hostport(contact) != (public(), 5060), "the phone is outside where the PBX is")
        call = Connection(bob, alice, contact)
        call.talk()
        call.hang_up()
        leg = sip.Leg.caller(bob.agent, uri(public(), "office"))
        leg.request("OPTIONS")
        office.respond(office.expect("OPTIONS"), 200)
        leg.expect(200)


def of_phones(gateway, host, provider):
    outbound(host["phone"], provider)
    inbound(host["phone"], provider)
    with tap.test("a registered phone is called whose connection is gone"):
        forgotten(gateway, host["phone"], provider)
    with tap.test("an answer for which no connection is left"):
        answered_anew(host["phone"], provider)
    with tap.test("a phone that connects from the port that it names"):
        pinned(host["phone"], provider)
    with tap.test("keepalives"):
        keepalives(host["phone"], provider)
    for records, hangs_up in (True, True), (True, False), (False, True), (False, False):
        with tap.test("two phones inside, by a proxy outside that %s in the way, the %s hangs up" % (
                "stays" if records else "is not", "caller" if hangs_up else "callee")):
            proxied(host["phone"], host["phone2"], provider, records, hangs_up)
    if net.family == 4:
        kinds(host["phone"], provider)
        with tap.test("what is sent and what arrives"):
            written(host["phone"], provider)


def of_pbx(host, provider):
    forwarded(host["pbx"], provider)
    with tap.test("Record-Route of a PBX inside"):
        recorded(host["pbx"], provider)
    with tap.test("a phone beside a PBX"):
        beside(host["phone"], host["pbx"], provider)
    if net.family == 4:
        with tap.test("ten calls of a trunk in one connection"):
            trunk(host["pbx"], provider)


def main():
    part = sys.argv[1]
    net.family = int(sys.argv[2])
    net.prepare()
    host = {name: net.Host(name) for name in net.hosts()}
    if part == "phones":
        of_phones(Gateway(), host, host["provider"])
    elif part == "pbx":
        of_pbx(host, host["provider"])
    else:
        host["gw"].device = sys.argv[3] if sys.argv[3:] else None
        on_gateway(host["gw"], host["phone"], host["provider"])


main()
