# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # lib.sh sets them
#
# The network that the tests run in, all of it in namespaces:
#
#	phone          phone2         pbx
#	192.168.1.10   192.168.1.20   192.168.1.5
#	   |              |              |
#	===+======= lan (a switch) ======+===
#	                  |
#	      192.168.1.1 | lan0
#	   +--------------+--------------+ site0        10.8.0.1 ----- 10.8.0.10   site
#	   |              gw             |     a branch behind a VPN: routed, no NAT
#	   +--------------+--------------+ dmz0        192.0.2.1 ----- 192.0.2.10  dmz
#	                  | wan0               hosts with addresses of their own: routed, no NAT
#	                  |
#	                  | 203.0.113.1, with upstream 10.0.0.2
#	                  |
#	             (upstream)   NAT 1:1, 10.0.0.2 <-> 203.0.113.1, ports stay as they are
#	                  |
#	    203.0.113.254 | gw0
#	   +--------------+--------------+
#	   |             wan             |
#	   +------+---------------+------+
#	          |               |
#	     provider            peer
#	     198.51.100.10       198.51.100.20
#	     198.51.100.11
#
# Hosts that a test does not name are not made. What gw does with packets is rules()'s business.

host_address()
{
	case $1 in
	phone) echo 192.168.1.10 ;;
	phone2) echo 192.168.1.20 ;;
	pbx) echo 192.168.1.5 ;;
	site) echo 10.8.0.10 ;;
	dmz) echo 192.0.2.10 ;;
	provider) echo 198.51.100.10 ;;
	peer) echo 198.51.100.20 ;;
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

# device NS DEV ADDRESS: without an IPv6 address, so that captures hold nothing but the test's packets
device()
{
	at "$1" <<-EOF
		addr add $3 dev $2
		link set $2 up addrgenmode none
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
	address=$(host_address "$1")
	device "$1" eth0 "$address/24"
	at "$1" <<-EOF
		link set lo up
		route add default via ${address%.*}.1
	EOF
}

# topo [upstream] HOST...: makes the network
topo()
{
	batch=$(mktemp -d)
	for name in gw lan wan "$@"; do
		echo "netns add $ns-$name" >>"$batch/wires"
	done
	at lan <<-EOF
		link add switch0 type bridge
		link set switch0 up addrgenmode none
	EOF
	plug gw lan0
	device gw lan0 192.168.1.1/24
	device wan gw0 203.0.113.254/24
	at wan <<-EOF
		link set lo up
		route add 192.0.2.0/24 via 203.0.113.1
	EOF
	at gw <<-EOF
		link set lo up
	EOF

	uplink=wan
	for name; do
		case $name in
		upstream)
			uplink=upstream
			continue
			;;
		phone | phone2 | pbx)
			plug "$name" eth0
			;;
		site | dmz)
			wire "$name" eth0 gw "${name}0"
			device gw "${name}0" "$(host_address "$name" | sed 's/[0-9]*$/1/')/24"
			;;
		provider | peer)
			wire "$name" eth0 wan "${name}0"
			device wan "${name}0" "198.51.100.1 peer $(host_address "$name")"
			;;
		esac
		leaf "$name"
	done
	[ ! -e "$batch/provider" ] || at provider <<-EOF
		addr add 198.51.100.11/24 dev eth0
	EOF
	[ ! -e "$batch/provider" ] || at wan <<-EOF
		route add 198.51.100.11 dev provider0
	EOF

	if [ $uplink = upstream ]; then
		wire gw wan0 upstream gw0
		wire upstream wan0 wan gw0
		device gw wan0 10.0.0.2/24
		device upstream gw0 10.0.0.1/24
		device upstream wan0 203.0.113.1/24
		echo "route add default via 10.0.0.1" | at gw
		echo "route add default via 203.0.113.254" | at upstream
	else
		wire gw wan0 wan gw0
		device gw wan0 203.0.113.1/24
		echo "route add default via 203.0.113.254" | at gw
	fi

	ip -batch "$batch/wires" || die "no namespaces"
	rm "$batch/wires"
	for file in "$batch"/*; do
		name=${file##*/}
		{
			ip -n "$ns-$name" -batch "$file" || die "no network in $name"
			case $name in
			gw | wan | upstream)
				# Answers must not take a short cut that redirects offer.
				inside "$name" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward
					echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects
					echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter'
				;;
			esac
		} &
	done
	wait
	rm -r "$batch"
	if [ $uplink = upstream ]; then
		upstream_rules
	fi
}

# Without connections: nothing that gw does can depend on what this remembers.
upstream_rules()
{
	inside upstream nft -f - <<-EOF
		table ip one_to_one {
			chain in {
				type filter hook prerouting priority raw
				iifname wan0 ip daddr 203.0.113.1 ip daddr set 10.0.0.2
			}
			chain out {
				type filter hook postrouting priority mangle
				oifname wan0 ip saddr 10.0.0.2 ip saddr set 203.0.113.1
			}
		}
	EOF
}

# rules [dnat=ADDRESS] [nat=no]: what an administrator would have on gw.
#
# Traffic from outside gets in only as the answer to something, or to 5060 where that is forwarded:
# so calls work only if the helper opens the way for them. Only private addresses are masqueraded,
# and only towards the provider. No sets: 6.1's debug kernel complains about nft's own look-up of them.
rules()
{
	dnat='' masquerade=y
	for word; do
		case $word in
		dnat=*) dnat=${word#*=} ;;
		nat=no) masquerade= ;;
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
		cat <<-EOF
			chain prerouting {
				type nat hook prerouting priority dstnat
				${dnat:+iifname wan0 udp dport 5060 dnat ip to $dnat}
				${dnat:+iifname wan0 tcp dport 5060 dnat ip to $dnat}
			}
			chain postrouting {
				type nat hook postrouting priority srcnat
				${masquerade:+oifname wan0 ip saddr 192.168.0.0/16 masquerade}
				${masquerade:+oifname wan0 ip saddr 10.0.0.0/8 masquerade}
			}
			chain forward {
				type filter hook forward priority filter; policy drop
				ct state established,related accept
				iifname != wan0 accept
				oifname dmz0 accept
				ct status dnat th dport 5060 accept
			}
		}
		EOF
	} | inside gw nft -f - || die "no rules on gw"
}
