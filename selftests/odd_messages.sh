#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Messages with pieces that are odd, as real programs send them, or that cannot be read at all: each costs
# itself, and the calls and registrations that they belong to work.

. "${0%/*}/lib.sh"

topo ipv6 phone provider peer
rules
cases odd_messages
cases odd_messages 6
finished
