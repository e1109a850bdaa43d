#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Two phones inside that meet through a proxy outside.

. "${0%/*}/lib.sh"

topo phone phone2 provider
rules
settings rtp-range 10000-10999
cases hairpin
finished
