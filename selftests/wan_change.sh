#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The gateway gets another address outside while calls go on.

. "${0%/*}/lib.sh"

topo phone phone2 provider
rules
# Or the second address on a line goes with the first.
inside gw sh -c 'echo 1 >/proc/sys/net/ipv4/conf/wan0/promote_secondaries'
# An address that stays: with a prefix of its own, or it would go with the other.
inside gw ip addr add 203.0.113.9/32 dev wan0
inside gw nft -f - <<-EOF
	table ip fixed {
		chain outside {
			type nat hook postrouting priority srcnat - 1
			oifname wan0 ip saddr 192.168.1.20 snat to 203.0.113.9
		}
	}
EOF
settings rtp-range 10000-10999
cases wan_change
finished
