# SPDX-License-Identifier: GPL-2.0
"""What the gateway knows, as its administrator sees it."""

import contextlib
import json
import os
import time

from net import Failure, Host

HELPER = os.environ.get("HELPER", "sipnat")
with open("/proc/cmdline", encoding="ascii") as words:
    SKIPS_IDLE = "time-travel" in words.read().split()


class Gateway(Host):
    def __init__(self):
        super().__init__("gw")

    def ctl(self, *words):
        if HELPER != "sipnat":
            raise Failure("only sipnat has sipnat-ctl")
        return self.run("sipnat-ctl", *words)

    def show(self, what):
        return json.loads(self.ctl("-j", "show", what))[what]

    def stats(self):
        return json.loads(self.ctl("-j", "show", "stats"))

    def expectations(self):
        with self, open("/proc/thread-self/net/nf_conntrack_expect", encoding="ascii") as table:
            return table.read().splitlines()

    def set(self, *words):
        """Settings of sipnat; other helpers have none."""
        if HELPER == "sipnat":
            self.ctl("set", *words)

    @contextlib.contextmanager
    def setting(self, *words, back):
        """A setting that holds within; its last word is put back in the end."""
        self.ctl("set", *words)
        try:
            yield
        finally:
            self.ctl("set", *words[:-1], back)

    @contextlib.contextmanager
    def counts(self, **wanted):
        """What is done within adds exactly that to these counters."""
        wanted = {name.replace("_", "-"): number for name, number in wanted.items()}
        before = self.stats()["counters"]
        yield
        after = self.stats()["counters"]
        added = {name: after[name] - before[name] for name in wanted}
        if added != wanted:
            raise Failure("counted: %r, wanted %r" % (added, wanted))

    def left(self):
        """All that calls have left here."""
        found = ["expectation: " + line for line in self.expectations()]
        if HELPER == "sipnat":
            for what in "calls", "bindings":
                found += ["%s: %s" % (what, entry) for entry in self.show(what)]
        return found

    def forget_flows(self):
        self.run("conntrack", "-F")
        self.run("conntrack", "-F", "expect")

    def passes(self, seconds):
        """A long time, in which nothing happens. Where time passes at once while nobody does anything
        (vm/uml-run --skip-idle) it really does. Elsewhere all is taken away that conntrack forgets in
        minutes: flows over UDP, and what is expected."""
        if SKIPS_IDLE:
            time.sleep(seconds)
        else:
            self.run("conntrack", "-D", "-p", "udp", check=False)
            self.run("conntrack", "-F", "expect")

    def goes_on(self, call_id):
        """Fails unless that call is answered, and has not ended."""
        if HELPER == "sipnat":
            states = [call["state"] for call in self.show("calls") if call["call_id"] == call_id]
            if states != ["confirmed"]:
                raise Failure("the call is %s" % (", ".join(states) or "gone"))

    def closing(self):
        """Fails unless all calls have ended."""
        if HELPER == "sipnat":
            # RFC 3261 section 17: 64 * T1
            goes_on = [call for call in self.show("calls") if call["state"] != "closing" or call["expires"] > 32]
            if goes_on:
                raise Failure("still there:\n%s" % "\n".join(
                    "{call_id}: {state}, {from} to {to}, {expires} s left".format(**call) for call in goes_on))

    def ends(self, seconds):
        """Fails unless all calls are over and forgotten within that time. Who is registered stays."""
        end = time.monotonic() + seconds
        while HELPER == "sipnat" and self.show("calls"):
            if time.monotonic() > end:
                raise Failure("left after %d s: %s" % (seconds, self.show("calls")))
            time.sleep(0.5)

    def forgets(self, seconds):
        """Fails unless nothing is left of the calls within that time."""
        end = time.monotonic() + seconds
        while self.left():
            if time.monotonic() > end:
                raise Failure("left after %d s:\n%s" % (seconds, "\n".join(self.left())))
            time.sleep(0.5)
