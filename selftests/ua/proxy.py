# SPDX-License-Identifier: GPL-2.0
"""Proxies and registrars. RFC 3261 sections 10 and 16."""

import contextlib
import hashlib
import os
import re
import select
import socket
import threading

import net
import rtp
import sip
import siptcp
import tap
from net import Failure

# Of a recvmsg() that asks for ICMP errors, and of the socket that is to keep them
MSG_ERRQUEUE = 0x2000
RECVERR = {socket.AF_INET: (socket.IPPROTO_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}


def registers(registrar, phone, seconds=3600, hop=None):
    """phone registers at the other agent. hop: by way of a proxy. Returns its Contact as it arrives."""
    target = "sip:%s" % sip.host_text(registrar.sock.address)
    leg = sip.Leg.caller(phone, target, hop or registrar.sock.end)
    leg.request("REGISTER", fields=[("Contact", phone.contact), ("Expires", str(seconds))])
    request = registrar.expect("REGISTER")
    registrar.respond(request, 200, "OK", fields=[("Contact", "%s;expires=%d" % (request["contact"], seconds))])
    granted = leg.expect(200)["contact"]
    if phone.contact not in granted:
        raise Failure("%s does not find %s in %s" % (phone.user, phone.contact, granted))
    return sip.uri(request["contact"])


class Registrar(sip.Agent):
    registers = registers


class Copy:
    """A message on its way through: nothing changes but what a proxy changes."""

    def __init__(self, message):
        head, _, self.body = message.data.partition(b"\r\n\r\n")
        self.start, *self.lines = head.decode(errors="surrogateescape").split("\r\n")

    def at(self, name):
        """Where fields of that name stand"""
        return [number for number, line in enumerate(self.lines)
                if sip.COMPACT.get(line.partition(":")[0].strip().lower(),
                                   line.partition(":")[0].strip().lower()) == name.lower()]

    def values(self, name):
        return [self.lines[number].partition(":")[2].strip() for number in self.at(name)]

    def push(self, name, value):
        """On top of the others of that name"""
        self.lines.insert((self.at(name) or [0])[0], "%s: %s" % (name, value))

    def pop(self, name, last=False):
        """The first value, or the last one, of a list in one or more fields"""
        number = self.at(name)[-1 if last else 0]
        label, _, rest = self.lines[number].partition(":")
        parts = re.findall(r'(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<])+', rest)
        value = parts.pop(-1 if last else 0).strip()
        self.lines[number:number + 1] = ["%s:%s" % (label, ",".join(parts))] if parts else []
        return value

    def replace(self, name, old, new):
        """In the fields of that name"""
        for number in self.at(name):
            self.lines[number] = self.lines[number].replace(old, new)

    def data(self):
        return "\r\n".join([self.start] + self.lines).encode(errors="surrogateescape") + b"\r\n\r\n" + self.body


class Transaction:
    """A request that was passed on to one target or several."""

    def __init__(self, request):
        self.request = request
        # Of each branch: what was sent, where to, and its final response
        self.branches = {}
        # Targets that are tried when all others have refused
        self.later = []
        self.over = False

    def best(self):
        """RFC 3261 section 16.7 point 6; None as long as it is open."""
        finals = [final for _, _, final in self.branches.values()]
        if self.over or None in finals:
            return None
        return min(finals, key=lambda final: (final.status >= 600 and -1, final.status))


class Proxy(sip.Agent):
    """A proxy, the registrar of its domain, which is its own address. What leads nowhere it answers itself, so that
    a fault in what it was told shows: 404 for who is not registered, 477 for where no way leads, 482 for what comes
    back, 483 for too many hops. Between start() and close(), it works by itself."""

    # Whether it stays on the way of dialogs, what it calls itself there
    records = True
    lr = ";lr"
    # One target after the other, or all at a time
    serial = False
    # What it does about a Contact that is not where a message comes from, as kamailio's nathelper: "contact"
    # (fix_nated_contact) or "alias" (add_contact_alias)
    fix = None

    def __init__(self, *arguments, **words):
        super().__init__(*arguments, **words)
        # Users: Contacts, and where each was when it registered
        self.location = {}
        # Endpoints in a network that the proxy alone knows
        self.near = {}
        self.transactions = {}
        self.thread = None
        # One who knows the same host may be at work in it.
        device, self.sock.host = self.sock.host.device, net.Host(self.sock.host.name)
        self.sock.host.device = device
        if self.transport == "UDP":
            self.sock.sock.setsockopt(*RECVERR[self.sock.sock.family], 1)

    # What tests do with it

    def uri(self, user):
        return "sip:%s@%s%s" % (user, sip.host_text(self.sock.address), self.suffix())

    def registers(self, phone, seconds=3600, user=None):
        """phone registers here, under another name than its own if one is given. Returns its Contact as it arrives."""
        user = user or phone.user
        leg = sip.Leg.caller(phone, "sip:%s%s" % (sip.host_text(self.sock.address), self.suffix()))
        leg.remote = "<sip:%s@%s>" % (user, sip.host_text(self.sock.address))
        leg.request("REGISTER", fields=[("Contact", phone.contact), ("Expires", str(seconds))])
        granted = leg.expect(200).all("contact")
        if not any(phone.contact in contact for contact in granted):
            raise Failure("%s does not find %s in %s" % (user, phone.contact, granted))
        return self.location[user][-1][0]

    def start(self):
        self.wake = os.pipe()
        self.thread = threading.Thread(target=self.work)
        self.thread.start()
        return self

    def close(self):
        if self.thread:
            os.close(self.wake[1])
            self.thread.join()
            os.close(self.wake[0])
            self.thread = None
        super().close()

    # Its work

    def suffix(self):
        return ";transport=tcp" if self.transport == "TCP" else ""

    def waited(self):
        """What becomes readable when something has come"""
        return [self.sock.listener, *self.sock.connections] if self.transport == "TCP" else [self.sock]

    def work(self):
        while True:
            if self.wake[0] in select.select([self.wake[0], *self.waited()], [], [])[0]:
                return
            if self.transport == "UDP":
                self.unreachable()
            try:
                for data, source in self.sock.drain():
                    # Keepalives
                    if data.strip(b"\r\n\0"):
                        self.handle(self.message(data, source))
            except (Failure, OSError) as failure:
                # Somebody has closed a connection that still had something for it.
                tap.note("%s: %s" % (self.user, failure))
                if self.transport == "TCP":
                    self.sock.connections = [one for one in self.sock.connections if not one.ended]

    def handle(self, message):
        if message.status:
            self.response(message)
        elif message.method == "CANCEL":
            self.cancel(message)
        else:
            self.request(message)

    def behind_nat(self, uri, source):
        """Is a Contact not where its owner's messages come from? Over TCP their port says nothing."""
        where = sip.hostport(uri)
        return where[0] != source[0] or self.transport == "UDP" and where != source

    def own(self, uri):
        """Is this one of the proxy's names?"""
        return sip.hostport(uri) == self.sock.end

    def request(self, request):
        key = self.key(request)
        if key in self.transactions and request.method == "ACK":
            # Of a refusal: that was between those two.
            return
        if key in self.transactions:
            for data, to, final in self.transactions[key].branches.values():
                if not final:
                    self.sock.send(data, to)
            return
        copy = Copy(request)
        target = request.uri
        # Section 16.3
        if request["max-forwards"] == "0":
            self.refuse(request, 483, "Too Many Hops")
            return
        # Section 16.4: who sent it may be a strict router.
        if self.own(target) and "@" not in target and copy.at("route"):
            target = sip.uri(copy.pop("Route", last=True))
        if copy.at("route") and self.own(sip.elements(copy.values("route"))[0]):
            copy.pop("Route")
        # Section 16.5
        if not self.own(target):
            self.forward(request, copy, [(target, None)])
        elif request.method == "REGISTER":
            self.register(request)
        else:
            user = re.match(r"sips?:([^@;]*)@", target)
            found = self.location.get(user.group(1)) if user else None
            if found:
                self.forward(request, copy, found)
            else:
                self.refuse(request, 404, "Not Found")

    def refuse(self, request, status, reason):
        tap.note("%s: %d %s: %s" % (self.user, status, reason, request.start))
        if request.method != "ACK":
            self.respond(request, status, reason)

    def register(self, request):
        user = re.match(r"sips?:([^@;]*)", sip.uri(request["to"])).group(1)
        found = dict(self.location.get(user, ()))
        expires = int(request["expires"] or 3600)
        for contact in sip.elements(request.all("contact")):
            found.pop(contact, None)
            if expires:
                found[contact] = request.source if self.behind_nat(contact, request.source) else None
        self.location[user] = list(found.items())
        self.respond(request, 200, "OK", fields=[("Contact", "<%s>;expires=%d" % (contact, expires))
                                                 for contact in found])

    @staticmethod
    def key(request):
        """Section 17.2.3"""
        via = request["via"]
        return via.split(";")[0], re.search(r"branch=([^;,\s]*)", via).group(1), \
            "INVITE" if request.method in ("ACK", "CANCEL") else request.method

    def received(self, request):
        """Its topmost Via, and where that came from. RFC 3261 section 18.2.1, RFC 3581"""
        top = request["via"]
        if re.search(r";\s*rport(?!=)", top):
            return re.sub(r";\s*rport(?!=)", ";received=%s;rport=%d" % request.source, top, count=1)
        if sip.hostport("sip:" + top.split(None, 1)[1])[0] != request.source[0]:
            return top + ";received=" + request.source[0]
        return top

    def forward(self, request, copy, targets):
        """Section 16.6. targets: URIs, and where each leads if not where it says"""
        transaction = Transaction(request)
        if request.method != "ACK":
            self.transactions[self.key(request)] = transaction
        copy.pop("Via")
        copy.push("Via", self.received(request))
        hops = copy.pop("Max-Forwards") if copy.at("max-forwards") else "71"
        copy.push("Max-Forwards", str(int(hops) - 1))
        self.fix_contact(copy, request)
        if self.records and request.method in ("INVITE", "SUBSCRIBE", "REFER", "UPDATE"):
            copy.push("Record-Route", "<sip:%s%s%s>" % (self.at, self.suffix(), self.lr))
        transaction.lines, transaction.later = copy.lines, list(targets)
        while transaction.later:
            self.send_branch(transaction, copy, *transaction.later.pop(0))
            if self.serial:
                break
        self.finish(transaction)

    def send_branch(self, transaction, copy, target, hop):
        request = transaction.request
        copy.lines = list(transaction.lines)
        # kamailio's handle_ruri_alias()
        alias = re.search(r";alias=([\da-f.:]+)~(\d+)~([12])", target)
        if alias and self.fix == "alias":
            target = target.replace(alias.group(0), "")
            hop = alias.group(1), int(alias.group(2))
        routes = sip.elements(copy.values("route"))
        if routes:
            # Point 6: the next hop may be a strict router.
            hop = sip.hostport(routes[0])
            if not sip.loose(routes[0]):
                copy.pop("Route")
                copy.lines.insert((copy.at("route") or [-1])[-1] + 1, "Route: <%s>" % target)
                target = routes[0]
        copy.start = "%s %s SIP/2.0" % (request.method, target)
        hop = hop or sip.hostport(target)
        hop = self.near.get(hop, hop)
        # Point 8: the same one each time that the request comes
        name = "%s %s %s" % (self.at, self.key(request), target)
        branch = "z9hG4bK%s" % hashlib.sha1(name.encode()).hexdigest()[:16]
        copy.push("Via", "SIP/2.0/%s %s;branch=%s%s" % (self.transport, self.at, branch, self.via_parameters))
        transaction.branches[branch] = [copy.data(), hop, None]
        self.transactions[branch] = transaction
        if hop == self.sock.end:
            self.failed(branch, transaction, 482, "Loop Detected")
        elif ("transport=tcp" in (routes or [target])[0]) != (self.transport == "TCP"):
            self.failed(branch, transaction, 477, "Another Transport")
        else:
            try:
                self.sock.send(copy.data(), hop)
            except (Failure, OSError) as failure:
                tap.note("%s: %s" % (self.user, failure))
                self.failed(branch, transaction, 477, "Send Failed")

    def failed(self, branch, transaction, status, reason):
        """Nothing will come of this branch."""
        data, hop, final = transaction.branches[branch]
        if not final:
            start = data.split(b"\r\n", 1)[0]
            tap.note("%s: %s for %s to %s" % (self.user, reason, start.decode(errors="replace"), net.text(hop)))
            said = sip.compose("SIP/2.0 %d %s" % (status, reason), [("CSeq", transaction.request["cseq"])])
            transaction.branches[branch][2] = sip.Message(said)

    def unreachable(self):
        """A router, or the host itself, has told that something does not get there."""
        with contextlib.suppress(BlockingIOError):
            while True:
                _, _, _, to = self.sock.sock.recvmsg(65536, 512, MSG_ERRQUEUE | socket.MSG_DONTWAIT)
                for branch, transaction in list(self.transactions.items()):
                    found = transaction.branches.get(branch)
                    if found and found[1] == to[:2] and not found[2] and not transaction.over:
                        self.failed(branch, transaction, 477, "No Way")
                        self.finish(transaction)

    def finish(self, transaction):
        """If all branches have come to nothing, one of the refusals goes back."""
        best = transaction.best()
        if not best or transaction.request.method == "ACK":
            return
        if transaction.later:
            self.send_branch(transaction, Copy(transaction.request), *transaction.later.pop(0))
            self.finish(transaction)
            return
        transaction.over = True
        if best["via"]:
            self.back(best)
        else:
            self.respond(transaction.request, best.status, best.start.split(" ", 2)[2])

    def cancel(self, cancel):
        transaction = self.transactions.get(self.key(cancel))
        if not transaction:
            self.refuse(cancel, 481, "No Such Transaction")
            return
        self.respond(cancel, 200, "OK")
        self.cancel_branches(transaction)

    def cancel_branches(self, transaction):
        transaction.later = []
        for branch in transaction.branches.values():
            if not branch[2]:
                self.along(branch, "CANCEL")

    def along(self, branch, method, to=None):
        """CANCEL, or ACK of a refusal: sections 9.1 and 17.1.1.3. to: the To of the refusal"""
        sent = sip.Message(branch[0])
        fields = [("Via", sent["via"]), ("Max-Forwards", "70")] + [("Route", route) for route in sent.all("route")]
        fields += [("From", sent["from"]), ("To", to or sent["to"]), ("Call-ID", sent["call-id"]),
                   ("CSeq", "%s %s" % (sent["cseq"].split()[0], method))]
        self.sock.send(sip.compose("%s %s SIP/2.0" % (method, sent.uri), fields), branch[1])

    def response(self, response):
        """Section 16.7"""
        found = re.search(r"branch=([^;,\s]*)", response["via"])
        branch = found and found.group(1)
        transaction = self.transactions.get(branch)
        if not transaction or branch not in transaction.branches:
            tap.note("%s: to nothing: %s" % (self.user, response.start))
            return
        if response.method == "CANCEL" or response.status == 100:
            return
        sent = transaction.branches[branch]
        if response.status < 200:
            if not transaction.over:
                self.back(response)
            return
        sent[2] = response
        if response.status >= 300:
            if response.method == "INVITE":
                self.along(sent, "ACK", response["to"])
            self.finish(transaction)
            return
        transaction.over = True
        self.back(response)
        if response.method == "INVITE":
            self.cancel_branches(transaction)

    def back(self, response):
        """To where the next Via leads: section 18.2.2, RFC 3581"""
        copy = Copy(response)
        copy.pop("Via")
        self.fix_contact(copy, response)
        above = copy.values("via")[0]
        address, port = sip.hostport("sip:" + above.split(None, 1)[1])
        received = re.search(r"received=([^;,\s]+)", above)
        rport = re.search(r"rport=(\d+)", above)
        to = received.group(1) if received else address, int(rport.group(1)) if rport else port
        try:
            self.sock.send(copy.data(), to)
        except (Failure, OSError) as failure:
            tap.note("%s: %s" % (self.user, failure))

    def fix_contact(self, copy, message):
        contacts = sip.elements(copy.values("contact"))
        if not self.fix or len(contacts) != 1 or ";alias=" in contacts[0] or \
                message.status and message.status >= 300 or not self.behind_nat(contacts[0], message.source):
            return
        fixed = contacts[0]
        if self.fix == "alias":
            fixed += ";alias=%s~%d~%d" % (*message.source, 2 if self.transport == "TCP" else 1)
        else:
            where = net.text(sip.hostport(fixed))
            fixed = fixed.replace(where if where in fixed else where.rpartition(":")[0], net.text(message.source))
        copy.replace("Contact", "<%s>" % contacts[0], "<%s>" % fixed)


class OverTcp(siptcp.Agent, Proxy):
    """Over TCP: to a phone by the connection that it has made, if its Via says so, else by one of its own"""


def call(proxy, caller, callee, media):
    """A call by way of the proxy to who is registered there, with audio both ways. media: the streams of caller and
    callee. Returns both legs."""
    offer, description = (sip.sdp(*one.rtp.end) for one in media)
    leg, invite = sip.ring(caller, callee, proxy.uri(callee.user), offer)
    other, okay = sip.answer(leg, invite, callee, description)
    rtp.talk(media[0], media[1], okay.media(), invite.media())
    return leg, other, invite, okay
