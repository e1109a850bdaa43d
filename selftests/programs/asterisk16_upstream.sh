#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Asterisk 16 behind a gateway that is itself behind a 1:1 NAT: nothing there knows the address by which it is
# reached.

. "${0%/*}/lib.sh"

office upstream bullseye chan_sip bullseye chan_pjsip 0
