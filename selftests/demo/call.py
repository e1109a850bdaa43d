# SPDX-License-Identifier: GPL-2.0
"""call.py with|without: a phone calls its provider, and this tells what is to be seen of it."""

import difflib
import os
import re
import sys
import time

import judge
import net
import programs
from gateway import Gateway

NETWORK = """
    phone                      gateway                         provider
    baresip          lan0 +---------------+ wan0                   sipp
    192.168.1.10 ---------|  masquerade,  |------- ~~~~~ -------- 198.51.100.10
              192.168.1.1 |   firewall    | 203.0.113.1
                          +---------------+
    The firewall lets in what answers something, or is related to it. Nothing else.
"""
# A second of audio in packets: as much as must be heard, or lost, to be sure
ENOUGH = 50
TARGET = "sip:bob@198.51.100.10"
COLORS = {"title": "1", "dim": "2", "bad": "31", "good": "32", "old": "31;7", "new": "32;7"}
WIDTH = 88


def paint(color, text):
    return "\033[%sm%s\033[m" % (COLORS[color], text) if os.environ.get("SIPNAT_COLOR") else text


def say(text=""):
    print(text, flush=True)


def title(text):
    say("\n" + paint("title", "== %s %s" % (text, "=" * (WIDTH - len(text) - 4))) + "\n")


class Audio:
    """The RTP of a call, counted at both ends. Each end is taken at its own word."""

    def __init__(self, near, far):
        self.near, self.far = near, far

    @staticmethod
    def own(capture, kind):
        """Where this end has said that it wants its media."""
        for packet, message in judge.messages(capture):
            if packet.src == capture.host.address and message.method == "INVITE" and message.status == kind \
                    and message.body:
                return message.media()
        return None

    @staticmethod
    def count(capture, own, sent):
        return sum(1 for packet in capture.read()
                   if ((packet.src, packet.sport) if sent else (packet.dst, packet.dport)) == own
                   and packet.payload[0] >> 6 == 2)

    def counts(self):
        """Sent and heard, outward and inward"""
        phone, provider = self.own(self.near, None), self.own(self.far, 200)
        return (self.count(self.near, phone, True), self.count(self.far, provider, False),
                self.count(self.far, provider, True), self.count(self.near, phone, False))

    def wait(self, seconds=15):
        """Until both have spoken for a while"""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            counts = self.counts()
            if counts[0] > ENOUGH and counts[2] > ENOUGH:
                return
            time.sleep(0.2)
        raise net.Failure("no audio: %d packets sent outward, %d inward" % (counts[0], counts[2]))


def invite(capture):
    for _, message in judge.messages(capture):
        if message.start.startswith("INVITE"):
            return message.data.decode().split("\r\n")
    raise net.Failure("no INVITE was seen at the " + capture.host.name)


def words(line):
    return re.findall(r"[\w.]+|.", line)


def marked(sign, line, changed, color):
    """A line whose changed pieces stand out."""
    if os.environ.get("SIPNAT_COLOR"):
        line = "".join(paint(color, word) if new else word for word, new in zip(words(line), changed))
        say("  %s %s" % (sign, line))
    else:
        carets = "".join(("^" if new else " ") * len(word) for word, new in zip(words(line), changed))
        say("  %s %s\n    %s" % (sign, line, carets.rstrip()))


def show_difference(before, after):
    """Both are told as one: what is the same in both once, the rest as - before and + after."""
    for old, new in zip(before, after):
        if old == new:
            say(paint("dim", "    " + old).rstrip())
            continue
        left, right = [True] * len(words(old)), [True] * len(words(new))
        for i, j, size in difflib.SequenceMatcher(None, words(old), words(new), False).get_matching_blocks():
            left[i:i + size] = right[j:j + size] = [False] * size
        marked(paint("bad", "-"), old, left, "old")
        marked(paint("good", "+"), new, right, "new")


def show_counts(counts):
    say("                                      sent   heard")
    for way, sent, heard in (("phone    192.168.1.10 ---> provider", *counts[:2]),
                             ("provider 198.51.100.10 --> phone   ", *counts[2:])):
        good = heard > ENOUGH
        say("  %s%7d %s" % (way, sent, paint("good" if good else "bad", "%7d%s" % (
            heard, "" if good else "   <-- lost"))))


def show_call(gateway, mid_call):
    """Makes the call. Returns what there was at both ends."""
    phone, provider = net.Host("phone"), net.Host("provider")
    with net.Capture(phone) as near, net.Capture(provider) as far, \
            programs.sipp(provider, "callee", media=30100) as called, \
            programs.baresip(phone, "alice", 7, 10100, TARGET) as calling:
        audio = Audio(near, far)
        audio.wait()
        mid_call(gateway, near, far)
        calling.ended()
        called.ended()
        return near, far, audio.counts()


def during_with(gateway, near, far):
    say("The INVITE: - as the phone sent it, + as it came to the provider\n")
    show_difference(invite(near), invite(far))
    say("The gateway, while they talk:\n\n  # sipnat-ctl show calls")
    table = gateway.ctl("show", "calls").splitlines()
    half = table[0].index("INSIDE")
    # Its lines are longer than ours.
    say("\n".join(["  %s..." % line[:half] for line in table] + ["  ... " + line[half:] for line in table] + [""]))


def during_without(_, near, far):
    say("The INVITE comes to the provider with the address of a phone that nobody outside can reach:\n")
    before, after = invite(near), invite(far)
    for line in after:
        if line.startswith(("Contact", "c=", "m=")):
            say("    " + line.replace("192.168.1.10", paint("old", "192.168.1.10")))
    say("\n  %s" % ("Not a byte of it was changed." if before == after else "It was changed."))
    say()


def main():
    net.prepare(hidden=False)
    if sys.argv[1] == "with":
        say(NETWORK)
        title("A call with sipnat")
        _, far, counts = show_call(Gateway(), during_with)
        judge.hidden(far)
    else:
        title("The same call without sipnat")
        _, _, counts = show_call(Gateway(), during_without)
    say("Packets of audio:\n")
    show_counts(counts)
    say()
    inward = counts[3] > ENOUGH if sys.argv[1] == "with" else counts[3] == 0
    if counts[1] <= ENOUGH or not inward:
        raise net.Failure("this is not what was to be shown")
    if sys.argv[1] == "with":
        say(paint("good", "  Both hear each other. No private address was named where the provider would send to it."))
    else:
        say(paint("bad", "  The phone hears nothing: one-way audio."))
        title("That is what sipnat is for. See README")


try:
    main()
except net.Failure as failure:
    sys.exit("demo: %s" % failure)
