#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The same as in topologies.sh over IPv6: unique local addresses (RFC 4193) inside, and NAT66.

. "${0%/*}/lib.sh"

topo ipv6 phone phone2 phone3 pbx site provider peer
rules dnat=fd00:1::5
settings rtp-range 10000-10999
cases topologies 6
finished
