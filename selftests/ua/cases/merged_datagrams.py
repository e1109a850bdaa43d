# SPDX-License-Identifier: GPL-2.0
"""Several datagrams of a flow in one packet: each is read by itself, and they arrive in their order.

	merged_datagrams.py 4|6 PORT WORD...

Ports from PORT on have had no flow yet. Words for who puts them into one packet: gro, list (GRO, too, without copying them), segment (their sender). For what
is done: calls and odd, forwarded by the gateway; own, of sockets on it; given, to a socket that TPROXY gives them to,
and by a virtual machine; bridged, by a switch that has the helper."""

import contextlib
import fcntl
import itertools
import json
import os
import socket
import stat
import struct
import sys

import line
import net
import sip
import tap
from gateway import HELPER, Gateway

net.family = int(sys.argv[1])
PUBLIC = {4: "203.0.113.1", 6: "2001:db8:113::1"}[net.family]
PRIVATE, ANY = {4: ("192.168.1.1", "0.0.0.0"), 6: ("fd00:1::1", "::")}[net.family]
# What a packet of 1500 bytes has room for
LARGEST = 1500 - {4: 28, 6: 48}[net.family]
UDP_SEGMENT, UDP_GRO = 103, 104
IP_TRANSPARENT = 19
FAILSLAB = "/sys/kernel/debug/failslab/"
# Of the same number of digits, so that messages are of the same length
sip.numbers = itertools.count(1000)
numbers = itertools.count()
ports = itertools.count(int(sys.argv[2]))


class Way:
    """How datagrams get into one packet."""

    def __init__(self, name, *features, segment=False):
        """features: of the gateway's devices. segment: the sender puts them into one"""
        self.name = name
        self.features = features
        self.segment = segment

    def prepare(self, gateway):
        """False: this kernel merges nothing that comes through a veth device."""
        if not self.segment and "rx-udp-gro-forwarding" not in gateway.run("ethtool", "-k", "wan0"):
            return False
        # A device that computes checksums takes several datagrams as they are. From one that does not, they come
        # one by one, and are merged.
        for name, device in ("phone", "eth0"), ("lan", "gw"), ("provider", "eth0"), ("wan", "gw0"), \
                ("gw", "lan0"), ("gw", "wan0"):
            net.Host(name).run("ethtool", "-K", device, *(
                ("tx", "on", "tx-udp-segmentation", "on") if self.segment else ("tx", "off")))
        for device in "lan0", "wan0":
            gateway.run("ethtool", "-K", device, *self.features)
        return True

    def send(self, sock, datagrams, to):
        """All of one size; the last one may be shorter."""
        sizes = [len(data) for data in datagrams]
        tap.want(len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0], "their sizes: %s" % sizes)
        if not self.segment:
            for data in datagrams:
                sock.sock.sendto(data, to)
            return
        sock.sock.setsockopt(socket.SOL_UDP, UDP_SEGMENT, sizes[0])
        try:
            sock.sock.sendto(b"".join(datagrams), to)
        finally:
            sock.sock.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 0)


WAYS = {
    "gro": Way("merged", "gro", "on", "rx-udp-gro-forwarding", "on", "rx-gro-list", "off"),
    "list": Way("merged into a list", "gro", "on", "rx-udp-gro-forwarding", "on", "rx-gro-list", "on"),
    "segment": Way("sent as one", "gro", "off", segment=True),
}


@contextlib.contextmanager
def together(way, sock):
    """What the socket sends within leaves at the end."""
    sent = []
    sock.send = lambda data, to: sent.append((data, to))
    yield
    del sock.send
    way.send(sock, [data for data, _ in sent], sent[0][1])


@contextlib.contextmanager
def parted(host, datagrams):
    """So many datagrams of signalling go on one by one. Gives a list, in which there is afterwards in how many packets
    they came to the helper."""
    came = []
    host.run("nft", "reset", "counters", "table", "inet", "seen")
    yield came
    counters = json.loads(host.run("nft", "-j", "list", "counters", "table", "inet", "seen"))["nftables"]
    packets = {each["counter"]["name"]: each["counter"]["packets"] for each in counters if "counter" in each}
    came.append(packets["before"])
    if HELPER == "sipnat":
        tap.equal(packets["behind"], datagrams, "packets behind the helper")


