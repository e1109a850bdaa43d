#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Phones that ask a STUN server (RFC 5389) for their port outside, and say so themselves.

. "${0%/*}/lib.sh"

topo phone phone2 provider peer
rules
settings rtp-range 10000-10999
cases stun
finished
