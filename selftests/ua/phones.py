# SPDX-License-Identifier: GPL-2.0
"""Real phones, at whose keys a test sits: baresip and linphone. They answer by themselves.

Each speaks with a voice of its own: one byte of G.711, again and again. So a capture tells who is heard."""

import contextlib
import json
import os
import re
import select
import socket
import subprocess
import time
import wave

import programs
from net import Failure, PATIENCE

# A phone takes a while to do what it is told, in an emulated machine.
SLOW = 10 * PATIENCE
SPEECH = 240


def linear(byte):
    """What a byte of G.711 (mu-law) stands for."""
    byte ^= 0xff
    value = (((byte & 15) << 3) + 0x84 << (byte >> 4 & 7)) - 0x84
    return -value if byte & 0x80 else value


def speech(name, voice):
    path = os.path.join(programs.directory.name, name + ".wav")
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(linear(voice).to_bytes(2, "little", signed=True) * 8000 * SPEECH)
    return path


class Phone:
    # What it has not got, and why
    cannot = {}
    # Whether it says nothing while the other side has it on hold
    heeds_hold = True

    def __init__(self, host, name, port, media, voice, transport):
        self.host = host
        self.transport = transport
        self.name = name
        self.port = port
        self.media = range(media, media + 100)
        self.voice = voice
        self.home = os.path.join(programs.directory.name, name)
        os.makedirs(self.home + "/.local/share/linphone")
        self.speech = speech(name, voice)

    def ready(self):
        """Gets ready to be called, if it is not always."""

    def by(self, uri):
        """With its transport, if that is not the usual one"""
        return uri + (";transport=tcp" if self.transport == "tcp" else "")

    def write(self, name, text):
        with open(os.path.join(self.home, name), "w", encoding="ascii") as file:
            file.write(text)

    def until(self, what, true, patience=SLOW):
        """Waits until something is so."""
        end = time.monotonic() + patience
        while True:
            found = true()
            if found:
                return found
            if time.monotonic() > end:
                raise Failure("%s: not %s\n%s" % (self.name, what, self.program.said()))
            time.sleep(0.05)

    def stop(self):
        self.program.stop()


BARESIP = """\
sip_listen {address}:{port}
audio_source aufile,{speech}
audio_alert aufile,{home}/alert.wav
rtp_ports {first}-{last}
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen {address}:{control}
"""


class Baresip(Phone):
    """One that may have several accounts."""

    def __init__(self, host, name, voice, port, media, transport="udp"):
        super().__init__(host, name, port, media, voice, transport)
        control = port + 1000
        self.write("config", BARESIP.format(address=host.address, port=port, speech=self.speech, home=self.home,
                                            first=self.media[0], last=self.media[-1], control=control))
        self.write("accounts", "<sip:%s@%s>;regint=0\n" % (name, host.address))
        self.write("contacts", "")
        self.program = programs.Program(host, name, "baresip", "-4", "-f", self.home)
        self.program.listening(port)
        self.unread = b""
        self.sock = self.until("to be told anything", lambda: self.connect(control))

    def connect(self, port):
        with self.host:
            try:
                return socket.create_connection((self.host.address, port))
            except ConnectionRefusedError:
                return None

    def command(self, command, words=""):
        text = json.dumps({"command": command, "params": words, "token": command}).encode()
        self.sock.sendall(b"%d:%s," % (len(text), text))
        answer = self.next("token", command)
        if not answer["ok"]:
            raise Failure("%s: %s: %s" % (self.name, command, answer))
        return answer["data"]

    def next(self, key, value):
        """The next thing that it says in which this is so."""
        end = time.monotonic() + SLOW
        while True:
            length, colon, rest = self.unread.partition(b":")
            if colon and len(rest) > int(length):
                said = json.loads(rest[:int(length)])
                self.unread = rest[int(length) + 1:]
                if said.get(key) == value:
                    return said
            elif select.select([self.sock], [], [], max(0, end - time.monotonic()))[0]:
                self.unread += self.sock.recv(65536)
            else:
                raise Failure("%s: no %s\n%s" % (self.name, value, self.program.said()))

    def register(self, user, registrar, secret):
        self.command("uanew", "<%s>;auth_pass=%s;regint=600;answermode=auto" % (
            self.by("sip:%s@%s" % (user, registrar)), secret))

    def registered(self, user, registrar):
        line = "sip:%s@%s " % (user, registrar)
        self.until("registered as %s" % user, lambda: [found for found in self.command("reginfo").splitlines()
                                                       if line in found and "OK" in found])

    def use(self, user, registrar):
        """Whatever it does next is about this account."""
        self.command("uafind", "sip:%s@%s" % (user, registrar))

    def dial(self, user, target, registrar):
        self.use(user, registrar)
        self.command("dial", "sip:%s@%s" % (target, registrar))

    def answered(self):
        self.until("in a call", lambda: "ESTABLISHED" in self.command("listcalls"))

    def hold(self):
        self.command("hold")

    def resume(self):
        self.command("resume")

    def transfer(self, target):
        self.command("transfer", target)

    def hang_up(self):
        self.command("hangup")

    def idle(self):
        self.until("on hook", lambda: "(0)" in self.command("listcalls"))


