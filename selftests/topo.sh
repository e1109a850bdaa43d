# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # lib.sh sets them
#
# The network that the tests run in, all of it in namespaces:
#
#	phone          phone2         pbx                phone3          twin
#	192.168.1.10   192.168.1.20   192.168.1.5        192.168.2.10    192.168.1.10
#	   |              |              |                  |               |
#	===+======= lan (a switch) ======+===               |        (somebody else's
#	                  |                                 |         network, see zones.sh)
#	      192.168.1.1 | lan0                192.168.2.1 | phone30       | twin0
#	   +--------------+---------------------------------+---------------+--+ site0        10.8.0.1 ----- 10.8.0.10   site
#	   |                                                                   |     a branch behind a VPN: routed, no NAT
#	   |                                gw                                 |
#	   |                                                                   | dmz0        192.0.2.1 ----- 192.0.2.10  dmz
#	   +--------------+----------------------------------+-----------------+     hosts with addresses of their own:
#	                  | wan0                             | wan1                  routed, no NAT
#	                  |                                  |
#	                  | 203.0.113.1,                     | 198.18.0.1,
#	                  | with upstream 10.0.0.2           | with upstream 10.0.1.2
#	                  |                                  |
#	             (upstream)   NAT 1:1, 10.0.0.2 <-> 203.0.113.1 and 10.0.1.2 <-> 198.18.0.1, ports
#	                  |       stay as they are           |
#	    203.0.113.254 | gw0                 198.18.0.254 | gw1
#	   +--------------+----------------------------------+--+
#	   |             wan                                    |
#	   +------+---------------+-----------------------------+
#	          |               |
#	     provider            peer
#	     198.51.100.10       198.51.100.20
#	     198.51.100.11
#
# More phones at the switch are desk1, desk2 ... (192.168.1.101 ...), more hosts outside far1, far2 ...
# (198.51.100.101 ...). Hosts that a test does not name are not made. What gw does with packets is rules()'s business.
# IPv6 addresses, if a test wants them, stand in host_address6(); gw has 2001:db8:113::1 (wan0) and
# 2001:db8:18::1 (wan1).
#
# With "private", the outside has private addresses, too, as behind another router: gw has 192.168.178.2
# and fd00:178::2 (wan0), the provider 192.168.178.10 and .11, the peer 192.168.178.20.

host_address()
{
	case ${PRIVATE-}$1 in
	yprovider) echo 192.168.178.10; return ;;
	ypeer) echo 192.168.178.20; return ;;
	esac
	case $1 in
	phone | twin) echo 192.168.1.10 ;;
	phone2) echo 192.168.1.20 ;;
	pbx) echo 192.168.1.5 ;;
	phone3) echo 192.168.2.10 ;;
	site) echo 10.8.0.10 ;;
	dmz) echo 192.0.2.10 ;;
	provider) echo 198.51.100.10 ;;
	peer) echo 198.51.100.20 ;;
	desk*) echo 192.168.1.$((100 + ${1#desk})) ;;
	far*) echo 198.51.100.$((100 + ${1#far})) ;;
	esac
}

# Everybody's router is ::1 of the same /64.
host_address6()
{
	case ${PRIVATE-}$1 in
	yprovider) echo fd00:178:10::10; return ;;
	ypeer) echo fd00:178:20::20; return ;;
	esac
	case $1 in
	phone | twin) echo fd00:1::10 ;;
	phone2) echo fd00:1::20 ;;
	pbx) echo fd00:1::5 ;;
	phone3) echo fd00:2::10 ;;
	site) echo fd00:8::10 ;;
	dmz) echo 2001:db8:2::10 ;;
	provider) echo 2001:db8:10::10 ;;
	peer) echo 2001:db8:20::20 ;;
	esac
}

# at NS: takes the lines of stdin as commands of ip in this namespace. They are collected, for each
# start of ip costs a tenth of a second in an emulated machine.
at()
{
	cat >>"$batch/$1"
}

# wire NS DEV NS DEV
wire()
{
	echo "link add $2 netns $ns-$1 type veth peer name $4 netns $ns-$3" >>"$batch/wires"
}

