#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# URIs that name another transport than the message came by.

. "${0%/*}/lib.sh"

topo phone phone2 provider
rules
settings rtp-range 10000-10999
cases contact_transport
finished
