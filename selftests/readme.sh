#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What README says to type, typed as it stands there, makes a call go through.

# The rules of the README must do alone.
HELPER=none
. "${0%/*}/lib.sh"

# to CASE: what is on gw before is masquerading and a firewall, and nothing about SIP.
to()
{
	rules
	{
		echo "flush ruleset"
		inside gw nft list ruleset
	} >"/tmp/$ns-gateway.nft"
	cases readme "$1" "/tmp/$ns-gateway.nft"
	rm "/tmp/$ns-gateway.nft"
}

topo phone pbx provider site
to gateway
finish
topo upstream phone pbx provider
to upstream
finished
