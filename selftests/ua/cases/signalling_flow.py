# SPDX-License-Identifier: GPL-2.0
"""The flow that carries SIP: how long it is remembered, and errors that ICMP tells about it."""

import socket
import struct
import time

import net
import sip
import tap
from gateway import Gateway

OPTIONS = b"".join(line + b"\r\n" for line in (
    b"OPTIONS sip:bob@198.51.100.10 SIP/2.0",
    b"Via: SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKflow;rport",
    b"From: <sip:alice@192.168.1.10>;tag=1",
    b"To: <sip:bob@198.51.100.10>",
    b"Call-ID: flow",
    b"CSeq: 1 OPTIONS",
    b"Contact: <sip:alice@192.168.1.10:5060>",
    b"Content-Length: 0",
    b""))


def seconds_left(gateway):
    """Of the signalling flow's entry"""
    found = [int(line.split()[2]) for line in gateway.run("conntrack", "-L", "-p", "udp", "--dport", "5060").splitlines()]
    tap.equal(len(found), 1, "entries")
    return found[0]


def setting(gateway, name):
    with gateway, open("/proc/sys/net/netfilter/" + name, encoding="ascii") as file:
        return int(file.read())


def unanswered(gateway, phone, provider):
    phone.send(OPTIONS, provider.end)
    provider.receive()
    tap.want(seconds_left(gateway) <= setting(gateway, "nf_conntrack_udp_timeout"),
             "%d s are left" % seconds_left(gateway))


def answered(gateway, phone, provider):
    """As long as what goes both ways, and no registration"""
    agent = sip.Agent(provider.host, "bob", 5070)
    agent.sock.close()
    agent.sock = provider
    phone.send(OPTIONS, provider.end)
    agent.respond(sip.Message(*provider.receive()), 200, "OK")
    phone.receive()
    tap.want(seconds_left(gateway) <= setting(gateway, "nf_conntrack_udp_timeout_stream"),
             "%d s are left" % seconds_left(gateway))


def refused(phone, provider):
    """Nobody is there: the error leads back to who has sent, and quotes what has left in its first bytes.
    They are the other side's: Linux drops an error with a wrong checksum."""
    phone.send(OPTIONS, provider.end)
    left = provider.receive()[0]
    provider.close()
    with phone.host, socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw:
        raw.settimeout(net.PATIENCE)
        phone.sock.connect(provider.end)
        phone.sock.send(OPTIONS)
        try:
            packet = raw.recv(2048)
        except socket.timeout:
            raise net.Failure("no error arrived") from None
    error = packet[20:]
    tap.equal(tuple(error[:2]), (3, 3), "type and code")
    inner = error[8:]
    tap.equal((socket.inet_ntoa(inner[12:16]), socket.inet_ntoa(inner[16:20])),
              (phone.address, provider.address), "whose packet it is about")
    tap.equal(struct.unpack("!HH", inner[20:24]), (5060, 5060), "its ports")
    quoted = inner[28:]
    tap.want(len(quoted) > 100, "only %d bytes are quoted" % len(quoted))
    tap.equal(quoted, left[:len(quoted)], "what it quotes")
    end = time.monotonic() + net.PATIENCE
    while not phone.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        tap.want(time.monotonic() < end, "the sender was not told")
        time.sleep(0.02)


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone").udp(5060), net.Host("provider").udp(5060)
    with tap.test("OPTIONS without an answer is forgotten like any datagram"):
        unanswered(gateway, phone, provider)
    with tap.test("OPTIONS with an answer is forgotten like any exchange"):
        answered(gateway, phone, provider)
    with tap.test("an ICMP error about a message"):
        refused(phone, provider)


main()
