#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX inside with Asterisk 16 and its first channel driver, a server outside with Asterisk 22, phones and a
# provider's proxy; with SIPNAT_FULL also four calls of three minutes, side by side.

. "${0%/*}/lib.sh"

seconds=0
[ -z "${SIPNAT_FULL-}" ] || seconds=180
office forky chan_pjsip bullseye chan_sip $seconds
