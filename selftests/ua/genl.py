# SPDX-License-Identifier: GPL-2.0
"""Generic netlink, as bytes."""

import os
import socket
import struct

NETLINK_GENERIC = 16
SOL_NETLINK, NETLINK_EXT_ACK = 270, 11
F_REQUEST, F_MULTI, F_ACK, F_DUMP, F_DUMP_INTR = 0x1, 0x2, 0x4, 0x300, 0x10
NLMSG_ERROR, NLMSG_DONE = 2, 3
GENL_ID_CTRL, GETFAMILY, GETPOLICY = 16, 3, 10
NESTED = 0x8000
# More than the family's largest message
BUFFER = 1 << 16


class Refused(Exception):
    """What the kernel says to a request: an error, in words if it has some, and at which byte of it"""

    def __init__(self, error, words, offset=None):
        super().__init__("%s: %s" % (os.strerror(error), words))
        self.error, self.words, self.offset = error, words, offset


def attr(kind, payload=b""):
    return struct.pack("=HH", 4 + len(payload), kind) + payload + bytes(-len(payload) % 4)


def nest(kind, *attrs):
    return attr(kind | NESTED, b"".join(attrs))


def attrs(data):
    """(type, payload) of each"""
    found = []
    while len(data) >= 4:
        size, kind = struct.unpack_from("=HH", data)
        if not 4 <= size <= len(data):
            raise ValueError("an attribute of %d bytes in %d" % (size, len(data)))
        found.append((kind & 0x3fff, data[4:size]))
        data = data[size + -size % 4:]
    if data:
        raise ValueError("%d bytes behind the last attribute" % len(data))
    return found


class Family:
    """A socket, and a family that is asked by it"""

    def __init__(self, name, buffer=BUFFER):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.bind((0, 0))
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sock.settimeout(60)
        self.buffer = buffer
        self.sequence = 0
        self.interrupted = False
        self.number = GENL_ID_CTRL
        reply, = self.ask(GETFAMILY, attr(2, name.encode() + b"\0"))
        self.info = dict(reply)
        self.number, = struct.unpack("=H", self.info[1])

    def groups(self):
        """{name: number} of its multicast groups"""
        found = {}
        for _, group in attrs(self.info.get(7, b"")):
            told = dict(attrs(group))
            found[told[1].rstrip(b"\0").decode()], = struct.unpack("=I", told[2])
        return found

    def listen(self, group):
        self.sock.setsockopt(SOL_NETLINK, 1, self.groups()[group])
        self.sock.setblocking(False)

    def heard(self):
        """What has been told to a group by now: (command, payload) of each message"""
        found = []
        while True:
            try:
                data = self.sock.recv(self.buffer)
            except BlockingIOError:
                return found
            while len(data) >= 20:
                size, kind = struct.unpack_from("=IH", data)
                if kind == self.number:
                    found.append((data[16], data[20:size]))
                data = data[size + -size % 4:]

    def send(self, command, payload=b"", flags=F_ACK, number=None, version=1):
        self.sequence += 1
        data = struct.pack("=BBH", command, version, 0) + payload
        header = struct.pack("=IHHII", 16 + len(data), self.number if number is None else number,
                             F_REQUEST | flags, self.sequence, 0)
        self.sock.send(header + data)

    def messages(self):
        """(type, flags, payload) of one read"""
        data = self.sock.recv(self.buffer, socket.MSG_TRUNC)
        if len(data) > self.buffer:
            raise ValueError("a message of %d bytes does not fit" % len(data))
        found = []
        while len(data) >= 16:
            size, kind, flags, sequence, _ = struct.unpack_from("=IHHII", data)
            if sequence == self.sequence:
                found.append((kind, flags, data[16:size]))
            data = data[size + -size % 4:]
        return found

    def end(self, kind, flags, payload):
        error, = struct.unpack_from("=i", payload)
        if error >= 0:
            return
        words, offset = "", None
        start = 4 if kind == NLMSG_DONE else 20 + (0 if flags & 0x100 else
                                                    struct.unpack_from("=I", payload, 4)[0] - 16)
        if flags & 0x200:
            tlvs = dict(attrs(payload[start + -start % 4:]))
            words = tlvs.get(1, b"").rstrip(b"\0").decode()
            offset = struct.unpack("=I", tlvs[2])[0] if 2 in tlvs else None
        raise Refused(-error, words, offset)

    def replies(self):
        """What answers the last request: the payload of each message, without the header of genetlink"""
        while True:
            for kind, flags, payload in self.messages():
                self.interrupted |= bool(flags & F_DUMP_INTR)
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    self.end(kind, flags, payload)
                    return
                yield payload[4:]

    def ask(self, command, payload=b"", number=None, flags=F_ACK):
        """The attributes of each answer"""
        self.send(command, payload, flags, number)
        return [attrs(reply) for reply in self.replies()]

    def dump(self, command, payload=b"", number=None):
        self.interrupted = False
        return self.ask(command, payload, number, F_DUMP)

    def policies(self, command):
        """({"do": index, "dump": index}, {index: {type: {what: payload}}})"""
        which, tables = {}, {}
        request = attr(1, struct.pack("=H", self.number)) + attr(10, struct.pack("=I", command))
        for reply in self.dump(GETPOLICY, request, GENL_ID_CTRL):
            for kind, payload in reply:
                if kind == 9:  # CTRL_ATTR_OP_POLICY
                    for _, op in attrs(payload):
                        for way, index in attrs(op):
                            which[{1: "do", 2: "dump"}[way]], = struct.unpack("=I", index)
                elif kind == 8:  # CTRL_ATTR_POLICY
                    for index, table in attrs(payload):
                        for one, policy in attrs(table):
                            tables.setdefault(index, {})[one] = dict(attrs(policy))
        return which, tables
