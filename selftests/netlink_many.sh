#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Dumps of ten thousand calls (on an emulated machine of two thousand, unless SIPNAT_FULL is set) while
# messages pass: what is told, and what is told of it if that cannot be all. And of the largest call.

. "${0%/*}/lib.sh"

[ "$HELPER" = sipnat ] || die "HELPER=$HELPER has no netlink family"
topo ipv6 phone provider
rules
cases netlink_many
finished
