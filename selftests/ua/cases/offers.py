# SPDX-License-Identifier: GPL-2.0
"""Offers and answers that are not one stream between two hosts."""

import time

import calls
import net
import rtp
import sip
import tap
from gateway import Gateway

PUBLIC = "203.0.113.1"
TARGET = "sip:bob@198.51.100.10"


def description(address, *streams, session=()):
    lines = ["v=0", "o=- 1 1 IN IP4 " + address, "s=-", "c=IN IP4 " + address, "t=0 0", *session, *streams]
    return "".join(line + "\r\n" for line in lines).encode()


class Trial:
    """A phone and a provider, closed at the end."""

    def __init__(self, phone, provider):
        self.alice = sip.Agent(phone, "alice")
        self.bob = sip.Agent(provider, "bob")
        self.opened = [self.alice, self.bob]

    def media(self, host, port):
        self.opened.append(rtp.Media(host, port))
        return self.opened[-1]

    def offer(self, body):
        leg = sip.Leg.caller(self.alice, TARGET)
        leg.request("INVITE", body)
        return leg, self.bob.expect("INVITE", leg.call_id)

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for opened in self.opened:
            opened.close()


def bundle(phone, provider):
    with Trial(phone, provider) as trial:
        _, invite = trial.offer(description(
            phone.address, "m=audio 10000 RTP/SAVPF 0", "a=mid:a", "a=rtcp-mux",
            "m=video 10000 RTP/SAVPF 96", "a=mid:v", "a=rtcp-mux", session=["a=group:BUNDLE a v"]))
        tap.equal((invite.media(0), invite.media(1)), ((PUBLIC, 10000), (PUBLIC, 10000)), "outside")


def fax(phone, provider):
    """A re-INVITE from voice to T.38, at other ports. The voice's are kept: it may come back."""
    with calls.Call(phone, provider, TARGET, (10010, 30010)) as call, \
            phone.udp(10020) as ours, provider.udp(30020) as theirs:
        call.talk()
        image = "m=image %d udptl t38"
        invite, okay = sip.reinvite(call.other, call.leg, description(provider.address, image % 30020),
                                    description(phone.address, image % 10020))
        theirs.send(b"fax", okay.media())
        tap.equal(ours.receive(), (b"fax", invite.media()), "at the phone")
        ours.send(b"fax", invite.media())
        tap.equal(theirs.receive(), (b"fax", okay.media()), "at the provider")
        call.hang_up()


def of_another(pbx, phone, provider):
    """A PBX offers a phone's endpoint."""
    with Trial(pbx, provider) as trial:
        ours, theirs = trial.media(phone, 10040), trial.media(provider, 30040)
        leg, invite = trial.offer(sip.sdp(phone.address, 10040))
        tap.equal(invite.media()[0], PUBLIC, "outside")
        _, okay = sip.answer(leg, invite, trial.bob, sip.sdp(provider.address, 30040))
        rtp.talk(theirs, ours, invite.media(), okay.media())


def arrives(phone, provider, body):
    """Whatever is made of it, it is not dropped."""
    with Trial(phone, provider) as trial:
        trial.offer(body)


def long_silence(gateway, phone, provider):
    """Hold: nobody says anything for longer than a flow is remembered."""
    settings = "nf_conntrack_udp_timeout", "nf_conntrack_udp_timeout_stream"
    with gateway:
        for name in settings:
            with open("/proc/sys/net/netfilter/" + name, "w", encoding="ascii") as file:
                file.write("2")
    with calls.Call(phone, provider, TARGET, (10050, 30050)) as call:
        call.talk()
        time.sleep(3.5)
        call.talk(False)
        call.hang_up(False)


def unannounced(phone, provider, peer):
    """The phone speaks to a host that no description has named: that host sees the endpoint that all
    others see."""
    with calls.Call(phone, provider, TARGET, (20050, 30060)) as call, peer.udp(40000) as stranger:
        call.mine.send(stranger.end, 1)
        tap.equal(stranger.receive()[1], call.invite.media(), "the phone outside")
        call.talk()
        call.hang_up()


def outgrows(phone, phone2, provider):
    """Addresses get longer by a port in a message that just fits into a packet, and must not be cut
    (Linux sets DF). The first phone has taken port 5060 outside."""
    with phone.udp(5060) as first, provider.udp(5060) as there:
        first.send(b"\r\n\r\n", there.end)
        there.receive()
    with Trial(phone2, provider) as trial:
        leg = sip.Leg.caller(trial.alice, TARGET)
        leg.request("INVITE", fields=[("Record-Route", "<sip:192.168.1.20;lr>")] * 3)
        short = trial.bob.expect("INVITE", leg.call_id)
        tap.want(short.source[1] != 5060, "the second phone has port 5060, too")
        leg = sip.Leg.caller(trial.alice, TARGET)
        route = [("Record-Route", "<sip:192.168.1.20;lr>")] * 20
        size = len(leg.request("INVITE", fields=route + [("X", "")]).data)
        trial.bob.expect("INVITE", leg.call_id)
        leg = sip.Leg.caller(trial.alice, TARGET)
        sent = leg.request("INVITE", fields=route + [("X", "x" * (1472 - size))]).data
        tap.equal(len(sent), 1472, "length inside")
        got = trial.bob.expect("INVITE", leg.call_id)
        tap.want(len(got.data) > 1472, "%d bytes did not grow" % len(got.data))


def main():
    net.prepare()
    gateway = Gateway()
    phone, phone2, pbx, provider, peer = map(net.Host, ("phone", "phone2", "pbx", "provider", "peer"))
    with tap.test("audio and video on one port"):
        bundle(phone, provider)
    with tap.test("a call becomes a fax"):
        fax(phone, provider)
    with tap.test("a PBX offers a phone's endpoint"):
        of_another(pbx, phone, provider)
    with tap.test("the phone speaks to a host that was not announced"):
        unannounced(phone, provider, peer)
    for what, body in (
            ("port 9", description(phone.address, "m=audio 9 UDP/TLS/RTP/SAVPF 0")),
            ("a port below 1024", description(phone.address, "m=audio 500 RTP/AVP 0")),
            ("TCP", description(phone.address, "m=message 10060 TCP/MSRP *")),
            ("a host name", description(phone.address, "m=audio 10062 RTP/AVP 0").replace(
                b"c=IN IP4 192.168.1.10", b"c=IN IP4 phone.example.org")),
            ("IPv6", description(phone.address, "m=audio 10064 RTP/AVP 0").replace(
                b"c=IN IP4 192.168.1.10", b"c=IN IP6 2001:db8::1"))):
        with tap.test("an offer of %s is not dropped" % what):
            arrives(phone, provider, body)
    with tap.test("a message that outgrows the packet"):
        outgrows(phone, phone2, provider)
    with tap.test("audio after a long silence"):
        long_silence(gateway, phone, provider)


main()
