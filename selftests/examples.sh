#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each of ../examples as it is, and a call through it.

. "${0%/*}/lib.sh"

examples=$here/../examples
[ "$HELPER" = sipnat ] || die "HELPER=$HELPER: the examples name sipnat"

# The commands that the file's head asks for
with_settings()
{
	sed -n 's/^#\t\(sipnat-ctl set .*\)/\1/p' "$1" | while read -r command; do
		# shellcheck disable=SC2086 # words
		inside gw $command || die "$1: $command"
	done
}

# What the flows of one example lead to is not for the next.
forget()
{
	inside gw conntrack -F 2>/dev/null
}

topo phone pbx provider
check "masquerade.nft is loaded" inside gw nft -f "$examples/masquerade.nft"
cases examples out 10000
check "it is loaded again" inside gw nft -f "$examples/masquerade.nft"
cases examples out 10020
forget
check "pbx.nft is loaded" inside gw nft -f "$examples/pbx.nft"
cases examples in 10040
forget
inside gw nft delete table inet gateway
check "masquerade-iptables.sh ends well" inside gw "$examples/masquerade-iptables.sh"
cases examples out 10060
finish

topo upstream pbx provider
check "one-to-one.nft is loaded" inside gw nft -f "$examples/one-to-one.nft"
with_settings "$examples/one-to-one.nft"
cases examples in 10080
finished
