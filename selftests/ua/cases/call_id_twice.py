# SPDX-License-Identifier: GPL-2.0
"""The provider calls a PBX inside, and that calls a phone outside with the same Call-ID."""

import flows
import net
import rtp
import sip
import tap
from gateway import Gateway
from proxy import Proxy

TARGET = "sip:bob@203.0.113.1"


class Scene:
    """Use as a context manager."""

    def __init__(self, pbx, provider, peer, kind):
        self.pbx, self.provider, self.peer = kind(pbx, "pbx"), sip.Agent(provider, "alice"), sip.Agent(peer, "bob")
        self.opened = [self.pbx, self.provider, self.peer]
        self.leg = sip.Leg.caller(self.provider, TARGET)

    def media(self, agent):
        self.opened.append(rtp.Media(agent.sock.host, next(flows.ports)))
        return self.opened[-1]

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        for opened in self.opened:
            opened.close()


def invite_through(scene, media, *users):
    """The proxy inside has the one who is called at these users of the peer."""
    scene.pbx.location["bob"] = [("sip:%s@%s" % (user, scene.peer.at), None) for user in users]
    scene.pbx.start()
    scene.leg.hop = flows.PUBLIC, 5060
    scene.leg.request("INVITE", flows.describe(media))
    return scene.peer.expect("INVITE")


def end_through(scene):
    scene.leg.request("ACK")
    scene.peer.expect("ACK")
    scene.leg.request("BYE")
    scene.peer.respond(scene.peer.expect("BYE"), 200)
    scene.leg.expect(200)


def outside(message, *fields):
    for field in fields:
        for value in message.all(field)[:1]:
            tap.equal(sip.hostport(value.replace("SIP/2.0/UDP ", "sip:"))[0], flows.PUBLIC, field)


def proxy(scene):
    """Media does not come near us, and is what it is."""
    mine, yours = scene.media(scene.provider), scene.media(scene.peer)
    invite = invite_through(scene, mine, "bob")
    outside(invite, "via", "record-route")
    tap.equal(invite.body, flows.describe(mine), "offer")
    scene.peer.respond(invite, 180)
    scene.leg.expect(180)
    scene.peer.respond(invite, 200, body=flows.describe(yours))
    okay = scene.leg.expect(200)
    tap.equal(okay.body, flows.describe(yours), "answer")
    outside(okay, "record-route")
    end_through(scene)


def serial(scene):
    """One after the other is called, with the same CSeq: what the first one refuses, the second one takes."""
    scene.pbx.serial = True
    theirs, ours = scene.media(scene.provider), scene.media(scene.pbx)
    invite = invite_through(scene, theirs, "desk", "mobile")
    scene.peer.respond(invite, 486, own_tag="busy")
    scene.peer.expect("ACK")
    invite = scene.peer.expect("INVITE")
    # The PBX plays something itself meanwhile.
    asked = next(iter(scene.pbx.transactions.values())).request
    scene.pbx.respond(asked, 183, body=flows.describe(ours), own_tag="early")
    progress = scene.leg.expect(183)
    Gateway().passes(60)
    rtp.speak(theirs, progress.media(), ours, theirs.rtp.end)
    scene.peer.respond(invite, 200, body=flows.describe(scene.media(scene.peer)))
    scene.leg.expect(200)
    end_through(scene)


def b2bua(scene):
    """Two calls with one Call-ID; each has media of its own at the PBX."""
    theirs, near, far, yours = (scene.media(agent) for agent in (scene.provider, scene.pbx, scene.pbx, scene.peer))
    scene.leg.request("INVITE", flows.describe(theirs))
    asked = scene.pbx.expect("INVITE")
    out = sip.Leg(scene.pbx, scene.leg.call_id, "<sip:pbx@%s>;tag=out" % scene.pbx.at, "<sip:bob@%s>" % scene.peer.at,
                  "sip:bob@" + scene.peer.at)
    out.request("INVITE", flows.describe(far))
    invite = scene.peer.expect("INVITE")
    at_peer = sip.Leg.callee(scene.peer, invite, scene.peer.respond(invite, 200, body=flows.describe(yours)))
    okay_out = out.expect(200)
    out.request("ACK")
    scene.peer.expect("ACK")
    at_pbx = sip.Leg.callee(scene.pbx, asked, scene.pbx.respond(asked, 200, body=flows.describe(near)))
    okay_in = scene.leg.expect(200)
    scene.leg.request("ACK")
    scene.pbx.expect("ACK")
    rtp.talk(theirs, near, okay_in.media(), asked.media())
    rtp.talk(yours, far, invite.media(), okay_out.media())
    return at_pbx, out, at_peer, (theirs, near, okay_in.media(), asked.media()), \
        (yours, far, invite.media(), okay_out.media())


