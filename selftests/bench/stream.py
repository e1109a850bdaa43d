# SPDX-License-Identifier: GPL-2.0
"""stream.py long | short MEGABYTES: sends them over TCP from phone to provider, at SIP's port but as something
else, and prints how long a megabyte took, in nanoseconds: the median. The packets that pass the gateway are as
long as offload makes them (64 KB), or as short as on the wire."""

import socket
import statistics
import sys
import time

# Under ua/
import net

MEGABYTE = 1 << 20
BEGINNING = b"POST / HTTP/1.1\r\nHost: 198.51.100.10:5060\r\n\r\n"


def connection(phone, provider):
    with provider:
        listener = socket.create_server((provider.address, 5060))
    with phone:
        near = socket.create_connection(listener.getsockname())
    far = listener.accept()[0]
    listener.close()
    for sock in near, far:
        sock.setblocking(False)
    return near, far


def megabyte(near, far, data, drop):
    """How long it takes. What arrives is not copied: only what it takes to bring it there counts."""
    began = time.monotonic_ns()
    sent = got = 0
    while got < MEGABYTE:
        try:
            sent += near.send(data[sent:])
        except BlockingIOError:
            pass
        try:
            got += far.recv_into(drop, 0, socket.MSG_TRUNC)
        except BlockingIOError:
            pass
    return time.monotonic_ns() - began


def main():
    kind, count = sys.argv[1], int(sys.argv[2])
    hosts = [net.Host(name) for name in ("phone", "gw", "provider")]
    for host in hosts:
        with host:
            net.offload(kind == "long")
    near, far = connection(hosts[0], hosts[2])
    data = memoryview(BEGINNING + bytes(MEGABYTE - len(BEGINNING)))
    drop = bytearray(MEGABYTE)
    print(round(statistics.median(megabyte(near, far, data, drop) for _ in range(count))))


main()
