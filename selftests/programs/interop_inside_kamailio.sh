#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# kamailio inside with an Asterisk 22 behind it, at a line of each server outside.

. "${0%/*}/lib.sh"

interop_inside kamailio
