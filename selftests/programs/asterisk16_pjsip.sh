#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Asterisk 16 inside and outside, with one channel driver and the other.

. "${0%/*}/lib.sh"

office bullseye chan_sip bullseye chan_pjsip 0
