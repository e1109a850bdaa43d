#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# SIP over TCP: calls out and in, over one connection and several, with the PBX inside and on the gateway, over
# IPv4 and IPv6.

. "${0%/*}/lib.sh"

topo ipv6 phone phone2 provider
rules
settings rtp-range 10000-13999
cases tcp_calls phones 4
cases tcp_calls phones 6

finish
topo ipv6 phone pbx provider
rules dnat=192.168.1.5 dnat=fd00:1::5
settings rtp-range 10000-13999
cases tcp_calls pbx 4
cases tcp_calls pbx 6

finish
topo ipv6 phone provider
rules
cases tcp_calls gateway 4
cases tcp_calls gateway 6
finished
