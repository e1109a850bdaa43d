# SPDX-License-Identifier: GPL-2.0
"""Whatever is sent to the netlink family, it answers, and what it has taken is valid. SIPNAT_SEED in the
environment: other messages."""

import os
import random
import struct

import genl
import net
import spec
import tap
from calls import Connection, Phone
from gateway import SKIPS_IDLE, Gateway

TOP = os.path.join(os.path.dirname(__file__), "../../..")
ROUNDS = 3000 if SKIPS_IDLE or os.environ.get("SIPNAT_FULL") else 60
EDGES = 0, 1, 2, 127, 128, 255, 256, 1023, 1024, 32767, 32768, 65535, 1 << 31, (1 << 32) - 1, (1 << 64) - 1


class Sender:
    def __init__(self, said, family, seed):
        self.random, self.said, self.family = random.Random(seed), said, family
        self.commands = list(said.operations) + [0, max(said.operations) + 1, 255]

    def junk(self, most=300):
        return self.random.randbytes(self.random.choice((0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, self.random.randrange(most))))

    def number(self, size):
        value = self.random.choice(EDGES) if self.random.random() < 0.7 else self.random.getrandbits(64)
        return (value & (1 << 8 * size) - 1).to_bytes(size, "little")

    def payload(self, entry, depth):
        """What such an attribute may hold, more or less"""
        if self.random.random() < 0.1:
            return self.junk()
        if entry["type"] == "nest":
            return self.tree(entry["nested-attributes"], depth + 1)
        if entry["type"] in spec.SIZES:
            size = spec.SIZES[entry["type"]] + (self.random.random() < 0.05) * self.random.choice((-1, 1))
            return self.number(size)
        if entry["type"] == "binary":
            return self.random.randbytes(self.random.choice((0, 3, 4, 5, 15, 16, 17, 255, 256)))
        return self.random.choice((b"", b"eth0\0", b"eth0", b"\0", bytes(16), b"a" * 15 + b"\0", b"a" * 16 + b"\0"))

    def tree(self, space, depth=0):
        known = self.said.sets[space]
        found = b""
        for _ in range(self.random.choice((0, 1, 1, 2, 3, 8, 40))):
            if depth > 12:
                break
            kind = self.random.choice(list(known)) if self.random.random() < 0.9 else self.random.randrange(1 << 14)
            entry = known.get(kind, {"type": "nest", "nested-attributes": self.random.choice(list(self.said.sets))})
            flags = genl.NESTED if (entry["type"] == "nest") == (self.random.random() < 0.95) else 0
            data = self.payload(entry, depth)[:20000]
            one = genl.attr(kind | flags, data)
            # Its length says something else.
            if self.random.random() < 0.03:
                one = struct.pack("=H", self.random.choice((0, 1, 3, 4, len(data), len(data) + 5, 65535))) + one[2:]
            found += one
            if len(found) > 30000:
                break
        return found

    def deep(self):
        found = self.junk(40)
        for _ in range(self.random.randrange(200)):
            found = genl.attr(self.random.randrange(1, 16) | genl.NESTED, found)
        return found

    def message(self):
        command = self.random.choice(self.commands)
        which = self.random.random()
        body = self.tree("sipnat") if which < 0.8 else self.deep() if which < 0.9 else self.junk(4000)
        if self.random.random() < 0.1:
            body = body[:self.random.randrange(len(body) + 1)]
        data = struct.pack("=BBH", command, self.random.choice((0, 1, 1, 1, 2)), 0) + body
        if self.random.random() < 0.01:
            data = data[:self.random.randrange(4)]
        flags = genl.F_REQUEST | self.random.choice((0, genl.F_ACK, genl.F_DUMP, genl.F_DUMP | genl.F_ACK, 0x100, 0xf00))
        size = 16 + len(data) if self.random.random() < 0.97 else self.random.randrange(16, 32 + len(data))
        return struct.pack("=IHHII", size, self.family.number, flags, self.random.getrandbits(32), 0) + data

    def send(self):
        """Returns what it answers: how many messages, and how many of them are refusals with words"""
        answers = words = 0
        self.family.sock.send(self.message())
        while True:
            try:
                data = self.family.sock.recv(genl.BUFFER)
            except BlockingIOError:
                return answers, words
            answers += 1
            words += len(data) >= 20 and data[4:6] == b"\2\0" and data[7:8] == b"\2"


