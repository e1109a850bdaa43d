#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Ports that the administrator forwards are not given to anyone else, and are told for whom they lead to.

. "${0%/*}/lib.sh"

topo ipv6 phone pbx provider
rules dnat=192.168.1.5 dnat=fd00:1::5
settings rtp-range 10000-13999
# Rules of two kinds, for the next ports that are tried
inside gw nft -f - <<-EOF || die "no rules on gw"
	table inet others {
		chain prerouting {
			type nat hook prerouting priority dstnat + 5
			iifname wan0 ip saddr 198.51.100.0/24 tcp dport 9159 dnat ip to 192.168.1.99:80
			iifname wan0 ip6 saddr 2001:db8:10::/64 tcp dport 9159 dnat ip6 to [fd00:1::99]:80
		}
	}
EOF
for program in iptables-legacy ip6tables-legacy; do
	inside gw $program -t nat -A PREROUTING -i wan0 -p tcp --dport 13258 -j REDIRECT --to-ports 9 ||
		die "no rules on gw"
done
cases dnat everyone 4
cases dnat everyone 6
cases dnat moved 4
cases dnat moved 6

finish
topo ipv6 pbx provider peer
rules
settings rtp-range 10000-13999
# Nothing gives flows of 5061 to sipnat.
inside gw nft -f - <<-EOF || die "no rules on gw"
	table inet office {
		chain prerouting {
			type nat hook prerouting priority dstnat
			iifname wan0 ip saddr 198.51.100.10 th dport 5060-5061 dnat ip to 192.168.1.5
			iifname wan0 ip6 saddr 2001:db8:10::10 th dport 5060-5061 dnat ip6 to fd00:1::5
			iifname wan0 ip saddr 198.51.100.10 udp dport 5064 dnat ip to 192.168.1.5
			iifname wan0 ip6 saddr 2001:db8:10::10 udp dport 5064 dnat ip6 to fd00:1::5
			iifname wan0 udp dport 5066 dnat ip to 192.168.1.99
			iifname wan0 udp dport 5066 dnat ip6 to fd00:1::99
		}
		chain forward {
			type filter hook forward priority filter - 1
			ct status dnat meta mark set 1
		}
	}
	insert rule inet gateway forward mark 1 accept
EOF
cases dnat provider 4
cases dnat provider 6

finish
topo phone provider
rules
settings rtp-range 10000-13999
# A host that gets whatever nobody else wants
inside gw nft add rule inet gateway prerouting iifname wan0 dnat ip to 192.168.1.99
cases dnat exposed 4
finished
