# SPDX-License-Identifier: GPL-2.0
"""sipnat-ctl monitor and trace, as who listens to the gateway reads them."""

import json
import os
import select
import signal
import subprocess
import time

import tap
from net import Failure, PATIENCE


class Listener:
    """sipnat-ctl VERB, from when it is sure to listen until it is stopped. Use as a context manager."""

    def __init__(self, gateway, verb, *words, probe, shows):
        """probe: does something that is told; shows: is this line what is told of it"""
        self.process = gateway.start("sipnat-ctl", verb, *words, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE)
        self.data = b""
        end = time.monotonic() + PATIENCE
        try:
            while not self.asked(probe, shows):
                tap.want(time.monotonic() < end and self.process.poll() is None, "%s does not listen" % verb)
        except Failure:
            self.__exit__()
            raise

    def asked(self, probe, shows):
        probe()
        try:
            while True:
                if shows(self.line(0.2)):
                    return True
        except Failure:
            return False

    def line(self, timeout=PATIENCE):
        while b"\n" not in self.data:
            if not select.select([self.process.stdout], [], [], timeout)[0]:
                raise Failure("nothing was printed")
            data = os.read(self.process.stdout.fileno(), 1 << 20)
            if not data:
                raise Failure("it has ended: %s" % self.process.stderr.read().decode())
            self.data += data
        line, _, self.data = self.data.partition(b"\n")
        return line.decode()

    def object(self, timeout=PATIENCE):
        return json.loads(self.line(timeout))

    def until(self, wanted):
        """All that is printed up to an object that is wanted"""
        found = []
        while not found or not wanted(found[-1]):
            try:
                found.append(self.object())
            except Failure as failure:
                raise Failure("%s, behind %s" % (failure, found)) from failure
        return found

    def stop(self):
        """Its exit code, and what it has said on stderr"""
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said.decode()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.process.kill()
        self.process.communicate()
