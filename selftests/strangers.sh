#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What happens in one call is nothing to another one between the same two endpoints.

. "${0%/*}/lib.sh"

topo pbx provider
rules
settings rtp-range 10000-10999
cases strangers
finished
