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
import tap
from gateway import Gateway

# A debug kernel complains about nft's own way to look for sets, and for rules by their number.
COMPLAINS = os.path.exists("/proc/lockdep")
TARGET = "sip:bob@198.51.100.10"


class Clinic:
    def __init__(self):
        net.prepare(hidden=False)
        self.gateway = Gateway()
        self.provider = sip.Agent(net.Host("provider"), "bob")

    def examine(self, *words):
        """All findings, and the exit code agrees with them."""
        with self.gateway:
            done = subprocess.run(("sipnat-ctl", "doctor", "--json") + words, stdout=subprocess.PIPE,
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

    def finds(self, check, words, level="problem", findings=None):
        findings = findings or self.examine()
        found = [one for one in findings if (one["check"], one["level"]) == (check, level) and words in one["what"]]
        tap.want(len(found) == 1, "%d times %s: %s: %s in\n%s" % (
            len(found), check, level, words, "\n".join(map(str, findings))))
        return found[0]

    def healthy(self, check=None, findings=None):
        """Nothing is found, or nothing of this check"""
        found = [str(one) for one in findings or self.examine()
                 if one["level"] != "ok" and check in (None, one["check"])]
        tap.want(not found, "\n".join(found))

    def cures(self, check, words, level="problem", namespace=True):
        """It is found, and gone when one has done as told. namespace: where that has to be done"""
        finding = self.finds(check, words, level)
        tap.want(finding["command"], "nothing to type: %s" % finding)
        if namespace:
            self.gateway.run("sh", "-ec", finding["command"])
        else:
            tap.want(finding["remedy"], "it does not say where")
            subprocess.run(("sh", "-ec", finding["command"]), check=True, stdout=subprocess.DEVNULL)
        self.healthy(check)
        return finding

    def talk(self, phone, says=None, answers=None, ports=()):
        """A request and its answer. says, answers: what its Via is instead; ports: it registers these"""
        if says:
            phone.at = says
        method = "REGISTER" if ports else "OPTIONS"
        leg = sip.Leg.caller(phone, TARGET)
        leg.request(method, fields=[("Contact", "<sip:phone@%s:%d>;expires=600" % (phone.sock.address, port))
                                    for port in ports])
        request = self.provider.expect(method, leg.call_id)
        if answers:
            request.fields = [(name, value.replace("203.0.113.1", answers) if name == "via" else value)
                              for name, value in request.fields]
        self.provider.respond(request, 200, fields=[("Contact", value) for value in request.all("contact")])
        with contextlib.suppress(net.Failure):
            leg.agent.receive(1)

    def watch(self, act):
        """Findings of who looks on meanwhile"""
        with self.gateway.start("sipnat-ctl", "doctor", "--watch", "2", "--json", stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True) as doctor:
            with self.gateway:
                while "0800" not in open("/proc/thread-self/net/packet", encoding="ascii").read():
                    time.sleep(0.05)
            act()
            out, err = doctor.communicate()
        return self.report(doctor.returncode, out, err)


@contextlib.contextmanager
def phone_at(name):
    with sip.Agent(net.Host(name), name) as phone:
        yield phone


def sysctl(host, name, value):
    """host: None: the whole machine"""
    command = ("sysctl", "-qw", "%s=%s" % (name, value))
    if host:
        host.run(*command)
    else:
        subprocess.run(command, check=True)


def module(clinic):
    gateway = clinic.gateway
    sysctl(None, "net.netfilter.nf_conntrack_max", 262144)
    sysctl(gateway, "net.netfilter.nf_conntrack_acct", 1)
    with tap.test("no module"):
        subprocess.run(("modprobe", "-r", "sipnat"), check=True)
        clinic.cures("module", "not loaded")
    with tap.test("no rules"):
        clinic.cures("rules", "no rule gives flows to sipnat")
    with tap.test("a healthy gateway"):
        clinic.healthy()
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


def rules(clinic):
    gateway = clinic.gateway
    for name in ("iptables", "iptables-legacy")[COMPLAINS:]:
        gateway.ctl("rules", "del")
        rule = ("-p", "udp", "--dport", "5060", "-j", "CT", "--helper")
        try:
            gateway.run(name, "-t", "raw", "-A", "PREROUTING", *rule, "sipnat")
        except net.Failure as failure:
            tap.skip("rules of " + name, str(failure).splitlines()[0])
            continue
        with tap.test("rules of " + name):
            clinic.finds("rules", "1 rule gives flows to sipnat, port 5060", "ok")
        gateway.run(name, "-t", "raw", "-F")
        with tap.test("the kernel's own helper by a rule of " + name):
            gateway.run(name, "-t", "raw", "-A", "PREROUTING", *rule, "sip")
            clinic.cures("kernel-helper", "gives flows to the kernel's own helper")
    gateway.ctl("rules", "add")
    with tap.test("the kernel's own helper by a rule of nft"):
        gateway.run("nft", "-f", "-", stdin="""table inet other {
            ct helper sip { type "sip" protocol udp; }
            chain early { type filter hook prerouting priority -5; iifname "nowhere" ct helper set "sip"; }
        }""")
        words = "table inet other, chain early, gives flows"
        if COMPLAINS:
            clinic.finds("kernel-helper", words)
        else:
            clinic.cures("kernel-helper", words)
        gateway.run("nft", "delete", "table", "inet", "other")
    if os.path.exists("/proc/sys/net/netfilter/nf_conntrack_helper"):
        with tap.test("the kernel's own helper by itself"):
            sysctl(gateway, "net.netfilter.nf_conntrack_helper", 1)
            clinic.cures("kernel-helper", "gives each flow to port 5060")
    with tap.test("a program here calls, and rules are for others' flows only"), gateway.udp(5060):
        gateway.ctl("rules", "del")
        gateway.run("nft", "-f", "-", stdin="""table inet mine {
            ct helper sip { type "sipnat" protocol udp; }
            chain early { type filter hook prerouting priority filter; iifname "lan0" udp dport 5060 ct helper set "sip"; }
        }""")
        clinic.cures("own-rules", "waits at udp port 5060", "warning")
        gateway.run("nft", "delete", "table", "inet", "mine")


def firewall(clinic):
    gateway = clinic.gateway
    for name, check, words in (("net.ipv4.ip_forward", "forwarding", "IPv4 is not forwarded"),):
        with tap.test(words):
            sysctl(gateway, name, 0)
            clinic.cures(check, words)
    with tap.test("IPv6 is not forwarded"):
        gateway.ip("addr add fd00:1::1/64 dev lan0 nodad", "addr add 2001:db8:113::1/64 dev wan0 nodad")
        clinic.cures("forwarding-ipv6", "IPv6 is not forwarded", "warning")
    with tap.test("no NAT"):
        gateway.run("nft", "flush", "chain", "inet", "gateway", "postrouting")
        clinic.cures("nat", "there is no NAT")
    with tap.test("media is dropped"):
        gateway.run("nft", "flush", "chain", "inet", "gateway", "forward")
        gateway.run("nft", "add", "rule", "inet", "gateway", "forward", "iifname", "lan0", "accept")
        clinic.cures("firewall", "chain forward of table inet gateway drops media")
    vmap = "vmap { established : accept, related : accept, invalid : drop }"
    with tap.test("a chain that accepts what is related"):
        gateway.run("nft", "-f", "-", stdin="""table ip more { chain forward {
            type filter hook forward priority 5; policy drop
            iifname "nowhere" ct state %s
            counter accept
        }
        }""" % ("related accept" if COMPLAINS else vmap))
        clinic.finds("firewall", "chain forward of table ip more accepts what is related", "ok")
        gateway.run("nft", "delete", "table", "ip", "more")
    with tap.test("SIP is forwarded to who is not inside"):
        ports = "5050-5065" if COMPLAINS else "{ 5050-5065, 9 }"
        gateway.run("nft", "add rule inet gateway prerouting iifname nowhere udp dport %s dnat ip to 198.18.7.7" % ports)
        clinic.cures("dnat", "forwarded to 198.18.7.7, which is in no localnet", "warning")
        gateway.ctl("reset")
        gateway.run("nft", "flush", "chain", "inet", "gateway", "prerouting")
    with tap.test("ports of media are forwarded"):
        gateway.run("nft", "add rule inet gateway prerouting iifname nowhere udp dport 20000-20099 dnat ip to 192.168.1.5")
        words = "ports 20000-20099 are forwarded to 192.168.1.5"
        if COMPLAINS:
            clinic.finds("dnat", words, "warning")
        else:
            clinic.cures("dnat", words, "warning")
        gateway.run("nft", "flush", "chain", "inet", "gateway", "prerouting")


def settings(clinic):
    gateway = clinic.gateway
    for words, what, level in ((("203.0.113.99",), "wan0 has a public address itself, 203.0.113.1", "problem"),
                               (("203.0.113.99", "dev", "wan0"), "has a public address itself", "problem"),
                               (("192.168.1.77",), "in a localnet", "problem"),
                               (("203.0.113.9", "dev", "nowhere"), "there is no such interface", "warning")):
        with tap.test("externip " + " ".join(words)):
            gateway.ctl("set", "externip", *words)
            clinic.cures("externip", what, level)
    with tap.test("externip is the interface's own address"):
        gateway.ctl("set", "externip", "203.0.113.1", "dev", "wan0")
        clinic.healthy("externip")
        gateway.ctl("set", "externip", "none", "dev", "wan0")
    with tap.test("the rtp-range is of ports that programs get"):
        gateway.ctl("set", "rtp-range", "40000-49999")
        clinic.cures("rtp-range", "40000-49999", "warning")
        gateway.ctl("set", "rtp-range", "16384-32767")
    for name, value, check, words in (
            ("nf_conntrack_udp_timeout", 10, "udp-timeouts", "without an answer end after 10 s"),
            ("nf_conntrack_udp_timeout_stream", 20, "udp-timeouts", "with answers end after 20 s"),
            ("nf_conntrack_acct", 0, "accounting", "does not count packets")):
        with tap.test("%s is %d" % (name, value)):
            sysctl(gateway, "net.netfilter." + name, value)
            clinic.cures(check, words, "warning")
    with tap.test("conntrack has less room than calls may need"):
        sysctl(None, "net.netfilter.nf_conntrack_max", 20000)
        clinic.cures("conntrack-size", "there may be 20000", "warning", namespace=False)
    with tap.test("programs wait at ports of media"), contextlib.ExitStack() as stack:
        gateway.ctl("set", "rtp-range", "20000-20003")
        stack.enter_context(gateway.udp(20001))
        clinic.finds("listeners", "wait at 1 ports of the rtp-range", "ok")
        stack.enter_context(gateway.udp(20003))
        clinic.finds("listeners", "wait at 2 ports of the rtp-range, 20000-20003", "warning")
        gateway.ctl("set", "rtp-range", "16384-32767")
        clinic.healthy("listeners")


def flows(clinic):
    gateway = clinic.gateway
    with phone_at("phone") as phone:
        with tap.test("a flow from before the rule"):
            gateway.ctl("rules", "del")
            clinic.talk(phone)
            gateway.ctl("rules", "add")
            clinic.cures("flows", "1 udp flow to port 5060 has no helper, such as that of 192.168.1.10")
        with tap.test("a phone that is in no localnet"):
            gateway.ctl("set", "localnet", "10.0.0.0/8")
            clinic.talk(phone)
            clinic.cures("localnet", "192.168.1.10 speaks SIP from behind NAT")
            tap.equal(json.loads(gateway.ctl("show", "config", "-j"))["localnets"],
                      ["10.0.0.0/8", "192.168.1.0/24"], "localnets")
            gateway.ctl("reset")
        with tap.test("a phone whose messages pass as they are"):
            at = phone.at
            clinic.talk(phone, says="198.51.100.99:5060")
            clinic.finds("untouched", "192.168.1.10 speaks to 198.51.100.10, and no Contact", "warning")
            clinic.talk(phone, says=at, ports=(5060, 5070, 5071))
            clinic.healthy("untouched")
        with tap.test("more bindings than expectations"):
            sysctl(None, "net.netfilter.nf_conntrack_expect_max", 1)
            clinic.cures("expectations", "room for 1 expectations", "warning", namespace=False)
            sysctl(None, "net.netfilter.nf_conntrack_expect_max", 1024)
        with tap.test("as many bindings as there may be"):
            bindings = gateway.stats()["bindings"]
            gateway.ctl("set", "limit", "bindings", str(bindings))
            clinic.cures("limits", "%d of %d bindings" % (bindings, bindings))
            gateway.ctl("reset")
    provider, phone2 = net.Host("provider"), net.Host("phone2")
    with tap.test("a phone that speaks TLS alone"), provider, socket.create_server(("", 5061)):
        with phone2, socket.create_connection(("198.51.100.10", 5061)):
            clinic.finds("tls", "192.168.1.20 speaks to 198.51.100.10 over TLS alone")
            with phone_at("phone2") as phone:
                clinic.talk(phone, ports=(5060,))
            clinic.healthy("tls")


def watching(clinic):
    with phone_at("phone") as phone:
        with tap.test("nothing is wrong with a call that is watched"):
            clinic.healthy(findings=clinic.watch(lambda: clinic.talk(phone)))
        with tap.test("a router in front that changes messages"):
            findings = clinic.watch(lambda: clinic.talk(phone, answers="198.51.100.77"))
            clinic.finds("upstream", "answers of 198.51.100.10 are for 198.51.100.77", findings=findings)
        with tap.test("a phone that names an outside address"):
            findings = clinic.watch(lambda: clinic.talk(phone, says="198.51.100.99:5060"))
            clinic.finds("upstream", "192.168.1.10 says that it is 198.51.100.99", findings=findings)
            clinic.healthy("counters", findings)
        with tap.test("what is no message"):
            findings = clinic.watch(lambda: phone.sock.send(b"hello", ("198.51.100.10", 5060)))
            clinic.finds("counters", "not-sip, 1 time meanwhile", "warning", findings)


def upstream(clinic):
    gateway = clinic.gateway
    gateway.ctl("rules", "add")
    sysctl(gateway, "net.netfilter.nf_conntrack_acct", 1)
    with phone_at("phone") as phone, tap.test("a 1:1 NAT in front"):
        finding = clinic.finds("externip", "wan0 has a private address, 10.0.0.2", "warning")
        tap.want("externip ADDRESS dev wan0" in finding["remedy"], finding["remedy"])
        findings = clinic.watch(lambda: clinic.talk(phone, ports=(5060,)))
        finding = clinic.finds("upstream", "198.51.100.10 sees us as 203.0.113.1", findings=findings)
        gateway.run("sh", "-ec", finding["command"])
        clinic.cures("externip", "wan0 has an externip, and its own address, 10.0.0.2, is in a localnet", "warning")
        findings = clinic.watch(lambda: clinic.talk(phone, ports=(5060,)))
        for check in "externip", "upstream", "nat", "flows", "localnet":
            clinic.healthy(check, findings)


def main():
    clinic = Clinic()
    parts = {"gateway": (module, rules, firewall, settings, flows, watching), "upstream": (upstream,)}
    for part in parts[sys.argv[1]]:
        part(clinic)


main()
