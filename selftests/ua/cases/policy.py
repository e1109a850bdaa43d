# SPDX-License-Identifier: GPL-2.0
"""What an administrator may choose, and that it holds for the next message.

	policy.py [6]		over IPv6"""

import sys
import time

import calls
import net
import sip
import tap
from gateway import Gateway

net.family = 6 if "6" in sys.argv else 4
PUBLIC = net.Host("gw").address
TARGET = "sip:bob@" + net.host_text(net.Host("provider").address)


def opened(gateway, host, port):
    return any(binding["inside"] == {"address": host.address, "port": port} for binding in gateway.show("bindings"))


def third_party(gateway, phone, phone2, provider):
    """The phone names another one."""
    alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")

    def sent_and_got(body=b"", contact=None):
        leg = sip.Leg.caller(alice, TARGET)
        if contact:
            alice.contact = contact
        sent = leg.request("INVITE", body)
        alice.contact = "<sip:alice@%s>" % alice.at
        return sent, bob.expect("INVITE", leg.call_id)

    elsewhere = "<sip:alice@%s>" % net.text((phone2.address, 5062))
    line = "IN IP%d %s" % (net.family, phone2.address)
    with tap.test("third-party localnet: media of another phone is opened"), gateway.counts(third_party=0):
        _, got = sent_and_got(sip.sdp(phone2.address, 10000))
        tap.equal(got.media()[0], PUBLIC, "the description")
        tap.want(opened(gateway, phone2, 10000), "not opened")
    with gateway.setting("third-party", "sender", back="localnet"):
        for what, body, contact in (("media", sip.sdp(phone2.address, 10010), None),
                                    ("RTCP", sip.sdp(phone.address, 10010, extra="a=rtcp:10011 %s\n" % line), None),
                                    ("a candidate", sip.sdp(phone.address, 10010, extra="a=candidate:1 1 UDP 1 %s 10010 "
                                                            "typ host\n" % phone2.address), None),
                                    ("signalling", b"", elsewhere)):
            with tap.test("third-party sender: %s of another phone passes as it is" % what):
                with gateway.counts(third_party=1, rewritten=0):
                    sent, got = sent_and_got(body, contact)
                tap.equal(got.data, sent.data, "the message")
                for host, port in (phone2, 10010), (phone2, 10011), (phone2, 5062), (phone, 10010):
                    tap.want(not opened(gateway, host, port), "%s:%d is open" % (host.name, port))
        with tap.test("third-party sender: a call of its own goes on as ever"), gateway.counts(third_party=0):
            sent, got = sent_and_got(sip.sdp(phone.address, 10020))
            tap.equal(got.media()[0], PUBLIC, "the description")
            tap.want(opened(gateway, phone, 10020), "not opened")
    with tap.test("third-party localnet again: at once"):
        sent_and_got(sip.sdp(phone2.address, 10010), elsewhere)
        tap.want(opened(gateway, phone2, 10010) and opened(gateway, phone2, 5062), "not opened")
    alice.close()
    bob.close()


class Caller:
    """A phone of its own on the host phone, which calls and does not wait for the answer"""

    def __init__(self, gateway, phone, address, bob):
        self.gateway, self.bob = gateway, bob
        self.agent = sip.Agent(phone, "alice", address=address)

    def invite(self, port, address=None):
        leg = sip.Leg.caller(self.agent, TARGET)
        sent = leg.request("INVITE", sip.sdp(address or self.agent.sock.address, port))
        return leg, sent, self.bob.expect("INVITE", leg.call_id)

    def passes(self, *where):
        with self.gateway.counts(source_limit=1, rewritten=0):
            _, sent, got = self.invite(*where)
        tap.equal(got.data, sent.data, "the message")

    def works(self, *where):
        with self.gateway.counts(source_limit=0, rewritten=1):
            return self.invite(*where)

    def has_calls(self):
        return any(stream["bindings"][0]["inside"]["address"] == self.agent.sock.address
                   for call in self.gateway.show("calls") for stream in call["streams"])


