#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Two customers with the same addresses, told apart by conntrack zones, and each with an address outside.

. "${0%/*}/lib.sh"

topo phone twin provider
rules
inside gw ip -batch - <<-EOF
	addr add 203.0.113.2/24 dev wan0
	rule add fwmark 2 lookup 2
EOF
inside gw nft -f - <<-EOF
	table ip customers {
		chain tell {
			type filter hook prerouting priority raw
			iifname lan0 ct zone set 1
			iifname wan0 ip daddr 203.0.113.1 ct zone set 1
			iifname twin0 ct zone set 2
			iifname wan0 ip daddr 203.0.113.2 ct zone set 2 meta mark set 2
		}
		chain called {
			type nat hook prerouting priority dstnat
			iifname wan0 udp dport 5060 dnat to 192.168.1.10
		}
		chain outside {
			type nat hook postrouting priority srcnat - 1
			oifname wan0 ct zone 2 snat to 203.0.113.2
		}
	}
EOF
settings rtp-range 10000-10999
cases zones
finished
