#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Who outside may send media first: anyone, whom the other side announces, or who signals.

. "${0%/*}/lib.sh"

topo phone provider peer
rules
cases media_from
finished
