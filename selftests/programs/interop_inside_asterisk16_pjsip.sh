#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Asterisk 16 inside, with pjsip, at a line of each server outside.

. "${0%/*}/lib.sh"

interop_inside asterisk16_pjsip
