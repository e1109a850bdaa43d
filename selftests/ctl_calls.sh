#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What sipnat-ctl shows of a call while it is made, answered and hung up, and behind a 1:1 NAT; what has
# gone through it each way; and what it ends at once.

. "${0%/*}/lib.sh"

topo phone phone2 provider
rules
cases ctl_calls
cases ctl_end
finished
