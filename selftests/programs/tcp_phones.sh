#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Phones inside over TCP, at an Asterisk 22 and at kamailio outside.

. "${0%/*}/lib.sh"

place
cases tcp_programs phones forky
finished