def per_source(gateway, phone, provider):
    """Phones that want too much, and others. Returns what is to be done when their calls have ended."""
    bob = sip.Agent(provider, "bob")
    first, second, third, fourth = (Caller(gateway, phone, address, bob) for address in phone.neighbours(4))
    with tap.test("dialogs-per-source: what was there before counts"):
        first.works(10000)
        leg, _, got = first.works(10002)
        gateway.ctl("set", "limit", "dialogs-per-source", "2")
        first.passes(10004)
    with tap.test("dialogs-per-source: another phone has its own"):
        second.works(10000)
        second.works(10002)
        second.passes(10004)
    with tap.test("dialogs-per-source: the calls that it has go on"), gateway.counts(source_limit=0):
        sip.hang_up(leg, sip.answer(leg, got, bob, sip.sdp(provider.address, 30300))[0])
    with tap.test("dialogs-per-source: calls from outside count for whom they reach"):
        with gateway.counts(source_limit=1, rewritten=0):
            leg = sip.Leg.caller(bob, "sip:alice@" + net.text(got.source))
            sent = leg.request("INVITE")
            tap.equal(first.agent.expect("INVITE", leg.call_id).data, sent.data, "the message")
    with gateway.setting("limit", "bindings-per-source", "5", back="0"):
        with tap.test("bindings-per-source: two calls of one stream, and the phone's signalling"):
            gateway.ctl("set", "limit", "dialogs-per-source", "0")
            third.works(10000)
            third.works(10002)
            third.passes(10004)
        with tap.test("bindings-per-source: whoever is named, the host that names counts"):
            third.passes(10004, fourth.agent.sock.address)
        with tap.test("bindings-per-source: an endpoint that is bound already costs nothing"):
            third.works(10000)
        with tap.test("bindings-per-source: another phone has its own"):
            fourth.works(10000)
    with tap.test("no limit: at once"):
        first.works(10004)
        third.works(10004)

    def again():
        with tap.test("dialogs-per-source: what has ended does not count"):
            second.bob = sip.Agent(provider, "bob")
            end = time.monotonic() + 15
            while second.has_calls():
                tap.want(time.monotonic() < end, "the calls go on")
                time.sleep(0.5)
            with gateway.setting("limit", "dialogs-per-source", "1", back="0"):
                second.works(10006)
                second.passes(10008)
    bob.close()
    return again


