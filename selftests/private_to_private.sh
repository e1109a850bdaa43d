#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# NAT between two networks that both have private addresses: a router behind another router.

. "${0%/*}/lib.sh"

topo ipv6 private phone phone2 phone3 pbx site provider peer
rules dnat=192.168.1.5 dnat=fd00:1::5
settings rtp-range 10000-10999
cases topologies
cases topologies 6 plain direct borders networks
cases hairpin
finished
