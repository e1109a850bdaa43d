# SPDX-License-Identifier: GPL-2.0
"""twinkle, in a terminal. It wants a sound card: the kernel's snd-dummy is one that has the clock of one."""

import contextlib
import os
import subprocess

import phones
import programs
from net import PATIENCE

SYSTEM = """\
dev_ringtone=alsa:null
dev_speaker=alsa:card
dev_mic=alsa:voice
validate_audio_dev=no
play_ringtone=no
play_ringback=no
sip_port={port}
rtp_port={first}
"""
PROFILE = """\
user_name={user}
user_domain={registrar}
auth_name={user}
auth_pass={secret}
registrar={registrar}
register_at_startup=yes
codecs=g711u
ptime=20
ask_user_to_refer=no
speex_dsp_agc=no
speex_dsp_vad=no
speex_dsp_nrd=no
speex_dsp_aec=no
"""
SOUND = """\
pcm.card {{
	type plug
	slave.pcm "hw:Dummy"
}}
pcm.voice {{
	type file
	slave.pcm "card"
	file "/dev/null"
	infile "{speech}"
	format raw
}}
"""


class Twinkle(phones.Phone):
    def __init__(self, host, name, voice, port, media, transport="udp"):
        super().__init__(host, name, port, media, voice, transport)
        os.makedirs(self.home + "/.twinkle")
        self.write(".twinkle/twinkle.sys", SYSTEM.format(port=port, first=self.media[0]))
        raw = os.path.join(self.home, "speech")
        with open(raw, "wb") as file:
            file.write(phones.linear(voice).to_bytes(2, "little", signed=True) * 8000 * phones.SPEECH)
        self.write(".asoundrc", SOUND.format(speech=raw))
        self.program = None
        self.read = 0

    def register(self, user, registrar, secret):
        self.write(".twinkle/phone.cfg", PROFILE.format(user=user, registrar=registrar, secret=secret))
        self.program = programs.Program(self.host, self.name, "twinkle-console", "phone.cfg", stdin=subprocess.PIPE,
                                        env=dict(os.environ, HOME=self.home))

    def said(self):
        return self.program.said(None)

    def says(self, *words):
        """Waits until it has said one of these since the last time that something was waited for."""
        self.until(words[0], lambda: any(word in self.said()[self.read:] for word in words))
        self.read = len(self.said())

    def registered(self, user, registrar):
        self.says("registration succeeded")
        self.type("auto_answer -a on")

    def type(self, line):
        self.program.process.stdin.write(line.encode() + b"\n")
        self.program.process.stdin.flush()

    def ready(self):
        self.read = len(self.said())

    def dial(self, user, target, registrar):
        self.ready()
        self.type("call sip:%s@%s" % (target, registrar))

    def answered(self):
        self.says("call established", "answered")

    def hold(self):
        self.type("hold")

    def resume(self):
        self.type("retrieve")

    def transfer(self, target):
        self.type("transfer " + target)

    def hang_up(self):
        self.type("bye")

    def idle(self):
        self.says("ended")

    def stop(self):
        if self.program and self.program.process.poll() is None:
            self.type("quit")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.program.process.wait(PATIENCE)
        if self.program:
            self.program.stop()
