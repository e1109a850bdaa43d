# SPDX-License-Identifier: GPL-2.0
"""alice, bob and dave are inside, and meet at a proxy outside. So each is told where the others really are, and
says that to the proxy, which has to be told where they are in its eyes: RFC 3261 section 12.2.1.1 makes a
Request-URI of a Contact, and Routes of Record-Routes; RFC 3515 and section 8.1.3.4 pass a Contact on to others.

carol is outside, behind a NAT of her own: what she calls herself is none of ours, and stays, also when it is an
address and a port that somebody inside has.

The arguments are the transport, and the version of IP."""

import contextlib
import itertools
import sys

import net
import proxy
import rtp
import sip
import siptcp
import tap
from gateway import Gateway

ports = itertools.count(16000, 10)
TCP = sys.argv[1] == "tcp"
AGENT, PROXY = (siptcp.Agent, proxy.OverTcp) if TCP else (sip.Agent, proxy.Proxy)
# Longer than a flow of UDP lasts, and than anything is repeated for
LONG = 200
PUBLIC = {4: "203.0.113.1", 6: "2001:db8:113::1"}


class World:
    """Phones inside, registered at a proxy outside. Use as a context manager."""

    def __init__(self):
        self.stack = contextlib.ExitStack()
        self.gateway = Gateway()
        self.hosts = {name: net.Host(name) for name in ("phone", "phone2", "pbx", "provider", "peer")}
        self.alice, self.bob, self.dave = (self.open(AGENT, *who) for who in (
            ("phone", "alice"), ("phone2", "bob"), ("pbx", "dave")))
        self.proxy = self.open(PROXY, "provider", "proxy").start()
        # How others name it in Route
        self.route = "sip:%s%s;lr" % (self.proxy.at, self.proxy.suffix())

    def open(self, kind, host, *words):
        return self.stack.enter_context(kind(self.hosts[host], *words))

    def media(self, agent):
        """A stream of who is inside, or of who is outside and says what is true"""
        return self.stack.enter_context(contextlib.closing(rtp.Media(agent.sock.host, next(ports))))

    @contextlib.contextmanager
    def strict(self, lr):
        """What the proxy says of itself in Record-Route meanwhile"""
        self.proxy.lr = lr
        try:
            yield
        finally:
            self.proxy.lr = ";lr"

    @contextlib.contextmanager
    def outside(self, user):
        """Somebody outside with an address of its own, at the same proxy"""
        with AGENT(self.hosts["peer"], user) as agent:
            self.proxy.location.pop(user, None)
            self.proxy.registers(agent)
            yield agent

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.stack.close()


def address(agent):
    return sip.uri(agent.contact)


def inside(agent):
    return agent.sock.host.name != "peer"


def shows(message, sender, receiver):
    """Its Contact"""
    if inside(sender) and not inside(receiver):
        tap.equal(sip.hostport(message["contact"])[0], PUBLIC[net.family], "Contact outside")
    else:
        tap.equal(message["contact"], sender.contact, "Contact of " + message.start)


