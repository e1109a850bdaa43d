#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Each phone inside, at a proxy outside that is made of the npm package sip.

. "${0%/*}/lib.sh"

interop npm
