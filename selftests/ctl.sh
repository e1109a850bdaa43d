#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipnat-ctl: each command, who may use it, and one network namespace beside another.
# shellcheck disable=SC2154 # ns is lib.sh's

# In a namespace of its own
[ -n "${SIPNAT_CTL_NS-}" ] || SIPNAT_CTL_NS=1 exec unshare --net "$0"

. "${0%/*}/lib.sh"
. "${0%/*}/ctl_lib.sh"

ip netns add "$ns-other"

### What a namespace begins with

call show config
check "a new namespace has the defaults" same "$defaults" "$out"
shows "no calls" calls
shows "no bindings" bindings
shows "no registrations" registrations
shows "no connections" connections
call show stats
check "show stats counts nothing yet" same 0 "$(printf '%s\n' "$out" | awk '{ n += $2 } END { print n }')"
call show stats --explain
check "show stats --explain explains each" \
	same "" "$(printf '%s\n' "$out" | awk 'NF < 4')"
call
check "without a command it shows the configuration, the calls and the counters" same "$defaults

no calls

dialogs        0
bindings       0
registrations  0
connections    0
held           0" "$out"
all=$out
call show
check "and so does show" same "$all" "$out"
call -e sh st
explained=$out
call show stats --explain
check "words may be shortened, and options may be first" same "$explained" "$out"
json '.externips == [] and (.localnets | length == 5) and (.places | length == 9) and
	.rtp_range == {first: 16384, last: 32767} and .ring_timeout == 900 and .call_timeout == 10800 and
	.limits == {dialogs: 16384, bindings: 65536, streams: 64, dialogs_per_source: 0, bindings_per_source: 0,
		connections: 16384, held: 33554432} and
	.media_from == "anyone" and .third_party == "localnet" and .strict == false and .ice == "rewrite"' config
json '. == {calls: [], complete: true}' calls
json '. == {bindings: [], complete: true}' bindings
json '. == {registrations: [], complete: true}' registrations
json '. == {connections: [], complete: true}' connections
json '.dialogs == 0 and .bindings == 0 and .registrations == 0 and (.counters | length > 15 and add == 0) and
	.connections == 0 and .held == 0 and (.module_version | length > 0)' stats
json 'keys == ["calls", "config", "stats"]'

### Each setting

sets "externip 203.0.113.5" externip 203.0.113.5
sets "externip 203.0.113.6" externip 203.0.113.6
sets "externip 203.0.113.7 dev wan0" externip 203.0.113.7 dev wan0
sets "externip 2001:db8::7" externip 2001:db8::7
json '.externips | length == 3 and .[1] == {address: "203.0.113.7", device: "wan0"}' config
sets "externip 203.0.113.6" externip none dev wan0
json '.externips | map(.address) == ["203.0.113.6", "2001:db8::7"]' config
sets "externip none" externip none
sets "externip 203.0.113.8 dev exactly15bytes_" externip 203.0.113.8 dev exactly15bytes_
sets "localnet 192.0.2.0/24" localnet 192.0.2.0/24
sets "localnet 10.0.0.0/8 2001:db8::/32 192.0.2.1/32" localnet 10.0.0.0/8 2001:db8::/32 192.0.2.1
sets "localnet 0.0.0.0/0 ::/0" localnet 0.0.0.0/0 ::/0
sets "localnet none" localnet none
sets_all "rtp-range 1024-65535" "ring-timeout 10" "call-timeout 60" "hold-timeout 60" "limit connections 1" \
	"limit held 1073741824" "limit dialogs 1000000" "limit bindings 1" "limit streams 128" \
	"limit dialogs-per-source 1000000" "limit bindings-per-source 5" "media-from peer" "third-party sender" \
	"strict on" "ice leave"
json '.media_from == "peer" and .third_party == "sender" and .strict == true' config
sets_all "rtp-range 40000-40001" "ring-timeout 86400" "call-timeout 604800" "limit dialogs-per-source 0" \
	"media-from announced" "third-party localnet" "strict off" "places none"
sets "places via,sdp" places sdp,via
sets "places all" places all

### What is added to a list, and taken from it

