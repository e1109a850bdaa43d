#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A gateway behind a 1:1 NAT, with a branch of its own behind a VPN, or with a PBX on it.

. "${0%/*}/lib.sh"

topo upstream phone phone2 provider peer site
rules dnat=192.168.1.10
settings externip 203.0.113.1
# Not 10.0.0.0/8: the link to the NAT upstream is outside.
settings localnet 192.168.0.0/16 10.8.0.0/16
settings rtp-range 10000-10999
cases one_to_one_nat
inside gw nft delete table inet gateway
inside gw conntrack -F 2>/dev/null
rules input=drop
cases pbx_on_gateway upstream
# Its own address may be inside, as it is by default, or not.
settings localnet 192.168.0.0/16 10.0.0.0/8
cases pbx_on_gateway upstream

# Who is at the link to the NAT upstream is not behind it. No localnet is set.
finish
topo upstream phone pbx provider
rules
settings externip 203.0.113.1
cases private_uplink phones
inside gw nft delete table inet gateway
inside gw conntrack -F 2>/dev/null
rules dnat=192.168.1.1
cases private_uplink published
finished
