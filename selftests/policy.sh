#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What an administrator may choose: whose endpoints a message opens, what becomes of messages that are
# not understood, and of ICE. IPv4 and IPv6.

. "${0%/*}/lib.sh"

topo ipv6 phone phone2 provider peer
rules
cases policy
cases policy 6
finished
