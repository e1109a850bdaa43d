# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # run and ../lib.sh set them
#
# Containers on gw, which has a private address outside: $ns-pbx, whose 5060 is published, and $ns-phone, in
# the networks that the programs make from the chroot of containers.

. "${0%/*}/../lib.sh"

root=$SIPNAT_CHROOTS/containers

# machine COMMAND...: what belongs to gw, from the chroot, which sees all network namespaces
machine()
{
	# shellcheck disable=SC2016
	inside gw sh -c 'root=$1
		shift
		mount -t cgroup2 none /sys/fs/cgroup || exit
		for dir in dev proc sys run/netns; do
			mkdir -p "$root/$dir" && mount --rbind "/$dir" "$root/$dir" || exit
		done
		exec chroot "$root" "$@"' sh "$root" "$@"
}

# host: gw as a host of containers; what is for it from outside is SIP, and the rest of its NAT comes from the
# programs
host()
{
	[ -d "$root/usr" ] || die "no $root (see programs/containers)"
	topo ipv6 private provider peer
	rules nat=no
}
