#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Ports that the administrator forwards are not given to anyone else, and are told for whom they lead to.

. "${0%/*}/lib.sh"

topo ipv6 phone pbx provider
rules dnat=192.168.1.5 dnat=fd00:1::5
settings rtp-range 10000-13999
inside gw nft -f - <<-EOF || die "no rules on gw"
	table inet others {
		chain prerouting {
			type nat hook prerouting priority dstnat + 5
			iifname wan0 tcp dport 1024-1027 redirect to :9
			iifname wan0 ip saddr 198.51.100.0/24 ip daddr 203.0.113.1 tcp dport 1028-1031 dnat ip to 192.168.1.99:80
			iifname wan0 ip6 daddr 2001:db8:113::1 tcp dport 1028-1031 dnat ip6 to [fd00:1::99]:80
		}
	}
EOF
cases dnat 4
cases dnat 6
finished