class Dialog:
    """A call. Who is inside sees each other as they are."""

    def __init__(self, world, caller, callee, leg=None, fields=()):
        """leg: one that has called already, or does so in its own way"""
        self.world = world
        self.streams = [world.media(caller), world.media(callee)]
        self.leg = leg or sip.Leg.caller(caller, world.proxy.uri(callee.user))
        self.sent = self.leg.request("INVITE", self.offer(0), fields)
        self.invite = callee.expect("INVITE", self.leg.call_id)
        self.caller, self.callee, self.other = caller, callee, None
        shows(self.invite, caller, callee)
        tap.equal(self.invite.uri, address(callee), "Request-URI of the INVITE")

    def offer(self, side, extra="", version=1):
        return sip.sdp(*self.streams[side].rtp.end, version=version, extra=extra)

    def ring(self):
        self.callee.respond(self.invite, 180, "Ringing")
        self.answered(180)
        return self

    def answered(self, status):
        """What the caller gets: the callee's Contact, and the names that it has written itself"""
        got = self.leg.expect(status)
        shows(got, self.callee, self.caller)
        tap.equal((got["from"], got["to"].rpartition(";tag=")[0]), (self.sent["from"], self.sent["to"]), "names")
        return got

    def answer(self):
        sent = self.callee.respond(self.invite, 200, "OK", self.offer(1))
        self.other = self.other or sip.Leg.callee(self.callee, self.invite, sent)
        self.told = [self.invite.media(), self.answered(200).media()]
        self.acknowledge(self.leg, self.other)
        return self

    def acknowledge(self, leg, other):
        leg.request("ACK")
        tap.equal(other.expect("ACK").uri, address(other.agent), "Request-URI of ACK")

    def talk(self):
        if inside(self.caller) and inside(self.callee):
            tap.equal(self.told, [own.rtp.end for own in self.streams], "where media goes")
        rtp.talk(*self.streams, self.told[1], self.told[0])

    def ends(self, side):
        """The legs, that of caller (0) or callee (1) first"""
        return (self.leg, self.other) if side == 0 else (self.other, self.leg)

    def change(self, side, extra="", answer=""):
        """A re-INVITE from there"""
        leg, other = self.ends(side)
        leg.request("INVITE", self.offer(side, extra, 2))
        invite = other.expect("INVITE")
        tap.equal(invite.uri, address(other.agent), "Request-URI of the re-INVITE")
        shows(invite, leg.agent, other.agent)
        other.target = sip.uri(invite["contact"])
        other.respond(invite, 200, "OK", self.offer(1 - side, answer, 2))
        shows(leg.expect(200), other.agent, leg.agent)
        self.acknowledge(leg, other)

    def ask(self, side, method, body=b"", answer=b"", status=200, fields=()):
        leg, other = self.ends(side)
        request, response = leg.ask(other, method, body, answer, status, fields)
        tap.equal(request.uri, address(other.agent), "Request-URI of " + method)
        return request, response

    def hang_up(self, side=0):
        self.ask(side, "BYE")


def call(world, caller, callee):
    return Dialog(world, caller, callee).ring().answer()


def whole(world, caller, callee):
    """Hold and resume from either side, and after a while"""
    for side in 0, 1:
        dialog = call(world, caller, callee)
        dialog.talk()
        for who in side, 1 - side:
            dialog.change(who, "a=sendonly\r\n", "a=recvonly\r\n")
            dialog.change(1 - who)
            dialog.talk()
        if side:
            world.gateway.passes(LONG)
            dialog.change(1 - side)
            dialog.talk()
        dialog.ask(side, "INFO")
        dialog.ask(1 - side, "OPTIONS")
        dialog.hang_up(side)


def early(world, caller, callee):
    """PRACK and UPDATE before the call is answered: RFC 3262, 3311"""
    dialog = Dialog(world, caller, callee, fields=[("Require", "100rel")])
    sent = callee.respond(dialog.invite, 183, "-", dialog.offer(1), [("Require", "100rel"), ("RSeq", "1")])
    dialog.other = sip.Leg.callee(callee, dialog.invite, sent)
    dialog.answered(183)
    dialog.ask(0, "PRACK", fields=[("RAck", "1 %d INVITE" % dialog.leg.invite_cseq)])
    for side in 0, 1:
        request, response = dialog.ask(side, "UPDATE", dialog.offer(side, version=2), dialog.offer(1 - side, version=2))
        tap.equal((request["contact"], response["contact"]),
                  tuple(leg.agent.contact for leg in dialog.ends(side)), "Contacts of UPDATE")
    dialog.answer()
    dialog.talk()
    dialog.hang_up(1)


def given_up(world, caller, callee):
    dialog = Dialog(world, caller, callee).ring()
    dialog.leg.request("CANCEL")
    dialog.leg.expect(200)
    cancel = callee.expect("CANCEL", dialog.leg.call_id)
    tap.equal(cancel.uri, dialog.invite.uri, "Request-URI of CANCEL")
    callee.respond(cancel, 200)
    callee.respond(dialog.invite, 487)
    callee.expect("ACK", dialog.leg.call_id)
    dialog.leg.expect(487)
    dialog.leg.request("ACK", branch="invite")


