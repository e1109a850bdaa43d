#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Registered phones can be called, as long as they are registered.

. "${0%/*}/lib.sh"

topo phone phone2 provider
rules
settings rtp-range 10000-10999
cases register_inbound
finished
