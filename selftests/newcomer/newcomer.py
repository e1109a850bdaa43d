# SPDX-License-Identifier: GPL-2.0
"""newcomer.py SUITE ROOT README INITRAMFS KERNEL TRANSCRIPT: types what README says, in a shell in ROOT and then
at the console of a machine that boots it. Prints TAP."""

import os
import pty
import re
import select
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../ua"))

import instructions

# .bashrc's: where one is, and the exit code if that is not 0
PROMPT = re.compile(rb"root@[\w.-]+:[^\n#]*?(\d*)# $")
ESCAPES = re.compile(rb"\x1b(\[[0-9;?=>]*[A-Za-z]|\][^\x07]*\x07|[=>()][0-9A-Z]?)")
ANSWERS = {rb"\[Y/n\] $": "y"}
MINUTES = 60


class Lost(Exception):
    """The terminal says something else, or nothing."""


class Closed(Lost):
    """The program at it has ended."""


class Terminal:
    """A program with a terminal of its own. What is to be seen there goes into the transcript."""

    def __init__(self, transcript, *command):
        self.transcript = transcript
        self.text = b""
        self.machine = False
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.execvp(command[0], command)

    def read(self, patience):
        if not select.select([self.fd], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            raise Closed("the terminal was closed")
        self.transcript.write(data)
        self.text = ESCAPES.sub(b"", self.text + data).replace(b"\r", b"")
        return True

    def wait(self, pattern, seconds):
        """Until what was said ends like this"""
        end = time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.text)
            # What else is on its way, such as the kernel's log, is not to hide it.
            if found and not self.read(0.3):
                return found
            if time.monotonic() > end:
                raise Lost("no %r in %d s, but: %s" % (pattern, seconds, self.text[-500:].decode(errors="replace")))
            self.read(0.5)

    def send(self, text):
        self.text = b""
        os.write(self.fd, text.encode() + b"\n")

    def type(self, command, seconds=10 * MINUTES):
        """Types a command, and answers what it asks. Returns its exit code, and what it said."""
        self.send(command)
        while True:
            found = self.wait(b"|".join([PROMPT.pattern, *ANSWERS]), seconds)
            asked = [answer for question, answer in ANSWERS.items() if re.search(question, self.text)]
            if not asked:
                said = self.text[:found.start()].decode(errors="replace").split("\n", 1)
                return int(found.group(1) or 0), said[-1]
            self.send(asked[0])

    def wait_end(self, seconds):
        """Until the program has ended by itself"""
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                self.read(1)
        except Closed:
            self.close()
            return
        raise Lost("no end in %d s" % seconds)

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


class Judge:
    """TAP"""

    def __init__(self):
        self.number = self.failed = 0

    def check(self, good, what):
        self.number += 1
        self.failed += not good
        print("%sok %d - %s" % ("" if good else "not ", self.number, what), flush=True)

    def end(self):
        print("1..%d\n# %d passed, %d failed" % (self.number, self.number - self.failed, self.failed), flush=True)
        return self.failed != 0


class Newcomer:
    """Who has README in one hand."""

    def __init__(self, judge, readme, transcript):
        self.judge, self.readme, self.transcript = judge, readme, transcript
        self.terminal = None
        self.machine = ()

    def sits_down(self, *command):
        self.transcript.write(b"\r\n\r\n# %s\r\n\r\n" % " ".join(command).encode())
        self.terminal = Terminal(self.transcript, *command)

    def follows(self, label):
        """Types the commands under this line of README"""
        text = instructions.block(label, self.readme)
        self.judge.check(text, "README says what to type under: " + label)
        # Where the repository is, README cannot know.
        text = re.sub(r" \\\n *", " ", text or "").replace("git clone URL", "git clone /srv/sipnat.git")
        for command in text.splitlines():
            if command.strip() and not self.types(command)[0]:
                raise Lost("this has to work: " + command)

    def types(self, command, seconds=10 * MINUTES):
        code, said = self.terminal.type(command, seconds)
        self.judge.check(code == 0, "%s: exit code %d" % (command, code))
        return code == 0, said

    def finds(self, command, *words):
        """A command that shows something"""
        said = self.types(command)[1]
        for word in words:
            self.judge.check(re.search(word, said), "%s says %s" % (command, word))


def installs(newcomer, root):
    newcomer.sits_down("env", "-i", "HOME=/root", "TERM=dumb", "PATH=" + os.environ["PATH"],
                       "chroot", root, "/bin/bash")
    newcomer.terminal.wait(PROMPT.pattern, MINUTES)
    newcomer.types("cd")
    newcomer.follows("Get it, build it and install it")
    newcomer.terminal.close()
    os.remove(root + "/usr/local/bin/uname")


