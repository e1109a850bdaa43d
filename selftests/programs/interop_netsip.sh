#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each phone inside, at Net::SIP outside as its registrar and proxy.

. "${0%/*}/lib.sh"

interop netsip
