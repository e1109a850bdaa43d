# SPDX-License-Identifier: GPL-2.0
"""What sipnat-ctl shows of a call."""

import json

import net
import rtp
import sip
import tap
from gateway import Gateway

PUBLIC, ADVERTISED = "203.0.113.1", "203.0.113.99"


def endpoint(address, port):
    return {"address": address, "port": port}


def one(found, what):
    """The only one of what was found"""
    tap.equal(len(found), 1, "number of " + what)
    return found[0]


def call_and_stream(gateway, call_id):
    """The call, and its stream that has the phone's RTP; both hold for JSON and for the table."""
    shown = json.loads(gateway.ctl("show", "calls", "--json"))
    tap.equal(shown["complete"], True, "complete")
    call = one(shown["calls"], "calls")
    tap.equal(call["call_id"], call_id, "Call-ID")
    tap.want(0 <= call["idle"] <= call["age"] < 60, "age %(age)s, idle %(idle)s" % call)
    stream = one(call["streams"], "streams")
    tap.equal((stream["index"], stream["media"]), (0, "audio"), "stream")
    rtp_binding = stream["bindings"][0]
    remote = stream["remote"]
    row = [call_id, call["state"], None, call["from"].replace("sip:", ""), "->", call["to"].replace("sip:", ""), "audio", "%(address)s:%(port)d" % rtp_binding["inside"], "<->",
           "%(address)s:%(port)d" % rtp_binding["advertised"], "<->",
           "%(address)s:%(port)d" % remote if remote else "-", "-", "-"]
    text = one([line for line in gateway.ctl("show", "calls").splitlines() if call_id in line], "rows").split()
    row[2] = text[2]
    tap.equal(text, row, "the row of the table")
    return call, stream


def binding(stream, which, inside, advertised):
    found = stream["bindings"][which]
    kind = "rtp", "rtcp"
    tap.equal((found["kind"], found["protocol"], found["zone"]), (kind[which], "udp", 0), "binding")
    tap.equal(found["inside"], inside, "the endpoint inside")
    tap.equal(found["local"]["address"], PUBLIC, "the address here")
    tap.equal(found["advertised"]["address"], advertised, "the advertised address")
    tap.equal(found["local"]["port"], found["advertised"]["port"], "the port")
    tap.equal(found["expires"], None, "expires")
    return found


def show_call(gateway, phone, provider, ports, advertised):
    alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")
    mine, yours = rtp.Media(phone, ports[0]), rtp.Media(provider, ports[1])
    before = gateway.stats()["counters"]

    leg, invite = sip.ring(alice, bob, "sip:bob@198.51.100.10", sip.sdp(phone.address, mine.port))
    call, stream = call_and_stream(gateway, leg.call_id)
    tap.equal(call["state"], "early", "state")
    tap.equal(stream["remote"], None, "remote")
    first = binding(stream, 0, endpoint(phone.address, mine.port), advertised)
    second = binding(stream, 1, endpoint(phone.address, mine.port + 1), advertised)
    tap.equal(invite.media(), (advertised, first["advertised"]["port"]), "what the other side was told")
    tap.equal(second["local"]["port"], first["local"]["port"] + 1, "the port of RTCP")
    tap.equal((first["users"], first["flows"]), (1, 0), "users and flows")

    other, okay = sip.answer(leg, invite, bob, sip.sdp(provider.address, yours.port))
    call, stream = call_and_stream(gateway, leg.call_id)
    tap.equal(call["state"], "confirmed", "state")
    tap.equal(stream["remote"], endpoint(provider.address, yours.port), "remote")

    if advertised == PUBLIC:
        rtp.talk(mine, yours, okay.media(), invite.media())
        _, stream = call_and_stream(gateway, leg.call_id)
        tap.equal(stream["bindings"][0]["flows"], 1, "flows")
    media = [b for b in gateway.show("bindings") if b["kind"] != "sip"]
    tap.equal(sorted(b["kind"] for b in media), ["rtcp", "rtp"], "bindings for media")
    same, = [b for b in media if b["kind"] == "rtp"]
    tap.equal({**same, **stream["bindings"][0]}, same, "the same binding")
    tap.equal((call["from"], call["to"]), ("sip:alice@" + phone.address, "sip:bob@198.51.100.10"), "who calls whom")
    signalling = [b for b in gateway.show("bindings") if b["kind"] == "sip"]
    tap.want(all(b["expires"] is not None for b in signalling), "a signalling binding never ends")
    tap.want(any(b["inside"] == endpoint(phone.address, 5060) for b in signalling),
             "no binding for the phone's signalling: %s" % signalling)
    stats = gateway.stats()
    tap.equal(stats["dialogs"], 1, "dialogs")
    tap.equal(stats["bindings"], len(media) + len(signalling), "bindings")

    sip.hang_up(leg, other)
    tap.equal(one(gateway.show("calls"), "calls")["state"], "closing", "state")
    tap.want(" closing " in gateway.ctl("show", "calls"), "the table has no closing call")
    for opened in alice, bob, mine, yours:
        opened.close()
    after = gateway.stats()["counters"]
    tap.equal(after["dialogs-made"] - before["dialogs-made"], 1, "dialogs made")
    tap.want(after["rewritten"] - before["rewritten"] >= 6, "messages rewritten: %s" % after)
    tap.equal(after["not-sip"] + after["bad-message"], 0, "messages not understood")
    gateway.closing()


def main():
    net.prepare()
    gateway = Gateway()
    phone, provider = net.Host("phone"), net.Host("provider")
    with tap.test("a call, from ringing to its end"):
        show_call(gateway, phone, provider, (10000, 30000), PUBLIC)
        # The other one is waited for.
        gateway.ctl("flush")
    with tap.test("behind a 1:1 NAT the other side is told another address"):
        gateway.set("externip", ADVERTISED)
        show_call(gateway, phone, provider, (10100, 30100), ADVERTISED)
        gateway.forgets(40)
    with tap.test("a Call-ID is shown in printable ASCII"):
        gateway.set("externip", "none")
        alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")
        leg = sip.Leg.caller(alice, "sip:bob@198.51.100.10")
        leg.call_id = "a\\b(c)\"d\"~%:" + leg.call_id
        leg.request("INVITE", sip.sdp(phone.address, 10200))
        bob.expect("INVITE", leg.call_id)
        shown = leg.call_id.replace("\\", "\\x5c")
        tap.equal(one(gateway.show("calls"), "calls")["call_id"], shown, "Call-ID in JSON")
        tap.want(shown in gateway.ctl("show", "calls"), "the table has not " + shown)


main()
