# SPDX-License-Identifier: GPL-2.0
"""Many messages on their way at a time, both ways, through networks that lose, repeat and reorder segments.

With SIPNAT_FULL in the environment, more of them, and with more ways in which TCP may do it."""

import contextlib
import itertools
import os
import random

import feeds
import net
import tap
from gateway import HELPER, Gateway
from traffic import Bed

FULL = bool(os.environ.get("SIPNAT_FULL"))
SEED = int(os.environ.get("SIPNAT_SEED", 5060))
LINES = 8
MESSAGES = 10000 if FULL else 640
# Each pair of choices is among the first four.
WAYS = [(False, False, False), (False, True, True), (True, False, True), (True, True, False)]
if FULL:
    WAYS = list(itertools.product((False, True), repeat=3))
# On either side of the gateway, both ways
NETEM = "delay", "10ms", "1ms", "loss", "1%", "duplicate", "1%", "reorder", "5%", "50%", "limit", "100000"
RANDOM = 32


@contextlib.contextmanager
def bad_networks(*places):
    for host, device in places:
        host.run("tc", "qdisc", "add", "dev", device, "root", "netem", *NETEM)
    try:
        yield
    finally:
        for host, device in places:
            host.run("tc", "qdisc", "del", "dev", device, "root")


def tcp(host, **settings):
    with host:
        for name, value in settings.items():
            with open("/proc/sys/net/ipv4/tcp_" + name, "w", encoding="ascii") as file:
                file.write(str(int(value)))


def lumps(rng, feed, pairs):
    """Cut at random, and many messages at a time now and then"""
    while pairs:
        count = rng.choice((1, 1, 5, RANDOM))
        now, pairs = pairs[:count], pairs[count:]
        if rng.random() < 0.5:
            feed.cut(rng, now)
        else:
            feed.write(b"".join(sent for sent, _ in now), rng.choice((0, 0.001)))
            feed.wanted += b"".join(wanted for _, wanted in now)


def through(rng, bed, places):
    """Returns how many bytes each way were sent again."""
    made = []
    for line, traffic in zip(bed.lines, bed.traffic):
        for feed, templates in (line.out(), traffic.out), (line.back(), traffic.back):
            pairs = [rng.choice(templates).numbered(number + 1) for number in range(MESSAGES // (2 * LINES))]
            lumps(rng, feed, pairs)
            made.append(feed)
    with bad_networks(*places):
        # A message waits for the one before it, and that for its segments to be sent again.
        feeds.run(made, 20 * net.PATIENCE, bed.captures)
    bed.judge()


def main():
    net.prepare(hidden=False)
    gateway, wan = Gateway(), net.Host("wan")
    phone, provider = net.Host("phone"), net.Host("provider")
    places = (phone, "eth0"), (gateway, "lan0"), (gateway, "wan0"), (wan, "gw0")
    for offload, sack, timestamps in WAYS:
        title = ", ".join("%s %s" % (name, "on" if on else "off") for name, on in (
            ("offload", offload), ("SACK", sack), ("timestamps", timestamps)))
        with tap.test("%d messages, seed %d, %s" % (MESSAGES, SEED, title)):
            for name in net.hosts():
                with net.Host(name):
                    net.offload(offload)
            for host in phone, provider:
                tcp(host, sack=sack, timestamps=timestamps)
            before = gateway.stats()["counters"] if HELPER == "sipnat" else {}
            with Bed(LINES, watch=True) as bed:
                through(random.Random(SEED), bed, places)
                tap.want(offload or all(capture.largest <= 1460 for capture in bed.captures), "offload is on")
                tap.note("%d streams, the largest segment %d bytes, %d segments sent again" % (
                    sum(len(capture.streams) for capture in bed.captures),
                    max(capture.largest for capture in bed.captures),
                    sum(stream.again for capture in bed.captures for stream in capture.streams)))
            if HELPER == "sipnat":
                after = gateway.stats()["counters"]
                tap.note("counted: %s" % {name: after[name] - before[name] for name in after
                                          if after[name] != before[name]})


main()