def subscribed(world, watcher, watched, target):
    """RFC 6665: NOTIFY goes to the Contact of who has subscribed, and may be late."""
    leg = sip.Leg.caller(watcher, target)
    event = [("Event", "presence")]
    leg.request("SUBSCRIBE", fields=event + [("Expires", "600")])
    request = watched.expect("SUBSCRIBE", leg.call_id)
    other = sip.Leg.callee(watched, request, watched.respond(request, 200, fields=[("Expires", "600")]))
    shows(request, watcher, watched)
    shows(leg.expect(200), watched, watcher)
    if inside(watcher) and inside(watched):
        world.gateway.passes(LONG)
    for again in range(2):
        notify, _ = other.ask(leg, "NOTIFY", fields=event + [("Subscription-State", "active"),
                                                             ("Contact", watched.contact)])
        tap.equal(notify.uri, address(watcher), "Request-URI of NOTIFY")
        request, _ = leg.ask(other, "SUBSCRIBE", fields=event + [("Expires", "0" if again else "600")])
        tap.equal(request.uri, address(watched), "Request-URI of SUBSCRIBE")
    other.ask(leg, "NOTIFY", fields=event + [("Subscription-State", "terminated")])


def escaped(text):
    return "".join("%%%02X" % ord(char) if char in "<>@;=[]:" else char for char in text)


def replaces(dialog):
    """RFC 3891, about a dialog whose callee is asked to replace it"""
    return "%s;to-tag=%s;from-tag=%s" % (dialog.leg.call_id, sip.tag(dialog.leg.remote), sip.tag(dialog.leg.local))


def moved_on(world, session, target, second, routes, attended=None):
    """The callee of that session is asked to call target, which is of second, and does so over these routes.
    attended: the dialog that is replaced"""
    asked = session.callee
    wanted = "<%s%s>" % (target, "?Replaces=" + escaped(replaces(attended)) if attended else "")
    request, _ = session.ask(0, "REFER", status=202, fields=[("Refer-To", wanted)])
    if inside(asked):
        tap.equal(request["refer-to"], wanted, "Refer-To")
    else:
        tap.equal(sip.hostport(request["refer-to"])[0], PUBLIC[net.family], "Refer-To outside")
    fields = [("Replaces", replaces(attended))] if attended else []
    leg = sip.Leg.caller(asked, sip.uri(request["refer-to"]).partition("?")[0], routes=routes)
    dialog = Dialog(world, asked, second, leg, fields)
    tap.equal(dialog.invite["replaces"], replaces(attended) if attended else "", "Replaces")
    dialog.answer().talk()
    session.other.request("NOTIFY", b"SIP/2.0 200 OK\r\n", [("Event", "refer"), ("Subscription-State", "terminated"),
                                                            ("Contact", asked.contact)], kind="message/sipfrag")
    notify = session.leg.expect("NOTIFY")
    tap.equal(notify.uri, address(session.caller), "Request-URI of NOTIFY")
    session.leg.respond(notify, 200)
    session.other.expect(200)
    session.hang_up(1)
    dialog.change(1)
    dialog.hang_up(1)


def transferred(world, attended, asked, second, routes):
    """alice has a call with either, and sends the first on to the second, whose Contact she knows from that call."""
    consulted, session = call(world, world.alice, second), call(world, world.alice, asked)
    moved_on(world, session, consulted.leg.target, second, routes, consulted if attended else None)
    consulted.hang_up(1 if attended else 0)


def transfers(world, title):
    for attended in False, True:
        kind = "%s: %s transfer" % (title, "attended" if attended else "blind")
        with tap.test(kind + " to another phone inside, by way of the proxy"):
            transferred(world, attended, world.bob, world.dave, [world.route])
        with tap.test(kind + " to another phone inside, directly"):
            transferred(world, attended, world.bob, world.dave, [])
        with tap.test(kind + " of who is outside, to a phone inside"), world.outside("erin") as erin:
            transferred(world, attended, erin, world.bob, [])


