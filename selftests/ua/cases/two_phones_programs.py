# SPDX-License-Identifier: GPL-2.0
"""alice, bob and dave are inside and have baresip, and proxies outside that know nothing of any NAT.

	plain	kamailio, with and without Record-Route, and Net::SIP's proxy, which writes it, too
	nat	kamailio with nathelper, in two ways, for carol, who is outside behind a NAT of her own, with the
		address and the port of bob

The arguments are the transport, and which of these."""

import sys
import time

import judge
import net
import netsip
import phones
import programs
import servers
import tap
from ears import Ears, silent
from gateway import Gateway
from office import World, end, scene
from servers import SECRET

NAMES = "alice", "bob", "dave", "carol"
# Whoever waits for an ACK waits for 32 s: RFC 3261, 64 * T1.
LONG = 40


class NetSip(netsip.Proxy):
    """At an address of its own"""

    def __init__(self, host, address, transport="udp"):
        self.address, self.transport = address, transport
        self.program = programs.Program(host, "netsip-" + address, "perl", netsip.SCRIPTS + "/proxy.pl",
                                        ("tcp:" if transport == "tcp" else "") + address)

    def listening(self):
        self.program.listening(5060, self.address, protocol=self.transport)

    def registered(self):
        pass


class Site(World):
    def __init__(self, transport):
        self.transport = transport
        self.hosts = {name: net.Host(name) for name in ("phone", "phone2", "pbx", "provider", "home")}
        self.hosts["home"].address = "192.168.1.20"
        self.ears = {name: Ears(self.hosts[name]) for name in ("phone", "phone2", "pbx", "home")}
        self.gateway = Gateway()
        self.near, self.far = self.capture("lan0"), self.capture("wan0")
        self.servers, self.phones = [], []
        self.alice = self.add(phones.Baresip, "phone", "alice", 0x91, 5060, 20000)
        self.bob = self.add(phones.Baresip, "phone2", "bob", 0x92, 5060, 22000)
        self.dave = self.add(phones.Baresip, "pbx", "dave", 0x93, 5060, 24000)
        self.inside = self.alice, self.bob, self.dave
        # As the others expect it; who is there only in one part
        self.carol = self.dave

    def serve(self, kind, address, title, account="", **words):
        """account: what phones there are told besides"""
        server = kind(self.hosts["provider"], address, transport=self.transport, **words)
        server.title, server.account = title, account
        # No number is that of another server.
        server.numbers = {name: "2%d%d" % (len(self.servers), number) for number, name in enumerate(NAMES)}
        self.servers.append(server)

    def join(self, server, phone, interval=600):
        """That phone gets an account there."""
        phone.command("uanew", "<%s>;auth_pass=%s;regint=%d;answermode=auto%s" % (
            phone.by("sip:%s@%s" % (server.numbers[phone.name], server.address)), SECRET, interval, server.account))

    def joined(self, server, *phones_of_it):
        for phone in phones_of_it:
            phone.registered(server.numbers[phone.name], server.address)

    def wait(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.5)
            self.listen()

    def dial(self, server, caller, callee):
        callee.use(server.numbers[callee.name], server.address)
        caller.dial(server.numbers[caller.name], server.numbers[callee.name], server.address)
        self.talk(caller, callee)


def call(site, server, caller, callee, seconds=0):
    """Hold and resume by either; after so many seconds the callee hangs up, or at once the caller."""
    with scene(site, "%s: %s calls %s, hold and resume, %sthe %s hangs up" % (
            server.title, caller.name, callee.name, "%d s, " % seconds if seconds else "",
            "callee" if seconds else "caller")):
        site.dial(server, caller, callee)
        began = time.monotonic()
        for holder in caller, callee:
            holder.hold()
            silent(site.ears[holder.host.name], holder)
            holder.resume()
            site.talk(caller, callee)
        if seconds:
            site.wait(began + seconds - time.monotonic())
            site.talk(caller, callee)
        end(*(callee, caller) if seconds else (caller, callee))


def transfers(site, server):
    """alice sends bob to dave: by his name, or to where he is in her eyes."""
    for what, host in ("name", server.address), ("address", site.dave.host.address):
        with scene(site, "%s: transfer to another phone inside by its %s" % (server.title, what)):
            site.dial(server, site.alice, site.bob)
            site.dave.use(server.numbers["dave"], server.address)
            site.alice.transfer(site.alice.by("sip:%s@%s" % (server.numbers["dave"], host)))
            site.talk(site.bob, site.dave)
            end(site.dave, site.bob, site.alice)


def calls(site, server):
    with tap.test(server.title + ": registration"):
        for phone in site.inside:
            site.join(server, phone)
        site.joined(server, *site.inside)
    if tap.failed and tap.failed[-1].startswith(server.title):
        return
    call(site, server, site.alice, site.bob, LONG)
    call(site, server, site.bob, site.alice)
    transfers(site, server)


def plain(site):
    site.serve(servers.Kamailio, "198.51.100.10", "kamailio in the way")
    site.serve(servers.Kamailio, "198.51.100.11", "kamailio in the way, as outbound proxy",
               ";outbound=\"%s\"" % site.alice.by("sip:198.51.100.11"))
    site.serve(NetSip, "198.51.100.12", "Net::SIP in the way")
    site.serve(servers.Kamailio, "198.51.100.13", "kamailio not in the way", records=False)
    for server in site.servers:
        server.listening()
    for server in site.servers[:-1]:
        calls(site, server)
    # Of what the gateway does not see the end it does not know the end.
    closing(site)
    calls(site, site.servers[-1])


def nat(site):
    site.carol = site.add(phones.Baresip, "home", "carol", 0x94, 5060, 22000)
    for fix, address in ("fix_nated_contact", "198.51.100.10"), ("add_contact_alias", "198.51.100.11"):
        site.serve(servers.Kamailio, address, "nathelper, " + fix, fix=fix)
    for server in site.servers:
        server.listening()
    for server in site.servers:
        calls(site, server)
        with tap.test(server.title + ": registration from behind a NAT outside"):
            # Which forgets her within minutes
            site.join(server, site.carol, 60)
            site.joined(server, site.carol)
        call(site, server, site.alice, site.carol, LONG)
        call(site, server, site.carol, site.alice)
        call(site, server, site.carol, site.dave, LONG)
        call(site, server, site.bob, site.carol)
    closing(site)


def closing(site):
    with tap.test("nothing is left of the calls"):
        site.gateway.ends(40)


def main():
    net.prepare()
    site = Site(sys.argv[1])
    try:
        {"plain": plain, "nat": nat}[sys.argv[2]](site)
        with tap.test("no message was lost or repeated by the gateway"):
            judge.passed(site.near, site.far)
    finally:
        site.stop()


main()