# changes LINE VERB WORD...: the same as sets, for any verb
changes()
{
	line=$1
	shift
	call "$@"
	[ "$code$out$err" = 0 ] || note "$*: exit code $code, $out $err"
	shows "$line" config
}

call reset
changes "externip 203.0.113.7 dev wan0" add externip 203.0.113.7 dev wan0
changes "externip 2001:db8::7 dev wan0" add externip 2001:db8::7 dev wan0
changes "externip 203.0.113.6" add externip 203.0.113.6
changes "externip 2001:db8::7 dev wan0" del externip 203.0.113.7 dev wan0
json '.externips | map(.address) == ["2001:db8::7", "203.0.113.6"]' config
call del externip dev wan0
changes "externip none" del externip
changes "localnet 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7 198.51.100.0/24 2001:db8::/32" \
	add localnet 198.51.100.0/24 2001:db8::/32
changes "localnet 192.168.0.0/16 100.64.0.0/10 fc00::/7 198.51.100.0/24 2001:db8::/32" \
	del localnet 172.16.0.0/12 10.0.0.0/8
changes "places request-uri,contact,route,from,identity,refer,sdp" del places to,via
changes "places request-uri,via,contact,route,from,identity,refer,sdp" add policy places via

### The same by groups, and defaults

sets "strict on" policy strict on
sets "places sdp" policy places sdp
sets "ring-timeout 77" timeout ring 77
sets "hold-timeout 7" timeout hold 7
sets "rtp-range 20000-20001" rtp-range 20000-20001
sets "limit dialogs 100" limit dialogs 100
for setting in localnet places policy\ strict timeout\ ring hold-timeout rtp-range limit\ dialogs; do
	# shellcheck disable=SC2086 # words
	call set $setting default
	[ "$code$out$err" = 0 ] || note "set $setting default: exit code $code, $out $err"
done
call show config
check "each setting is put back to its default" same "$defaults" "$out"

call set rtp-range 20001-30000
check "an odd start and an even end are rounded inwards" same 0 "$code"
check "and that is told" same \
	"sipnat-ctl: RTP has even ports and RTCP the odd one above: 20001-30000 becomes 20002-29999" "$err"
shows "rtp-range 20002-29999" config

### What show config prints is what set takes

for word in externip\ 203.0.113.9 places\ contact,via limit\ streams\ 5 media-from\ announced third-party\ sender strict\ on ice\ leave; do
	# shellcheck disable=SC2086 # words
	call set $word
done
call show config
before=$out
sipnat-ctl reset
printf '%s\n' "$before" | while read -r line; do
	# shellcheck disable=SC2086 # words
	sipnat-ctl set $line
done
call show config
check "what show config prints restores the configuration" same "$before" "$out"

call reset --json
check "reset --json says so" same '0{"ok": true}' "$code$out$err"
call reset
check "reset is silent" same 0 "$code$out$err"
call show config
check "reset brings the defaults back" same "$defaults" "$out"

### For Prometheus

# Something to count: it is no message.
ip link set lo up
nft -f - <<end
table inet filter {
	ct helper sip { type "sipnat" protocol udp; }
	chain own { type filter hook output priority filter; udp dport 5060 ct helper set "sip"; }
}
end
echo "no message" | socat - UDP:127.0.0.1:5060,shut-none 2>/dev/null
cases ctl_prometheus
nft flush ruleset
refuses 2 "--prometheus is a format of its own" show stats --prometheus --json

### One namespace beside another

call set externip 203.0.113.5
check "another namespace does not see the setting" same "$defaults" "$(inside other sipnat-ctl show config)"
inside other sipnat-ctl set localnet 192.0.2.0/24
call show config
check "nor the other way round" same "externip 203.0.113.5
$(echo "$defaults" | tail -n +2)" "$out"
call -n "$ns-other" show config
check "--netns shows the other" same "localnet 192.0.2.0/24" "$(printf '%s\n' "$out" | sed -n 2p)"
call set -n "$ns-other" strict on
call completion words -- -n "$ns-oth"
check "completion knows the names of namespaces" same "$ns-other" "${out%%[!a-z0-9-]*}"
call completion words -- del --netns="$ns-oth"
check "and behind an equals sign" same "--netns=$ns-other" "${out%%[!a-z0-9=-]*}"
call completion words -- -jn "$ns-other" del localnet 192
check "and what there is in that one" same "192.0.2.0/24" "${out%%[!0-9./]*}"
call --netns="$ns-other" show config
check "and sets it" same "strict on" "$(printf '%s\n' "$out" | grep strict)"
ip netns delete "$ns-other"
ip netns add "$ns-other"
check "a namespace begins with the defaults" same "$defaults" "$(inside other sipnat-ctl show config)"

