#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX on the gateway itself, which lets in from outside nothing but signalling and what belongs to calls.

. "${0%/*}/lib.sh"

topo ipv6 phone phone2 provider peer
rules input=drop
settings rtp-range 10000-10999
cases pbx_on_gateway
cases pbx_on_gateway 6
finished
