#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipnat-ctl monitor: each kind of event, in its order, for those who may read it; what is lost is told.

. "${0%/*}/lib.sh"

topo phone provider
rules
cases ctl_monitor
finished