def message(body, kind="application/sdp", extra=""):
    return ("MESSAGE sip:bob@198.51.100.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKa;rport\r\n"
            "From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: strict\r\nCSeq: 1 MESSAGE\r\n"
            "%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (extra, kind, len(body), body)).encode()


# What strict refuses; all but the first have a piece that cannot be read.
NOT_UNDERSTOOD = {
    "not-sip": b"GET / HTTP/1.1\r\nHost: 198.51.100.10\r\n\r\n",
    "bad-message": message("", extra="Contact: <sip:alice\r\n"),
    "bad-sdp": message("v=0\r\nm=audio\r\n"),
    "bad-body": message("--x\r\nno end", "multipart/mixed;boundary=y"),
}


def strict(gateway, phone, provider):
    """Messages that are not understood"""
    with phone.udp(5060) as inside, provider.udp(5060) as outside:
        inside.send(b"\r\n\r\n", outside.end)
        _, public = outside.receive()

        for reason, data in NOT_UNDERSTOOD.items():
            counter = "not_sip" if reason == "not-sip" else "partly_read"
            with tap.test("strict off: what strict calls %s passes, and what cannot be read stays" % reason), \
                    gateway.counts(dropped=0, bad_message=0, bad_sdp=0, bad_body=0, **{counter: 1}):
                inside.send(data, outside.end)
                # The Via can be read, and is of the family that signalling uses over IPv4.
                wanted = data if net.family == 6 else data.replace(b"UDP 192.168.1.10", b"UDP " + PUBLIC.encode())
                tap.equal(outside.receive()[0], wanted, "what arrived")
        with gateway.setting("strict", "on", back="off"):
            for reason, data in NOT_UNDERSTOOD.items():
                with tap.test("strict on: what is %s is dropped" % reason), \
                        gateway.counts(dropped=1, **{reason.replace("-", "_"): 1}):
                    inside.send(data, outside.end)
                    outside.silent()
            with tap.test("strict on: from outside, too"), gateway.counts(dropped=1, not_sip=1):
                outside.send(NOT_UNDERSTOOD["not-sip"], public)
                inside.silent()
            with tap.test("strict on: keepalives pass, both ways"), gateway.counts(dropped=0, keepalive=2):
                inside.send(b"\r\n\r\n", outside.end)
                tap.equal(outside.receive()[0], b"\r\n\r\n", "what arrived")
                outside.send(b"\r\n", public)
                tap.equal(inside.receive()[0], b"\r\n", "what arrived")
    with gateway.setting("strict", "on", back="off"), tap.test("strict on: a call"), gateway.counts(dropped=0):
        with calls.Call(phone, provider, TARGET, (10100, 30100)) as call:
            call.talk()
            call.hang_up()


def ice(address, port, second=0):
    """A description with ICE; the second stream has none of its own."""
    text = ("a=ice-ufrag:8hhY\na=ice-pwd:asd88fgpdd777uzjYhagZg\na=candidate:1 1 UDP 2130706431 %s %d typ host\n"
            "a=rtcp:%d IN IP4 %s\n" % (address, port, port + 1, address))
    body = sip.sdp(address, port, extra=text)
    return body + (b"m=video %d RTP/AVP 96\r\n" % second if second else b"")


def ice_left(gateway, phone, provider):
    for what, offer, media in (("one stream", ice(phone.address, 10200), 10200),
                               ("a stream without it besides", ice(phone.address, 10210, 10212), 10210)):
        alice, bob = sip.Agent(phone, "alice"), sip.Agent(provider, "bob")
        answer = ice(provider.address, 30200)
        with gateway.setting("ice", "leave", back="rewrite"), tap.test("ice leave: %s" % what):
            leg, invite = sip.ring(alice, bob, TARGET, offer)
            tap.equal(invite.body, offer, "the offer")
            tap.want("192.168." not in invite["contact"], "the Contact was left, too")
            other, okay = sip.answer(leg, invite, bob, answer)
            tap.equal(okay.body, answer, "the answer")
            for port in media, media + 1, 10212:
                tap.want(not opened(gateway, phone, port), "port %d is open" % port)
            sip.hang_up(leg, other)
        with tap.test("ice rewrite: %s" % what):
            leg, invite = sip.ring(alice, bob, TARGET, offer)
            tap.want(phone.address.encode() not in invite.body, "half of it was left: %r" % invite.body)
            tap.equal(invite.media()[0], PUBLIC, "the offer")
            tap.want(opened(gateway, phone, media), "not opened")
            sip.hang_up(leg, sip.answer(leg, invite, bob, answer)[0])
        alice.close()
        bob.close()
    with gateway.setting("ice", "leave", back="rewrite"), tap.test("ice leave: a call without ICE"):
        with calls.Call(phone, provider, TARGET, (10220, 30220)) as call:
            call.talk(False)
            call.hang_up()


def main():
    net.prepare(hidden=False)  # what passes as it is tells inside addresses
    gateway = Gateway()
    phone, phone2, provider = (net.Host(name) for name in ("phone", "phone2", "provider"))
    gateway.set("ring-timeout", "10")
    third_party(gateway, phone, phone2, provider)
    again = per_source(gateway, phone, provider)
    strict(gateway, phone, provider)
    if net.family == 4:
        ice_left(gateway, phone, provider)
    again()


main()
