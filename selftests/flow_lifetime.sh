#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# conntrack remembers a SIP flow for as long as it carries registrations or a call, and no longer than
# any other flow if it does not.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases flow_lifetime
finished
