#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Streams of SIP in which there is something that is no message, or no good one: it passes as it is, and what
# follows is read. SIPNAT_FULL=y: cut at every byte; that takes minutes.

. "${0%/*}/lib.sh"

for part in calls cuts attacks; do
	topo phone provider peer
	rules
	settings rtp-range 10000-13999
	cases tcp_resync "$part"
	finish
done
finished
