# SPDX-License-Identifier: GPL-2.0
"""sipp, told by scenarios to do what a phone does. Its twin, with which a scenario talks, is the test."""

import os
import re
import select
import socket

import phones
import programs
from net import Failure
from phones import SLOW

CONTROL = 6500


class Sipp(phones.Phone):
    cannot = {"transfer": "sipp has no REFER", "transferred": "sipp has no REFER"}

    def __init__(self, host, name, voice, port, media, transport="udp"):
        super().__init__(host, name, port, media, voice, transport)
        with open(self.home + "/voice", "wb") as file:
            file.write(bytes([voice]) * 8000)
        with host:
            self.twin = socket.create_server((host.address, CONTROL))
        self.program = self.sock = None
        self.told = b""

    def run(self, scenario, target, *words):
        """Another scenario than that which may go on"""
        self.stop()
        self.sock, self.told = None, b""
        self.program = programs.Program(
            self.host, self.name, "env", "-C", self.home, "sipp", "-nostdin", "-sf",
            os.path.join(programs.SCENARIOS, scenario + ".xml"), "-i", self.host.address, "-p", str(self.port),
            "-mi", self.host.address, "-mp", str(self.media[0]),
            "-timeout", "300", "-timeout_error", "-key", "user", self.user, "-au", self.user, "-ap", self.secret,
            *words, target)

    def register(self, user, registrar, secret):
        self.user, self.secret, self.registrar = user, secret, registrar
        self.run("phone_register", registrar, "-m", "1")

    def registered(self, user, registrar):
        self.program.ended(SLOW)

    def with_twin(self, scenario, *words):
        self.run(scenario, self.registrar, "-m", "1", "-3pcc", "%s:%d" % (self.host.address, CONTROL), *words)

    def ready(self):
        """To be called"""
        self.with_twin("phone_in")
        self.program.listening(self.port, self.host.address)

    def dial(self, user, target, registrar):
        self.call("sip:%s@%s" % (target, registrar), registrar)

    def call(self, target, domain):
        self.with_twin("phone_out", "-key", "target", target, "-key", "domain", domain)

    def answered(self):
        """It tells the Call-ID then."""
        if not select.select([self.twin], [], [], SLOW)[0]:
            raise Failure("%s: not in a call\n%s" % (self.name, self.program.said()))
        self.sock = self.twin.accept()[0]
        self.sock.settimeout(SLOW)
        self.told = self.hear()

    def hear(self):
        """What it tells, up to an escape"""
        told = b""
        while not told.endswith(b"\x1b"):
            more = self.sock.recv(4096)
            if not more:
                raise Failure("%s has ended\n%s" % (self.name, self.program.said()))
            told += more
        return told

    def go_on(self):
        self.sock.sendall(self.told)

    def hold(self):
        self.go_on()
        self.hear()

    resume = hold

    def hang_up(self):
        """Only the scenario of who was called does so by itself."""
        if self.told and self.program.process.poll() is None:
            self.go_on()

    def idle(self):
        self.program.ended(SLOW)

    def stop(self):
        if self.program:
            self.program.stop()
        if self.sock:
            self.sock.close()


class Server(Sipp):
    """One phone's registrar and who that phone is in calls with. Nobody else is there."""

    cannot = dict.fromkeys(("transfer", "transferred", "both inside"), "sipp passes nothing on to others")

    def serve(self, user, secret):
        self.user, self.secret, self.registrar = user, secret, self.host.address
        self.run("registrar", self.registrar, "-trace_logs", "-log_file", self.home + "/contacts")
        self.program.listening(self.port, self.host.address)

    def served(self):
        """It has registered the phone, and knows where that is."""
        def there():
            with open(self.home + "/contacts", encoding="ascii") as file:
                return re.findall(r"sip:\S+", file.read())
        self.target = self.until("registered", there)[-1]
        self.registrar = self.target.partition("@")[2]
        self.stop()

    def dial(self, user, target, registrar):
        self.call(self.target, self.host.address)
