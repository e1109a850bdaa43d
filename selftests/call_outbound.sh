#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Calls from a phone inside to a provider outside, through masquerade.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases call_outbound
finished
