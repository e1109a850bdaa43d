#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The same as in topologies.sh behind a 1:1 NAT.

. "${0%/*}/lib.sh"

topo upstream phone phone2 phone3 pbx site provider peer
rules dnat=192.168.1.5
settings externip 203.0.113.1
# Not 10.0.0.0/8: the link to the NAT upstream is outside.
settings localnet 192.168.0.0/16 10.8.0.0/16
settings rtp-range 10000-10999
cases topologies
finished
