#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A PBX inside over TCP with Asterisk 22, at kamailio outside, and an extension of it outside.

. "${0%/*}/lib.sh"

place
cases tcp_programs pbx forky
finished
