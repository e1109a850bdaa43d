# SPDX-License-Identifier: GPL-2.0
"""A call to a registered phone when the registration's flow has long been forgotten."""

import net
import rtp
import sip
import tap
from gateway import Gateway


def register(agent, provider):
    """Returns the Contact as the registrar got it."""
    leg = sip.Leg.caller(agent, "sip:198.51.100.10")
    leg.request("REGISTER", fields=[("Contact", agent.contact), ("Expires", "3600")])
    request = provider.expect("REGISTER")
    contact = request["contact"]
    provider.respond(request, 200, "OK", fields=[("Contact", contact + ";expires=3600")])
    okay = leg.expect(200)
    tap.want(agent.contact in okay["contact"], "%s does not find %s in %s" % (
        agent.user, agent.contact, okay["contact"]))
    return sip.uri(contact)


def call(host, phone, provider, target, port):
    """A call to that Contact, outside speaks first."""
    ours, theirs = rtp.Media(host, port), rtp.Media(provider.sock.host, 20000 + port, provider.sock.address)
    leg, invite = sip.ring(provider, phone, target, sip.sdp(theirs.address, theirs.port))
    tap.equal(sip.hostport(invite.uri), phone.sock.end, "Request-URI inside")
    other, okay = sip.answer(leg, invite, phone, sip.sdp(ours.address, ours.port))
    rtp.talk(theirs, ours, okay.media(), invite.media())
    sip.hang_up(other, leg)
    ours.close()
    theirs.close()


def main():
    net.prepare()
    gateway = Gateway()
    outside = net.Host("provider")
    provider, second = sip.Agent(outside, "provider"), sip.Agent(outside, "provider", address="198.51.100.11")
    phones = [(net.Host(name), sip.Agent(net.Host(name), name)) for name in ("phone", "phone2")]
    contacts = []
    with tap.test("two phones with the same port register"):
        for _, phone in phones:
            contacts.append(register(phone, provider))
        tap.want(contacts[0] != contacts[1] and all(
            sip.hostport(contact)[0] == "203.0.113.1" for contact in contacts), contacts)
    if tap.failed:
        return
    for agent, which in (provider, "address"), (second, "other address"):
        for number, (host, phone) in enumerate(phones):
            gateway.run("conntrack", "-D", "-p", "udp", check=False)
            with tap.test("the provider's %s calls phone %d, whose flow is forgotten" % (which, number + 1)):
                call(host, phone, agent, contacts[number], 10000 + 10 * number)


main()