class Call(line.Line):
    """A call whose INVITE comes together with another one's."""

    def __init__(self, out, inside, provider):
        super().__init__(2 * next(numbers) + (not out), inside, provider, (inside.sock.host, provider.sock.host))
        target = (provider.sock.address, 5060) if out else (PUBLIC, inside.sock.port)
        self.leg = sip.Leg.caller(self.near, "sip:bob@" + net.text(target))

    def arrive(self):
        self.invitation = self.far.expect("INVITE", self.leg.call_id)

    def ring(self):
        self.far.respond(self.invitation, 180, "Ringing")

    def look(self):
        seen = self.invitation if self.out else self.okay
        tap.equal(seen.media()[0], PUBLIC, "media address outside")
        tap.equal(sip.hostport(seen["contact"])[0], PUBLIC, "Contact outside")

    def hang_up(self):
        sip.hang_up(self.leg, self.other)

    def close(self):
        self.ours.close()
        self.theirs.close()


def call(gateway, way, out, inside, provider):
    # GRO does not wait for ever, and a machine may be busy.
    for _ in range(1 if way.segment else 5):
        both = [Call(out, inside, provider) for _ in range(2)]
        with parted(gateway, 2) as came:
            with together(way, both[0].near.sock):
                line.all_of(both, Call.invite)
            line.all_of(both, Call.arrive)
        line.all_of(both, Call.ring, Call.ringing, Call.answer, Call.answered, Call.look, Call.speak, Call.hang_up,
                    Call.close)
        if came == [1]:
            return
    raise net.Failure("the INVITEs came one by one")


def message(out, hidden, face, other, size, fields=1):
    """A request with the hidden endpoint in so many fields of its own, if it goes out, else with its face: as it is
    sent, and as it has to arrive."""
    number = next(sip.numbers)

    def text(end, more):
        marked, there = net.text(end), net.text(other)
        lines = ["MESSAGE sip:bob@%s SIP/2.0" % (there if out else marked),
                 "Via: SIP/2.0/UDP %s;branch=z9hG4bK%d;rport" % (marked if out else there, number),
                 "From: <sip:alice@example.org>;tag=1", "To: <sip:bob@example.org>", "Call-ID: merged%d" % number,
                 "CSeq: 1 MESSAGE"]
        lines += [("Contact: <sip:%s>" if out else "Route: <sip:%s;lr>") % marked] * fields
        return "\r\n".join(lines + ["X: " + "x" * more, "Content-Length: 0", "", ""]).encode()

    sent, wanted = (hidden, face) if out else (face, hidden)
    more = size - len(text(sent, 0))
    return text(sent, more), text(wanted, more)


def arrive(sock, wanted):
    """These datagrams and no others, in this order"""
    for number, data in enumerate(wanted):
        got = sock.receive()[0]
        tap.want(got == data, "datagram %d: %r instead of %r" % (number, got[:400], data[:400]))
    sock.silent(0.2)


def passes(host, way, sender, to, receiver, messages, wanted=None):
    """host: the one with the helper. messages: as they are sent, and as they have to arrive"""
    wanted = [arrives for _, arrives in messages] if wanted is None else wanted
    # A machine that is busy may take them from the wire one by one.
    for _ in range(5):
        with parted(host, len(messages)) as came:
            way.send(sender, [sent for sent, _ in messages], to)
            arrive(receiver, wanted)
        if 0 < came[0] < (2 if way.segment else len(messages)):
            return
    raise net.Failure("they came in %d packets" % came[0])


def calls(gateway, way):
    phone, provider = net.Host("phone"), net.Host("provider")
    with sip.Agent(phone, "alice") as alice, sip.Agent(provider, "bob") as bob:
        with tap.test(way.name + ": calls in"):
            call(gateway, way, False, alice, bob)
        with tap.test(way.name + ": calls out"):
            call(gateway, way, True, alice, bob)
        with sip.Agent(phone, "alice", next(ports)) as other, tap.test(way.name + ": calls out, as a flow begins"):
            call(gateway, way, True, other, bob)
        with sip.Agent(provider, "bob", next(ports)) as other, tap.test(way.name + ": calls in, as a flow begins"):
            call(gateway, way, False, alice, other)


def odd(gateway, way):
    """What else may be in one packet"""
    with net.Host("phone").udp(5060) as phone, net.Host("provider").udp(5060) as provider:
        phone.send(b"\r\n\r\n", provider.end)
        tap.equal(provider.receive()[1], (PUBLIC, 5060), "the phone outside")
        for out in True, False:
            odd_one_way(gateway, way, out, phone, provider)


