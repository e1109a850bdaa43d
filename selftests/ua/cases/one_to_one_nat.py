# SPDX-License-Identifier: GPL-2.0
"""A gateway whose outside address, 10.0.0.2, somebody upstream makes 203.0.113.1 of."""

import calls
import net
import sip
import tap

PUBLIC = "203.0.113.1"


def places(message):
    """Each place of an INVITE that leads to the phone names the address that leads there."""
    for place in sip.hostport("sip:" + message["via"].split()[1]), sip.hostport(message["contact"]), message.media():
        tap.equal(place[0], PUBLIC, "an address in %r" % message.start)


def outside(phone, provider, inside_calls, inside_first, ports):
    caller, callee = (phone, provider) if inside_calls else (provider, phone)
    target = "sip:bob@%s" % (provider.address if inside_calls else PUBLIC)
    with calls.Call(caller, callee, target, ports if inside_calls else ports[::-1]) as call:
        if inside_calls:
            places(call.invite)
        else:
            tap.equal(sip.hostport(call.invite.uri), (phone.address, 5060), "Request-URI inside")
            tap.equal(call.okay.media()[0], PUBLIC, "media address outside")
            tap.equal(sip.hostport(call.okay["contact"]), (PUBLIC, 5060), "Contact outside")
        call.talk(inside_first == inside_calls)
        call.hang_up(False)


def localnet(phone, site, phone_calls, ports):
    """Between two localnets everything stays as it is."""
    caller, callee = (phone, site) if phone_calls else (site, phone)
    with calls.Call(caller, callee, "sip:bob@" + callee.address, ports) as call:
        tap.equal(call.invite.media(), call.mine.rtp.end, "the caller's media endpoint")
        tap.equal(call.okay.media(), call.yours.rtp.end, "the callee's media endpoint")
        tap.equal(sip.hostport(call.invite["contact"]), call.caller.sock.end, "the caller's Contact")
        call.talk(phone_calls)
        call.hang_up()


def main():
    net.prepare()
    phone, provider, site = net.Host("phone"), net.Host("provider"), net.Host("site")
    number = 0
    for inside_calls in True, False:
        for inside_first in True, False:
            number += 10
            with tap.test("call %s, %s speaks first" % ("out" if inside_calls else "in",
                                                       "inside" if inside_first else "outside")):
                outside(phone, provider, inside_calls, inside_first, (10000 + number, 30000 + number))
    for phone_calls in True, False:
        number += 10
        with tap.test("call %s a branch" % ("to" if phone_calls else "from")):
            localnet(phone, site, phone_calls, (10000 + number, 30000 + number))


main()
