#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each phone inside, at Asterisk 16 outside, with its first channel driver.

. "${0%/*}/lib.sh"

interop asterisk16_sip
