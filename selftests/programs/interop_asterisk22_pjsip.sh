#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each phone inside, at Asterisk 22 outside, with pjsip.

. "${0%/*}/lib.sh"

interop asterisk22_pjsip
