#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Calls that are not answered for long: queues and announcements, whose audio goes both ways while nobody
# signals, and what must not keep a call that nobody answers.

. "${0%/*}/lib.sh"

topo phone provider peer
rules
settings rtp-range 10000-10999
settings ring-timeout 10
cases ringing
finished
