# SPDX-License-Identifier: GPL-2.0
"""ctl_doctor.py gateway|upstream: what sipnat-ctl doctor finds, and whether its remedies are some."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import net
import sip
import siptcp
import tap
from gateway import Gateway

# A debug kernel complains about nft's own way to look for sets, and for rules by their number.
COMPLAINS = os.path.exists("/proc/lockdep")
TARGET = "sip:bob@198.51.100.10"
TARGET6 = "sip:bob@[2001:db8:10::10]"
PUBLIC, PUBLIC6 = "203.0.113.1", "2001:db8:113::1"
HERE, MACHINE = "here", "outside of the namespace"


class Clinic:
    def __init__(self):
        net.prepare(hidden=False)
        self.gateway = Gateway()
        self.provider = sip.Agent(net.Host("provider"), "bob")

    def examine(self, *before):
        """All findings, and the exit code agrees with them. before: words in front of the command"""
        with self.gateway:
            done = subprocess.run(before + ("sipnat-ctl", "doctor", "--json"), stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        return self.report(done.returncode, done.stdout, done.stderr)

    def report(self, code, out, err):
        if err:
            raise net.Failure(err)
        report = json.loads(out)
        levels = [finding["level"] for finding in report["findings"]]
        tap.equal((report["problems"], report["warnings"], code),
                  (levels.count("problem"), levels.count("warning"), int("problem" in levels)),
                  "problems, warnings, exit code")
        return report["findings"]

    def finds(self, findings, check, words, level="problem"):
        found = [one for one in findings if (one["check"], one["level"]) == (check, level) and words in one["what"]]
        tap.want(len(found) == 1, "%d times %s: %s: %s in\n%s" % (
            len(found), check, level, words, "\n".join(map(str, findings))))
        return found[0]

    def healthy(self, *checks, findings=None):
        """Nothing is found, or nothing of these checks"""
        found = [str(one) for one in findings or self.examine()
                 if one["level"] != "ok" and (not checks or one["check"] in checks)]
        tap.want(not found, "\n".join(found))

    def cures(self, *wanted, findings=None):
        """All are found, and gone when one has done as told, or (a command) otherwise. Returns both sets of findings.
        wanted: (check, words, level, HERE | MACHINE | command) each"""
        findings = findings or self.examine()
        found = [self.finds(findings, *one[:3]) for one in wanted]
        for (_, _, _, way), finding in zip(wanted, found):
            tap.want(finding["command"] or way not in (HERE, MACHINE), "nothing to type: %s" % finding)
            if way == HERE:
                self.gateway.run("sh", "-ec", finding["command"])
            elif way == MACHINE:
                tap.want(finding["remedy"], "it does not say where")
                subprocess.run(("sh", "-ec", finding["command"]), check=True, stdout=subprocess.DEVNULL)
            else:
                self.gateway.run("sh", "-ec", way)
        after = self.examine()
        self.healthy(*{one[0] for one in wanted}, findings=after)
        return findings, after

    def talk(self, phone, says=None, answers=None, ports=(), provider=None, target=TARGET):
        """A request and its answer. says, answers: what its Via is instead; ports: it registers these"""
        provider = provider or self.provider
        at, phone.at = phone.at, says or phone.at
        method = "REGISTER" if ports else "OPTIONS"
        leg = sip.Leg.caller(phone, target)
        leg.request(method, fields=[("Contact", "<sip:phone@%s>;expires=600" % net.text((phone.sock.address, port)))
                                    for port in ports])
        request = provider.expect(method, leg.call_id)
        if answers:
            request.fields = [(name, value.replace(PUBLIC, answers).replace(PUBLIC6, answers) if name == "via" else value)
                              for name, value in request.fields]
        provider.respond(request, 200, fields=[("Contact", value) for value in request.all("contact")])
        # Its own way back may lead nowhere.
        if not answers:
            leg.agent.receive()
        phone.at = at

    def watch(self, act):
        """Findings of who looks on meanwhile"""
        with self.gateway.start("sipnat-ctl", "doctor", "--watch", "2", "--json", stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True) as doctor:
            # It looks at IPv6 last.
            with self.gateway:
                while "86dd" not in open("/proc/thread-self/net/packet", encoding="ascii").read():
                    time.sleep(0.05)
            act()
            out, err = doctor.communicate()
        return self.report(doctor.returncode, out, err)


@contextlib.contextmanager
def phone_at(name):
    with sip.Agent(net.Host(name), name) as phone:
        yield phone


def sysctl(host, *settings):
    """host: None: the whole machine"""
    command = ("sysctl", "-qw") + settings
    if host:
        host.run(*command)
    else:
        subprocess.run(command, check=True)


def module(clinic):
    gateway = clinic.gateway
    sysctl(None, "net.netfilter.nf_conntrack_max=262144")
    sysctl(gateway, "net.netfilter.nf_conntrack_acct=1")
    with tap.test("no module, and no rules: nothing is wrong when they are there"):
        subprocess.run(("modprobe", "-r", "sipnat"), check=True)
        _, after = clinic.cures(("module", "not loaded", "problem", HERE),
                                ("rules", "no rule gives flows to sipnat", "problem", HERE))
        clinic.healthy(findings=after)
        tap.equal(gateway.run("sipnat-ctl", "doctor").splitlines()[-1],
                  "nothing is wrong as far as can be seen from here", "last line")
    with tap.test("a sipnat-ctl of another version"), tempfile.TemporaryDirectory() as other:
        version = gateway.run("sipnat-ctl", "--version").split()[1].encode()
        with open(shutil.which("sipnat-ctl"), "rb") as file:
            data = file.read().replace(version, b"9" * len(version))
        with open(other + "/sipnat-ctl", "wb") as file:
            file.write(data)
        os.chmod(other + "/sipnat-ctl", 0o755)
        told = gateway.run(other + "/sipnat-ctl", "doctor")
        tap.want("warning  version" in told, told)


def iptables(clinic):
    gateway = clinic.gateway
    gateway.ctl("rules", "del")
    for name in ("iptables", "iptables-legacy")[COMPLAINS:]:
        rule = "-A PREROUTING -p udp --dport 5060 -j CT --helper"
        legacy = name == "iptables-legacy"
        try:
            gateway.run(name + "-restore", stdin="*raw\n%s sipnat\n%s sip\nCOMMIT\n*filter\n:FORWARD %s [0:0]\nCOMMIT\n" % (
                rule, rule, "DROP" if legacy else "ACCEPT"))
        except net.Failure as failure:
            tap.skip("rules of " + name, str(failure).splitlines()[0])
            continue
        if legacy:
            with tap.test("rules of iptables-legacy that cannot be seen"):
                findings = clinic.examine("unshare", "-m", "sh", "-ec", "mount --bind /bin/false "
                                          "$(readlink -f /usr/sbin/iptables-legacy-save); exec \"$@\"", "sh")
                finding = clinic.finds(findings, "rules", "iptables-legacy has rules that cannot be seen", "warning")
                tap.want("raw" in finding["what"] and finding["command"] == "apt-get install iptables", finding)
                clinic.finds(findings, "rules", "no rule that can be seen gives flows to sipnat", "warning")
        with tap.test("rules of %s, and the kernel's own helper among them%s" % (name, ", and its filter" * legacy)):
            wanted = [("kernel-helper", "gives flows to the kernel's own helper", "problem", HERE)]
            if legacy:
                wanted.append(("firewall", "chain FORWARD of table ip filter drops media", "problem", HERE))
            findings, after = clinic.cures(*wanted)
            for found in findings, after:
                clinic.finds(found, "rules", "1 rule gives flows to sipnat, port 5060", "ok")
        gateway.run(name + "-restore", stdin="*raw\nCOMMIT\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n")


def rules(clinic):
    gateway = clinic.gateway
    if os.path.exists("/proc/sys/net/netfilter/nf_conntrack_helper"):
        with tap.test("the kernel's own helper by itself"):
            sysctl(gateway, "net.netfilter.nf_conntrack_helper=1")
            clinic.cures(("kernel-helper", "gives each flow to port 5060", "problem", HERE))
    with tap.test("a program here calls, and rules are for others' flows only, of one interface; the kernel's own helper"):
        gateway.run("nft", "-f", "-", stdin="""table inet mine {
            ct helper sip { type "sipnat" protocol udp; }
            chain early { type filter hook prerouting priority filter; iifname "lan0" udp dport 5060 ct helper set "sip"; }
            chain in { type filter hook input priority 5; policy drop; iifname "lan0" accept; }
            chain to { type nat hook prerouting priority -99; iifname "wan*" udp dport 5060 dnat ip to 192.168.1.20; }
        }
        table inet other {
            ct helper sip { type "sip" protocol udp; }
            chain early { type filter hook prerouting priority -5; udp dport 5070 ct helper set "sip"; }
        }""")
        with phone_at("phone") as phone:
            phone.sock.send(b"hello", ("198.51.100.10", 5070))
        with gateway.udp(5060):
            _, after = clinic.cures(
                ("own-rules", "waits at udp port 5060", "warning", HERE),
                ("dnat", "SIP from outside comes by wan* to be forwarded", "warning", HERE),
                ("firewall", "chain in of table inet mine drops media", "problem", HERE),
                ("kernel-helper", "table inet other, chain early, gives flows", "problem",
                 "nft flush chain inet other early" if COMPLAINS else HERE),
                ("kernel-helper", "1 flow has the kernel's own helper, such as that of 192.168.1.10", "problem", HERE))
            clinic.finds(after, "own-rules", "a rule in output gives its flows", "ok")
            clinic.finds(after, "dnat", "forwarded to 192.168.1.20", "ok")
        for table in "mine", "other":
            gateway.run("nft", "delete", "table", "inet", table)
        gateway.ctl("rules", "del")


def firewall(clinic):
    gateway = clinic.gateway
    sysctl(gateway, "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0")
    gateway.run("nft", "-f", "-", stdin="""
        flush chain inet gateway postrouting
        flush chain inet gateway forward
        add rule inet gateway forward iifname "lan0" accept
        table inet mine {
            ct helper sip { type "sipnat" protocol udp; }
            chain own { type filter hook output priority filter; udp dport 5060 ct helper set "sip"; }
        }
        table ip more { chain forward {
            type filter hook forward priority 5; policy drop
            iifname "nowhere" ct state %s
            counter accept
        }
        }
        table ip6 six { chain out { type nat hook postrouting priority srcnat; oifname "wan*" masquerade; }; }
        table inet targets {
            chain sip { type nat hook prerouting priority -99; iifname "nowhere" udp dport %s dnat ip to 198.18.7.7; }
            chain media { type nat hook prerouting priority -98; iifname "nowhere" udp dport 20000-20099 dnat ip to 192.168.1.5; }
        }""" % (("related accept", "5050-5065") if COMPLAINS else
                ("vmap { established : accept, related : accept, invalid : drop }", "{ 5050-5065, 9 }")))
    with tap.test("nothing is forwarded, no NAT, media is dropped, and ports are forwarded"):
        findings, _ = clinic.cures(
            ("rules", "none is in prerouting", "problem", HERE),
            ("forwarding", "IPv4 is not forwarded", "problem", HERE),
            ("forwarding-ipv6", "IPv6 is not forwarded", "warning", HERE),
            ("nat", "there is no NAT", "problem", HERE),
            ("firewall", "chain forward of table inet gateway drops media", "problem", HERE),
            ("dnat", "forwarded to 198.18.7.7, which is in no localnet", "warning", HERE),
            ("dnat", "ports 20000-20099 are forwarded to 192.168.1.5", "warning",
             "nft flush chain inet targets media" if COMPLAINS else HERE))
        clinic.finds(findings, "firewall", "chain forward of table ip more accepts what is related", "ok")
    gateway.run("nft", "-f", "-", stdin="""delete table inet mine
        delete table ip more
        delete table ip6 six
        delete table inet targets
        add rule inet gateway postrouting oifname "wan*" ip6 saddr fc00::/7 masquerade""")
    gateway.ctl("reset")
    with tap.test("a firewall of IPv6 is asked only if that is forwarded"):
        gateway.run("nft", "table ip6 closed { chain forward { type filter hook forward priority 9; policy drop; }; }")
        clinic.finds(clinic.examine(), "firewall", "chain forward of table ip6 closed drops media")
        sysctl(gateway, "net.ipv6.conf.all.forwarding=0")
        clinic.healthy("firewall")
        sysctl(gateway, "net.ipv6.conf.all.forwarding=1")
        gateway.run("nft", "delete table ip6 closed")


def settings(clinic):
    gateway = clinic.gateway
    with tap.test("the interface's own address is the externip, and a program waits at a port of media"):
        gateway.run("sipnat-ctl", "apply", "-", stdin="externip 203.0.113.1 dev wan0\nrtp-range 20000-20003\n")
        with gateway.udp(20001):
            findings = clinic.examine()
        clinic.healthy(findings=findings)
        clinic.finds(findings, "externip", "externip 203.0.113.1 dev wan0", "ok")
        clinic.finds(findings, "listeners", "wait at 1 ports of the rtp-range", "ok")
    with tap.test("programs wait at half of them, and the conntrack table is nearly full"):
        with gateway.udp(40000) as sock, gateway.udp(20001), gateway.udp(20003):
            for port in range(30000, 30040):
                sock.send(b"hello", ("198.51.100.10", port))
            sysctl(None, "net.netfilter.nf_conntrack_max=42")
            findings, _ = clinic.cures(("conntrack-size", "is nearly full: 4", "problem", MACHINE))
            clinic.finds(findings, "listeners", "wait at 2 ports of the rtp-range, 20000-20003", "warning")
    with tap.test("externips that cannot be, ports that programs get, short timeouts, no accounting, little room"):
        gateway.run("sipnat-ctl", "apply", "-", stdin="""externip 203.0.113.99
            externip fd00:1::77
            externip 203.0.113.98 dev wan0
            externip 203.0.113.9 dev nowhere
            rtp-range 40000-49999""")
        sysctl(gateway, "net.netfilter.nf_conntrack_udp_timeout=10", "net.netfilter.nf_conntrack_udp_timeout_stream=20",
               "net.netfilter.nf_conntrack_acct=0")
        sysctl(None, "net.netfilter.nf_conntrack_max=20000")
        _, after = clinic.cures(
            ("externip", "externip is 203.0.113.99, but wan0 has a public address itself, 203.0.113.1", "problem", HERE),
            ("externip", "externip is 203.0.113.98, but wan0 has a public address itself", "problem", HERE),
            ("externip", "fd00:1::77 is in a localnet", "problem", HERE),
            ("externip", "203.0.113.9 is for nowhere, and there is no such interface", "warning", HERE),
            ("rtp-range", "40000-49999", "warning", HERE),
            ("udp-timeouts", "without an answer end after 10 s", "warning", HERE),
            ("udp-timeouts", "with answers end after 20 s", "warning", HERE),
            ("accounting", "does not count packets", "warning", HERE),
            ("conntrack-size", "there may be 20000", "warning", MACHINE))
        clinic.healthy(findings=after)
    gateway.ctl("reset")


def flows(clinic):
    gateway, provider, phone2 = clinic.gateway, net.Host("provider"), net.Host("phone2")
    with contextlib.ExitStack() as stack:
        phone = stack.enter_context(phone_at("phone"))
        with tap.test("flows from before the rules"):
            gateway.ctl("rules", "del")
            clinic.talk(phone)
            talk_otherwise(clinic)
            gateway.ctl("rules", "add")
            clinic.cures(
                ("flows", "1 udp flow to port 5060 has no helper, such as that of 192.168.1.10", "problem", HERE),
                ("flows", "1 udp flow to port 5060 has no helper, such as that of fd00:1::10", "problem", HERE),
                ("flows", "1 tcp flow to port 5060 has no helper, such as that of 192.168.1.10", "problem",
                 "conntrack -D -p tcp --dport 5060"))
        with tap.test("a phone that is in no localnet"):
            gateway.ctl("set", "localnet", "10.0.0.0/8")
            clinic.talk(phone)
            clinic.cures(("localnet", "192.168.1.10 speaks SIP from behind NAT", "problem", HERE))
            tap.equal(json.loads(gateway.ctl("show", "config", "-j"))["localnets"],
                      ["10.0.0.0/8", "192.168.1.0/24"], "localnets")
            gateway.ctl("reset")
        with tap.test("a phone whose messages pass as they are, and one that speaks TLS alone"):
            clinic.talk(phone, says="198.51.100.99:5060")
            with provider:
                server = stack.enter_context(socket.create_server(("", 5061)))
            with phone2:
                stack.enter_context(socket.create_connection(("198.51.100.10", 5061)))
            findings = clinic.examine()
            finding = clinic.finds(findings, "untouched",
                                   "192.168.1.10 speaks to 198.51.100.10, and no Contact of it is rewritten", "warning")
            tap.want("STUN" in finding["remedy"] and finding["command"] == "sipnat-ctl trace --addr 192.168.1.10", finding)
            clinic.finds(findings, "tls", "192.168.1.20 speaks to 198.51.100.10 over TLS alone")
            server.close()
        with tap.test("as many bindings as there may be, and more than expectations; and all of that is cured"):
            clinic.talk(phone, ports=(5060, 5070, 5071))
            clinic.talk(stack.enter_context(phone_at("phone2")), ports=(5060,))
            sysctl(None, "net.netfilter.nf_conntrack_expect_max=1")
            bindings = gateway.stats()["bindings"]
            gateway.ctl("set", "limit", "bindings", str(bindings))
            _, after = clinic.cures(("expectations", "room for 1 expectations", "warning", MACHINE),
                                    ("limits", "%d of %d bindings" % (bindings, bindings), "problem", HERE))
            clinic.healthy(findings=after)
            sysctl(None, "net.netfilter.nf_conntrack_expect_max=1024")
    gateway.ctl("reset")


def talk_otherwise(clinic, says=None, says6=None, **words):
    """The same over TCP, and over IPv6"""
    hosts = net.Host("phone"), net.Host("provider")
    with siptcp.Agent(hosts[0], "phone") as phone, siptcp.Agent(hosts[1], "bob") as provider:
        clinic.talk(phone, provider=provider, says=says, **words)
    with sip.Agent(hosts[0], "phone", 5060, "fd00:1::10") as phone, \
            sip.Agent(hosts[1], "bob", 5060, "2001:db8:10::10") as provider:
        if "answers" in words:
            words["answers"] = "2001:db8:77::77"
        clinic.talk(phone, provider=provider, target=TARGET6, says=says6, **words)


def watching(clinic):
    with phone_at("phone") as phone:
        def good():
            clinic.talk(phone)
            talk_otherwise(clinic, ports=(5060,))

        def wrong():
            clinic.talk(phone, answers="198.51.100.77")
            clinic.talk(phone, says="198.51.100.99:5060")
            talk_otherwise(clinic, answers="198.51.100.78")
            talk_otherwise(clinic, says="198.51.100.98:5060", says6="[2001:db8:9::9]:5060")
            phone.sock.send(b"hello", ("198.51.100.10", 5060))

        with tap.test("nothing is wrong with messages that are watched"):
            findings = clinic.watch(good)
            clinic.healthy(findings=findings)
            # One over TCP says the same as one over UDP.
            clinic.finds(findings, "upstream", "in 4 that were seen", "ok")
        findings = clinic.watch(wrong)
        with tap.test("a router in front that changes messages, over UDP, TCP and IPv6"):
            for address, changed in (("198.51.100.10", "198.51.100.77"), ("198.51.100.10", "198.51.100.78"),
                                     ("2001:db8:10::10", "2001:db8:77::77")):
                finding = clinic.finds(findings, "upstream", "answers of %s are for %s" % (address, changed))
                tap.want("SIP ALG" in finding["remedy"], finding["remedy"])
        with tap.test("a phone that names an outside address, over UDP, TCP and IPv6"):
            for address, named in (("192.168.1.10", "198.51.100.99"), ("192.168.1.10", "198.51.100.98"),
                                   ("fd00:1::10", "2001:db8:9::9")):
                finding = clinic.finds(findings, "upstream", "%s says that it is %s" % (address, named))
                tap.want("STUN" in finding["remedy"], finding["remedy"])
        with tap.test("what is no message, and nothing else, is counted"):
            finding = clinic.finds(findings, "counters", "", "warning")
            tap.want("not-sip, 1 time meanwhile" in finding["what"], finding)


def upstream(clinic):
    gateway = clinic.gateway
    gateway.ctl("rules", "add")
    sysctl(gateway, "net.netfilter.nf_conntrack_acct=1")
    with phone_at("phone") as phone, tap.test("a 1:1 NAT in front"):
        findings = clinic.watch(lambda: clinic.talk(phone, ports=(5060,)))
        finding = clinic.finds(findings, "externip", "wan0 has a private address, 10.0.0.2", "warning")
        tap.want("externip ADDRESS dev wan0" in finding["remedy"], finding["remedy"])
        finding = clinic.finds(findings, "upstream", "198.51.100.10 sees us as 203.0.113.1")
        gateway.run("sh", "-ec", finding["command"])
        finding = clinic.finds(clinic.examine(), "externip",
                               "wan0 has an externip, and its own address, 10.0.0.2, is in a localnet", "warning")
        gateway.run("sh", "-ec", finding["command"])
        findings = clinic.watch(lambda: clinic.talk(phone, ports=(5060,)))
        clinic.healthy("externip", "upstream", "nat", "flows", "localnet", findings=findings)


def main():
    clinic = Clinic()
    parts = {"gateway": (module, iptables, rules, firewall, settings, flows, watching), "upstream": (upstream,)}
    for part in parts[sys.argv[1]]:
        part(clinic)


main()
