# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034 # read by who sources this
#
# The command line that run and uml-run have in common.

options_usage()
{
	cat >&2 <<-EOF
		usage: ${0##*/} [OPTION...] -- CMD [ARG...]
		  --kernel SERIES  Debian kernel to boot (run only; default 6.1)
		  --smp N          processors (run only; default 2)
		  --mem MB         memory
		  --icount         one instruction is one nanosecond (run only; implies --smp 1)
		  --skip-idle      time in there passes at once while nobody does anything (uml-run only)
		  --timeout S      seconds until the run is given up with exit code 124 (default 300)
		  --share DIR      DIR is the host's own in there, for writing; may be repeated
		  --module FILE    modprobe finds this module in there; may be repeated
		  --log FILE       keep the kernel's log there
	EOF
	exit 2
}

# options_parse ARG...: sets the variables below, and rest to the number of words before CMD.
options_parse()
{
	kernel=6.1 smp=2 mem='' icount='' skip_idle='' timeout=300 log='' rest=$#
	shares='' modules=''
	while [ $# -gt 0 ]; do
		case $1 in
		--) shift; break ;;
		--icount) icount=y; shift; continue ;;
		--skip-idle) skip_idle=time-travel; shift; continue ;;
		--*=*) value=${1#*=}; name=${1%%=*}; shift ;;
		--*) [ $# -ge 2 ] || options_usage; name=$1; value=$2; shift 2 ;;
		*) break ;;
		esac
		case $name in
		--kernel) kernel=$value ;;
		--smp) smp=$value ;;
		--mem) mem=$value ;;
		--timeout) timeout=$value ;;
		--log) log=$(realpath -m -- "$value") ;;
		--share) mkdir -p -- "$value" && shares="$shares$(realpath -- "$value")
" || exit 2 ;;
		--module) [ -r "$value" ] || { echo "${0##*/}: no module $value" >&2; exit 2; }
			modules="$modules$(realpath -- "$value")
" ;;
		*) options_usage ;;
		esac
	done
	[ $# -gt 0 ] || options_usage
	rest=$((rest - $#))
	[ -z "$icount" ] || smp=1
}
