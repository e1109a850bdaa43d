#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Calls from a provider outside to a PBX inside, whose port 5060 is forwarded.

. "${0%/*}/lib.sh"

topo pbx provider
rules dnat=192.168.1.5
settings rtp-range 10000-10999
cases call_inbound
finished
