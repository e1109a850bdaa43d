#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What sipnat-ctl shows of a call while it is made, answered and hung up, and behind a 1:1 NAT.

. "${0%/*}/lib.sh"

topo phone provider
rules
cases ctl_calls
finished
