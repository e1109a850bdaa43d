#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Phones inside, and one outside behind a NAT of its own, at kamailio with nathelper outside; over TCP.

. "${0%/*}/two_phones.sh"

two_phones tcp nat
