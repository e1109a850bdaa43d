#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# SIP over TCP, whose messages are cut into segments anywhere. SIPNAT_FULL=y: at every byte; that takes minutes.
# SIPNAT_SEED: another number for the cuts at random.

. "${0%/*}/lib.sh"

for part in shorter longer; do
	topo phone provider
	rules
	settings rtp-range 10000-13999
	cases tcp_cuts "$part"
	finish
done
finished