def redirected(world, who, by):
    """302 with dave's Contact, as that one knows it; the call follows it, by way of the proxy."""
    leg = sip.Leg.caller(who, world.proxy.uri(by.user))
    known = world.dave.contact
    if not inside(by):
        asked = call(world, by, world.dave)
        known = "<%s>" % asked.leg.target
        asked.hang_up()
    leg.request("INVITE")
    by.respond(by.expect("INVITE", leg.call_id), 302, "-", fields=[("Contact", known)])
    by.expect("ACK", leg.call_id)
    tap.equal(leg.expect(302)["contact"], world.dave.contact, "Contact of the 302")
    leg.request("ACK", branch="invite")
    leg.target, leg.routes = address(world.dave), [world.route]
    dialog = Dialog(world, who, world.dave, leg).ring().answer()
    dialog.talk()
    dialog.change(1)
    dialog.hang_up(1)


def redirections(world, title):
    with tap.test(title + ": 302 by a phone inside"):
        redirected(world, world.alice, world.bob)
    with tap.test(title + ": 302 by who is outside"), world.outside("erin") as erin:
        redirected(world, world.alice, erin)


def through_office(world):
    """A proxy inside stays in the way, too, and both are loose routers, or strict ones."""
    with PROXY(world.hosts["pbx"], "office", 5070).start() as office:
        for lr in ";lr", "":
            own = "sip:%s%s" % (office.at, office.suffix())
            office.lr = lr
            with tap.test("a proxy inside in the way, too%s" % ("" if lr else ", strict routers")), world.strict(lr):
                for hangs_up in 0, 1:
                    leg = sip.Leg.caller(world.alice, world.proxy.uri("bob"), routes=[own + ";lr"])
                    dialog = Dialog(world, world.alice, world.bob, leg).ring().answer()
                    tap.equal(dialog.other.routes[1:], [own + lr], "Record-Route of the INVITE")
                    tap.equal(dialog.leg.routes, dialog.other.routes[::-1], "route sets")
                    dialog.talk()
                    dialog.change(0)
                    dialog.change(1)
                    dialog.hang_up(hangs_up)


def by_address(world, port):
    """alice sends the proxy a call for where bob is in her eyes, as phones do whose user has typed that. It is what
    she calls him then, too, and nobody's outside."""
    target = "sip:bob@%s%s%s" % (net.host_text(world.bob.sock.address), port, world.proxy.suffix())
    for hangs_up in 0, 1:
        leg = sip.Leg.caller(world.alice, target, routes=[world.route])
        dialog = Dialog(world, world.alice, world.bob, leg).ring().answer()
        dialog.talk()
        dialog.change(0)
        dialog.change(1)
        dialog.hang_up(hangs_up)


def outbound(world):
    """Phones with an outbound proxy send it all of a call's requests, whoever else is in the way."""
    for hangs_up in 0, 1:
        leg = sip.Leg.caller(world.alice, world.proxy.uri("bob"), world.proxy.sock.end)
        dialog = Dialog(world, world.alice, world.bob, leg).ring().answer()
        dialog.other.hop = world.proxy.sock.end
        dialog.change(0)
        dialog.change(1)
        dialog.hang_up(hangs_up)


def calls_inside(world, title):
    for caller, callee in (world.alice, world.bob), (world.bob, world.alice):
        with tap.test("%s: %s calls %s, hold from either side" % (title, caller.user, callee.user)):
            whole(world, caller, callee)
    with tap.test(title + ": PRACK and UPDATE"):
        early(world, world.alice, world.bob)
    with tap.test(title + ": CANCEL"):
        given_up(world, world.bob, world.alice)
    with tap.test(title + ": SUBSCRIBE and NOTIFY"):
        subscribed(world, world.alice, world.bob, world.proxy.uri("bob"))
    for what, port in ("with a port", ":5060"), ("without a port", ""):
        with tap.test("%s: a call by an address inside, %s" % (title, what)):
            by_address(world, port)
    transfers(world, title)
    redirections(world, title)


