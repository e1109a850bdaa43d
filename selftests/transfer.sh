#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Calls that are transferred: blind or attended, by somebody inside or outside, to somebody inside or
# outside.

. "${0%/*}/lib.sh"

topo phone phone2 provider peer
rules
cases transfer
finished
