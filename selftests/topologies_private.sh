#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The same as in topologies.sh where the outside has private addresses, too. Nothing is set.

. "${0%/*}/lib.sh"

topo ipv6 private phone phone2 phone3 pbx site provider peer
rules dnat=192.168.1.5 dnat=fd00:1::5
cases topologies
cases topologies 6
cases hairpin
# Who outside may send media first: not everybody who has a private address
inside gw nft delete table inet gateway
inside gw conntrack -F 2>/dev/null
rules dnat=192.168.1.10 dnat=fd00:1::10
cases media_from
cases media_from 6
finished
