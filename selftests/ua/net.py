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
PREFIX = os.environ["ns"] + "-" if "ns" in os.environ else ""
ADDRESSES = {
    "phone": ("192.168.1.10", "fd00:1::10"),
    "phone2": ("192.168.1.20", "fd00:1::20"),
    "pbx": ("192.168.1.5", "fd00:1::5"),
    "phone3": ("192.168.2.10", "fd00:2::10"),
    "twin": ("192.168.1.10", "fd00:1::10"),
    "site": ("10.8.0.10", "fd00:8::10"),
    "dmz": ("192.0.2.10", "2001:db8:2::10"),
    "provider": ("198.51.100.10", "2001:db8:10::10"),
    "peer": ("198.51.100.20", "2001:db8:20::20"),
    "gw": ("203.0.113.1", "2001:db8:113::1"),
    # By the gateway's line
    "upstream": ("10.0.0.1", None),
}
ADDRESSES.update(("desk%d" % number, ("192.168.1.%d" % (100 + number), None)) for number in range(1, 100))
ADDRESSES.update(("far%d" % number, ("198.51.100.%d" % (100 + number), None)) for number in range(1, 100))
# What is outside though its addresses are private, for topo.sh's "private"
OUTSIDE = ()
if os.environ.get("PRIVATE"):
    OUTSIDE = b"192.168.178.", b"fd00:178:"
    ADDRESSES["provider"] = "192.168.178.10", "fd00:178:10::10"
    ADDRESSES["peer"] = "192.168.178.20", "fd00:178:20::20"
    ADDRESSES["gw"] = "192.168.178.2", "fd00:178::2"
SO_RCVBUFFORCE = 33
SO_BINDTODEVICE = 25
SO_ATTACH_FILTER = 26
# What a host can expect to arrive within; emulated machines are slow.
PATIENCE = float(os.environ.get("SIPNAT_PATIENCE", 3))
# Long enough for a packet that should not arrive to have arrived.
SILENCE = 0.3

captures = itertools.count(1)
# What a host's address is if nobody says which: 4 or 6.
family = 4
libc = ctypes.CDLL(None, use_errno=True)


class Failure(Exception):
    """Something that the test wanted did not happen."""


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def text(end):
    """An endpoint as messages write it: RFC 3986 section 3.2.2."""
    return "%s:%s" % (host_text(end[0]), end[1])


def host_text(address):
    return "[%s]" % address if ":" in address else address


def setns(fd):
    if libc.setns(fd, 0x40000000):  # CLONE_NEWNET
        raise OSError(ctypes.get_errno(), "setns")


class Host:
    """One namespace. Use as a context manager: what is made within is made there."""

    def __init__(self, name):
        self.name = name
        self.address = ADDRESSES.get(name, (None, None))[family == 6]
        self.fd = os.open(NAMESPACES + PREFIX + name, os.O_RDONLY | os.O_CLOEXEC)
        self.home = []
        # A VRF, or an interface, that its sockets are bound to
        self.device = None

    def __enter__(self):
        self.home.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC))
        setns(self.fd)
        return self

    def __exit__(self, *unused):
        home = self.home.pop()
        setns(home)
        os.close(home)

    def udp(self, port=0, address=None, bind=None):
        """address: what it says that it is; bind: another one, to be bound to"""
        return Socket(self, port, address or self.address, bind)

    def devices(self):
        with self:
            return [name for _, name in socket.if_nameindex()]

    def run(self, *command, check=True, stdin=""):
        """Runs a command in here and returns what it prints."""
        with self:
            done = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if check and done.returncode:
            raise Failure("%s: %s" % (" ".join(command), done.stderr.strip()))
        return done.stdout

    def ip(self, *lines):
        """Commands of ip"""
        self.run("ip", "-batch", "-", stdin="\n".join(lines))

    def neighbours(self, count, device="eth0"):
        """More addresses, and so more hosts in others' eyes. Returns them."""
        if ":" in self.address:
            found = ["%s:%x" % (self.address, 0xa00 + number) for number in range(count)]
        else:
            net, _, last = self.address.rpartition(".")
            found = ["%s.%d" % (net, int(last) + 100 + number) for number in range(count)]
        line = "addr add %s/64 nodad dev %s" if ":" in self.address else "addr add %s/24 dev %s"
        self.ip(*(line % (address, device) for address in found))
        return found

    def start(self, *command, **options):
        with self:
            return subprocess.Popen(command, **options)


