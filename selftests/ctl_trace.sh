#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipnat-ctl trace: messages before and after, over UDP and TCP, and the reason of each change.

. "${0%/*}/lib.sh"

topo phone provider
rules
cases ctl_trace
finished