### Who may do what

# The tool may lie where only root may look.
public=$(mktemp -d)
chmod 755 "$public"
cp "$(command -v sipnat-ctl)" "$public"
private_path=$PATH
PATH=$public:$PATH

nobody="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all"
# as_nobody WORD...: sipnat-ctl without any right
as_nobody()
{
	# shellcheck disable=SC2086 # words
	$nobody sipnat-ctl "$@" 2>&1
}
call show config
check "an unprivileged user may read the configuration" same "$out" "$(as_nobody show config)"
check "and the counters" same 0 "$(as_nobody show stats >/dev/null; echo $?)"
for what in calls bindings registrations connections; do
	check "but not the $what" same \
		"sipnat-ctl: not permitted: run it as root, or with CAP_NET_ADMIN in this namespace${nl}1" \
		"$(as_nobody show $what; echo $?)"
done
check "nor all at once" same 1 "$(as_nobody show >/dev/null; echo $?)"
check "an unprivileged user may not set" same \
	"sipnat-ctl: not permitted: run it as root, or with CAP_NET_ADMIN in this namespace${nl}1" \
	"$(as_nobody set externip 203.0.113.99; echo $?)"
check "nor enter another namespace" same \
	"sipnat-ctl: not permitted to enter the network namespace \"$ns-other\": run it as root${nl}1" \
	"$(as_nobody -n "$ns-other"; echo $?)"
check "nor reset" same 1 "$(as_nobody reset >/dev/null; echo $?)"
check "nor as the root of a user namespace that does not own the network namespace" same 1 \
	"$($nobody unshare -Ur sipnat-ctl reset 2>/dev/null; echo $?)"
call show config
check "nothing has changed" same "externip 203.0.113.5" "$(echo "$out" | head -n 1)"
check "the root of a user namespace may set in its own network namespace" same "externip 203.0.113.77" \
	"$($nobody unshare -Ur -n sh -c 'sipnat-ctl set externip 203.0.113.77 && sipnat-ctl show config' \
		2>&1 | head -n 1)"

check "and read its calls" same "no calls" "$($nobody unshare -Ur -n sipnat-ctl show calls 2>&1)"

PATH=$private_path
rm -r "$public"

### Help, and a full disk

call --version
check "--version tells it" same "0sipnat-ctl" "$code${out%% *}"
call --help
check "--help lists the commands" same 0 \
	"$code$(printf '%s\n' "$out" | grep -c ^sipnat-ctl | awk '$1 < 31')"
call set places --help
check "a command's --help tells what it does" same 0 \
	"$code$(printf '%s\n' "$out" | grep -q 'request-uri, via' || echo x)"
refuses 2 'unknown command "set plases": did you mean "set places"?' set plases --help
err=$(sipnat-ctl show config 2>&1 >/dev/full)
check "a failed write is told" same "1 sipnat-ctl: cannot write: No space left on device" "$? $err"

### The module

modprobe=$(cat /proc/sys/kernel/modprobe)
echo /bin/false >/proc/sys/kernel/modprobe
if rmmod sipnat; then
	refuses 1 "the sipnat module is not loaded: modprobe sipnat" show
	refuses 1 "the sipnat module is not loaded: modprobe sipnat" set externip 203.0.113.5
	echo "$modprobe" >/proc/sys/kernel/modprobe
	shows "externip none" config
else
	not_ok "the module can be unloaded"
	echo "$modprobe" >/proc/sys/kernel/modprobe
fi

rm "$errors"
finished
