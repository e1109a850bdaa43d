#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each verb of sipnat-ctl, as it succeeds and as it fails. No more than what other tests have, so that it is
# one only where the tool is watched meanwhile: see valgrind in check.

. "${0%/*}/lib.sh"

topo phone provider
rules
cases ctl_verbs
finished
