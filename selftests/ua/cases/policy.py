# SPDX-License-Identifier: GPL-2.0
"""What an administrator may choose, and that it holds for the next message."""

import contextlib

import calls
import net
import sip
import tap
from gateway import Gateway

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@198.51.100.10"


def counted(gateway, *names):
    counters = gateway.stats()["counters"]
    return [counters[name] for name in names]


@contextlib.contextmanager
def counts(gateway, **wanted):
    """What is done within adds exactly that to these counters."""
    names = [name.replace("_", "-") for name in wanted]
    before = counted(gateway, *names)
    yield
    added = [now - then for now, then in zip(counted(gateway, *names), before)]
    tap.equal(dict(zip(names, added)), dict(zip(names, wanted.values())), "what was counted")


@contextlib.contextmanager
def setting(gateway, *words, back):
    gateway.ctl("set", *words)
    try:
        yield
    finally:
        gateway.ctl("set", words[0], back)


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

    elsewhere = "<sip:alice@%s:5062>" % phone2.address
    with tap.test("third-party localnet: media of another phone is opened"), counts(gateway, third_party=0):
        _, got = sent_and_got(sip.sdp(phone2.address, 10000))
        tap.equal(got.media()[0], PUBLIC, "the description")
        tap.want(opened(gateway, phone2, 10000), "not opened")
    with setting(gateway, "third-party", "sender", back="localnet"):
        for what, body, contact in (("media", sip.sdp(phone2.address, 10010), None),
                                    ("RTCP", sip.sdp(phone.address, 10010, extra="a=rtcp:10011 IN IP4 %s\n"
                                                     % phone2.address), None),
                                    ("a candidate", sip.sdp(phone.address, 10010, extra="a=candidate:1 1 UDP 1 %s 10010 "
                                                            "typ host\n" % phone2.address), None),
                                    ("signalling", b"", elsewhere)):
            with tap.test("third-party sender: %s of another phone passes as it is" % what):
                with counts(gateway, third_party=1, rewritten=0):
                    sent, got = sent_and_got(body, contact)
                tap.equal(got.data, sent.data, "the message")
                for host, port in (phone2, 10010), (phone2, 10011), (phone2, 5062), (phone, 10010):
                    tap.want(not opened(gateway, host, port), "%s:%d is open" % (host.name, port))
        with tap.test("third-party sender: a call of its own goes on as ever"), counts(gateway, third_party=0):
            sent, got = sent_and_got(sip.sdp(phone.address, 10020))
            tap.equal(got.media()[0], PUBLIC, "the description")
            tap.want(opened(gateway, phone, 10020), "not opened")
    with tap.test("third-party localnet again: at once"):
        sent_and_got(sip.sdp(phone2.address, 10010), elsewhere)
        tap.want(opened(gateway, phone2, 10010) and opened(gateway, phone2, 5062), "not opened")
    alice.close()
    bob.close()


def message(body, kind="application/sdp", extra=""):
    return ("MESSAGE sip:bob@198.51.100.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.10:5060;branch=z9hG4bKa;rport\r\n"
            "From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: strict\r\nCSeq: 1 MESSAGE\r\n"
            "%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (extra, kind, len(body), body)).encode()


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
            with tap.test("strict off: what is %s passes as it is" % reason), counts(gateway, dropped=0,
                                                                                    **{reason.replace("-", "_"): 1}):
                inside.send(data, outside.end)
                tap.equal(outside.receive()[0], data, "what arrived")
        with setting(gateway, "strict", "on", back="off"):
            for reason, data in NOT_UNDERSTOOD.items():
                with tap.test("strict on: what is %s is dropped" % reason), counts(gateway, dropped=1,
                                                                                   **{reason.replace("-", "_"): 1}):
                    inside.send(data, outside.end)
                    outside.silent()
            with tap.test("strict on: from outside, too"), counts(gateway, dropped=1, not_sip=1):
                outside.send(NOT_UNDERSTOOD["not-sip"], public)
                inside.silent()
            with tap.test("strict on: keepalives pass, both ways"), counts(gateway, dropped=0, keepalive=2):
                inside.send(b"\r\n\r\n", outside.end)
                tap.equal(outside.receive()[0], b"\r\n\r\n", "what arrived")
                outside.send(b"\r\n", public)
                tap.equal(inside.receive()[0], b"\r\n", "what arrived")
    with setting(gateway, "strict", "on", back="off"), tap.test("strict on: a call"), counts(gateway, dropped=0):
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
        with setting(gateway, "ice", "leave", back="rewrite"), tap.test("ice leave: %s" % what):
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
    with setting(gateway, "ice", "leave", back="rewrite"), tap.test("ice leave: a call without ICE"):
        with calls.Call(phone, provider, TARGET, (10220, 30220)) as call:
            call.talk(False)
            call.hang_up()


def main():
    net.prepare()
    gateway = Gateway()
    phone, phone2, provider = net.Host("phone"), net.Host("phone2"), net.Host("provider")
    third_party(gateway, phone, phone2, provider)
    strict(gateway, phone, provider)
    ice_left(gateway, phone, provider)


main()
