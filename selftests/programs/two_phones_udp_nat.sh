#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Phones inside, and one outside behind a NAT of its own, at kamailio with nathelper outside.

. "${0%/*}/two_phones.sh"

two_phones udp nat
