#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Many calls at a time between the same two endpoints.

. "${0%/*}/lib.sh"

topo pbx provider
rules dnat=192.168.1.5
settings rtp-range 10000-10999
cases trunk 200
finished