def boots(newcomer):
    """Also again: a machine that is reset without being new gets its clock wrong when it is emulated."""
    if newcomer.terminal.machine:
        newcomer.terminal.wait_end(5 * MINUTES)
    newcomer.sits_down(*newcomer.machine)
    newcomer.terminal.machine = True
    newcomer.terminal.wait(rb"login: $", 10 * MINUTES)
    newcomer.terminal.send("root")
    newcomer.terminal.wait(PROMPT.pattern, MINUTES)
    newcomer.types("export TERM=dumb; stty cols 120; dmesg -n 4; cd sipnat")


def calls(newcomer, *look):
    newcomer.terminal.type("python3 /srv/world/call.py 25 &")
    newcomer.terminal.wait(rb"both hear each other|NO CALL", MINUTES)
    newcomer.judge.check(b"both hear" in newcomer.terminal.text, "a phone calls out, and both hear each other")
    newcomer.terminal.type("")
    for command, *words in look:
        newcomer.finds(command, *words)
    newcomer.types("wait $!")


def renames(newcomer):
    """A host's name for externip, as sipnat.conf(5) has it: another address of the host is taken over."""
    newcomer.types("echo 203.0.113.7 office.example.net >>/etc/hosts")
    newcomer.types("echo externip office.example.net >>/etc/sipnat/sipnat.conf")
    newcomer.types("systemctl reload sipnat")
    newcomer.finds("sipnat-ctl show config", r"externip +203\.0\.113\.7")
    newcomer.types("sed -i s/203.0.113.7/203.0.113.8/ /etc/hosts")
    newcomer.types("systemctl enable --now sipnat-names.timer")
    newcomer.types("for i in $(seq 90); do sipnat-ctl show config | grep -q 203.0.113.8 && break; sleep 1; done")
    newcomer.finds("sipnat-ctl show config", r"externip +203\.0\.113\.8")
    newcomer.types("sed -i s/203.0.113.8/203.0.113.9/ /etc/hosts")
    newcomer.types("for i in $(seq 90); do sipnat-ctl show config | grep -q 203.0.113.9 && break; sleep 1; done")
    newcomer.finds("systemctl --failed --no-legend", r"^\s*$")
    # As it came
    newcomer.types("sed -i '$d' /etc/sipnat/sipnat.conf")


def on_the_gateway(newcomer):
    boots(newcomer)
    newcomer.follows("If it has no firewall yet")
    newcomer.follows("Have it loaded, now and at each boot")
    newcomer.follows("Forget the flows of before")
    newcomer.follows("Ask whether anything is in the way")
    calls(newcomer, ("sipnat-ctl show calls", "confirmed", r"audio", r"192\.168\.1\.10", r"203\.0\.113\.1"),
          ("sipnat-ctl show stats",))
    newcomer.terminal.send("reboot")
    boots(newcomer)
    newcomer.finds("systemctl is-active nftables sipnat")
    newcomer.finds("systemctl --failed --no-legend", r"^\s*$")
    calls(newcomer, ("sipnat-ctl show calls", "confirmed"))
    # Whoever flushes all rules gets ours back.
    newcomer.types("systemctl reload nftables")
    newcomer.types("systemctl restart nftables")
    # What systemd restarts along with it, systemctl does not wait for.
    newcomer.types("until nft list table inet sipnat >/dev/null 2>&1; do sleep 1; done", MINUTES)
    newcomer.finds("nft list ruleset", "table inet gateway", "table inet sipnat")
    renames(newcomer)
    # depmod reads all modules.
    newcomer.types("make uninstall", 30 * MINUTES)
    newcomer.finds("find /etc /usr/local -name '*sipnat*' -not -path '*/src/*'", r"^\s*$")


def main():
    suite, root, readme, initramfs, kernel, name = sys.argv[1:]
    judge = Judge()
    with open(name, "wb", buffering=0) as transcript:
        newcomer = Newcomer(judge, readme, transcript)
        try:
            installs(newcomer, root)
            newcomer.machine = (
                "qemu-system-x86_64", "-no-reboot", "-nodefaults", "-no-user-config", "-display", "none",
                "-machine", "q35", "-accel", "tcg", "-cpu", "max,-la57,-erms,-fsrm", "-smp", "2", "-m", "2048",
                "-kernel", kernel, "-initrd", initramfs,
                "-append", "console=ttyS0 loglevel=5 net.ifnames=0 watchdog_thresh=30"
                           # systemd lets a reboot be watched, and the driver has a warning for that.
                           " rcupdate.rcu_cpu_stall_timeout=60 module_blacklist=iTCO_wdt",
                "-virtfs", "local,path=%s,mount_tag=root,security_model=passthrough,multidevs=remap" % root,
                "-serial", "stdio")
            on_the_gateway(newcomer)
        except Lost as lost:
            judge.check(False, "%s: %s" % (suite, lost))
        finally:
            if newcomer.terminal:
                try:
                    newcomer.terminal.close()
                except OSError:
                    pass
    return judge.end()


sys.exit(main())
