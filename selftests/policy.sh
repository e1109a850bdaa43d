#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What an administrator may choose: whose endpoints a message opens, what becomes of messages that are
# not understood, and of ICE.

. "${0%/*}/lib.sh"

topo phone phone2 provider peer
rules
cases policy
finished
