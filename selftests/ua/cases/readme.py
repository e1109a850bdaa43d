# SPDX-License-Identifier: GPL-2.0
"""readme.py gateway|upstream RULES: what README says, and what comes of it. RULES: a file with those that the
gateway has before."""

import os
import sys

import calls
import instructions
import net
import tap

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
PUBLIC = "203.0.113.1"


class Reader:
    """Who follows README on a gateway."""

    def __init__(self, rules):
        self.rules = rules
        self.gw = net.Host("gw")
        self.hosts = {name: net.Host(name) for name in net.hosts()}

    def begin(self, change=None):
        """Without sipnat. change: for nft, to what there is before"""
        self.gw.run("nft", "-f", self.rules)
        if change:
            self.gw.run("nft", change)
        self.gw.run("conntrack", "-F")
        if os.path.exists("/sys/module/sipnat"):
            self.gw.run("modprobe", "-r", "sipnat")

    def types(self, label):
        text = instructions.block(label)
        tap.want(text, "README says nothing under " + label)
        if text.startswith("table"):
            text = "nft -f - <<'END'\n%sEND\n" % text
        self.gw.run("sh", "-ec", text)

    def calls(self, caller, callee, target, address, own=None):
        """A call with audio, in which the inside party is at this address for the outside."""
        host = self.hosts[caller]
        host.address = own or host.address
        with calls.Call(host, self.hosts[callee], target, (10100, 30100)) as call:
            media = (call.okay if callee == "pbx" else call.invite).media()
            tap.equal(media[0], address, "media address outside")
            call.talk()
            call.talk(False)
            call.hang_up()

    def out(self, caller="phone", own=None):
        self.calls(caller, "provider", "sip:bob@198.51.100.10", PUBLIC, own)

    def in_to_pbx(self):
        self.calls("provider", "pbx", "sip:bob@203.0.113.1", PUBLIC)


def gateway(reader):
    for words in "With nftables:", "With iptables:":
        with tap.test(words + " a phone calls out"):
            reader.begin()
            reader.types(words)
            tap.want(os.path.exists("/sys/module/sipnat"), "the module was not loaded")
            reader.out()
        with tap.test(words + " the gateway itself calls out"):
            reader.types("Forget the flows of before:")
            reader.out("gw")
    with tap.test("masquerade.nft, a phone calls out"):
        reader.begin("flush ruleset")
        reader.types("With nftables, a complete firewall:")
        reader.out()
    with tap.test("pbx.nft, the provider calls in"):
        reader.begin("flush ruleset")
        reader.types("A PBX inside, with nftables:")
        reader.in_to_pbx()
    with tap.test("a PBX inside, with iptables, the provider calls in"):
        reader.begin("flush ruleset")
        reader.types("With iptables, a complete firewall:")
        reader.types("A PBX inside, with iptables, on top of the above:")
        reader.in_to_pbx()
    with tap.test("masquerade-iptables.sh, a phone calls out"):
        reader.out()
    with tap.test("a provider that has a private address"):
        reader.begin("add rule inet gateway postrouting oifname site0 masquerade")
        reader.types("With nftables:")
        reader.calls("phone", "site", "sip:bob@10.8.0.10", "10.8.0.1")
        reader.types("Name what is really yours:")
        reader.calls("phone", "site", "sip:bob@10.8.0.10", "10.8.0.1")


def upstream(reader):
    with tap.test("one-to-one.nft, the provider calls in"):
        reader.begin("flush ruleset")
        reader.types("A PBX inside, behind a 1:1 NAT:")
        reader.in_to_pbx()
    with tap.test("one-to-one.nft, a phone calls out"):
        reader.out()
    with tap.test("behind a 1:1 NAT, the gateway itself calls out"):
        reader.begin()
        reader.types("With nftables:")
        reader.types("A PBX on the gateway, which may go on calling itself 10.0.0.2:")
        reader.out("gw", "10.0.0.2")


def main():
    os.chdir(TOP)
    net.prepare()
    {"gateway": gateway, "upstream": upstream}[sys.argv[1]](Reader(sys.argv[2]))


main()
