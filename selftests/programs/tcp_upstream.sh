#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX inside over TCP with Asterisk 16, behind a gateway that is itself behind a 1:1 NAT.

. "${0%/*}/lib.sh"

place upstream
cases tcp_programs pbx bullseye
finished
