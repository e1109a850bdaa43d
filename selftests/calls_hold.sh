#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Calls in which nothing happens for long: hold, silence, ringing; what keeps a call, and how one ends
# that nobody answers, or nobody ends.

. "${0%/*}/lib.sh"

topo phone dmz provider
rules
cases calls_hold
finished