class Socket:
    """A UDP socket on a host."""

    def __init__(self, host, port, address, bind=None):
        self.host = host
        self.address = address
        with host:
            self.sock = socket.socket(family_of(address), socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 22)
        if host.device:
            self.sock.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, host.device.encode())
        self.sock.bind((bind or address, port))
        self.port = self.sock.getsockname()[1]
        self.end = (address, self.port)

    def __repr__(self):
        return "%s (%s)" % (self.host.name, text(self.end))

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
        return data, source[:2]

    def silent(self, timeout=SILENCE):
        """Fails if something arrives."""
        if select.select([self], [], [], timeout)[0]:
            data, source = self.receive(0)
            raise Failure("%r got %r from %s" % (self, data[:60], text(source)))

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
    """A UDP packet that was seen, the first fragment of one, or another packet (sport is None)."""

    def __init__(self, raw, sent=False):
        """sent: by the host that captures"""
        self.sent = sent
        self.raw = raw
        self.sport = None
        if raw[0] >> 4 == 4:
            header, end = (raw[0] & 15) * 4, struct.unpack("!H", raw[2:4])[0]
            self.src, self.dst = (socket.inet_ntoa(raw[at:at + 4]) for at in (12, 16))
            protocol, offset = raw[9], struct.unpack("!H", raw[6:8])[0] & 0x1fff
        else:
            header, end = 40, 40 + struct.unpack("!H", raw[4:6])[0]
            self.src, self.dst = (socket.inet_ntop(socket.AF_INET6, raw[at:at + 16]) for at in (8, 24))
            protocol, offset = raw[6], 0
            if protocol == socket.IPPROTO_FRAGMENT:
                protocol, offset = raw[40], struct.unpack("!H", raw[42:44])[0] & 0xfff8
                header = 48
        self.protocol, self.header, self.end = protocol, header, end
        if protocol == socket.IPPROTO_UDP and not offset:
            self.sport, self.dport = struct.unpack("!HH", raw[header:header + 4])
            self.payload = raw[header + 8:end]

    def __repr__(self):
        return "%s > %s" % (text((self.src, self.sport)), text((self.dst, self.dport)))


# A filter for captures: UDP whose payload begins with a letter, so that audio stays outside.
MESSAGES = [
    (0x30, 0, 0, 0),        # ldb [0]
    (0x54, 0, 0, 0xf0),     # and #0xf0
    (0x15, 0, 3, 0x40),     # jneq #0x40, v6
    (0xb1, 0, 0, 0),        # ldxb 4*([0]&0xf)
    (0x50, 0, 0, 8),        # ldb [x + 8]
    (0x05, 0, 0, 1),        # jmp letter
    (0x30, 0, 0, 48),       # v6: ldb [48]
    (0x35, 0, 2, ord("A")),  # letter: jlt #'A', no
    (0x25, 1, 0, ord("z")),  # jgt #'z', no
    (0x06, 0, 0, 65535),    # ret #65535
    (0x06, 0, 0, 0),        # no: ret #0
]


class Capture:
    """All UDP packets that pass an interface of a host, later fragments aside."""

    kind = Packet

    def __init__(self, host, device="eth0", only=None):
        """only: a filter; not for files, in which all is wanted"""
        self.packets = []
        self.host = host
        with host:
            self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 23)
        if only and not os.environ.get("CAPTURE"):
            program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in only))
            self.sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                                 struct.pack("@HP", len(only), ctypes.addressof(program)))
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
                if where[1] not in (0x0800, 0x86dd):
                    continue
                if self.file:
                    now = time.time()
                    self.file.write(struct.pack("=IIII", int(now), int(now % 1 * 1e6), len(raw), len(raw)) + raw)
                    self.file.flush()
                packet = self.kind(raw, where[2] == socket.PACKET_OUTGOING)
                if packet.sport is not None:
                    self.packets.append(packet)
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


def prepare(hidden=True):
    """Makes the network ready for use. hidden: whether nothing inside may be told outside."""
    for name in hosts():
        with Host(name) as host:
            checksums_in_software()
            if name in ("phone", "phone2", "pbx") or name.startswith("desk"):
                wait_for_link("192.168.1.1")
    if hidden and "wan" in hosts():
        import judge  # which needs this module
        judge.watch()


def checksums_in_software():
    """Switches offload off: else it leaves checksums to the receiver's device, and that takes every
    packet for right, whatever the helper did to it."""
    ethtool((0x17, 0))  # ETHTOOL_STXCSUM


def offload(on):
    """Checksums, segmentation (TSO, GSO) and its reverse (GRO), left to devices or not: here a segment can be as
    long as a packet of 64 KB then."""
    # ETHTOOL_STXCSUM, SSG, STSO, SGSO, SGRO; one needs the other
    commands = [(command, int(on)) for command in (0x17, 0x19, 0x1f, 0x24, 0x2c)]
    ethtool(*(commands if on else reversed(commands)))


def ethtool(*commands):
    """Of all devices in this namespace; what one does not have is left out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for (_, name), command in itertools.product(socket.if_nameindex(), commands):
            value = ctypes.create_string_buffer(struct.pack("=II", *command))
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
