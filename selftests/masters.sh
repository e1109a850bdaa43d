#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Flows are related to the signalling that has announced them, which may be gone, and may itself be related
# to other signalling: nothing is held for longer than it lives.

. "${0%/*}/lib.sh"

topo phone provider
rules
cases masters
finished
