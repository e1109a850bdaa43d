#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Offers and answers that are not one stream between two hosts.

. "${0%/*}/lib.sh"

topo phone phone2 pbx provider peer
rules
settings rtp-range 10000-10999
cases offers
finished
