# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What a kernel's log says about the run.

# Each alternative is anchored to where the kernel puts it (after the time, if any), because words
# such as WARNING also stand in harmless lines about mitigations.
verdict_bad='^(<[0-9]+>)?(\[[^]]*\])*(\[ *[TC][0-9]+\])? *('\
'WARNING: |BUG: |BUG [a-z]|kernel BUG at|Oops|Kernel panic|INFO: rcu_|INFO: task .* blocked for'\
'|INFO: trying to register non-static key|INFO: lockdep|INFO: Slab|INFO: Object|Call Trace:'\
'|general protection fault|Unable to handle kernel|invalid opcode|divide error|stack segment'\
'|rcu: .*(stall|detected)|rcu: .*starved|watchdog: |refcount_t:|ref_tracker: |leaked reference'\
'|UBSAN: |KASAN: |KFENCE: |ODEBUG: |kmemleak: [1-9]|unreferenced object|list_(add|del).*corruption'\
'|unregister_netdevice: waiting|DEBUG_LOCKS_WARN_ON|Voluntary context switch|page allocation failure'\
'|Out of memory: Killed|Modules linked in:|Pid: [0-9]+, comm:|slab .*: .*(corrupt|free)|sipnat-vm: bad)'

# verdict LOG: false, with the lines printed, if the kernel complained.
verdict()
{
	tr -d '\r' <"$1" >"$1.plain"
	grep -qE "$verdict_bad" "$1.plain" || return 0
	echo "${0##*/}: the kernel complained:" >&2
	grep -E -B 3 -A 40 "$verdict_bad" "$1.plain" | head -n 200 >&2
	return 1
}