# device NS DEV ADDRESS ADDRESS6: the second address only where the test wants IPv6; else nothing of IPv6,
# so that captures hold nothing but the test's packets
device()
{
	link_local=${4-}
	at "$1" <<-EOF
		addr add $3 dev $2
		link set $2 up addrgenmode none
		${ipv6:+${4:+addr add $4 dev $2 nodad}}
		${ipv6:+${4:+addr add fe80::${link_local##*::} dev $2 nodad}}
	EOF
}

# plug NS DEV: wires DEV to the switch
plug()
{
	wire "$1" "$2" lan "$1"
	at lan <<-EOF
		link set $1 master switch0
		link set $1 up addrgenmode none
	EOF
}

# leaf HOST: what every host at the edge has
leaf()
{
	address=$(host_address "$1") address6=$(host_address6 "$1")
	device "$1" eth0 "$address/24" "$address6/64"
	at "$1" <<-EOF
		link set lo up
		route add default via ${address%.*}.1
		${ipv6:+route add default via ${address6%::*}::1}
	EOF
}

# uplink DEV ADDRESS UPSTREAM ADDRESS6: gw's line to the outside, wan0 or wan1, with its addresses there
# and, behind the NAT upstream, the one that it has itself
uplink()
{
	number=${1#wan}
	device wan "gw$number" "${2%.*}.254/24" "${4%::*}::254/64"
	if [ "$upstream" ]; then
		wire gw "$1" upstream "gw$number"
		wire upstream "$1" wan "gw$number"
		device gw "$1" "$3/24"
		device upstream "gw$number" "${3%.*}.1/24"
		device upstream "$1" "$2/24"
	else
		wire gw "$1" wan "gw$number"
		device gw "$1" "$2/24" "$4/64"
	fi
}

# topo [ipv6] [upstream] [wan1] [routed] [private] HOST...: makes the network.
#
#	ipv6		with IPv6 addresses beside the others; not together with upstream
#	upstream	a 1:1 NAT between gw and the outside
#	wan1		gw's second line. Without policy, nothing is sent through it
#	routed		the outside knows the way to private addresses, where gw does no NAT
#	private		the outside has private addresses; not together with upstream or wan1
topo()
{
	batch=$(mktemp -d)
	ipv6='' upstream='' wan1='' routed='' PRIVATE=''
	public=203.0.113.1 public6=2001:db8:113::1
	while :; do
		case $1 in
		ipv6) ipv6=y ;;
		upstream) upstream=upstream ;;
		wan1) wan1=y ;;
		routed) routed=y ;;
		private) PRIVATE=y public=192.168.178.2 public6=fd00:178::2 ;;
		*) break ;;
		esac
		shift
	done
	export PRIVATE
	for name in gw lan wan $upstream "$@"; do
		echo "netns add $ns-$name" >>"$batch/wires"
	done
	at lan <<-EOF
		link add switch0 type bridge
		link set switch0 up addrgenmode none
	EOF
	plug gw lan0
	device gw lan0 192.168.1.1/24 fd00:1::1/64
	at gw <<-EOF
		link set lo up
	EOF
	uplink wan0 "$public" 10.0.0.2 "$public6"
	[ ! "$wan1" ] || uplink wan1 198.18.0.1 10.0.1.2 2001:db8:18::1
	at wan <<-EOF
		link set lo up
		route add 192.0.2.0/24 via $public
		${ipv6:+route add 2001:db8:2::/64 via $public6}
		${routed:+route add 192.168.0.0/16 via $public}
		${routed:+${ipv6:+route add fd00::/16 via $public6}}
	EOF
	at gw <<-EOF
		route add default via $([ "$upstream" ] && echo 10.0.0.1 || echo "${public%.*}.254")
		${ipv6:+route add default via ${public6%::*}::254}
	EOF
	[ ! "$upstream" ] || at upstream <<-EOF
		link set lo up
		route add default via 203.0.113.254
		${wan1:+rule add iif gw1 lookup 1}
		${wan1:+route add default via 198.18.0.254 table 1}
	EOF

	for name; do
		address6=$(host_address6 "$name")
		case $name in
		phone | phone2 | pbx | desk*)
			plug "$name" eth0
			;;
		phone3 | site | dmz)
			wire "$name" eth0 gw "${name}0"
			device gw "${name}0" "$(host_address "$name" | sed 's/[0-9]*$/1/')/24" "${address6%::*}::1/64"
			;;
		twin)
			# Only its own routing table knows its network: lan0 has the same.
			wire twin eth0 gw twin0
			device gw twin0 192.168.1.1/32
			at gw <<-EOF
				route add 192.168.1.0/24 dev twin0 table 2
			EOF
			;;
		provider | peer | far*)
			wire "$name" eth0 wan "${name}0"
			address=$(host_address "$name")
			device wan "${name}0" "${address%.*}.1 peer $address" "${address6%::*}::1/64"
			;;
		esac
		leaf "$name"
	done
	[ ! -e "$batch/provider" ] || at provider <<-EOF
		addr add $(host_address provider | sed 's/0$/1/')/24 dev eth0
		${ipv6:+addr add $(host_address6 provider | sed 's/0$/1/')/64 dev eth0 nodad}
	EOF
	[ ! -e "$batch/provider" ] || at wan <<-EOF
		route add $(host_address provider | sed 's/0$/1/') dev provider0
	EOF

	ip -batch "$batch/wires" || die "no namespaces"
	rm "$batch/wires"
	for file in "$batch"/*; do
		name=${file##*/}
		{
			ip -n "$ns-$name" -batch "$file" || die "no network in $name"
			case $name in
			gw | wan | upstream)
				# Answers must not take a short cut that redirects offer.
				inside "$name" sh -c "echo 1 >/proc/sys/net/ipv4/ip_forward
					echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects
					echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter
					${ipv6:+echo 1 >/proc/sys/net/ipv6/conf/all/forwarding}
					${PRIVATE:+echo 1 >/proc/sys/net/ipv4/conf/all/proxy_arp}"
				;;
			esac
		} &
	done
	wait
	rm -r "$batch"
	[ ! "$upstream" ] || upstream_rules
}

