#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What is public already, or no SIP, is left alone.

. "${0%/*}/lib.sh"

topo phone dmz provider
rules
settings rtp-range 10000-10999
cases public_untouched
finished
