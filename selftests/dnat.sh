#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Ports that the administrator forwards are not given to anyone else, and are told for whom they lead to.

. "${0%/*}/lib.sh"

topo ipv6 phone pbx provider
rules dnat=192.168.1.5 dnat=fd00:1::5
settings rtp-range 10000-13999
# Rules of two kinds, for the next ports that are free, first those of IPv4
inside gw nft -f - <<-EOF || die "no rules on gw"
	table inet others {
		chain prerouting {
			type nat hook prerouting priority dstnat + 5
			iifname wan0 ip saddr 198.51.100.0/24 tcp dport 1024-1027 dnat ip to 192.168.1.99:80
			iifname wan0 ip6 saddr 2001:db8:10::/64 tcp dport 1033-1036 dnat ip6 to [fd00:1::99]:80
		}
	}
EOF
for program in 'iptables-legacy 1028:1031' 'ip6tables-legacy 1037:1040'; do
	inside gw "${program% *}" -t nat -A PREROUTING -i wan0 -p tcp --dport "${program#* }" -j REDIRECT --to-ports 9 ||
		die "no rules on gw"
done
cases dnat 4
cases dnat 6
finished
