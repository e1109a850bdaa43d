#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What parties call themselves in From and To comes back to them as they have written it, also where it
# is somebody else's address.

. "${0%/*}/lib.sh"

topo phone phone2 pbx provider
rules
cases names
finished
