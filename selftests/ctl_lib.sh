# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154 # what lib.sh sets, and what the tests use
#
# What the tests of sipnat-ctl begin with, after lib.sh.

[ "$HELPER" = sipnat ] || die "HELPER=$HELPER has no settings"
errors=$(mktemp)
nl='
'

# call WORD...: sipnat-ctl; sets out, code and the lines of stderr: err (the first) and more
call()
{
	out=$(sipnat-ctl "$@" 2>"$errors")
	code=$?
	err='' more=''
	{
		IFS= read -r err
		IFS= read -r more
	} <"$errors"
}

# shows LINE WORD...: sipnat-ctl show WORD... has this line
shows()
{
	want=$1
	shift
	call show "$@"
	case $code$err$nl$out$nl in
	"0$nl"*"$nl$want$nl"* | "0$nl$want$nl"*) ok "show $* has: $want" ;;
	*)
		not_ok "show $* has: $want"
		note "exit code $code, stderr: $err"
		printf '%s\n' "$out" | sed 's/^/# /'
		;;
	esac
}

# sets LINE WORD...: sipnat-ctl set WORD... is silent, and then the configuration has this line
sets()
{
	line=$1
	shift
	call set "$@"
	[ "$code$out$err" = 0 ] || note "set $*: exit code $code, $out $err"
	shows "$line" config
}

# sets_all LINE...: the same of several that do not touch one another, each written as its line
sets_all()
{
	for line; do
		# shellcheck disable=SC2086 # words
		call set $line
		[ "$code$out$err" = 0 ] || note "set $line: exit code $code, $out $err"
	done
	call show config
	for line; do
		case $nl$out$nl in
		*"$nl$line$nl"*) ok "show config has: $line" ;;
		*) not_ok "show config has: $line" ;;
		esac
	done
}

# refuses CODE TEXT WORD...: this exit code, and one line on stderr that contains the text
refuses()
{
	want_code=$1 want=$2
	shift 2
	call "$@"
	case $code$out$more$err in
	"${want_code}sipnat-ctl: "*"$want"*) ok "exit code $code: $*" ;;
	*)
		not_ok "exit code $want_code: $*: $want"
		note "exit code $code, stdout: $out, stderr: $err $more"
		;;
	esac
}

# json FILTER WORD...: what sipnat-ctl show WORD... --json prints makes the jq filter true
json()
{
	filter=$1
	shift
	call show "$@" --json
	if printf '%s' "$out" | jq -e "$filter" >"$errors" 2>&1; then
		ok "show $* --json: $filter"
	else
		not_ok "show $* --json: $filter"
		note "exit code $code, jq says: $(cat "$errors")"
	fi
}

same()
{
	[ "$1" = "$2" ] || { note "is: $2"; note "not: $1"; false; }
}

# What sipnat-ctl show config says in a new namespace
defaults="externip none
localnet 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7
rtp-range 16384-32767
ring-timeout 900
call-timeout 10800
hold-timeout 5
limit dialogs 16384
limit bindings 65536
limit streams 64
limit dialogs-per-source 0
limit bindings-per-source 0
limit connections 16384
limit held 33554432
media-from anyone
third-party localnet
strict off
ice rewrite
places all"
