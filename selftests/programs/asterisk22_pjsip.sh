#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX inside with Asterisk 22, a server outside with Asterisk 16.

. "${0%/*}/lib.sh"

office bullseye chan_pjsip forky chan_pjsip 0
