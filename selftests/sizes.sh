#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Messages of all sizes, up to the largest datagram.

. "${0%/*}/lib.sh"

topo ipv6 phone phone2 provider
rules
settings rtp-range 10000-10999
cases sizes
finished
