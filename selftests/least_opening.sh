#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What must not let anybody in.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases least_opening
finished
