#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Connections with SIP in them around which things vanish: their ends, conntrack's entries, the module, the
# namespace. That nothing is lost, nor touched after its end, is for the kernel to complain about.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases tcp_again
cases tcp_end
check "the namespace goes with messages under way" ip netns delete "$ns-gw"
[ "$HELPER" = none ] || check "the module goes" unload
finished
