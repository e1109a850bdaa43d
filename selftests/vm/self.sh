#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# self.sh [run] [uml-run]: tests the machines themselves, TAP out. A test bed that misses a crash, or loses
# an exit code, lets every other test pass.

set -u
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- run uml-run

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
number=0 failed=0

ok()
{
	number=$((number + 1))
	echo "ok $number - $machine: $*"
}

not_ok()
{
	number=$((number + 1))
	failed=$((failed + 1))
	echo "not ok $number - $machine: $*"
	sed 's/^/# /' "$dir/out" "$dir/err"
}

# expect CODE WHAT MACHINE_ARG...: runs, stdout and stderr to files.
expect()
{
	want=$1 what=$2
	shift 2
	"$here/$machine" "$@" >"$dir/out" 2>"$dir/err"
	got=$?
	if [ "$got" -eq "$want" ]; then
		ok "$what ends with $want"
	else
		not_ok "$what ends with $got, should with $want"
	fi
}

# said FILE WORD...: the last run wrote this line to its out or err.
said()
{
	file=$1
	shift
	claim "$file has '$*'" grep -qF -e "$*" "$dir/$file"
}

# claim WHAT COMMAND...
claim()
{
	what=$1
	shift
	if "$@"; then ok "$what"; else not_ok "$what"; fi
}

module()
{
	mkdir "$dir/misbehave"
	echo 'obj-m := misbehave.o' >"$dir/misbehave/Kbuild"
	cat >"$dir/misbehave/misbehave.c" <<-'EOF'
		#include <linux/module.h>
		#include <linux/slab.h>
		#include <linux/spinlock.h>
		#include <linux/delay.h>

		static char *how = "";
		module_param(how, charp, 0);
		static DEFINE_SPINLOCK(lock);

		static int __init misbehave_init(void)
		{
			char *p;

			if (!strcmp(how, "warn"))
				WARN_ON(1);
			if (!strcmp(how, "bug"))
				BUG();
			if (!strcmp(how, "hold"))
				__module_get(THIS_MODULE);
			if (!strcmp(how, "leak"))
				pr_info("lost %d\n", !!kmalloc(1000, GFP_KERNEL));
			if (!strcmp(how, "overrun")) {
				p = kmalloc(100, GFP_KERNEL);
				OPTIMIZER_HIDE_VAR(p);
				if (p)
					p[100] = 1;
				kfree(p);
			}
			if (!strcmp(how, "sleep")) {
				spin_lock(&lock);
				msleep(1);
				spin_unlock(&lock);
			}
			return 0;
		}

		static void __exit misbehave_exit(void)
		{
		}

		module_init(misbehave_init);
		module_exit(misbehave_exit);
		MODULE_ALIAS("nfct-helper-misbehave");
		MODULE_DESCRIPTION("misbehaves");
		MODULE_LICENSE("GPL");
	EOF
}

network()
{
	cat >"$dir/network" <<-'EOF'
		set -e
		for ns in inside gw outside; do
			ip netns add $ns
			ip -n $ns link set lo up
		done
		ip -n gw link add lan type veth peer name eth netns inside
		ip -n gw link add wan type veth peer name eth netns outside
		ip -n inside addr add 10.0.0.2/24 dev eth
		ip -n gw addr add 10.0.0.1/24 dev lan
		ip -n gw addr add 192.0.2.1/24 dev wan
		ip -n outside addr add 192.0.2.2/24 dev eth
		ip -n inside link set eth up
		ip -n gw link set lan up
		ip -n gw link set wan up
		ip -n outside link set eth up
		ip -n inside route add default via 10.0.0.1
		ip netns exec gw sysctl -qw net.ipv4.ip_forward=1
		ip netns exec gw nft 'table ip nat {
			chain post { type nat hook postrouting priority srcnat; oifname wan masquerade; }; }'
		ip netns exec outside socat UDP-LISTEN:5060 SYSTEM:'read x; echo $x from $SOCAT_PEERADDR' &
		sleep 1
		{ echo hello; sleep 2; } | ip netns exec inside socat -t 1 - UDP:192.0.2.2:5060
	EOF
}

