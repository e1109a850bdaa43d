#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Phones inside that call each other through a proxy outside, which goes by nothing but what messages say; and
# phones outside, behind a NAT of their own, that call themselves what those inside do.

. "${0%/*}/lib.sh"

for transport in udp tcp; do
	for family in 4 6; do
		topo ipv6 phone phone2 pbx provider peer
		# Those outside talk to each other, too, by way of wan.
		inside peer ip route add 198.51.100.8/30 via 198.51.100.1
		inside provider ip route add 198.51.100.20 via 198.51.100.1
		rules
		settings rtp-range 10000-13999
		cases two_phones $transport $family
		finish
	done
done
finished