LINPHONE = """\
[sip]
sip_port={udp}
sip_tcp_port={tcp}
sip_tls_port=0
guess_hostname=0
contact="{name}" <sip:{name}@{address}>
media_encryption=none
register_only_when_network_is_up=0
keepalive_period=0
[rtp]
audio_rtp_port={first}
symmetric=0
rtcp_enabled=1
nortp_timeout=600
[net]
mtu=1300
[video]
enabled=0
[sound]
echocancellation=0
agc=0
[audio_codec_0]
mime=PCMU
rate=8000
channels=1
enabled=1
"""


class Linphone(Phone):
    def __init__(self, host, name, voice, port, media, transport="udp"):
        super().__init__(host, name, port, media, voice, transport)
        self.write("linphonerc", LINPHONE.format(
            address=host.address, name=name, first=self.media[0], udp=port if transport == "udp" else 0,
            tcp=port if transport == "tcp" else 0))
        self.program = programs.Program(host, name, "linphonec", "-a", "-c", self.home + "/linphonerc",
                                        stdin=subprocess.PIPE, env=dict(os.environ, HOME=self.home))
        self.program.listening(port, protocol=transport)
        self.type("soundcard use files")
        self.type("play " + self.speech)

    def type(self, line):
        self.program.process.stdin.write(line.encode() + b"\n")
        self.program.process.stdin.flush()

    def register(self, user, registrar, secret):
        def there():
            self.type("status register")
            return "registered, identity=sip:%s@%s" % (user, registrar) in self.program.said(4)
        self.type("register sip:%s@%s %s %s" % (user, registrar, self.by("sip:" + registrar), secret))
        # It has one account at a time, and ends the one before.
        self.until("registered as %s" % user, there)

    def registered(self, user, registrar):
        """It has waited for that."""

    def dial(self, user, target, registrar):
        """Returns its number for the call."""
        found = re.compile(r"assigned id (\d+)")
        before = len(found.findall(self.program.said(None)))
        self.type("call " + self.by("sip:%s@%s" % (target, registrar)))
        return self.until("calling", lambda: found.findall(self.program.said(None))[before:])[0]

    def stop(self):
        if self.program.process.poll() is None:
            self.type("quit")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.program.process.wait(PATIENCE)
        super().stop()

    def answered(self):
        def there():
            self.type("calls")
            return "StreamsRunning" in self.program.said(4)
        self.until("in a call", there)

    def hold(self):
        self.type("pause")

    def resume(self):
        self.type("resume")

    def transfer(self, target):
        self.type("transfer " + self.by(target))

    def attended(self, first, second):
        self.type("transfer %s --to-call %s" % (first, second))

    def hang_up(self):
        self.type("terminate all")

    def idle(self):
        def there():
            self.type("calls")
            return "No active call" in self.program.said(4)
        self.until("on hook", there)
