#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Every place of a message that may name an endpoint, byte by byte.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases signalling_places
finished
