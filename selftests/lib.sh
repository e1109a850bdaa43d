# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What every test begins with:
#
#	. "${0%/*}/lib.sh"
#	topo phone provider		# topo.sh
#	rules
#	cases call_outbound		# ua/cases/call_outbound.py
#
# A test runs as root on a machine that is its own (see run). It prints TAP and exits with 0 if
# nothing failed. From the environment:
#
#	HELPER	what to attach to SIP flows: sipnat (default), sip (the kernel's own) or none.
#		To see a test fail, and to see what it is good for.
#	CAPTURE	directory for a pcap file of each capture that a case makes
#	SIPNAT_FULL	not empty: try what takes long, too
#	SIPNAT_SEED	number that decides what is drawn at random

HELPER=${HELPER:-sipnat}
# A script in a directory below sets this itself.
here=${here:-$(cd "${0%/*}" && pwd)}
# Several may run at a time, so names are this one's own. The cases get it through the environment.
ns=test$$
export ns HELPER

. "$here/topo.sh"

passed=0 failed=0

ok()
{
	passed=$((passed + 1))
	echo "ok $((passed + failed)) - $*"
}

not_ok()
{
	failed=$((failed + 1))
	echo "not ok $((passed + failed)) - $*"
}

skip()
{
	passed=$((passed + 1))
	echo "ok $((passed + failed)) - $1 # SKIP $2"
}

note()
{
	echo "# $*"
}

# check DESCRIPTION COMMAND...
check()
{
	description=$1
	shift
	if "$@"; then
		ok "$description"
	else
		not_ok "$description"
	fi
}

die()
{
	echo "Bail out! $*"
	exit 1
}

# inside HOST COMMAND...: in that host's namespace
inside()
{
	host=$1
	shift
	ip netns exec "$ns-$host" "$@"
}

# settings WORD...: sipnat-ctl set WORD... on gw; other helpers have no settings
settings()
{
	[ "$HELPER" != sipnat ] || inside gw sipnat-ctl set "$@" || die "not set: $*"
}

# The modules of the helper that is tested
helper_modules()
{
	case $HELPER in
	sipnat) echo sipnat ;;
	sip) echo nf_nat_sip nf_conntrack_sip ;;
	esac
}

# Rules, and namespaces, go in the background, so the module may be in use for a moment.
unload()
{
	for try in 0.1 0.2 0.4 1 2 4 4; do
		# shellcheck disable=SC2046 # a list
		modprobe -r $(helper_modules) 2>/dev/null && return
		sleep $try
	done
	return 1
}

finish()
{
	for path in /run/netns/"$ns"-*; do
		[ ! -e "$path" ] || ip netns delete "${path##*/}"
	done
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

# cases NAME [ARG...]: runs ua/cases/NAME.py, and counts what it reports
cases()
{
	name=$1
	shift
	# -s -S: nothing beside the standard library, which need not be searched for then.
	pipe=$(mktemp -u)
	mkfifo "$pipe"
	PYTHONPATH=$here/ua PYTHONPYCACHEPREFIX=/run/sipnat-pycache /usr/bin/python3 -s -S "$here/ua/cases/$name.py" "$@" \
		>"$pipe" &
	while IFS= read -r line; do
		case $line in
		'ok - '*) ok "${line#ok - }" ;;
		'not ok - '*) not_ok "${line#not ok - }" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done <"$pipe"
	wait $! || not_ok "$name ran to its end"
	rm "$pipe"
}

# Ends a test: the plan, and the exit code
finished()
{
	echo "1..$((passed + failed))"
	[ $failed -eq 0 ]
	exit
}

# The helper's module is loaded before any rule names it; what a gateway's rules refer to is not
# loaded on demand in every environment.
case $HELPER in
sipnat) modprobe sipnat || die "no module sipnat" ;;
sip) modprobe -a nf_conntrack_sip nf_nat_sip || die "no module nf_nat_sip" ;;
none) ;;
*) die "HELPER=$HELPER: sipnat, sip or none" ;;
esac
