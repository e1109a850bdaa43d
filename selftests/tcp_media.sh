#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Media that is a TCP connection: chats (MSRP) and conference control (BFCP).

. "${0%/*}/lib.sh"

topo phone phone2 provider peer
rules
settings rtp-range 10000-10999
cases tcp_media
finished