class Twin:
    """carol, outside, who calls herself what that phone inside is. Use as a context manager."""

    def __init__(self, world, who, user="carol", alias=False):
        """alias: the proxy notes in her Contact where she is; else it is in one network with her"""
        self.world, self.alias, self.line = world, alias, "of-" + user
        self.agent = AGENT(world.hosts["peer"], user, who.sock.port, who.sock.address, world.hosts["peer"].address)

    def __enter__(self):
        proxy = self.world.proxy
        proxy.location.pop(self.line, None)
        proxy.registers(self.agent, user=self.line)
        self.where = proxy.location[self.line][0][1]
        self.contact = self.agent.contact
        if self.alias:
            proxy.fix = "alias"
            self.contact = "<%s;alias=%s~%d~%d>" % (address(self.agent), *self.where, 2 if TCP else 1)
        else:
            proxy.near[self.agent.sock.end] = self.where
        return self

    def __exit__(self, *unused):
        self.world.proxy.fix = None
        self.world.proxy.near.clear()
        self.agent.close()


def stays(world, twin, phone, out, body):
    """A call of hers with that phone. What she says of herself arrives as she said it, and comes back to her so."""
    carol = twin.agent
    for hangs_up in 0, 1:
        caller, callee = (phone, carol) if out else (carol, phone)
        leg = sip.Leg.caller(caller, world.proxy.uri(twin.line if out else phone.user))
        sent = leg.request("INVITE", body(caller))
        invite = callee.expect("INVITE", leg.call_id)
        tap.equal(invite.uri, address(callee), "Request-URI of the INVITE")
        if not out:
            tap.equal((invite["contact"], invite["from"], invite.body), (twin.contact, sent["from"], sent.body),
                      "INVITE of hers")
        for status, description in (180, b""), (200, body(callee)):
            answer = callee.respond(invite, status, "-", description)
            got = leg.expect(status)
            if out:
                tap.equal((got["contact"], got["to"], got.body), (twin.contact, answer["to"], answer.body),
                          "%d of hers" % status)
            else:
                tap.equal(got["from"], sent["from"], "her From in the %d" % status)
        other = sip.Leg.callee(callee, invite, answer)
        leg.request("ACK")
        tap.equal(other.expect("ACK").uri, address(callee), "Request-URI of ACK")
        for one, two in (leg, other), (other, leg):
            request, okay = one.ask(two, "UPDATE", body(one.agent), body(two.agent))
            tap.equal(request.uri, address(two.agent), "Request-URI of UPDATE")
            if two.agent is carol:
                tap.equal((okay["contact"], okay.body), (twin.contact, body(carol)), "UPDATE for her")
            else:
                tap.equal((request["contact"], request.body), (twin.contact, body(carol)), "UPDATE of hers")
        ends = (leg, other) if hangs_up else (other, leg)
        tap.equal(ends[0].ask(ends[1], "BYE")[0].uri, address(ends[1].agent), "Request-URI of BYE")


def beside_twin(world, who, alias):
    """Calls of carol with both phones, while these have one, and each has been told of the other"""
    with Twin(world, who, alias=alias) as twin:
        streams = {agent: world.media(agent).rtp.end for agent in (world.alice, world.bob)}
        # Her media is where the other one's is.
        streams[twin.agent] = streams[who]
        session = call(world, world.alice, world.bob)
        for phone, out in itertools.product((world.alice, world.bob), (True, False)):
            stays(world, twin, phone, out, lambda agent: sip.sdp(*streams[agent]))
        session.talk()
        session.change(0)
        session.change(1)
        session.hang_up(1)
        whole(world, world.bob, world.alice)


