#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# NAT between two networks that both have private addresses: a router behind another router, a PBX in a
# container behind its host, phones that come in by a VPN and are masqueraded. Nothing is set.

. "${0%/*}/lib.sh"

# both_ways RULE...: nft rules for chains of gw's NAT, each "chain condition", for IPv4 and IPv6; @OUT, @PBX and
# @ELSEWHERE are addresses
more_rules()
{
	while read -r chain rule; do
		for family in ip ip6; do
			if [ $family = ip ]; then
				out=192.168.178.2 pbx=192.168.1.5 elsewhere=10.99.0.9 provider=192.168.178.10 dmz=192.0.2.10
			else
				out=fd00:178::2 pbx=fd00:1::5 elsewhere=fd00:99::9 provider=fd00:178:10::10 dmz=2001:db8:2::10
			fi
			echo "$rule" | sed "s/@IP/$family/g; s/@OUT/$out/; s/@PBX/$pbx/; s/@ELSEWHERE/$elsewhere/
				s/@PROVIDER/$provider/; s/@DMZ/$dmz/; s/^/insert rule inet gateway $chain /"
		done
	done | inside gw nft -f - || die "no rules on gw"
}

# fresh: the same network, with the rules of a router that publishes its PBX
fresh()
{
	finish
	topo ipv6 private "$@"
	rules dnat=192.168.1.5 dnat=fd00:1::5
}

fresh phone phone2 phone3 pbx site provider peer
for family in 4 6; do
	cases private_to_private $family outside
	cases private_to_private $family explicit
done

# The way around: with and without NAT of the caller
fresh phone phone3 pbx provider
more_rules <<-EOF
	prerouting @IP daddr @OUT udp dport 5060 iifname != "wan*" dnat @IP to @PBX
	postrouting @IP daddr @PBX ct status dnat oifname lan0 iifname lan0 masquerade
EOF
cases private_to_private 4 hairpin
cases private_to_private 6 hairpin
inside gw conntrack -F 2>/dev/null
more_rules <<-EOF
	postrouting @IP daddr @PBX ct status dnat masquerade
EOF
cases private_to_private 4 hairpin published
cases private_to_private 6 hairpin published

inside gw conntrack -F 2>/dev/null
more_rules <<-EOF
	prerouting @IP daddr @ELSEWHERE udp dport 5060 dnat @IP to @PROVIDER
EOF
cases private_to_private 4 redirected
cases private_to_private 6 redirected

fresh dmz provider
inside gw nft flush chain inet gateway prerouting
more_rules <<-EOF
	prerouting iifname wan0 @IP daddr @OUT udp dport 5060 dnat @IP to @DMZ
	postrouting oifname wan0 @IP saddr @DMZ masquerade
EOF
cases private_to_private 4 public
cases private_to_private 6 public
finished
