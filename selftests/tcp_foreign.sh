#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# TCP at SIP's port that is not SIP, or says that it is when it has begun as something else; and SIP in segments
# as no well-behaved TCP sends them. SIPNAT_FULL=y: more of all. SIPNAT_SEED: other pieces.

. "${0%/*}/lib.sh"

topo phone provider peer
rules
settings rtp-range 10000-10999
cases tcp_foreign
cases tcp_crafted
finished
