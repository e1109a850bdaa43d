#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Random, truncated, nested and mis-sized attributes for every command of the netlink family. What the
# kernel thinks of it, the machine tells in the end. SIPNAT_SEED repeats a run.

. "${0%/*}/lib.sh"

[ "$HELPER" = sipnat ] || die "HELPER=$HELPER has no netlink family"
topo phone provider
rules
# shellcheck disable=SC2086 # none, or one
cases netlink_fuzz ${SIPNAT_SEED-}
finished
