#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each phone inside, at kamailio outside as its registrar and proxy.

. "${0%/*}/lib.sh"

interop kamailio
