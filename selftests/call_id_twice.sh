#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# One Call-ID on both sides of a proxy or a B2BUA inside: each message passes the gateway twice.

. "${0%/*}/lib.sh"

topo pbx provider peer
rules dnat=192.168.1.5
cases call_id_twice
finished
