#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Calls that are set up in any way but the plain one: offers that come late or early, forked calls,
# UPDATE and PRACK, redirection; and messages that cross on their way.

. "${0%/*}/lib.sh"

topo phone phone2 provider peer
rules
cases calls_early
finished
