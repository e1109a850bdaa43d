#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each phone inside, at sipp outside.

. "${0%/*}/lib.sh"

interop sipp
