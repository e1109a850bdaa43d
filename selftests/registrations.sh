#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A phone can be called from anywhere for as long as a line of it is registered, and no longer: what a
# registrar grants and revokes, and what it does not.

. "${0%/*}/lib.sh"

topo phone phone2 site provider
rules
cases registrations
finished
