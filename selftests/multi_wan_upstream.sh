#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The same as in multi_wan.sh with a 1:1 NAT on each line.

. "${0%/*}/lib.sh"
. "$here/multi_wan_lib.sh"

topo upstream wan1 phone phone2 pbx provider peer
rules dnat=192.168.1.5
two_lines 10.0.1.1
settings externip 203.0.113.1 dev wan0
settings externip 198.18.0.1 dev wan1
# Not 10.0.0.0/8: the links to the NAT upstream are outside.
settings localnet 192.168.0.0/16
settings rtp-range 10000-10999
cases multi_wan
finished