def b2bua_calls(pbx, provider, peer):
    for first in "provider", "peer":
        with tap.test("B2BUA: the %s hangs up, and the other call goes on" % first), \
                Scene(pbx, provider, peer, sip.Agent) as scene:
            at_pbx, out, at_peer, provider_hears, peer_hears = b2bua(scene)
            if first == "provider":
                sip.hang_up(scene.leg, at_pbx)
                rtp.talk(*peer_hears)
                sip.hang_up(out, at_peer)
            else:
                sip.hang_up(at_peer, out)
                rtp.talk(*provider_hears)
                sip.hang_up(at_pbx, scene.leg)
            Gateway().closing()


def b2bua_voicemail(scene):
    """The phone refuses, and the PBX answers itself, some time later. The offer comes in its 200."""
    theirs, near = scene.media(scene.provider), scene.media(scene.pbx)
    scene.leg.request("INVITE")
    asked = scene.pbx.expect("INVITE")
    out = sip.Leg(scene.pbx, scene.leg.call_id, "<sip:pbx@%s>;tag=out" % scene.pbx.at, "<sip:bob@%s>" % scene.peer.at,
                  "sip:bob@" + scene.peer.at)
    out.request("INVITE", flows.describe(scene.media(scene.pbx)))
    invite = scene.peer.expect("INVITE")
    sip.refuse(out, scene.peer, invite, 486)
    sent = scene.pbx.respond(asked, 200, body=flows.describe(near))
    okay = scene.leg.expect(200)
    scene.leg.request("ACK", flows.describe(theirs))
    ack = scene.pbx.expect("ACK")
    Gateway().passes(60)
    rtp.talk(theirs, near, okay.media(), ack.media())
    sip.hang_up(scene.leg, sip.Leg.callee(scene.pbx, asked, sent))


def late_inside(scene):
    """The PBX is called without an offer on one side, refuses on the other, and is offered in ACK."""
    near, theirs = scene.media(scene.pbx), scene.media(scene.provider)
    leg = sip.Leg.caller(scene.pbx, "sip:alice@" + scene.provider.at)
    inward = sip.Leg(scene.peer, leg.call_id, "<sip:bob@%s>;tag=in" % scene.peer.at, "<sip:pbx@203.0.113.1>", TARGET)
    inward.request("INVITE")
    asked = scene.pbx.expect("INVITE")
    leg.request("INVITE")
    invite = scene.provider.expect("INVITE")
    sip.refuse(inward, scene.pbx, asked, 603)
    other = sip.Leg.callee(scene.provider, invite, scene.provider.respond(invite, 200, body=flows.describe(theirs)))
    okay = leg.expect(200)
    leg.request("ACK", flows.describe(near))
    ack = scene.provider.expect("ACK")
    Gateway().passes(60)
    rtp.talk(theirs, near, ack.media(), okay.media())
    sip.hang_up(leg, other)


def main():
    net.prepare()
    hosts = [net.Host(name) for name in ("pbx", "provider", "peer")]
    for what, kind, case in (("proxy", Proxy, proxy), ("proxy that calls one after the other", Proxy, serial),
                             ("B2BUA that answers itself", sip.Agent, b2bua_voicemail),
                             ("B2BUA that refuses one call, and makes another", sip.Agent, late_inside)):
        with tap.test(what), Scene(*hosts, kind) as scene:
            case(scene)
    b2bua_calls(*hosts)
    with tap.test("no call goes on"):
        Gateway().closing()


main()
