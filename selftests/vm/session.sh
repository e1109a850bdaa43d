# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # options.sh sets some, run uses some
#
# One run's directory on the host, and what passes through it: to the guest the command, through
# pipes from the guest the command's output and its exit code, and the kernel's log.
#
#	cmd		shell script that becomes the command
#	shares		directories to mount, one a line
#	lib/		module tree, if there are modules of our own
#	out err ctl	pipes
#	console		the kernel's log

. "$here/verdict.sh"

quote()
{
	printf '%s\n' "$1" | sed "s/'/'\\\\''/g;1s/^/'/;\$s/\$/'/"
}

# session_open CMD [ARG...]: makes the directory $run. It is in the cache, for the guest sees the
# host's root, and there nothing is mounted over the cache.
session_open()
{
	mkdir -p "$cache/run"
	# A run that was killed has left its directory.
	find "$cache/run" -mindepth 1 -maxdepth 1 -mtime +1 -exec rm -rf {} +
	run=$(mktemp -d "$cache/run/XXXXXX")
	trap 'session_abort 130' INT
	trap 'session_abort 143' TERM HUP
	trap 'rm -rf "$run"' EXIT

	{
		env | sed -n 's/^\(SIPNAT_[A-Z_]*\)=.*/\1/p' | while read -r name; do
			eval "value=\$$name"
			echo "export $name=$(quote "$value")"
		done
		echo "cd $(quote "$PWD") || exit 126"
		printf exec
		for word; do
			printf ' %s' "$(quote "$word")"
		done
		echo
	} >"$run/cmd"
	printf %s "$shares" >"$run/shares"

	mkfifo "$run/out" "$run/err" "$run/ctl"
	# They end when the machine does.
	cat "$run/out" &
	readers=$!
	cat "$run/err" >&2 &
	readers="$readers $!"
	cat "$run/ctl" >"$run/status" &
	readers="$readers $!"
	: >"$run/console"

	# One stream for the caller is one stream in there too, else its lines could swap places.
	merged=
	[ "$(readlink "/proc/$$/fd/1")" != "$(readlink "/proc/$$/fd/2")" ] || merged=y
}

# session_modules TREE RELEASE: puts $modules beside the kernel's own and sets tree to the result.
# Done here because depmod over 4,000 modules takes an emulated machine half a minute.
session_modules()
{
	tree=$1
	[ -n "$modules" ] || return 0
	tree=$run/lib/modules/$2
	mkdir -p "$tree/updates"
	ln -s "$1/kernel" "$tree/kernel"
	cp "$1"/modules.order "$1"/modules.builtin* "$tree"
	printf %s "$modules" | while read -r module; do
		cp "$module" "$tree/updates/"
	done
	depmod -b "$run" "$2"
}

# session_run LOG PROGRAM [ARG...]: runs it as the machine, what it says goes to LOG; sets ended to its
# exit code (124: too late).
# The machine dies with this script, however the script dies. When it is late it is killed: a UML kernel
# that is asked to go complains about that.
session_run()
{
	said=$1
	shift
	# shellcheck disable=SC3045 # dash and bash have it
	ulimit -c 0
	setpriv --pdeathsig TERM timeout -s KILL "$timeout" setpriv --pdeathsig KILL \
		"$@" </dev/null >>"$said" 2>&1 &
	machine=$!
	# Not what the shell says when it is killed.
	{ wait "$machine" && ended=0 || ended=$?; } 2>/dev/null
	session_reap
}

# UML has helper processes, in a process group of its own; killed, it leaves them behind.
session_reap()
{
	[ ! -s "$run/uml/pid" ] || kill -s KILL -- "-$(cat "$run/uml/pid")" 2>/dev/null || :
}

session_abort()
{
	trap '' INT TERM HUP
	[ -z "${machine-}" ] || kill "$machine" 2>/dev/null || :
	session_reap
	# shellcheck disable=SC2086 # a list
	kill ${readers-} 2>/dev/null || :
	wait
	exit "$1"
}

# session_close: ends with the run's exit code.
session_close()
{
	# A machine that never opened a pipe has left its reader waiting for it.
	for pipe in out err ctl; do
		: <>"$run/$pipe"
	done
	# shellcheck disable=SC2086 # a list
	wait $readers || :
	[ -z "$log" ] || cp "$run/console" "$log"

	verdict "$run/console" || session_fail 99 "the machine's kernel complained"
	case $ended in
	124 | 137) session_fail 124 "given up after $timeout seconds" ;;
	esac
	read -r status <"$run/status" || session_fail 99 "the machine ended without an exit code"
	exit "$status"
}

# session_fail CODE WHY
session_fail()
{
	[ "$said" = "$run/console" ] || tail -n 5 "$said" >&2
	[ -n "$log" ] || cp "$run/console" "${log:=$cache/complaint.log}"
	echo "${0##*/}: $2; its log is in $log and ends with:" >&2
	tail -n 5 "$log" >&2
	exit "$1"
}