# Without connections: nothing that gw does can depend on what this remembers.
upstream_rules()
{
	inside upstream nft -f - <<-EOF
		table ip one_to_one {
			chain in {
				type filter hook prerouting priority raw
				iifname wan0 ip daddr 203.0.113.1 ip daddr set 10.0.0.2
				iifname wan1 ip daddr 198.18.0.1 ip daddr set 10.0.1.2
			}
			chain out {
				type filter hook postrouting priority mangle
				oifname wan0 ip saddr 10.0.0.2 ip saddr set 203.0.113.1
				oifname wan1 ip saddr 10.0.1.2 ip saddr set 198.18.0.1
			}
		}
	EOF
}

# rules [WORD...]: what an administrator would have on gw.
#
#	dnat=ADDRESS	5060 is forwarded to that address; one word for each family
#	nat=no		nothing is masqueraded
#	open=PREFIX	who is in there can be called at 5060, without NAT; one word for each family
#	outside=DEV	what is behind that, too, is outside
#	input=drop	gw itself takes no more from outside than what passes to others
#
# Traffic from outside (wan*) gets in only as the answer to something, or to 5060 where that is forwarded:
# so calls work only if the helper opens the way for them. Only private addresses are masqueraded,
# and only towards the provider. No sets: 6.1's debug kernel complains about nft's own look-up of them.
rules()
{
	dnat='' dnat6='' masquerade=y open='' open6='' outside='' input=accept
	for word; do
		case $word in
		dnat=*:*) dnat6=${word#*=} ;;
		dnat=*) dnat=${word#*=} ;;
		nat=no) masquerade= ;;
		open=*:*) open6=${word#*=} ;;
		open=*) open=${word#*=} ;;
		outside=*) outside="iifname != ${word#*=}" ;;
		input=*) input=${word#*=} ;;
		*) die "no such word for rules: $word" ;;
		esac
	done
	{
		echo "table inet gateway {"
		[ "$HELPER" = none ] || cat <<-EOF
			ct helper over-udp { type "$HELPER" protocol udp; }
			ct helper over-tcp { type "$HELPER" protocol tcp; }
			chain helpers {
				type filter hook prerouting priority filter
				udp dport 5060 ct helper set over-udp
				tcp dport 5060 ct helper set over-tcp
			}
			chain helpers_local {
				type filter hook output priority filter
				udp dport 5060 ct helper set over-udp
				tcp dport 5060 ct helper set over-tcp
			}
		EOF
		# Without anything to do, a chain still makes NAT ready to be used.
		cat <<-EOF
			chain prerouting {
				type nat hook prerouting priority dstnat
				${dnat:+iifname "wan*" udp dport 5060 dnat ip to $dnat}
				${dnat:+iifname "wan*" tcp dport 5060 dnat ip to $dnat}
				${dnat6:+iifname "wan*" udp dport 5060 dnat ip6 to $dnat6}
				${dnat6:+iifname "wan*" tcp dport 5060 dnat ip6 to $dnat6}
			}
			chain postrouting {
				type nat hook postrouting priority srcnat
				${masquerade:+oifname "wan*" ip saddr 192.168.0.0/16 masquerade}
				${masquerade:+oifname "wan*" ip saddr 10.0.0.0/8 masquerade}
				${masquerade:+${ipv6:+oifname "wan*" ip6 saddr fc00::/7 masquerade}}
			}
			chain forward {
				type filter hook forward priority filter; policy drop
				ct state established,related accept
				iifname != "wan*" $outside accept
				${masquerade:+oifname dmz0 accept}
				ct status dnat th dport 5060 accept
				${open:+ip daddr $open udp dport 5060 accept}
				${open6:+ip6 daddr $open6 udp dport 5060 accept}
			}
			chain input {
				type filter hook input priority filter; policy $input
				ct state established,related accept
				iifname != "wan*" $outside accept
				udp dport 5060 accept
				${ipv6:+meta l4proto ipv6-icmp accept}
			}
		}
		EOF
	} | inside gw nft -f - || die "no rules on gw"
}
