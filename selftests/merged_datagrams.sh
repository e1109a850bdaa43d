#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Several datagrams of a flow in one packet, as UDP GRO makes them and as sockets send them: forwarded, from and to
# the gateway itself, in a VRF, bridged, and when there is no memory.

. "${0%/*}/lib.sh"

topo ipv6 phone provider
rules dnat=192.168.1.10 dnat=fd00:1::10
settings rtp-range 10000-10999
# Packets of signalling, in front of the helper and behind it
for host in gw lan; do
	inside $host nft -f - <<-EOF || die "no counters on $host"
	table inet seen {
		counter before { }
		counter behind { }
		chain leaving {
			type filter hook postrouting priority filter
			udp dport 5060-5099 counter name before
		}
		chain arriving {
			type filter hook input priority filter
			udp dport 5060-5099 counter name before
		}
		chain left {
			type filter hook postrouting priority 2147483646
			udp dport 5060-5099 counter name behind
		}
		chain arrived {
			type filter hook input priority 2147483646
			udp dport 5060-5099 counter name behind
		}
	}
	EOF
done
# GRO waits so many nanoseconds for more, so that what is merged does not depend on luck.
for dev in wan0 lan0; do
	inside gw sh -c "echo 100000000 >/sys/class/net/$dev/gro_flush_timeout"
done
cases merged_datagrams 4 5062 gro list calls odd own
cases merged_datagrams 4 5070 segment calls own given bridged
cases merged_datagrams 6 5080 gro calls own
cases merged_datagrams 6 5085 segment odd own
inside gw ip -batch - <<-EOF || die "no VRF"
	link add vrf0 type vrf table 10
	link set vrf0 up
	link set lan0 master vrf0
	link set wan0 master vrf0
	route add default via 203.0.113.254 table 10
EOF
# In a VRF the rules see the VRF's interface, not the one that the packet came by.
inside gw nft delete table inet gateway
rules dnat=192.168.1.10
inside gw conntrack -F 2>/dev/null
cases merged_datagrams 4 5090 gro segment calls
finished
