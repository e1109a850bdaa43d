# SPDX-License-Identifier: GPL-2.0
"""Each verb of sipnat-ctl once as it succeeds and once as it fails, for who looks at the tool itself meanwhile."""

import os
import tempfile

# It may be slow.
os.environ["SIPNAT_PATIENCE"] = "60"

import net  # noqa: E402
import sip  # noqa: E402
import tap  # noqa: E402
from calls import Connection, Phone  # noqa: E402
from gateway import Gateway  # noqa: E402
from listener import Listener  # noqa: E402
from registrar import Line  # noqa: E402

TARGET = "sip:bob@198.51.100.10"
# Exit code, and words
BEFORE = """
0 --json
1 --netns none show
2 frobnicate
0 show config
0 show calls
0 show call call
1 show call nobody
0 show bindings
0 show registrations
0 show connections
0 show stats --explain
0 show stats --prometheus
2 show stats --prometheus --json
0 set externip 203.0.113.99 dev wan9
2 set externip 203.0.113
0 add localnet 198.18.0.0/15
1 add localnet 198.18.0.0/15
0 del localnet 198.18.0.0/15
1 del localnet 198.18.0.0/15
0 export
0 apply GOOD
1 apply WRONG
0 apply --check GOOD
0 reset
2 reset now
0 rules add
2 rules add port none
0 rules show
0 rules add --print
0 doctor --watch 1
2 doctor --watch never
"""
AFTER = """
0 kill call
1 kill call
0 flush calls
2 flush all
0 rules del
0 set externip 192.168.1.77
1 doctor --json
0 completion bash
0 completion zsh
0 completion words -- del externip -
2 completion fish
0 set places --help
0 --version
"""


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone"), net.Host("provider")
    alice, bob = Phone(phone, "alice", 10000), Phone(provider, "bob", 30000)
    Line(alice.agent, sip.Agent(provider, "registrar", 5060, "198.51.100.11"), "alice").register()
    Connection(alice, bob, TARGET).talk()

    def run(lines, files):
        for line in lines.strip().splitlines():
            code, *words = line.split()
            with tap.test("exit code %s: %s" % (code, " ".join(words))):
                words = [files.get(word, word) for word in words]
                with gateway.start("sipnat-ctl", *words, stdout=-1, stderr=-1, text=True) as tool:
                    out, err = tool.communicate()
                tap.want(tool.returncode == int(code), "exit code %d: %s" % (tool.returncode, err))
                tap.want(out or words[0] not in ("show", "export", "completion", "doctor") or code != "0", "it prints nothing")

    with tempfile.TemporaryDirectory() as directory:
        files = {"GOOD": directory + "/good", "WRONG": directory + "/wrong"}
        for name, text in ("GOOD", "strict on\nexternip 203.0.113.98\n"), ("WRONG", "strict on\nexternip ::1\n"):
            with open(files[name], "w", encoding="ascii") as file:
                file.write(text)
        run(BEFORE, files)
        for verb in "monitor", "trace":
            with tap.test("exit code 0: " + verb), Listener(
                    gateway, verb, "--json", probe=lambda: alice.agent.sock.send(b"hello", bob.agent.sock.end),
                    shows=lambda line: True) as listener:
                tap.equal(listener.stop(), (0, ""), "how it ends")
            run("2 %s --json now" % verb, files)
        run(AFTER, files)


main()
