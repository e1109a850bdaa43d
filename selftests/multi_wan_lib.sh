# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What multi_wan.sh and multi_wan_upstream.sh have in common.

# two_lines ROUTER: who uses wan1, behind which ROUTER is: whatever goes to peer, all that phone2 sends, and
# the answers to what came in there.
two_lines()
{
	inside gw ip -batch - <<-EOF
		route add 198.51.100.20 via $1
		rule add fwmark 1 lookup 1
		route add default via $1 table 1
		route add 192.168.1.0/24 dev lan0 table 1
	EOF
	inside gw nft -f - <<-EOF
		table ip lines {
			chain choose {
				type filter hook prerouting priority mangle
				iifname wan1 ct state new ct mark set 1
				iifname lan0 ip saddr 192.168.1.20 meta mark set 1
				iifname lan0 ct mark 1 meta mark set 1
			}
		}
	EOF
}
