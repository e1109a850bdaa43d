#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# What calls hold on to vanishes under them: their flows, the namespace, the module. LOOPS: how many
# times the module goes and comes back (default 3). That nothing is lost, nor touched after its end, is
# for the kernel to complain about.

. "${0%/*}/lib.sh"

load()
{
	# shellcheck disable=SC2046 # a list
	modprobe -a $(helper_modules)
}

topo phone provider
rules
settings rtp-range 10000-10999
cases lifetime flows

cases lifetime abandon
check "the namespace goes with calls in it" ip netns delete "$ns-gw"
if [ "$HELPER" = none ]; then
	finished
fi
check "the module goes" unload
check "the module comes back" load

finish
topo phone provider
rules
programs=$(mktemp -d)
cd "$programs" || exit
printf '\377%.0s' $(seq 800) >audio
# A call that has lost the module in its middle is soon given up. Not inside(): $! is to be sipp itself.
ip netns exec "$ns-provider" sipp -nostdin -sf "$here/sipp/callee.xml" -i 198.51.100.10 -mp 30000 -p 5060 \
	-max_retrans 2 -recv_timeout 4000 \
	>callee.log 2>&1 &
callee=$!
ip netns exec "$ns-phone" sipp -nostdin -sf "$here/sipp/caller.xml" -i 192.168.1.10 -mp 10000 -p 5060 -s bob \
	-r 5 -l 8 -max_retrans 2 -recv_timeout 3000 -m 1000000 198.51.100.10 >caller.log 2>&1 &
caller=$!

loop=0
while [ $loop -lt "${LOOPS:-3}" ]; do
	sleep 0.5
	inside gw nft delete table inet gateway
	if ! unload || ! load; then
		break
	fi
	# So that a call whose end the module has not seen ends while the test waits. A call keeps the
	# time-out that held when it began, so before the rules.
	settings rtp-range 10000-10999
	settings ring-timeout 10
	settings call-timeout 60
	rules
	# Helpers are attached to new flows only.
	inside gw conntrack -F 2>/dev/null
	loop=$((loop + 1))
done
check "the module has come and gone $loop times under calls" [ $loop -eq "${LOOPS:-3}" ]
sleep 1
# No new calls; those that are left end.
kill -USR1 $caller
wait $caller
good=$(sed -n 's/^ *Successful call *| *[0-9]* *| *\([0-9]*\).*/\1/p' caller.log | tail -n 1)
note "${good:-no} calls meanwhile"
check "there were calls" [ "${good:-0}" -gt 0 ]
kill -KILL $callee
wait $callee 2>/dev/null
cases lifetime again
cd /
rm -r "$programs"
finished
