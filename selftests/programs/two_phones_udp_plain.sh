#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Two phones inside that call each other through a proxy outside: kamailio, in the way or not, and Net::SIP.

. "${0%/*}/two_phones.sh"

two_phones udp plain