def forked(world, who, answering):
    """One INVITE of alice rings at bob and at carol, who both call themselves bob, and may both answer.
    answering: the indices of those who do"""
    with Twin(world, who, "bob") as twin:
        team, tags = (world.bob, twin.agent), ("inside", "outside")
        world.proxy.location["team"] = [world.proxy.location[name][0] for name in ("bob", twin.line)]
        ends = [world.media(phone).rtp.end for phone in (world.alice, world.bob)]
        description = sip.sdp(*ends[0])
        leg = sip.Leg.caller(world.alice, world.proxy.uri("team"))
        leg.request("INVITE", description, [("Require", "100rel")])
        invites = [phone.expect("INVITE", leg.call_id) for phone in team]
        forks, others = [], []
        for phone, invite, tag in zip(team, invites, tags):
            tap.equal(invite.uri, address(phone), "Request-URI of the INVITE")
            sent = phone.respond(invite, 183, "-", sip.sdp(*ends[1]), [("Require", "100rel"), ("RSeq", "1")], tag)
            got = leg.expect(183)
            tap.equal((got["contact"], got["to"]), (phone.contact, sent["to"]), "183 of who is " + tag)
            forks.append(leg.fork(got))
            others.append(sip.Leg.callee(phone, invite, sent))
        for fork, other in zip(forks, others):
            prack, _ = fork.ask(other, "PRACK", fields=[("RAck", "1 %d INVITE" % leg.invite_cseq)])
            update, _ = other.ask(fork, "UPDATE", description, description)
            tap.equal((prack.uri, update.uri, update["contact"]),
                      (address(other.agent), address(world.alice), other.agent.contact), "early requests")
        for number in answering:
            team[number].respond(invites[number], 200, "-", sip.sdp(*ends[1]), (), tags[number])
            okay = leg.expect(200)
            tap.equal(okay["contact"], team[number].contact, "200 of who is " + tags[number])
            forks[number].learn(okay)
            forks[number].request("ACK")
            tap.equal(others[number].expect("ACK").uri, address(team[number]), "Request-URI of ACK")
            late = team[1 - number]
            if number == answering[0]:
                late.respond(late.expect("CANCEL", leg.call_id), 200)
            if len(answering) == 1:
                late.respond(invites[1 - number], 487, "-", b"", (), tags[1 - number])
                late.expect("ACK", leg.call_id)
        for number in answering[::-1]:
            for one, two in (forks[number], others[number]), (others[number], forks[number]):
                request, _ = one.ask(two, "UPDATE", description, description)
                tap.equal(request.uri, address(two.agent), "Request-URI of UPDATE")
            one, two = (forks, others)[::1 if number else -1]
            bye, _ = one[number].ask(two[number], "BYE")
            tap.equal(bye.uri, address(two[number].agent), "Request-URI of BYE")


def meet(world, caller, twin):
    return Dialog(world, caller, twin.agent, sip.Leg.caller(caller, world.proxy.uri(twin.line))).ring().answer()


def transferred_to_twin(world, who):
    """alice sends dave to carol. Only the call that is replaced tells who is meant."""
    with Twin(world, who) as twin:
        consulted, session = meet(world, world.alice, twin), call(world, world.alice, world.dave)
        moved_on(world, session, consulted.leg.target, twin.agent, [world.route], consulted)
        consulted.hang_up(1)


def twin_transferred(world, who):
    """alice sends carol to bob."""
    with Twin(world, who) as twin:
        consulted, session = call(world, world.alice, world.bob), meet(world, world.alice, twin)
        moved_on(world, session, consulted.leg.target, world.bob, [world.route], consulted)
        consulted.hang_up(1)


def twin_redirects(world, line):
    """carol sends alice to another phone in her network, which calls itself what a line of bob's phone is."""
    peer = world.hosts["peer"]
    with Twin(world, world.bob) as twin, AGENT(peer, "mobile", 5062, line.sock.address, peer.address) as mobile:
        world.proxy.near[mobile.sock.end] = peer.address, 5062
        leg = sip.Leg.caller(world.alice, world.proxy.uri(twin.line))
        leg.request("INVITE")
        twin.agent.respond(twin.agent.expect("INVITE", leg.call_id), 302, "-", fields=[("Contact", mobile.contact)])
        twin.agent.expect("ACK", leg.call_id)
        tap.equal(leg.expect(302)["contact"], mobile.contact, "Contact of the 302")
        leg.request("ACK", branch="invite")
        leg.target, leg.routes = address(mobile), [world.route]
        dialog = Dialog(world, world.alice, mobile, leg).ring().answer()
        dialog.talk()
        dialog.change(1)
        dialog.hang_up(1)


