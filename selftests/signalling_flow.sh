#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# The flow that carries SIP is a flow as others are.

. "${0%/*}/lib.sh"

topo phone provider
rules
cases signalling_flow
finished
