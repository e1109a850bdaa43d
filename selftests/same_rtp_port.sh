#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Two phones that use the same ports, and call the same provider.

. "${0%/*}/lib.sh"

topo phone phone2 provider
rules
settings rtp-range 10000-10999
cases same_rtp_port
finished
