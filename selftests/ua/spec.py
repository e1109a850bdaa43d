# SPDX-License-Identifier: GPL-2.0
"""netlink/sipnat.yaml: what it says, and messages read with it."""

import glob
import ipaddress
import os
import re
import struct
import sys

import genl

# The tests' Python looks nowhere but in the standard library.
sys.path.append("/usr/lib/python3/dist-packages")
import yaml  # noqa: E402

SIZES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8}


def load(path):
    with open(path, encoding="utf-8") as file:
        return Spec(yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def numbered(entries, first):
    """Their numbers: each is the one before and one, unless it says otherwise"""
    number = first - 1
    for entry in entries:
        number = entry.get("value", number + 1)
        yield number, entry


class Spec:
    def __init__(self, tree):
        self.tree = tree
        self.consts = {one["name"]: one["value"] for one in tree["definitions"] if one["type"] == "const"}
        self.enums = {one["name"]: one for one in tree["definitions"] if one["type"] != "const"}
        self.sets = {one["name"]: dict(numbered(one["attributes"], 1)) for one in tree["attribute-sets"]}
        self.operations = dict(numbered(tree["operations"]["list"], 1))
        self.seen = set()

    def limit(self, value):
        return self.consts.get(value, value)

    def command(self, name):
        return {one["name"]: number for number, one in self.operations.items()}[name]

    def replies(self):
        """All that messages from the kernel may hold: "set.attribute" """
        found = set()

        def walk(space, names=None):
            for entry in self.sets[space].values():
                if names is not None and entry["name"] not in names or entry["type"] == "pad":
                    continue
                name = "%s.%s" % (space, entry["name"])
                if name in found:
                    continue
                found.add(name)
                if "nested-attributes" in entry:
                    walk(entry["nested-attributes"])

        for one in self.operations.values():
            for way in "do", "dump":
                if "reply" in one.get(way, {}):
                    walk(one["attribute-set"], one[way]["reply"]["attributes"])
        return found

    def value(self, space, entry, payload):
        kind, name = entry["type"], "%s.%s" % (space, entry["name"])
        self.seen.add(name)
        checks = entry.get("checks", {})
        if kind == "nest":
            return self.decode(entry["nested-attributes"], payload)
        if kind == "string":
            if payload[-1:] != b"\0":
                raise ValueError(name + " has no end")
            return payload[:-1].decode()
        if kind == "binary":
            if not checks.get("min-len", 0) <= len(payload) <= checks.get("max-len", 1 << 16):
                raise ValueError("%s has %d bytes" % (name, len(payload)))
            return payload
        if kind == "flag":
            if payload:
                raise ValueError(name + " is no flag")
            return True
        if kind == "uint" and len(payload) not in (4, 8) or kind != "uint" and len(payload) != SIZES[kind]:
            raise ValueError("%s has %d bytes" % (name, len(payload)))
        number = int.from_bytes(payload, "big" if entry.get("byte-order") == "big-endian" else sys.byteorder)
        if not self.limit(checks.get("min", 0)) <= number <= self.limit(checks.get("max", (1 << 64) - 1)):
            raise ValueError("%s is %d" % (name, number))
        if "enum" in entry:
            return self.word(name, entry, number)
        return number

    def word(self, name, entry, number):
        names = [one["name"] for one in self.enums[entry["enum"]]["entries"]]
        if entry.get("enum-as-flags") or self.enums[entry["enum"]]["type"] == "flags":
            if number >> len(names):
                raise ValueError("%s has unknown bits: %#x" % (name, number))
            return {one for bit, one in enumerate(names) if number >> bit & 1}
        if number >= len(names):
            raise ValueError("%s is %d" % (name, number))
        return names[number]

    def decode(self, space, payload, allowed=None):
        """Attributes of a set, as a dictionary; what may be repeated is a list. Raises ValueError."""
        found = {}
        for kind, data in genl.attrs(payload):
            entry = self.sets[space].get(kind)
            if entry is None or allowed is not None and entry["name"] not in allowed:
                raise ValueError("%s has no attribute %d here" % (space, kind))
            if entry["type"] == "pad":
                continue
            value = self.value(space, entry, data)
            if entry.get("multi-attr"):
                found.setdefault(entry["name"], []).append(value)
            elif entry["name"] in found:
                raise ValueError("%s is there twice" % entry["name"])
            else:
                found[entry["name"]] = value
        return found

    def reply(self, name, way, payload):
        """A message that answers"""
        one = self.operations[self.command(name)]
        return self.decode(one["attribute-set"], payload, one[way]["reply"]["attributes"])

    def event(self, command, payload):
        """A message that was not asked for"""
        one = self.operations[command]
        return self.decode(one["attribute-set"], payload, one["event"]["attributes"])


def c_enums(directory):
    """Of the headers there: {enum: [(name, number), ...]}; and what they define: {name: number}"""
    text = ""
    for header in sorted(glob.glob(os.path.join(directory, "*.h"))):
        with open(header, encoding="utf-8") as file:
            text += re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    enums = {name: [(word.strip(), number) for number, word in enumerate(body.split(",")) if word.strip()]
             for name, body in re.findall(r"enum (\w+) \{(.*?)\}", text, re.S)}
    return enums, {name: int(value) for name, value in re.findall(r"#define (\w+)\s+(\d+)\n", text)}


def address(payload):
    return str(ipaddress.ip_address(payload))


def u16(number):
    return struct.pack("=H", number)


def u32(number):
    return struct.pack("=I", number)
