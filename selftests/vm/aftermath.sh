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

	# A module from outside the kernel's tree has an O among its flags.
	awk '/\(.*O.*\)$/ { print $1 }' /proc/modules | while read -r left; do
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

# The first scan only notes what an allocation holds; lost is what has not changed by the second.
look_for_leaks()
{
	echo scan >/sys/kernel/debug/kmemleak
	echo scan >/sys/kernel/debug/kmemleak
	while IFS= read -r line; do
		say "$line"
	done </sys/kernel/debug/kmemleak
}
