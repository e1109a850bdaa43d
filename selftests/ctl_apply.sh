#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipnat-ctl apply and export: a file holds as a whole or not at all, whatever becomes of apply; what is
# wrong with it is told by its line; and externips that are host names.
# shellcheck disable=SC2154 # ns is lib.sh's

# In a namespace of its own, with names of its own
[ -n "${SIPNAT_CTL_NS-}" ] || SIPNAT_CTL_NS=1 exec unshare --net --mount "$0"

. "${0%/*}/lib.sh"
. "${0%/*}/ctl_lib.sh"

dir=$(mktemp -d)
conf=$dir/sipnat.conf

# wrong CODE TEXT LINE...: apply refuses a file of these lines, with this text on stderr, and so does a check
wrong()
{
	want_code=$1 want=$2
	shift 2
	printf '%s\n' "$@" >"$conf"
	refuses "$want_code" "$want" apply --check "$conf"
	refuses "$want_code" "$want" apply "$conf"
}

### A file

cat >"$conf" <<end
# A gateway
externip 203.0.113.5 dev wan0	# the provider's
externip 2001:db8::5
	localnet 10.0.0.0/8   192.0.2.0/24

policy strict on
timeout ring 77
limit dialogs 100
places via,sdp
rtp-range 20000-29999
ice default
end
sipnat-ctl set media-from peer
call show config
before=$out
call apply --check "$conf"
check "a good file passes the check, silently" same 0 "$code$out$err"
call show config
check "which has changed nothing" same "$before" "$out"
call apply "$conf"
check "it is applied, silently" same 0 "$code$out$err"
call show config
check "all that it names is set, and all else is at its default" same \
	"externip 203.0.113.5 dev wan0 externip 2001:db8::5 localnet 10.0.0.0/8 192.0.2.0/24 \
rtp-range 20000-29999 ring-timeout 77 limit dialogs 100 strict on places via,sdp" \
	"$(printf '%s\n' "$out" | grep -vxF "$defaults" | tr '\n' ' ' | sed 's/ $//')"
before=$out
call export
exported=$out
check "export prints the same" same "$before" "$exported"
sipnat-ctl reset
printf '%s\n' "$exported" >"$conf"
call apply -j - <"$conf"
check "what was exported is applied, from standard input" same '0{"ok": true}' "$code$out"
call export
check "and is the same again" same "$exported" "$out"
call apply /dev/null
call export
check "an empty file is the defaults" same "$defaults" "$out"
printf '%s\n' "$exported" >"$conf"
sipnat-ctl apply "$conf"

### What is wrong with a file

wrong 1 "$conf:2: unknown setting \"strcit\": did you mean \"strict\"?" "ice leave" "strcit on"
wrong 1 "$conf:1: a line begins with the setting: leave \"set\" out" "set strict on"
wrong 1 "$conf:1: write it as strict on|off|default" "strict"
wrong 1 "$conf:3: strict is in line 1 already" "strict on" "" "policy strict off"
wrong 1 "$conf:2: externip inet dev wan0 is in line 1 already" "externip 203.0.113.1 dev wan0" \
	"externip 203.0.113.2 dev wan0"
wrong 1 "$conf:1: ring-timeout is a number from 10" "ring-timeout 9"
wrong 1 "$conf:2: \"10.0.0.1/8\" has bits set behind the prefix" "strict on" "localnet 10.0.0.1/8"
# These are the kernel's words.
wrong 1 "$conf:3: the kernel refuses: a loopback address" "strict on" "externip 203.0.113.1" "externip ::1"
wrong 1 "$conf:2: 127.0.0.0/8: the kernel refuses: a loopback address" "strict on" "localnet 10.0.0.0/8 127.0.0.0/8"
wrong 1 "$conf:2: 10.0.0.0/8: the kernel refuses: the same local network is given twice" \
	"strict on" "localnet 10.0.0.0/8 10.0.0.0/8"
printf 'strict on\nice le\0ave\n' >"$conf"
refuses 1 "$conf:2: a zero byte" apply "$conf"
refuses 1 "cannot open $dir/none: No such file or directory" apply "$dir/none"
refuses 1 "cannot read $dir: Is a directory" apply "$dir"
refuses 2 "usage: sipnat-ctl apply FILE" apply
refuses 2 "usage: sipnat-ctl apply FILE" apply --check --names "$conf"
printf '%s\n' "strict maybe" "ring-timeout 1" >"$conf"
call apply "$conf"
check "all wrong lines are told" same "2 1" "$(wc -l <"$errors") $code"
call export
check "and nothing of all these has changed anything" same "$exported" "$out"

