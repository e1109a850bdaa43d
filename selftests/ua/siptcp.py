# SPDX-License-Identifier: GPL-2.0
"""SIP over TCP: RFC 3261 section 18, keepalives of RFC 5626 section 3.5.1.

An endpoint listens at its port, and connects from another one. What it sends goes over the connection
that leads there, and if there is none, over a new one."""

import re
import select
import socket
import time

import sip
from net import Failure, PATIENCE, SILENCE, SO_BINDTODEVICE, family_of, text

LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:\s*(\d+)", re.I | re.M)
PING = b"\r\n\r\n"
PONG = b"\r\n"


class Frames:
    """A stream, taken apart into messages and keepalives."""

    def __init__(self):
        self.data = bytearray()

    def feed(self, data):
        self.data += data
        found = []
        while True:
            frame = self.first()
            if not frame:
                return found
            found.append(frame)

    def first(self):
        length = 0
        for keepalive in PING, PONG:
            if self.data.startswith(keepalive):
                length = len(keepalive)
                break
        else:
            end = self.data.find(b"\r\n\r\n") + 4
            if end > 3:
                found = LENGTH.search(self.data, 0, end)
                length = end + (int(found.group(1)) if found else 0)
        if not length or len(self.data) < length:
            return None
        frame = bytes(self.data[:length])
        del self.data[:length]
        return frame


def stream(host, address, port):
    """A socket that may share its port with one that listens."""
    with host:
        sock = socket.socket(family_of(address), socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if host.device:
        sock.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, host.device.encode())
    sock.bind((address, port))
    sock.settimeout(PATIENCE)
    return sock


class Connection:
    def __init__(self, sock, peer):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(PATIENCE)
        self.sock = sock
        self.peer = peer[:2]
        self.own = sock.getsockname()[:2]
        self.frames = Frames()
        self.ended = False

    def __repr__(self):
        return "%s - %s" % (text(self.own), text(self.peer))

    def fileno(self):
        return self.sock.fileno()

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise Failure("%r: %s" % (self, error)) from error

    def read(self):
        """The messages that have become complete."""
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            self.ended = True
            raise Failure("%r: %s" % (self, error)) from error
        self.ended = not data
        if self.ended and self.frames.data:
            raise Failure("%r ended in a message: %r" % (self, bytes(self.frames.data)))
        return self.frames.feed(data)

    def close(self):
        self.ended = True
        self.sock.close()


class Socket:
    """What net.Socket is for datagrams. A source is the other end of a connection."""

    def __init__(self, host, port, address, bind=None, source=0):
        """source: the port from which it connects"""
        self.host = host
        self.address = address
        self.bound = bind or address
        self.source = source
        self.listener = stream(host, self.bound, port)
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.end = (address, self.port)
        self.connections = []
        # Endpoints that a connection stands for, beside the one that it leads to: RFC 5923
        self.aliases = {}
        self.unread = []

    def __repr__(self):
        return "%s (%s, TCP)" % (self.host.name, text(self.end))

    def connection(self, to):
        """One that leads there"""
        alias = self.aliases.get(to)
        if alias and not alias.ended:
            return alias
        for connection in self.connections:
            if connection.peer == to:
                return connection
        return self.connect(to)

    def connect(self, to):
        """A new one"""
        sock = stream(self.host, self.bound, self.source)
        try:
            sock.connect(to)
        except OSError as error:
            sock.close()
            raise Failure("%r cannot connect to %s: %s" % (self, text(to), error)) from error
        self.connections.append(Connection(sock, to))
        return self.connections[-1]

    def send(self, data, to):
        self.connection(to).send(data)

    def wait(self, timeout):
        """Reads until there is a message. False if there is none in time."""
        end = time.monotonic() + timeout
        while not self.unread:
            ready = select.select([self.listener, *self.connections], [], [], max(0, end - time.monotonic()))[0]
            if not ready:
                return False
            for one in ready:
                if one is self.listener:
                    self.connections.append(Connection(*one.accept()))
                    continue
                self.unread += [(frame, one.peer) for frame in one.read()]
                if one.ended:
                    one.close()
                    self.connections.remove(one)
        return True

    def receive(self, timeout=None):
        """The next message or keepalive, and where its connection comes from."""
        if not self.wait(PATIENCE if timeout is None else timeout):
            raise Failure("nothing arrived at %r" % self)
        return self.unread.pop(0)

    def silent(self, timeout=SILENCE):
        if self.wait(timeout):
            raise Failure("%r got %r from %s" % (self, self.unread[0][0][:60], text(self.unread[0][1])))

    def drain(self):
        got = []
        while self.wait(0):
            got.append(self.unread.pop(0))
        return got

    def hang_up(self):
        """Closes all connections, goes on to listen."""
        for connection in self.connections:
            connection.close()
        self.connections = []

    def close(self):
        self.hang_up()
        self.listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


class Agent(sip.Agent):
    """source: as in Socket. reuse: requests go over the connection that the other side has made, if its
    Via said that this is the same (RFC 5923)"""

    transport = "TCP"
    via_parameters = ";rport;alias"

    def __init__(self, host, user, port=5060, address=None, bind=None, source=0, reuse=False):
        self.source, self.reuse = source, reuse
        super().__init__(host, user, port, address, bind)
        self.contact = "<sip:%s@%s;transport=tcp>" % (user, self.at)

    def open(self, host, port, address, bind):
        return Socket(host, port, address or host.address, bind, self.source)

    def receive(self, timeout=None):
        while True:
            data, source = self.sock.receive(timeout)
            if data not in (PING, PONG):
                return self.message(data, source)

    def message(self, data, source):
        message = sip.Message(data, source)
        top = message["via"]
        if self.reuse and not message.status and re.search(r";\s*alias\b", top):
            # RFC 5923 section 5: the address that it comes from, the port of its Via
            there = message.source[0], sip.hostport("sip:" + top.split(None, 1)[1])[1]
            self.sock.aliases[there] = self.sock.connection(message.source)
        return message

    def way_back(self, request, to):
        """Section 18.2.2: over the connection that it came by, or if that is no more, to its Via's port"""
        if any(one.peer == request.source for one in self.sock.connections):
            return request.source
        return request.source[0], sip.hostport("sip:" + request["via"].split(None, 1)[1])[1]


def reusing(*arguments, **words):
    return Agent(*arguments, reuse=True, **words)
