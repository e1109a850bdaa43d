# SPDX-License-Identifier: GPL-2.0
"""Real user agents: sipp and baresip. What they need is made when they are started."""

import os
import socket
import struct
import subprocess
import tempfile
import time

from net import Failure, PATIENCE

SCENARIOS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sipp")
directory = tempfile.TemporaryDirectory(prefix="programs")


class Program:
    """One that runs on a host until it ends by itself."""

    def __init__(self, host, name, *command, stdin=subprocess.DEVNULL, env=None):
        self.name = name
        self.host = host
        self.log = open(os.path.join(directory.name, name + ".log"), "w+b")
        self.process = host.start(*command, cwd=directory.name, stdin=stdin, env=env,
                                  stdout=self.log, stderr=subprocess.STDOUT)

    def listening(self, port, address=None, patience=90, protocol="udp"):
        """Waits until something on its host has bound this port, of this address if one is given."""
        entry = ":%04X " % port
        if address:
            entry = " %08X" % struct.unpack("=I", socket.inet_aton(address)) + entry
        end = time.monotonic() + patience
        while True:
            with self.host:
                for table in protocol, protocol + "6":
                    with open("/proc/thread-self/net/" + table, encoding="ascii") as file:
                        # 0A: LISTEN
                        if any(entry in line and (protocol == "udp" or " 0A " in line) for line in file):
                            return
            if time.monotonic() > end or self.process.poll() is not None:
                raise Failure("%s does not listen on port %d\n%s" % (self.name, port, self.said()))
            time.sleep(0.02)

    def ended(self, timeout=20):
        """Fails unless it ends in time, and well."""
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired as late:
            self.process.kill()
            self.process.wait()
            raise Failure("%s goes on\n%s" % (self.name, self.said())) from late
        if code:
            raise Failure("%s ended with %d\n%s" % (self.name, code, self.said()))

    def stop(self):
        """Ends it if it goes on."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def said(self, lines=12):
        """The last lines of what it said, or all of it"""
        self.log.seek(0)
        said = self.log.read().decode(errors="replace").splitlines()
        return "\n".join(said[-lines:] if lines else said)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.stop()


def sipp(host, scenario, *words, media, silent=0):
    """media: its first RTP port. silent: for how many milliseconds it waits before it speaks."""
    audio = os.path.join(directory.name, "audio")
    if not os.path.exists(audio):
        with open(audio, "wb") as file:
            file.write(b"\xff" * 8000)
    program = Program(host, "sipp-%s-%d" % (host.name, media), "sipp", "-nostdin", "-m", "1", "-timeout", "15",
                      "-s", "bob", "-sf", os.path.join(SCENARIOS, scenario + ".xml"), "-i", host.address, "-p", "5060",
                      "-mi", host.address, "-mp", str(media), "-d", str(silent), *words)
    program.listening(5060)
    return program


BARESIP = """\
sip_listen {address}:5060
audio_source aufile,{directory}/source.wav
audio_player aufile,{directory}/{user}.wav
audio_alert aufile,{directory}/{user}-alert.wav
rtp_ports {media}-{last}
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module_app account.so
module_app menu.so
"""


def baresip(host, user, seconds, media, call=None):
    """Answers a call, or makes one, and hangs up after that many seconds if it is not too late then."""
    source = os.path.join(directory.name, "source.wav")
    if not os.path.exists(source):
        import wave
        with wave.open(source, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(bytes(16000 * 10))
    home = os.path.join(directory.name, user)
    os.makedirs(home, exist_ok=True)
    for name, text in (
            ("config", BARESIP.format(address=host.address, directory=directory.name, user=user,
                                      media=media, last=media + 9)),
            ("accounts", "<sip:%s@%s>;regint=0;answermode=auto\n" % (user, host.address)),
            ("contacts", "")):
        with open(os.path.join(home, name), "w", encoding="ascii") as file:
            file.write(text)
    words = ["-e", "/dial " + call] if call else []
    program = Program(host, "baresip-" + user, "baresip", "-4", "-f", home, "-t", str(seconds), *words)
    program.listening(5060)
    return program
