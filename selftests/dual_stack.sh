#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Phones with IPv4 and IPv6: signalling uses one of them, session descriptions name both.

. "${0%/*}/lib.sh"

# Of the phone and of the gateway, beside those that topo.sh gives
PHONE6=2001:db8:1::10
export PHONE6

topo ipv6 wan1 phone phone2 provider peer
for line in 'phone addr add 2001:db8:1::10/64 dev eth0 nodad' 'gw addr add 2001:db8:1::1/64 dev lan0 nodad' \
	'wan route add 2001:db8:1::/64 via 2001:db8:113::1'; do
	# shellcheck disable=SC2086 # words
	ip -n "$ns-${line%% *}" ${line#* } || die "not done: $line"
done
rules dnat=192.168.1.10 dnat=fd00:1::10 open=2001:db8:1::/64 input=drop
settings rtp-range 10000-10999
cases dual_stack
finished
