# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What the command left behind in the machine, taken away so that a leak shows: with nobody left to
# use it, a module that cannot be unloaded has lost a reference, and what kmemleak finds once it is
# unloaded is a lost allocation.

aftermath()
{
	# Everybody but PID 1.
	kill -KILL -1 2>/dev/null

	for left in $(awk '/\(.*O.*\)$/ { print $1 }' /proc/modules); do
		for netns in /run/netns/*; do
			[ ! -e "$netns" ] || ip netns delete "${netns##*/}"
		done
		nft flush ruleset
		conntrack -F
		conntrack -F expect
		unload "$left"
	done >/dev/null 2>&1

	[ ! -e /sys/kernel/debug/kmemleak ] || look_for_leaks
}

# Namespaces go in the background, so it may need a moment.
unload()
{
	for try in 0.1 0.2 0.4 1 2 4; do
		rmmod "$1" && return
		sleep $try
	done
	[ ! -e "/sys/module/$1" ] ||
		say "bad: module $1 is still in use with nobody left to use it:" \
		    "$(cat "/sys/module/$1/refcnt")"
}

# An allocation that has only just moved is taken for lost by a single scan.
look_for_leaks()
{
	for scan in 1 2 3; do
		sleep 0.3
		echo scan >/sys/kernel/debug/kmemleak
	done
	head -n 100 /sys/kernel/debug/kmemleak | while IFS= read -r line; do
		say "$line"
	done
}
