#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX in a pod, published by a service of type NodePort, with the rules that kube-proxy makes in its iptables
# mode. Debian has no kube-proxy, so they are written out here, as is the NAT of the CNI plugin "ptp", which
# gives each pod an interface of its own on the node.

. "${0%/*}/lib.sh"

# pod NAME NUMBER
pod()
{
	ip netns add "$ns-$1"
	ip -n "$ns-$1" link add eth0 type veth peer name "$1" netns "$ns-gw" || die "no pod $1"
	ip -n "$ns-gw" -batch - <<-EOF || die "no way to pod $1"
		addr add 10.244.0.1/32 dev $1
		addr add fd00:244::1/128 dev $1 nodad
		link set $1 up addrgenmode none
		addr add fe80::1/64 dev $1 nodad
		route add 10.244.0.$2 dev $1
		route add fd00:244::$2 dev $1
	EOF
	ip -n "$ns-$1" -batch - <<-EOF || die "no network in pod $1"
		link set lo up
		addr add 10.244.0.$2/32 dev eth0
		addr add fd00:244::$2/128 dev eth0 nodad
		link set eth0 up addrgenmode none
		addr add fe80::$2/64 dev eth0 nodad
		route add 10.244.0.1 dev eth0
		route add default via 10.244.0.1
		route add default via fe80::1 dev eth0
	EOF
}

# proxy_rules PROTO CLUSTER SERVICE POD ENDPOINT POLICY: those for UDP or TCP
proxy_rules()
{
	cat <<-RULES
		:KUBE-SVC-$1 - [0:0]
		:KUBE-SVL-$1 - [0:0]
		:KUBE-EXT-$1 - [0:0]
		:KUBE-SEP-$1 - [0:0]
		-A KUBE-SERVICES -d $3 -p $1 -m $1 --dport 5060 -m comment --comment "pbx:sip cluster IP" -j KUBE-SVC-$1
		-A KUBE-NODEPORTS -p $1 -m $1 --dport 30060 -m comment --comment "pbx:sip" -j KUBE-EXT-$1
		-A KUBE-SVC-$1 ! -s $2 -d $3 -p $1 -m $1 --dport 5060 -j KUBE-MARK-MASQ
		-A KUBE-SVC-$1 -m comment --comment "pbx:sip -> $5" -j KUBE-SEP-$1
		-A KUBE-SVL-$1 -m comment --comment "pbx:sip -> $5" -j KUBE-SEP-$1
		-A KUBE-SEP-$1 -s $4 -j KUBE-MARK-MASQ
		-A KUBE-SEP-$1 -p $1 -m $1 -j DNAT --to-destination $5
	RULES
	if [ "$6" = Cluster ]; then
		cat <<-RULES
			-A KUBE-EXT-$1 -m comment --comment "masquerade traffic for external destinations" -j KUBE-MARK-MASQ
			-A KUBE-EXT-$1 -j KUBE-SVC-$1
		RULES
	else
		cat <<-RULES
			-A KUBE-EXT-$1 -s $2 -m comment --comment "pod traffic for external destinations" -j KUBE-SVC-$1
			-A KUBE-EXT-$1 -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ
			-A KUBE-EXT-$1 -m addrtype --src-type LOCAL -j KUBE-SVC-$1
			-A KUBE-EXT-$1 -j KUBE-SVL-$1
		RULES
	fi
}

# proxy RESTORE CLUSTER SERVICE POD ENDPOINT POLICY: the service, for UDP and for TCP. POLICY: Cluster or
# Local, its externalTrafficPolicy
proxy()
{
	inside gw "$1" <<-EOF || die "no rules for the service"
		*nat
		:KUBE-SERVICES - [0:0]
		:KUBE-NODEPORTS - [0:0]
		:KUBE-POSTROUTING - [0:0]
		:KUBE-MARK-MASQ - [0:0]
		:CNI-POD - [0:0]
		-A PREROUTING -m comment --comment "service portals" -j KUBE-SERVICES
		-A OUTPUT -m comment --comment "service portals" -j KUBE-SERVICES
		-A POSTROUTING -m comment --comment "postrouting rules" -j KUBE-POSTROUTING
		-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
		-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
		-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
		-A KUBE-POSTROUTING -m comment --comment "traffic that needs SNAT" -j MASQUERADE --random-fully
		-A POSTROUTING -s $2 -m comment --comment "of the CNI plugin" -j CNI-POD
		-A CNI-POD -d $2 -j ACCEPT
		-A CNI-POD -j MASQUERADE
		$(shift; proxy_rules udp "$@"; proxy_rules tcp "$@")
		-A KUBE-SERVICES -m addrtype --dst-type LOCAL -m comment --comment "this must be the last rule" -j KUBE-NODEPORTS
		COMMIT
		*filter
		:KUBE-FORWARD - [0:0]
		-A FORWARD -m comment --comment "forwarding rules" -j KUBE-FORWARD
		-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
		-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
		-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
		COMMIT
	EOF
}

for policy in Cluster Local; do
	topo ipv6 private provider peer
	rules nat=no
	pod pbx 2
	pod phone 3
	proxy iptables-restore 10.244.0.0/16 10.96.0.50/32 10.244.0.2/32 10.244.0.2:5060 $policy
	proxy ip6tables-restore fd00:244::/64 fd00:96::50/128 fd00:244::2/128 "[fd00:244::2]:5060" $policy
	cases containers 4 10.244.0.2 10.244.0.3 30060 10.96.0.50
	cases containers 6 fd00:244::2 fd00:244::3 30060 fd00:96::50
	finish
done
finished