def odd_one_way(gateway, way, out, phone, provider):
    face = (PUBLIC, 5060)
    way_through = (phone, provider.end, provider) if out else (provider, face, phone)
    where = "%s, %s: " % (way.name, "out" if out else "in")
    junk = (bytes(range(256)) * 3)[:600]

    def good(size=600, fields=1):
        return message(out, phone.end, face, provider.end, size, fields)

    for what, messages in (
            ("the last one is shorter", [good(), good(), good(450)]),
            ("junk between messages", [good(), (junk, junk), good(), (b"\r\n\r\n",) * 2]),
            ("many", [good() for _ in range(40)]),
            ("they fill their packets, or outgrow them", [good(LARGEST, 10) for _ in range(3)])):
        with tap.test(where + what):
            passes(gateway, way, *way_through, messages)
    if HELPER != "sipnat":
        return
    with tap.test(where + "junk is dropped where the user wants that"), \
            gateway.setting("strict", "on", back="off"):
        messages = [good(), (junk, junk), good()]
        with gateway.counts(dropped=1, batched=0):
            passes(gateway, way, *way_through, messages, [messages[0][1], messages[2][1]])


def own(gateway, way):
    """Sockets on the gateway itself"""
    with gateway.udp(next(ports), PRIVATE, ANY) as here, net.Host("provider").udp(5060) as provider:
        here.send(b"\r\n\r\n", provider.end)
        provider.receive()
        for knows in False, True:
            here.sock.setsockopt(socket.SOL_UDP, UDP_GRO, knows)
            with tap.test("%s: received by the gateway%s" % (way.name, ", which knows of GRO" if knows else "")):
                # Nothing of them is changed.
                face = (PUBLIC, here.port)
                messages = [message(False, face, face, provider.end, size) for size in (600, 600, 500)]
                with gateway.counts(unchanged=3) if HELPER == "sipnat" else contextlib.nullcontext():
                    passes(gateway, way, provider, face, here, messages)
        # Only its socket can put them together.
        if not way.segment:
            return
        with tap.test(way.name + ": sent by the gateway"):
            passes(gateway, way, here, provider.end, provider, [
                message(True, here.end, (PUBLIC, here.port), provider.end, size) for size in (600, 600, 500)])
        if HELPER == "sipnat" and os.path.exists(FAILSLAB):
            with tap.test(way.name + ": sent by the gateway, without memory"):
                without_memory(gateway, here, provider)


def without_memory(gateway, here, provider):
    """Each allocation on the way fails once. What arrives is right, or as it was sent; and in order."""
    sent = []
    before = gateway.stats()["counters"]["batched"]
    with open(FAILSLAB + "verbose", "w", encoding="ascii") as verbose:
        verbose.write("0")
    here.sock.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 600)
    with open("/proc/thread-self/fail-nth", "r+b", buffering=0) as nth:
        for number in itertools.count(1):
            messages = [message(True, here.end, (PUBLIC, here.port), provider.end, 600) for _ in range(3)]
            sent += messages
            data = b"".join(each for each, _ in messages)
            os.pwrite(nth.fileno(), b"%d" % number, 0)
            with contextlib.suppress(OSError):
                here.sock.sendto(data, provider.end)
            left = int(os.pread(nth.fileno(), 16, 0).rstrip(b"\0\n"))
            os.pwrite(nth.fileno(), b"0", 0)
            if left:
                break
    here.sock.setsockopt(socket.SOL_UDP, UDP_SEGMENT, 0)
    found = []
    while len(sent) - 1 not in found:
        data = provider.receive()[0]
        found += [index for index, pair in enumerate(sent) if data in pair] or [data]
    tap.want(found == sorted(set(found)), "disorder: %s" % found)
    tap.want(gateway.stats()["counters"]["batched"] > before, "none was left as it was")


def given(gateway, way):
    """To a socket that is not bound to where they are sent to, and by a virtual machine"""
    if not way.segment:
        return
    elsewhere = ("198.51.100.99", 5060)
    gateway.run("nft", "-f", "-", stdin="""
        table ip transparent {
            chain divert {
                type filter hook prerouting priority mangle
                ip daddr 198.51.100.99 udp dport 5060 tproxy to :5099 meta mark set 1 accept
            }
        }""")
    gateway.ip("rule add fwmark 1 lookup 100", "route add local default dev lo table 100")
    with tap.test(way.name + ": to a transparent proxy"), net.Host("phone").udp(next(ports)) as phone, \
            gateway.udp(5099, "0.0.0.0") as proxy:
        proxy.sock.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
        sent = [message(True, phone.end, phone.end, elsewhere, size) for size in (600, 600, 500)]
        passes(gateway, way, phone, elsewhere, proxy, sent)
    gateway.run("nft", "delete", "table", "ip", "transparent")
    machine(gateway)


