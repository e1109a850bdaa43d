#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A gateway with two lines: the calls of each stay on it.

. "${0%/*}/lib.sh"
. "$here/multi_wan_lib.sh"

topo wan1 phone phone2 pbx provider peer
rules dnat=192.168.1.5
two_lines 198.18.0.254
settings rtp-range 10000-10999
cases multi_wan
finished
