#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What a stream may be, and what the gateway opens for it.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases streams
finished