def bridged(gateway, way):
    """By a switch with a firewall for IP in it"""
    switch = net.Host("lan")
    switch.run("modprobe", "br_netfilter", check=False)
    switch.run("sysctl", "-q", "net.bridge.bridge-nf-call-iptables=1")
    if HELPER != "none":
        switch.run("nft", "-f", "-", stdin="""
            table ip helper {
                ct helper over-udp { type "%s" protocol udp; }
                chain helpers {
                    type filter hook prerouting priority filter
                    udp dport 5060 ct helper set over-udp
                }
            }""" % HELPER)
    with tap.test(way.name + ": through a switch"), net.Host("phone").udp(next(ports)) as phone, \
            gateway.udp(5060, PRIVATE) as here:
        sent = [message(True, phone.end, phone.end, here.end, size) for size in (600, 600, 500)]
        passes(switch, way, phone, here.end, here, sent)
    switch.run("nft", "delete", "table", "ip", "helper", check=False)
    switch.run("sysctl", "-q", "net.bridge.bridge-nf-call-iptables=0")


class Machine:
    """A virtual machine at a device of the gateway, which leaves checksums and cutting to it."""

    def __init__(self, gateway):
        self.end = ("192.168.3.10", next(ports))
        gateway.run("modprobe", "tun", check=False)
        if not os.path.exists("/dev/net/tun"):
            os.makedirs("/dev/net", exist_ok=True)
            os.mknod("/dev/net/tun", 0o600 | stat.S_IFCHR, os.makedev(10, 200))
        with gateway:
            self.file = os.open("/dev/net/tun", os.O_RDWR | os.O_CLOEXEC)
            # TUNSETIFF: IFF_TUN, IFF_NO_PI, IFF_VNET_HDR
            fcntl.ioctl(self.file, 0x400454ca, struct.pack("16sH22x", b"vm0", 0x5001))
        gateway.ip("addr add 192.168.3.1/24 dev vm0", "link set vm0 up")

    def send(self, kind, size, data, to):
        """kind, size: virtio_net_hdr's gso_type and gso_size"""
        length = 8 + len(data)
        addresses = socket.inet_aton(self.end[0]) + socket.inet_aton(to[0])
        total = sum(struct.unpack("!6H", addresses + struct.pack("!HH", 17, length)))
        while total >> 16:
            total = (total & 0xffff) + (total >> 16)
        header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 7, 0x4000, 64, 17, 0) + addresses
        check = sum(struct.unpack("!10H", header))
        while check >> 16:
            check = (check & 0xffff) + (check >> 16)
        header = header[:10] + struct.pack("!H", ~check & 0xffff) + header[12:]
        udp = struct.pack("!HHHH", self.end[1], to[1], length, total)
        # VIRTIO_NET_HDR_F_NEEDS_CSUM
        os.write(self.file, struct.pack("=BBHHHH", 1, kind, 28, size, 20, 6) + header + udp + data)

    def close(self):
        os.close(self.file)


def machine(gateway):
    with contextlib.closing(Machine(gateway)) as guest, net.Host("provider").udp(5060) as provider:
        def good(size):
            return message(True, guest.end, (PUBLIC, guest.end[1]), provider.end, size)

        # VIRTIO_NET_HDR_GSO_UDP: one datagram, longer than a packet
        with tap.test("a virtual machine leaves it to others to cut a datagram into fragments"):
            sent, wanted = good(4000)
            guest.send(3, 1472, sent, provider.end)
            arrive(provider, [wanted])
        # VIRTIO_NET_HDR_GSO_UDP_L4
        try:
            messages = [good(600) for _ in range(3)]
            guest.send(5, 600, b"".join(sent for sent, _ in messages), provider.end)
        except OSError:
            tap.skip("a virtual machine sends several datagrams as one packet", "not with this kernel")
            return
        with tap.test("a virtual machine sends several datagrams as one packet"):
            arrive(provider, [wanted for _, wanted in messages])


SCENES = {"calls": calls, "odd": odd, "own": own, "given": given, "bridged": bridged}


def main():
    net.prepare(hidden=False)
    gateway = Gateway()
    words = sys.argv[3:]
    for way in [way for word, way in WAYS.items() if word in words]:
        if not way.prepare(gateway):
            tap.skip(way.name, "this kernel does not do that behind a veth device")
            continue
        for scene in [scene for word, scene in SCENES.items() if word in words]:
            scene(gateway, way)


main()
