#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# SIP over TCP through bad networks: segments are lost, repeated and reordered on either side of the gateway, and
# are as long as offload makes them; and what the gateway keeps is lost behind it. SIPNAT_FULL=y: 10,000 messages,
# in eight ways; that takes minutes. SIPNAT_SEED: other messages.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-13999
cases tcp_held
cases tcp_stress
finished