### Who may check

public=$(mktemp -d)
chmod 755 "$public"
cp "$(command -v sipnat-ctl)" "$public"
echo "strict on" >"$public/sipnat.conf"
check "who may not set may check a file" same "sipnat-ctl: not permitted to ask the kernel: checked without it${nl}0" \
	"$(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all \
		"$public/sipnat-ctl" apply --check "$public/sipnat.conf" 2>&1; echo $?)"
rm -r "$public"

### Killed at any moment

printf '%s\n' "$defaults" >"$dir/one"
{
	seq -f 'externip 203.0.113.1 dev wan%g' 1 31
	echo localnet $(seq -f 198.51.100.%g 1 128)
	printf '%s\n' "rtp-range 20000-20001" "strict on" "places none" "limit held 65536"
} >"$dir/two"
cases ctl_apply "$dir"

### Host names

# hosts [LINE...]: what names mean, and these lines; it is the same file that is mounted
hosts()
{
	printf '%s\n' "127.0.0.1 localhost" "203.0.113.21 two.example.net" "203.0.113.22 two.example.net" \
		"2001:db8::20 gw.example.net six.example.net" "$@" >"$dir/hosts"
}

hosts "203.0.113.20 gw.example.net"
mount --bind "$dir/hosts" /etc/hosts
sipnat-ctl reset
sets "externip 203.0.113.20 dev wan0" externip gw.example.net dev wan0
call add externip gw.example.net
shows "externip 203.0.113.20" config
call del externip gw.example.net
json '.externips == [{address: "203.0.113.20", device: "wan0"}]' config
refuses 1 'cannot find the IPv4 address of "none.invalid":' set externip none.invalid
refuses 1 'cannot find the IPv4 address of "six.example.net":' set externip six.example.net
refuses 1 '"two.example.net" has several IPv4 addresses: write the one that is meant' set externip two.example.net
refuses 2 '"203.0.113.300" is not an IPv4 or IPv6 address, nor a host name' set externip 203.0.113.300
printf '%s\n' "externip gw.example.net dev wan0" "externip 203.0.113.9 dev wan1" "strict on" >"$conf"
call apply "$conf"
check "a file may name a host" same 0 "$code$out$err"
sipnat-ctl set strict off
sipnat-ctl set externip none dev wan1
call apply --names "$conf"
check "as long as its address is the same, there is nothing to change" same 0 "$code$out$err"
hosts "203.0.113.25 gw.example.net"
call apply --names "$conf"
check "when it has changed, apply --names sets and tells it" same \
	"0externip 203.0.113.25 dev wan0" "$code$out$err"
shows "externip 203.0.113.25 dev wan0" config
shows "strict off" config
json '.externips | length == 1' config
hosts
refuses 1 "$conf:1: cannot find the IPv4 address of \"gw.example.net\":" apply --names "$conf"
shows "externip 203.0.113.25 dev wan0" config
call apply "$conf"
check "with it, nothing of the file is applied" same 1 "$code$out"
shows "strict off" config
call apply --keep-unresolved "$conf"
check "unless what cannot be found may stay as it is" same 0 "$code$out"
json '.strict and (.externips | map(.address) == ["203.0.113.25", "203.0.113.9"])' config
sipnat-ctl reset
sipnat-ctl apply --keep-unresolved "$conf" 2>/dev/null
json '.strict and (.externips | map(.address) == ["203.0.113.9"])' config
umount /etc/hosts

### The module

modprobe=$(cat /proc/sys/kernel/modprobe)
echo /bin/false >/proc/sys/kernel/modprobe
printf '%s\n' "strict on" >"$conf"
if rmmod sipnat; then
	call apply --check "$conf"
	check "without the module, sipnat-ctl checks what it can" same \
		"0 sipnat-ctl: the sipnat module is not loaded: checked without it" "$code $err"
	echo "strict maybe" >"$conf"
	refuses 1 "$conf:1: write it as strict" apply --check "$conf"
	refuses 1 "the sipnat module is not loaded: modprobe sipnat" apply "$conf"
else
	not_ok "the module can be unloaded"
fi
echo "$modprobe" >/proc/sys/kernel/modprobe

rm -r "$dir" "$errors"
finished
