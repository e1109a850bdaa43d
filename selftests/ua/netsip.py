# SPDX-License-Identifier: GPL-2.0
"""Net::SIP, a library for Perl: a phone, and a registrar with its stateless proxy."""

import os
import subprocess

import phones
import programs

SCRIPTS = os.path.join(os.path.dirname(programs.SCENARIOS), "programs", "netsip")


class NetSip(phones.Phone):
    # On hold it is told by an address of 0.0.0.0, not by a direction.
    heeds_hold = False
    cannot = {"transferred": "Net::SIP does not answer REFER"}

    def __init__(self, host, name, voice, port, media, transport="udp"):
        super().__init__(host, name, port, media, voice, transport)
        self.program = programs.Program(host, name, "perl", SCRIPTS + "/phone.pl", host.address, "%02x" % voice,
                                        "%d-%d" % (self.media[0], self.media[-1]), stdin=subprocess.PIPE)
        self.program.listening(port, host.address)
        self.read = 0

    def type(self, line):
        self.read = len(self.said())
        self.program.process.stdin.write(line.encode() + b"\n")
        self.program.process.stdin.flush()

    def said(self):
        return self.program.said(None).splitlines()

    def says(self, word):
        """Waits until it has said that since it was told something."""
        self.until(word, lambda: word in self.said()[self.read:])

    def register(self, user, registrar, secret):
        self.type("register %s %s %s" % (user, registrar, secret))

    def registered(self, user, registrar):
        self.says("registered")
        self.read = len(self.said())

    def dial(self, user, target, registrar):
        self.type("dial sip:%s@%s" % (target, registrar))

    def answered(self):
        self.says("answered")
        self.read = len(self.said())

    def hold(self):
        self.type("hold")
        self.says("done")

    def resume(self):
        self.type("resume")
        self.says("done")

    def transfer(self, target):
        self.type("refer " + target)

    def hang_up(self):
        self.type("bye")

    def idle(self):
        self.says("ended")


class Proxy:
    """Of the same make as servers.Kamailio"""

    def __init__(self, host):
        self.address = host.address
        self.program = programs.Program(host, "netsip-" + host.name, "perl", SCRIPTS + "/proxy.pl", host.address)

    def listening(self):
        self.program.listening(5060, self.address)

    def stop(self):
        self.program.stop()
