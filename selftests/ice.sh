#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# ICE (RFC 8445, RFC 8839): what becomes of candidates, and of the checks between them.

. "${0%/*}/lib.sh"

topo phone provider peer
rules
settings rtp-range 10000-10999
cases ice
finished
