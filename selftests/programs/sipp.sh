#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipp with the scenarios that it brings along, out and in, over UDP and TCP.

. "${0%/*}/lib.sh"

topo phone pbx provider
rules dnat=192.168.1.5
settings rtp-range 10000-10999
cases sipp u1
cases sipp t1
cases sipp tn
finished
