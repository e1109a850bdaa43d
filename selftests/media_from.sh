#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Who outside may send media first: anyone, whom the other side announces, or who signals.

. "${0%/*}/lib.sh"

topo ipv6 phone provider peer
rules dnat=fd00:1::10
cases media_from
cases media_from 6
finished
