#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Which ports calls get outside, and which they must not take.

. "${0%/*}/lib.sh"

topo phone phone2 provider
rules
settings rtp-range 10000-10999
cases port_choice
finished
