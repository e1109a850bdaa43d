#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Random, truncated, nested and mis-sized attributes for every command of the netlink family. What the
# kernel thinks of it, the machine tells in the end. SIPNAT_SEED: other messages.

. "${0%/*}/lib.sh"

[ "$HELPER" = sipnat ] || die "HELPER=$HELPER has no netlink family"
topo phone provider
rules
cases netlink_fuzz
finished