interrupt()
{
	"$here/$machine" -- sleep 1000 >"$dir/out" 2>"$dir/err" &
	run=$!
	sleep 4
	kill -TERM $run
	wait $run
	got=$?
	claim "SIGTERM ends it" [ $got -eq 143 ]
}

live()
{
	mkfifo "$dir/live"
	"$here/$machine" -- sh -c 'echo first; sleep 30' >"$dir/live" 2>"$dir/err" &
	run=$!
	read -r line <"$dir/live"
	sleep 1
	if [ "$line" = first ] && kill "$run"; then
		ok "output comes as it is written"
	else
		not_ok "output comes in the end"
	fi 2>/dev/null
	wait $run
	rm "$dir/live"
}

tests()
{
	if [ "$machine" = run ]; then
		ko=$("$here/../kernels/build" 6.1 "$dir/misbehave")
	else
		ko=$("$here/uml-module" "$dir/misbehave")
	fi
	cd "$dir" || exit

	# shellcheck disable=SC2016 # for the shell in there
	expect 0 'a command' -- sh -c 'echo "$1"; pwd; echo e >&2; echo r >/dev/stderr; grep -c . /dev/null; true' \
		sh "it's \"a\" \$word  *"
	said out "it's \"a\" \$word  *"
	said out "$dir"
	said err r
	expect 7 'a command that fails' -- sh -c 'exit 7'
	claim 'it says nothing' [ ! -s err ]
	expect 127 'a command that is not there' -- /no/such/command
	live
	interrupt
	expect 0 'a lot of output' -- seq 100000
	claim 'all of it comes' [ "$(seq 100000 | cksum)" = "$(cksum <out)" ]
	# shellcheck disable=SC2016
	"$here/$machine" -- sh -c 'for i in 1 2 3; do echo $i; echo e$i >&2; done' >out 2>&1
	claim 'two streams that are one stay in order' [ "$(tr '\n' ' ' <out)" = '1 e1 2 e2 3 e3 ' ]
	expect 124 'a command that hangs' --timeout 10 -- sleep 100

	expect 0 'writing to a shared directory' --share "$dir/shared" -- sh -c 'uname -r >shared/file'
	claim "what is written there stays" [ -s shared/file ]
	expect 0 'writing elsewhere' -- sh -c 'echo >elsewhere && rm network'
	claim "what is written is gone" [ ! -e elsewhere ]
	claim "what is removed is back" [ -e network ]

	expect 0 'a network with NAT' -- sh ./network
	said out hello from 192.0.2.1

	expect 0 'a module by its name' --module "$ko" -- sh -c 'modprobe misbehave; grep ^misbehave /proc/modules'
	said out misbehave
	expect 0 'a helper by its alias' --module "$ko" -- sh -c '
		nft "table ip t { ct helper h { type \"misbehave\" protocol udp; }; }" 2>/dev/null
		grep ^misbehave /proc/modules'

	expect 99 'a warning' --module "$ko" -- modprobe misbehave how=warn
	said err misbehave_init
	expect 99 'a bug' --module "$ko" -- modprobe misbehave how=bug
	said err misbehave_init
	expect 99 'a lost reference' --module "$ko" -- modprobe misbehave how=hold
	said err module misbehave is still in use

	[ "$machine" = uml-run ] || return
	expect 0 'an hour of sleep' --skip-idle --timeout 60 -- sleep 3600
	expect 99 'a lost allocation' --module "$ko" -- modprobe misbehave how=leak
	said err kmemleak: 1 new
	expect 99 'a lost allocation, its module gone' --module "$ko" -- \
		sh -c 'modprobe misbehave how=leak; rmmod misbehave'
	expect 99 'an overrun' --module "$ko" -- modprobe misbehave how=overrun
	said err KASAN
	expect 99 'sleep in atomic context' --module "$ko" -- modprobe misbehave how=sleep
	said err scheduling while atomic
}

module
network
echo "TAP version 14"
for machine; do
	tests
done
echo "1..$number"
[ $failed -eq 0 ]
