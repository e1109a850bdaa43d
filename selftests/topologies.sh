#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Who may be where: phones, PBXes and providers, and their media, around a gateway that masquerades.

. "${0%/*}/lib.sh"

topo phone phone2 phone3 pbx site provider peer
rules dnat=192.168.1.5
settings rtp-range 10000-10999
cases topologies
finished