def twin_proxy(world, line):
    """The provider's inner proxy calls itself what a line of bob's phone is, and says so in Record-Route."""
    peer = world.hosts["peer"]
    where = line.sock.address, peer.address
    with AGENT(peer, "carol", 5064, *where) as carol, PROXY(peer, "inner", 5062, *where).start() as inner:
        inner.location["carol"] = [(address(carol), (peer.address, 5064))]
        inner.near[carol.sock.end] = peer.address, 5064
        world.proxy.near[inner.sock.end] = peer.address, 5062
        world.proxy.location["carol"] = [("sip:carol@%s%s" % (inner.at, inner.suffix()), None)]
        its = "sip:%s%s;lr" % (inner.at, inner.suffix())
        way = [world.route, its]
        for out, hangs_up in itertools.product((True, False), (0, 1)):
            caller, callee = (world.alice, carol) if out else (carol, world.alice)
            leg = sip.Leg.caller(caller, world.proxy.uri("carol" if out else "alice"), routes=[] if out else [its])
            leg.hop = None if out else (peer.address, 5062)
            leg.request("INVITE")
            invite = callee.expect("INVITE", leg.call_id)
            other = sip.Leg.callee(callee, invite, callee.respond(invite, 200))
            other.hop = (peer.address, 5062) if out else None
            leg.expect(200)
            tap.equal((leg.routes, other.routes), (way, way[::-1]) if out else (way[::-1], way), "route sets")
            leg.request("ACK")
            tap.equal(other.expect("ACK").uri, address(callee), "Request-URI of ACK")
            ends = (leg, other) if hangs_up else (other, leg)
            bye, _ = ends[0].ask(ends[1], "BYE")
            tap.equal(bye.uri, address(ends[1].agent), "Request-URI of BYE")
    world.proxy.near.clear()


def twins(world):
    for who, alias in itertools.product((world.bob, world.alice), (True, False)):
        with tap.test("who is outside calls herself what %s is%s" % (
                who.user, ", and the proxy notes where she is" if alias else "")):
            beside_twin(world, who, alias)
    for who, answering in itertools.product((world.bob, world.alice), ((0,), (1,), (0, 1), (1, 0))):
        with tap.test("one INVITE for bob and for who calls herself what %s is, answered %s" % (
                who.user, " and ".join(("inside", "outside")[number] for number in answering))):
            forked(world, who, answering)
    for who in world.bob, world.alice:
        with tap.test("SUBSCRIBE and NOTIFY with who calls herself what %s is" % who.user), Twin(world, who) as twin:
            subscribed(world, world.alice, twin.agent, world.proxy.uri(twin.line))
            subscribed(world, twin.agent, world.alice, world.proxy.uri("alice"))
        with tap.test("attended transfer to who calls herself what %s is" % who.user):
            transferred_to_twin(world, who)
        with tap.test("attended transfer to bob of who calls herself what %s is" % who.user):
            twin_transferred(world, who)
    with AGENT(world.hosts["phone2"], "second", 5062) as line:
        with tap.test("a second line"):
            world.proxy.registers(line)
            call(world, world.alice, line).hang_up()
        with tap.test("302 to who calls himself what that line is"):
            twin_redirects(world, line)
        with tap.test("a proxy in the way calls itself what that line is"):
            twin_proxy(world, line)


def main():
    net.family = int(sys.argv[2])
    net.prepare()
    with World() as world:
        with tap.test("phones register"):
            for phone in (world.alice, world.bob, world.dave):
                world.proxy.registers(phone, 7200)
        calls_inside(world, "proxy in the way")
        with tap.test("a strict router in the way"), world.strict(""):
            whole(world, world.bob, world.alice)
        through_office(world)
        twins(world)
        with tap.test("no call goes on"):
            world.gateway.closing()
        world.proxy.records = False
        with tap.test("phones with an outbound proxy"):
            outbound(world)
        calls_inside(world, "proxy not in the way")


main()
