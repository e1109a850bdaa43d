#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The family's specification, netlink/sipnat.yaml: what it says of attributes, commands, limits and messages
# is what the headers, the kernel's policies and its answers say.

. "${0%/*}/lib.sh"

[ "$HELPER" = sipnat ] || die "HELPER=$HELPER has no netlink family"
topo phone provider
rules
cases netlink_spec
finished
