#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Messages from elsewhere: every file in $CORPUS, a directory or a tar file (*.sdp: a description,
# others: a message), in both directions.

. "${0%/*}/lib.sh"

if [ -z "${CORPUS-}" ]; then
	skip "messages from elsewhere" "CORPUS is not set"
	finished
fi
topo phone provider
rules
# The addresses of the RFCs' examples count as inside, so that there is something to rewrite.
settings localnet 192.168.0.0/16 10.0.0.0/8 192.0.2.0/24
cases corpus "$CORPUS"
finished
