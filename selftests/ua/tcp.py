# SPDX-License-Identifier: GPL-2.0
"""TCP connections between hosts, for media that is no datagrams."""

import contextlib
import select
import socket

from net import Failure, PATIENCE, SILENCE


def new(host, port):
    with host:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host.address, port))
    sock.settimeout(PATIENCE)
    return sock


class Listener:
    """Accepts connections on one port of a host."""

    def __init__(self, host, port):
        self.host = host
        self.sock = new(host, port)
        self.sock.listen()
        self.end = self.sock.getsockname()

    def accept(self):
        try:
            sock, peer = self.sock.accept()
        except socket.timeout as late:
            raise Failure("nobody connects to %s:%d" % self.end) from late
        sock.settimeout(PATIENCE)
        return Connection(sock, peer)

    def silent(self, timeout=SILENCE):
        """Fails if somebody connects."""
        if select.select([self.sock], [], [], timeout)[0]:
            raise Failure("%s:%d got a connection from %s:%d" % (self.end + self.sock.accept()[1]))

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


class Connection:
    """One connection. peer: where it seems to come from, or leads to"""

    def __init__(self, sock, peer):
        self.sock = sock
        self.peer = peer

    def say(self, other, data):
        """Sends it to the other end of the connection, which must get it."""
        self.sock.sendall(data)
        got = b""
        with contextlib.suppress(OSError):
            while len(got) < len(data):
                more = other.sock.recv(65536)
                if not more:
                    break
                got += more
        if got != data:
            raise Failure("%r arrived instead of %r" % (got, data))

    def close(self):
        self.sock.close()


def connect(host, to, port=0):
    """A connection of that host; Failure if there is none."""
    sock = new(host, port)
    try:
        sock.connect(to)
    except OSError as error:
        sock.close()
        raise Failure("%s cannot connect to %s:%d: %s" % (host.name, *to, error)) from error
    return Connection(sock, to)


def attempt(host, to):
    """Begins to connect, and does not care. Returns the socket."""
    sock = new(host, 0)
    sock.setblocking(False)
    sock.connect_ex(to)
    return sock
