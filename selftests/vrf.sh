#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A gateway whose inside and outside are in a VRF. IPv4 and IPv6; and a PBX on it.

. "${0%/*}/lib.sh"

topo ipv6 phone phone2 pbx site provider peer
rules dnat=192.168.1.5 dnat=fd00:1::5
# Else IPv6 addresses are lost on the way into the VRF. Those of the links are all the same.
inside gw sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/keep_addr_on_down'
inside gw ip -batch - <<-EOF || die "no VRF"
	link add vrf0 type vrf table 10
	link set vrf0 up
	link set lan0 master vrf0
	link set wan0 master vrf0
	link set site0 master vrf0
	addr add fe80::1/64 dev lan0 nodad
	addr add fe80::1/64 dev wan0 nodad
	addr add fe80::1/64 dev site0 nodad
	route add default via 203.0.113.254 table 10
	route add default via 2001:db8:113::254 table 10
EOF
# In a VRF, the interface of a packet is the VRF, so that the rules cannot tell where it comes from.
inside gw nft insert rule inet gateway forward meta sdifname wan0 ct state new ct status != dnat drop
settings rtp-range 10000-10999
cases topologies plain agents direct
cases topologies 6 plain agents direct
inside gw nft delete table inet gateway
inside gw conntrack -F 2>/dev/null
rules
cases pbx_on_gateway vrf0
cases pbx_on_gateway 6 vrf0
cases tcp_calls gateway 4 vrf0
cases tcp_calls gateway 6 vrf0
finished
