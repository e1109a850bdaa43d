#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Media on another host than signalling, from the start or moved there by a re-INVITE.

. "${0%/*}/lib.sh"

topo phone provider peer
rules
settings rtp-range 10000-10999
cases media_moved
finished
