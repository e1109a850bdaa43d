#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What becomes of each line of a session description, and what is opened for it.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases descriptions
finished
