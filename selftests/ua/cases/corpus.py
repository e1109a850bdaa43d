# SPDX-License-Identifier: GPL-2.0
"""Messages that this project did not write, sent through the gateway in both directions.

Each arrives as it was sent, or with nothing but addresses, ports and Content-Length changed.
*.sdp is sent in an INVITE.
"""

import os
import re
import sys
import tarfile

import net
import tap
from gateway import HELPER, Gateway

NUMBER = re.compile(rb"\d+")
ADDRESS = re.compile(rb"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])(\s*:\s*\d+)?")
HEXADECIMAL = re.compile(rb"\[[0-9A-Fa-f:.]+\](:\d+)?|(?<![\w:])[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*")
# Where a port stands alone
PORTS = re.compile(rb"^(m=\w+ |a=rtcp:)\d+|(rport=)\d+|( )\d+(?= typ )|( rport )\d+")
LENGTH = re.compile(rb"(?im)^(content-length|l)[ \t]*:\s*(\d+)")

# Failures that are enough to know
MANY = 20

INVITE = b"""\
INVITE sip:bob@198.51.100.10 SIP/2.0
Via: SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKx
From: <sip:alice@192.168.1.10>;tag=1
To: <sip:bob@198.51.100.10>
Call-ID: %s
CSeq: 1 INVITE
Contact: <sip:alice@192.168.1.10>
Content-Type: application/sdp
Content-Length: %d

""".replace(b"\n", b"\r\n")


def skeleton(line):
    """A line without its addresses and ports."""
    line = ADDRESS.sub(b"@", HEXADECIMAL.sub(b"@", line))
    line = PORTS.sub(rb"\1\2\3\4#", line)
    return re.sub(rb"(?i)^(content-length|l)([ \t]*:\s*)\d+", rb"\1\2#", line)


def length(data):
    """Content-Length less what is there; None if that cannot be told."""
    head, empty, body = data.partition(b"\r\n\r\n")
    found = LENGTH.findall(head)
    return int(found[0][1]) - len(body) if empty and len(found) == 1 else None


def consistent(sent, got):
    if got == sent:
        return
    if sent.count(b"\n") != got.count(b"\n"):
        raise net.Failure("%d lines became %d" % (sent.count(b"\n"), got.count(b"\n")))
    for before, after in zip(sent.split(b"\n"), got.split(b"\n")):
        if before != after and skeleton(before) != skeleton(after):
            raise net.Failure("%r became %r" % (before, after))
    if length(sent) == 0 and length(got) != 0:
        raise net.Failure("Content-Length is off by %s" % length(got))


def files(path):
    """Name and content of each file of a directory or of a tar file."""
    if os.path.isdir(path):
        for directory, _, names in sorted(os.walk(path)):
            for name in sorted(names):
                file = os.path.join(directory, name)
                with open(file, "rb") as content:
                    yield os.path.relpath(file, path), content.read()
    else:
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile():
                    yield os.path.normpath(member.name), archive.extractfile(member).read()


def messages(path):
    for name, data in files(path):
        if name.endswith((".md", ".txt")):
            continue
        if name.endswith(".sdp"):
            data = INVITE % (name.replace("/", ".").encode(), len(data)) + data
        if 0 < len(data) < 65000:
            yield name, data


def send_all(top, sender, to, receiver):
    """Returns how many were sent and how many were changed."""
    sent = changed = 0
    failures = []
    for name, data in messages(top):
        receiver.drain()
        sender.send(data, to)
        sent += 1
        try:
            got = receiver.receive(0.5)[0]
            consistent(data, got)
            changed += got != data
        except net.Failure as failure:
            failures.append("%s: %s" % (name, failure))
            if len(failures) >= MANY:
                break
    tap.note("%d sent, %d rewritten" % (sent, changed))
    tap.want(not failures, "\n".join(failures))
    tap.want(sent, "no messages in " + top)


def main():
    net.prepare(hidden=False)
    gateway = Gateway()
    phone, provider = net.Host("phone").udp(5060), net.Host("provider").udp(5060)
    with tap.test("out"):
        send_all(sys.argv[1], phone, provider.end, provider)
    with tap.test("in"):
        send_all(sys.argv[1], provider, ("203.0.113.1", 5060), phone)
    if HELPER == "sipnat":
        tap.note(gateway.ctl("show", "stats"))


main()
