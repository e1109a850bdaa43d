#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX in a container of Podman's, with the rules that netavark makes for it, of nftables and of iptables.

here=$(cd "${0%/*}/.." && pwd)
. "${0%/*}/containers_lib.sh"

# netavark VERB HOST NUMBER PORTS: sets up a container's network, or takes it away
netavark()
{
	machine env NETAVARK_FW="$driver" /usr/lib/podman/netavark --config /run/netavark "$1" "/run/netns/$ns-$2" <<-JSON
		{
			"container_id": "000000000000000000000000000000000000000000000000000000000000000$3",
			"container_name": "$2",
			"port_mappings": [$4],
			"networks": {
				"podman": { "interface_name": "eth0", "static_ips": ["10.88.0.$3", "fd00:88::$3"] }
			},
			"network_info": {
				"podman": {
					"name": "podman",
					"id": "2f259bab93aaaaa2542ba43ef33eb990d0999ee1b9924b557b7be53c0b7a1bb9",
					"driver": "bridge",
					"network_interface": "podman0",
					"subnets": [
						{ "subnet": "10.88.0.0/16", "gateway": "10.88.0.1" },
						{ "subnet": "fd00:88::/64", "gateway": "fd00:88::1" }
					],
					"ipv6_enabled": true, "internal": false, "dns_enabled": false,
					"ipam_options": { "driver": "host-local" }
				}
			}
		}
	JSON
}

port='{ "container_port": 5060, "host_ip": "", "host_port": 5060, "protocol": "PROTO", "range": 1 }'
for driver in nftables iptables; do
	host
	ip netns add "$ns-pbx"
	ip netns add "$ns-phone"
	netavark setup pbx 2 "$(echo "$port" | sed s/PROTO/udp/), $(echo "$port" | sed s/PROTO/tcp/)" >/dev/null ||
		die "no container with $driver"
	netavark setup phone 3 '' >/dev/null || die "no other container with $driver"
	cases containers 4 10.88.0.2 10.88.0.3
	cases containers 6 fd00:88::2 fd00:88::3
	finish
done
finished
