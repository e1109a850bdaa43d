#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A gateway whose inside and outside are in a VRF.

. "${0%/*}/lib.sh"

topo phone phone2 pbx site provider peer
rules dnat=192.168.1.5
inside gw ip -batch - <<-EOF || die "no VRF"
	link add vrf0 type vrf table 10
	link set vrf0 up
	link set lan0 master vrf0
	link set wan0 master vrf0
	link set site0 master vrf0
	route add default via 203.0.113.254 table 10
EOF
# In a VRF, the interface of a packet is the VRF, so that the rules cannot tell where it comes from.
inside gw nft insert rule inet gateway forward meta sdifname wan0 ct state new ct status != dnat drop
settings rtp-range 10000-10999
cases topologies plain agents direct
finished
