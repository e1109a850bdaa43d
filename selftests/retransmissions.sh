#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Every message of a call is sent twice, and arrives twice, the same.

. "${0%/*}/lib.sh"

topo phone provider
rules
cases retransmissions
finished
