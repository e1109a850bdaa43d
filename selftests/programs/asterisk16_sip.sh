#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX inside with Asterisk 16 and its first channel driver, a server outside with Asterisk 22, phones and a
# provider's proxy; and calls of three minutes.

. "${0%/*}/lib.sh"

office forky chan_pjsip bullseye chan_sip 180
