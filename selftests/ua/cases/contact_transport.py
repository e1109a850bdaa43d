# SPDX-License-Identifier: GPL-2.0
"""A URI leads to where its transport parameter says, and to UDP without one, whatever transport the message
came by that names it: RFC 3261 section 19.1.1, RFC 3263 section 4.1."""

import contextlib

import net
import proxy
import sip
import siptcp
import tap

PUBLIC = "203.0.113.1"


class Both:
    """A party that listens at one port by both transports"""

    def __init__(self, host, user, port=5060):
        self.udp = sip.Agent(host, user, port)
        self.tcp = siptcp.Agent(host, user, port)
        self.plain = "<sip:%s@%s>" % (user, self.udp.at)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.udp.close()
        self.tcp.close()


@contextlib.contextmanager
def naming(agent, contact):
    own, agent.contact = agent.contact, contact
    yield agent
    agent.contact = own


def over_tcp(caller, provider, contact):
    """An INVITE by TCP that names a Contact. Returns both legs, and the INVITE as it arrived."""
    with naming(caller.tcp, contact):
        leg = sip.Leg.caller(caller.tcp, "sip:bob@%s;transport=tcp" % provider.udp.sock.address)
        leg.request("INVITE")
        invite = provider.tcp.expect("INVITE", leg.call_id)
        other = sip.Leg.callee(provider.tcp, invite, provider.tcp.respond(invite, 200, "OK"))
        leg.expect(200)
        leg.request("ACK")
        provider.tcp.expect("ACK", leg.call_id)
    return leg, other, invite


def bye_by_udp(leg, other, provider, callee):
    """The other side hangs up as the Contact says: without a transport, by UDP."""
    other.agent = provider.udp
    other.request("BYE")
    bye = callee.udp.expect("BYE", leg.call_id)
    tap.equal(sip.hostport(bye.uri), callee.udp.sock.end, "Request-URI inside")
    callee.udp.respond(bye, 200, "OK")
    other.expect(200)


def large(first, second, provider):
    """Two phones with the same port. A message that is too long for UDP goes by TCP: section 18.1.1"""
    with tap.test("two phones register by UDP"):
        proxy.registers(provider.udp, first.udp)
        shown = sip.hostport(proxy.registers(provider.udp, second.udp))
        tap.want(shown[1] != 5060, "both are shown as %s" % net.text(shown))
    if tap.failed:
        return
    with tap.test("an INVITE by TCP without a transport in its Contact: BYE by UDP reaches its sender"):
        leg, other, invite = over_tcp(second, provider, second.plain.replace(">", ";ob>"))
        tap.equal(sip.hostport(invite["contact"]), shown, "Contact outside")
        bye_by_udp(leg, other, provider, second)
    with tap.test("an answer by TCP: likewise"):
        contact = proxy.registers(provider.tcp, second.tcp)
        leg = sip.Leg.caller(provider.tcp, contact)
        leg.request("INVITE")
        invite = second.tcp.expect("INVITE", leg.call_id)
        with naming(second.tcp, second.plain):
            second.tcp.respond(invite, 200, "OK")
        tap.equal(sip.hostport(leg.expect(200)["contact"]), shown, "Contact outside")
        leg.agent = provider.udp
        leg.request("ACK")
        leg.request("BYE")
        second.udp.expect("ACK", leg.call_id)
        second.udp.respond(second.udp.expect("BYE", leg.call_id), 200, "OK")
        leg.expect(200)


def only_tcp_so_far(phone, provider):
    with tap.test("a phone that has never sent by UDP is called by UDP, if its Contact says so"):
        leg, other, invite = over_tcp(phone, provider, phone.plain)
        tap.equal(sip.hostport(invite["contact"])[0], PUBLIC, "Contact outside")
        bye_by_udp(leg, other, provider, phone)


def mirrored(phone, provider):
    with tap.test("registered by UDP for TCP: a connection to the Contact reaches the phone"):
        with naming(phone.udp, phone.tcp.contact):
            contact = proxy.registers(provider.udp, phone.udp)
        tap.equal(sip.hostport(contact)[0], PUBLIC, "Contact outside")
        leg = sip.Leg.caller(provider.tcp, contact)
        leg.request("INVITE")
        invite = phone.tcp.expect("INVITE", leg.call_id)
        tap.equal(sip.hostport(invite.uri), phone.tcp.sock.end, "Request-URI inside")
        phone.tcp.respond(invite, 486)
        leg.expect(486)
        leg.request("ACK", branch="invite")


def other_fields(phone, provider):
    """Others that lead somewhere have transports of their own."""
    listed = "<sip:%s;lr>" % phone.udp.at, "<sip:%s;transport=tcp;lr>" % phone.udp.at
    leg = sip.Leg.caller(phone.tcp, "sip:bob@%s;transport=tcp" % provider.udp.sock.address)
    with tap.test("Record-Route by both transports: each leads to the phone by its own"):
        leg.request("INVITE", fields=[("Record-Route", ", ".join(listed))])
        invite = provider.tcp.expect("INVITE", leg.call_id)
        provider.tcp.respond(invite, 486)
        okay = leg.expect(486)
        leg.request("ACK", branch="invite")
        provider.tcp.expect("ACK", leg.call_id)
        tap.equal(okay["record-route"], ", ".join(listed), "Record-Route as it comes back")
        for route, theirs, ours in zip(invite["record-route"].split(", "), (provider.udp, provider.tcp),
                                       (phone.udp, phone.tcp)):
            tap.equal(sip.hostport(route)[0], PUBLIC, "Record-Route outside")
            asks = sip.Leg.caller(theirs, "sip:alice@example.org", sip.hostport(route))
            asks.request("OPTIONS", fields=[("Route", route)])
            asked = ours.expect("OPTIONS", asks.call_id)
            tap.want(asked["route"] in listed, "Route inside: " + asked["route"])
            ours.respond(asked, 200)
            asks.expect(200)
    with tap.test("TLS is none of ours"):
        secure = "<sips:alice@%s>" % phone.udp.at, "<sip:alice@%s;transport=tls>" % phone.udp.at
        leg, other, invite = over_tcp(phone, provider, ", ".join(secure))
        tap.equal(invite["contact"], ", ".join(secure), "Contact outside")
        # It can be hung up from inside only.
        leg.request("BYE")
        provider.tcp.respond(provider.tcp.expect("BYE", leg.call_id), 200)
        leg.expect(200)


def main():
    net.prepare(hidden=False)
    phone, phone2, provider = map(net.Host, ("phone", "phone2", "provider"))
    with Both(provider, "bob") as bob:
        with Both(phone, "alice") as alice, Both(phone2, "bea") as bea:
            large(alice, bea, bob)
        if tap.failed:
            return
        with Both(phone2, "carol", 5070) as carol:
            only_tcp_so_far(carol, bob)
        with Both(phone2, "dave", 5072) as dave:
            mirrored(dave, bob)
        bob.tcp.sock.hang_up()
        with Both(phone, "eve", 5074) as eve:
            other_fields(eve, bob)


main()
