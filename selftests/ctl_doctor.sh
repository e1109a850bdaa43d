#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipnat-ctl doctor: each finding, provoked, and gone when what it says to type has been typed.

. "${0%/*}/lib.sh"

# bare_rules: what gives flows to sipnat is what doctor is told to miss.
bare_rules()
{
	HELPER=none
	rules
	HELPER=sipnat
}

topo ipv6 phone phone2 provider
bare_rules
cases ctl_doctor gateway
finish
topo upstream phone provider
bare_rules
cases ctl_doctor upstream
finished
