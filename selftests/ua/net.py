# SPDX-License-Identifier: GPL-2.0
"""Hosts of the network that topo.sh made, and sockets in them.

One process plays all hosts: a socket belongs to the namespace it was made in, wherever its
owner goes afterwards. So a test is told in the order in which things happen, and starts Python once.
"""

import contextlib
import ctypes
import fcntl
import itertools
import os
import select
import socket
import struct
import subprocess
import sys
import time

NAMESPACES = "/run/netns/"
PREFIX = os.environ.get("ns", "") + "-"
ADDRESSES = {
    "phone": "192.168.1.10",
    "phone2": "192.168.1.20",
    "pbx": "192.168.1.5",
    "site": "10.8.0.10",
    "dmz": "192.0.2.10",
    "provider": "198.51.100.10",
    "peer": "198.51.100.20",
    "gw": "203.0.113.1",
}
SO_RCVBUFFORCE = 33
# What a host can expect to arrive within; emulated machines are slow.
PATIENCE = 3.0
# Long enough for a packet that should not arrive to have arrived.
SILENCE = 0.3

captures = itertools.count(1)
libc = ctypes.CDLL(None, use_errno=True)


class Failure(Exception):
    """Something that the test wanted did not happen."""


def setns(fd):
    if libc.setns(fd, 0x40000000):  # CLONE_NEWNET
        raise OSError(ctypes.get_errno(), "setns")


class Host:
    """One namespace. Use as a context manager: what is made within is made there."""

    def __init__(self, name):
        self.name = name
        self.address = ADDRESSES.get(name)
        self.fd = os.open(NAMESPACES + PREFIX + name, os.O_RDONLY | os.O_CLOEXEC)
        self.home = []

    def __enter__(self):
        self.home.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC))
        setns(self.fd)
        return self

    def __exit__(self, *unused):
        home = self.home.pop()
        setns(home)
        os.close(home)

    def udp(self, port=0, address=None):
        return Socket(self, port, address or self.address)

    def run(self, *command, check=True):
        """Runs a command in here and returns what it prints."""
        with self:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if check and done.returncode:
            raise Failure("%s: %s" % (" ".join(command), done.stderr.strip()))
        return done.stdout

    def start(self, *command, **options):
        with self:
            return subprocess.Popen(command, **options)


class Socket:
    """A UDP socket on a host."""

    def __init__(self, host, port, address):
        self.host = host
        self.address = address
        with host:
            self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 22)
        self.sock.bind((address, port))
        self.port = self.sock.getsockname()[1]
        self.end = (address, self.port)

    def __repr__(self):
        return "%s (%s:%d)" % (self.host.name, self.address, self.port)

    def fileno(self):
        return self.sock.fileno()

    def send(self, data, to):
        self.sock.sendto(data, to)

    def receive(self, timeout=None):
        """The next datagram and its source."""
        timeout = PATIENCE if timeout is None else timeout
        if not select.select([self], [], [], timeout)[0]:
            raise Failure("nothing arrived at %r" % self)
        data, source = self.sock.recvfrom(65536)
        return data, source

    def silent(self, timeout=SILENCE):
        """Fails if something arrives."""
        if select.select([self], [], [], timeout)[0]:
            data, source = self.receive(0)
            raise Failure("%r got %r from %s:%d" % (self, data[:60], *source))

    def drain(self):
        """Everything that is there already."""
        got = []
        while select.select([self], [], [], 0)[0]:
            got.append(self.receive(0))
        return got

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


class Packet:
    """An IPv4 UDP packet that was seen."""

    def __init__(self, raw):
        header = (raw[0] & 15) * 4
        self.src = socket.inet_ntoa(raw[12:16])
        self.dst = socket.inet_ntoa(raw[16:20])
        self.sport, self.dport = struct.unpack("!HH", raw[header:header + 4])
        self.payload = raw[header + 8:struct.unpack("!H", raw[2:4])[0]]

    def __repr__(self):
        return "%s:%d > %s:%d" % (self.src, self.sport, self.dst, self.dport)


class Capture:
    """All UDP packets that pass an interface of a host, fragments aside."""

    def __init__(self, host, device="eth0"):
        self.packets = []
        self.host = host
        with host:
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 23)
        self.sock.bind((device, 0x0003))
        self.sock.setblocking(False)
        self.file = None
        if os.environ.get("CAPTURE"):
            case = os.path.basename(sys.argv[0]).removesuffix(".py")
            self.file = open("%s/%s-%d-%s.pcap" % (os.environ["CAPTURE"], case, next(captures), host.name), "wb")
            # LINKTYPE_RAW: begins with the IP header.
            self.file.write(struct.pack("=IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65536, 101))

    def read(self):
        """What has been seen up to now or until it was closed, beginning with the first."""
        if self.sock.fileno() < 0:
            return self.packets
        with contextlib.suppress(BlockingIOError):
            while True:
                raw, where = self.sock.recvfrom(65536)
                if where[1] != 0x0800:
                    continue
                if self.file:
                    now = time.time()
                    self.file.write(struct.pack("=IIII", int(now), int(now % 1 * 1e6), len(raw), len(raw)) + raw)
                    self.file.flush()
                if raw[9] == socket.IPPROTO_UDP and not struct.unpack("!H", raw[6:8])[0] & 0x1fff:
                    self.packets.append(Packet(raw))
        return self.packets

    def close(self):
        self.read()
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def hosts():
    return [name[len(PREFIX):] for name in os.listdir(NAMESPACES) if name.startswith(PREFIX)]


def prepare():
    """Makes the network ready for use."""
    for name in hosts():
        with Host(name) as host:
            checksums_in_software()
            if host.address and host.address.startswith("192.168.1."):
                wait_for_link("192.168.1.1")


def checksums_in_software():
    """Switches offload off: else it leaves checksums to the receiver's device, and that takes every
    packet for right, whatever the helper did to it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _, name in socket.if_nameindex():
            value = ctypes.create_string_buffer(struct.pack("=II", 0x17, 0))  # ETHTOOL_STXCSUM
            request = struct.pack("16sQ16x", name.encode(), ctypes.addressof(value))
            with contextlib.suppress(OSError):
                fcntl.ioctl(sock, 0x8946, request)  # SIOCETHTOOL


def wait_for_link(router):
    """A switch's port takes up to a second to notice its cable."""
    end = time.monotonic() + 2 * PATIENCE
    while True:
        with socket.socket() as sock:
            sock.settimeout(0.1)
            try:
                sock.connect((router, 9))
            except ConnectionRefusedError:
                return
            except OSError:
                if time.monotonic() > end:
                    raise
