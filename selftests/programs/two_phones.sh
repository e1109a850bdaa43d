# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # lib.sh sets them
#
# What two_phones_*.sh have in common.

. "${0%/*}/lib.sh"

# home: somebody's network behind peer, who does NAT for it. Its phone has the address of phone2.
home()
{
	ip netns add "$ns-home"
	ip link add home0 netns "$ns-peer" type veth peer name eth0 netns "$ns-home"
	ip -n "$ns-peer" -batch - <<-EOF || die "no home"
		addr add 192.168.1.1/24 dev home0
		link set home0 up
	EOF
	ip -n "$ns-home" -batch - <<-EOF || die "no home"
		link set lo up
		addr add 192.168.1.20/24 dev eth0
		link set eth0 up
		route add default via 192.168.1.1
	EOF
	inside peer sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
	inside peer nft -f - <<-EOF || die "no NAT at home"
		table ip home {
			chain out {
				type nat hook postrouting priority srcnat
				oifname eth0 masquerade
			}
			# What comes too early would keep a port from who it is for.
			chain in {
				type filter hook input priority filter
				iifname eth0 ct state new drop
			}
		}
	EOF
}

# two_phones TRANSPORT PART: see ../ua/cases/two_phones_programs.py
two_phones()
{
	topo phone phone2 pbx provider peer
	# Those outside talk to each other, too, by way of wan.
	inside peer ip route add 198.51.100.8/29 via 198.51.100.1
	inside provider ip route add 198.51.100.20 via 198.51.100.1
	for address in 198.51.100.12 198.51.100.13; do
		inside provider ip addr add $address/24 dev eth0
		inside wan ip route add $address dev provider0
	done
	home
	rules
	settings rtp-range 10000-13999
	chroots
	cases two_phones_programs "$@"
	finished
}