class Mild:
    """Settings that are valid, or with a single fault: the first are taken as they are, the others change nothing."""

    def __init__(self, said, family, chance):
        self.said, self.family, self.random = said, family, chance
        self.kinds = {entry["name"]: (kind, entry) for kind, entry in said.sets["config"].items()}
        self.taken = self.refused = 0

    def raw(self):
        """{attribute: payload} of the configuration; and that of externip, which may be repeated, as a list"""
        reply, = self.family.ask(self.said.command("get-config"))
        found, externips = {}, []
        for kind, payload in genl.attrs(dict(reply)[1]):
            if kind == self.kinds["externip"][0]:
                externips.append(dict(genl.attrs(payload)))
            else:
                found[kind] = payload
        nets = self.kinds["localnets"][0]
        found[nets] = [dict(genl.attrs(net)) for _, net in genl.attrs(found.get(nets, b""))]
        return found, externips

    def number(self, entry):
        checks = entry.get("checks", {})
        low = self.said.limit(checks.get("min", 0))
        if "enum" in entry:
            words = len(self.said.enums[entry["enum"]]["entries"])
            high = (1 << words) - 1 if entry.get("enum-as-flags") else words - 1
        else:
            high = self.said.limit(checks["max"])
        return self.random.choice((low, high, self.random.randint(low, high))).to_bytes(spec.SIZES[entry["type"]], "little"), high

    def settings(self):
        """[(attribute, payload as it is told)] of some, each once, and what a number may be at most"""
        numbers = [name for name, (_, entry) in self.kinds.items()
                   if entry["type"] in spec.SIZES and name not in ("rtp-min", "rtp-max") and name[:4] not in ("add-", "del-")]
        chosen, highest = [], {}
        for name in self.random.sample(numbers, self.random.randint(1, 6)):
            kind, entry = self.kinds[name]
            value, highest[kind] = self.number(entry)
            chosen.append((kind, value))
        if self.random.random() < 0.4:
            first, last = sorted(self.random.sample(range(512, 32768), 2))
            chosen += [(self.kinds["rtp-min"][0], spec.u16(2 * first)), (self.kinds["rtp-max"][0], spec.u16(2 * last + 1))]
        if self.random.random() < 0.4:
            nets = self.random.sample(range(256), self.random.randint(0, 5))
            chosen.append((self.kinds["localnets"][0], [{1: bytes((10, number, 0, 0)), 2: b"\x10"} for number in nets]))
        return chosen, highest

    def pack(self, chosen):
        return [genl.nest(kind, *(genl.nest(1, *(genl.attr(*one) for one in net.items())) for net in payload))
                if isinstance(payload, list) else genl.attr(kind, payload) for kind, payload in chosen]

    def fault(self, chosen, highest):
        """The same, with one fault anywhere"""
        kind = self.random.choice(list(highest))
        size = len(dict(chosen)[kind])
        wrong = self.random.choice((
            genl.attr(kind, (highest[kind] + 1).to_bytes(size, "little")), genl.attr(kind, bytes(size + 1)),
            genl.attr(kind, b""), genl.nest(kind), genl.attr(0, b"\0\0\0\0"), genl.attr(99, b"\0\0\0\0"),
            genl.attr(self.kinds["rtp-min"][0], spec.u16(20000)), genl.nest(self.kinds["localnets"][0], genl.nest(2)),
            genl.nest(self.kinds["externip"][0], genl.attr(1, bytes(3)))))
        packed = self.pack([one for one in chosen if one[0] not in (self.kinds["rtp-min"][0], self.kinds["rtp-max"][0])])
        packed.insert(self.random.randint(0, len(packed)), wrong)
        return packed

    def send(self):
        before, externips = self.raw()
        chosen, highest = self.settings()
        faulty = bool((self.taken + self.refused) % 2)
        packed = self.fault(chosen, highest) if faulty else self.pack(chosen)
        device = b"fuzz%d\0" % self.random.randrange(8)
        address = bytes((198, 51, 100, self.random.randrange(1, 255)))
        if not faulty:
            packed.append(genl.nest(self.kinds["externip"][0], genl.attr(1, address), genl.attr(2, device)))
            before.update(chosen)
        try:
            self.family.ask(self.said.command("set-config"), genl.nest(1, *packed))
            tap.want(not faulty, "taken: %r" % packed)
            self.taken += 1
        except genl.Refused as refused:
            tap.want(faulty, "refused: %s: %r" % (refused, packed))
            self.refused += 1
        after, now = self.raw()
        tap.equal(after, before, "the configuration behind %r" % packed)
        if faulty:
            tap.equal(now, externips, "externips")
        else:
            tap.want({1: address, 2: device} in now, "no %r in %r" % (address, now))


def main():
    net.prepare()
    gateway = Gateway()
    said = spec.load(os.path.join(TOP, "netlink/sipnat.yaml"))
    seed = int(os.environ.get("SIPNAT_SEED", 5060))
    tap.note("seed %d, %d rounds" % (seed, ROUNDS))
    with gateway:
        family, asker = genl.Family("sipnat"), genl.Family("sipnat")
    family.sock.setblocking(False)
    phone, provider = net.Host("phone"), net.Host("provider")
    alice, bob = Phone(phone, "alice", 10000), Phone(provider, "bob", 30000)
    Connection(alice, bob, "sip:bob@198.51.100.10")
    sender = Sender(said, family, seed)
    mild = Mild(said, asker, sender.random)
    with tap.test("whatever is asked is answered, and what is taken is valid (seed %d)" % seed):
        answers = words = taken = 0
        for number in range(ROUNDS):
            if number % 3 == 2:
                mild.send()
                continue
            told = sender.send()
            answers, words = answers + told[0], words + told[1]
            if number % 50:
                continue
            asker.send(said.command("get-config"))
            config = [said.reply("get-config", "do", reply)["config"] for reply in asker.replies()]
            tap.equal(len(config), 1, "configurations")
            tap.want(config[0]["rtp-min"] % 2 == 0 and config[0]["rtp-max"] > config[0]["rtp-min"], "%s" % config)
            taken += config[0]["max-dialogs"] != 16384 or config[0]["strict"] != 0
        tap.note("%d answers, %d refusals with words, %d times the configuration was another" % (answers, words, taken))
        tap.want(answers > ROUNDS / 5 and words > ROUNDS / 15, "too few of them were read")
        tap.note("%d settings taken, %d refused for one fault" % (mild.taken, mild.refused))
        tap.want(mild.taken > ROUNDS / 9 and mild.refused > ROUNDS / 9, "too few of one kind")
    with tap.test("and calls go on afterwards"):
        gateway.ctl("reset")
        gateway.ctl("flush")
        call = Connection(alice, bob, "sip:bob@198.51.100.10")
        call.talk()
        tap.equal(len(gateway.show("calls")), 1, "calls")


main()
