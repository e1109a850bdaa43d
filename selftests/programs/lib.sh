# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # run and ../lib.sh set them
#
# What the tests in this directory have in common. They take what chroots made and setup programs installed.

here=$(cd "${0%/*}/.." && pwd)
# shellcheck source=SCRIPTDIR/../lib.sh
. "$here/lib.sh"

# place [upstream]: the network, and chroots that are ready. upstream: the gateway is itself behind a 1:1 NAT
place()
{
	if [ "${1-}" = upstream ]; then
		topo upstream phone phone2 pbx provider peer
		settings externip 203.0.113.1
		settings localnet 192.168.0.0/16
	else
		topo phone phone2 pbx provider peer
	fi
	# Those outside talk to each other, too, by way of wan.
	inside peer ip route add 198.51.100.8/30 via 198.51.100.1
	inside provider ip route add 198.51.100.20 via 198.51.100.1
	rules dnat=192.168.1.5
	settings rtp-range 10000-13999
	chroots
}

# chroots: makes them ready.
chroots()
{
	for name in bullseye forky; do
		root=$SIPNAT_CHROOTS/$name
		[ -x "$root/usr/sbin/asterisk" ] || die "no Asterisk in $root (see programs/chroots)"
		for dir in dev proc; do
			mountpoint -q "$root/$dir" || mount --bind "/$dir" "$root/$dir" || die "no /$dir in $root"
		done
	done
}

# office [upstream] SUITE DRIVER SUITE DRIVER SECONDS: see ../ua/cases/asterisk.py
office()
{
	if [ "$1" = upstream ]; then
		shift
		place upstream
	else
		place
	fi
	cases asterisk "$@"
	finished
}

# interop SERVER: each phone inside with that server outside, or those that SIPNAT_PHONES names; see
# ../ua/cases/interop.py. A phone has three hosts: its own, that of another phone inside, and one outside.
interop()
{
	phones=${SIPNAT_PHONES:-baresip linphone twinkle netsip sipp}
	hosts='' number=0
	for _ in $phones; do
		number=$((number + 1))
		hosts="$hosts desk$((2 * number - 1)) desk$((2 * number)) far$number"
	done
	# shellcheck disable=SC2086 # a list
	streets provider $hosts
	rules
	# twinkle's sound card
	modprobe -q snd-dummy || :
	# shellcheck disable=SC2086 # a list
	cases interop "$1" $phones
	finished
}

# interop_inside PBX: that one inside, with each server outside, or those that SIPNAT_SERVERS names; see
# ../ua/cases/interop_inside.py. Each has two phones inside, and three hosts outside.
interop_inside()
{
	hosts='' number=0
	while [ $number -lt 4 ]; do
		number=$((number + 1))
		hosts="$hosts desk$((2 * number - 1)) desk$((2 * number)) far$((3 * number - 2)) far$((3 * number - 1)) far$((3 * number))"
	done
	# shellcheck disable=SC2086 # a list
	streets pbx desk20 $hosts
	rules dnat=192.168.1.5
	pbx=$1
	# shellcheck disable=SC2086 # a list
	set -- ${SIPNAT_SERVERS:-kamailio asterisk16_sip asterisk16_pjsip extension asterisk22_pjsip netsip npm sipp}
	# Not more at a time than a small machine can take
	while [ $# -gt 4 ]; do
		cases interop_inside "$pbx" "$1" "$2" "$3" "$4"
		shift 4
	done
	cases interop_inside "$pbx" "$@"
	finished
}

# streets HOST...: these, of which those outside find each other by way of wan
streets()
{
	topo "$@"
	inside wan sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/proxy_arp'
	settings rtp-range 10000-13999
	chroots
}
