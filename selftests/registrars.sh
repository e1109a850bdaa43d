#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Registrars whose answers do not list what they have registered, or list it under names of their own:
# their phones are called all the same, for as long as they are registered and no longer.

. "${0%/*}/lib.sh"

topo phone provider
rules
settings rtp-range 10000-10999
cases registrars
finished
