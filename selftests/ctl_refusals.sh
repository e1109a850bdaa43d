#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipnat-ctl and the netlink family behind it: what is refused, how that is told, and that it changes
# nothing.
# shellcheck disable=SC2154 # ns is lib.sh's

# In a namespace of its own
[ -n "${SIPNAT_CTL_NS-}" ] || SIPNAT_CTL_NS=1 exec unshare --net "$0"

. "${0%/*}/lib.sh"
. "${0%/*}/ctl_lib.sh"

sipnat-ctl set externip 203.0.113.9
sipnat-ctl set limit streams 5
call show config
before=$out

### Wrong command lines: exit code 2

refuses 2 'unknown command "shwo": did you mean "show"?' shwo
refuses 2 'unknown command "frobnicate": sipnat-ctl --help lists all' frobnicate
refuses 2 'unknown command "show cals": did you mean "show calls"?' show cals
refuses 2 'unknown command "set externp": did you mean "set externip"?' set externp 1.2.3.4
refuses 2 'set what?' set
refuses 2 'reset takes no argument' reset now
refuses 2 'show calls has no option --explain: sipnat-ctl show calls --help' show calls --explain
refuses 2 'show config takes no argument' show config now
refuses 2 '"s" is not clear: it may be show, set' s
refuses 2 '"show c" is not clear: it may be config, calls' show c
refuses 2 'unknown option "--jsno": did you mean "--json"?' show --jsno
refuses 2 'unknown option "-q": sipnat-ctl --help lists all' show -q
refuses 2 '--netns needs a value: --netns NAME' show -n
refuses 2 '--json takes no value' --json=yes
refuses 2 '--color=blue: it is auto, always or never' --color=blue
refuses 1 "there is no network namespace \"$ns-none\": ip netns list shows them" -n "$ns-none" show
refuses 1 '"a/b" cannot be a network namespace' -n a/b
touch "/run/netns/$ns-file"
refuses 1 "/run/netns/$ns-file is no network namespace" -n "$ns-file"
rm "/run/netns/$ns-file"
refuses 2 'usage: sipnat-ctl set externip ADDRESS|HOST|none [dev INTERFACE]' set externip
refuses 2 'usage: sipnat-ctl set externip' set externip 203.0.113.5 dev
refuses 2 'usage: sipnat-ctl set externip' set externip 203.0.113.5 via wan0
refuses 2 '"203.0.113" is not an IPv4 or IPv6 address' set externip 203.0.113
refuses 2 '"203.0.113.256" is not' set externip 203.0.113.256
refuses 2 '"2001:db8::x" is not' set externip 2001:db8::x
refuses 2 '"" is not an IPv4' set externip ''
refuses 2 '"sixteen_bytes_16" is not the name of an interface' set externip 203.0.113.5 dev sixteen_bytes_16
refuses 2 '"10.1.2.3/8" has bits set behind the prefix: probably 10.0.0.0/8 is meant' set localnet 10.1.2.3/8
refuses 2 'probably 2001:db8::/33 is meant' set localnet 10.0.0.0/8 2001:db8:4000::/33
refuses 2 '"10.0.0.0/33" is not a prefix' set localnet 10.0.0.0/33
refuses 2 '"fc00::/129" is not a prefix' set localnet fc00::/129
refuses 2 '"10.0.0.0/" is not a prefix' set localnet 10.0.0.0/
refuses 2 '"10/8" is not a prefix' set localnet 10/8
refuses 2 '"none" is not a prefix' set localnet 10.0.0.0/8 none
refuses 2 'usage: sipnat-ctl set localnet PREFIX...|none|default' set localnet
refuses 2 'too many local networks: 128 at most' set localnet $(seq -f 10.%g.0.0/16 0 128)
refuses 2 'the range 30000-20000 ends before it starts' set rtp-range 30000-20000
refuses 2 'the range 1022-2000 starts below 1024' set rtp-range 1022-2000
refuses 2 '"1024-65536" is not a range of ports' set rtp-range 1024-65536
refuses 2 '"20000" is not a range of ports' set rtp-range 20000
refuses 2 '"-20000" is not a range of ports' set rtp-range -- -20000
refuses 2 'has no even port with an odd one above' set rtp-range 20001-20002
refuses 2 'ring-timeout is a number from 10 to 86400 seconds, not "9"' set ring-timeout 9
refuses 2 'ring-timeout is a number' set ring-timeout 86401
refuses 2 'call-timeout is a number from 60 to 604800 seconds, not "59"' set call-timeout 59
refuses 2 'call-timeout is a number' set call-timeout 10m
refuses 2 'hold-timeout is a number from 1 to 60 seconds, not "61"' set hold-timeout 61
refuses 2 'connections is a number from 1 to 1000000' set limit connections 0
refuses 2 'held is a number from 65536 to 1073741824' set limit held 65535
refuses 2 'dialogs is a number from 1 to 1000000, not "0"' set limit dialogs 0
refuses 2 'bindings is a number from 1 to 1000000' set limit bindings 1000001
refuses 2 'dialogs-per-source is a number from 0 to 1000000' set limit dialogs-per-source 1000001
refuses 2 'bindings-per-source is a number' set limit bindings-per-source none
refuses 2 'streams is a number from 1 to 128' set limit streams 129
refuses 2 'streams is a number' set limit streams 18446744073709551617
refuses 2 'usage: sipnat-ctl set limit dialogs|bindings|streams|dialogs-per-source|bindings-per-source|connections|held NUMBER|default' set limit calls 5
refuses 2 'unknown word "sendr": did you mean "sender"?' set third-party sendr
refuses 2 'usage: sipnat-ctl set third-party localnet|sender|default' set third-party nobody
refuses 2 'usage: sipnat-ctl set third-party' set third-party
refuses 2 'unknown word "anounced": did you mean "announced"?' set media-from anounced
refuses 2 'usage: sipnat-ctl set media-from anyone|announced|peer|default' set media-from 198.51.100.10
refuses 2 'usage: sipnat-ctl set strict on|off|default' set strict 1
refuses 2 'usage: sipnat-ctl set strict' set strict on off
refuses 2 'unknown word "leaf": did you mean "leave"?' set ice leaf
refuses 2 'unknown place "vai": did you mean "via"?' set places vai
refuses 2 'unknown place "": sipnat-ctl set places --help lists all' set places via,
refuses 2 'usage: sipnat-ctl set places' set places via sdp

refuses 2 'usage: sipnat-ctl set externip' set externip default now
refuses 2 'usage: sipnat-ctl set timeout ring|call|hold SECONDS|default' set timeout ringing 900
refuses 2 'ring-timeout is a number' set timeout ring 9
refuses 2 'usage: sipnat-ctl set timeout' set timeout ring
refuses 2 'unknown policy "strct": did you mean "strict"?' set policy strct on
refuses 2 'usage: sipnat-ctl set policy' set policy
refuses 2 'usage: sipnat-ctl set strict' set policy strict
refuses 2 'usage: sipnat-ctl add policy places' add policy strict on
refuses 2 'strict is one value, or replaced as a whole: sipnat-ctl set strict on|off|default' add strict on
refuses 2 'rtp-range is one value, or replaced as a whole: sipnat-ctl set rtp-range' del rtp-range
refuses 2 'usage: sipnat-ctl add externip ADDRESS|HOST [dev INTERFACE]' add externip
refuses 2 'usage: sipnat-ctl add localnet PREFIX...' add localnet
refuses 2 '"none" is not a prefix' add localnet none
refuses 2 'unknown place "all"' del places all
refuses 2 '"203.0.113.5.6" is not' add externip 203.0.113.5.6

### What the kernel refuses: exit code 1, in the kernel's words

refuses 1 "the kernel refuses: 0.0.0.0/8 is not an address of a host" set externip 0.0.0.0
refuses 1 "the kernel refuses: a loopback address" set externip 127.0.0.1
refuses 1 "a multicast address is not" set externip 224.0.0.1
refuses 1 "the broadcast address is not" set externip 255.255.255.255
refuses 1 ":: is not an address of a host" set externip ::
refuses 1 "a loopback address" set externip ::1
refuses 1 "a multicast address" set externip ff02::1
refuses 1 "a link-local address" set externip fe80::1
refuses 1 "an IPv4 address is to be given as such" set externip ::ffff:203.0.113.5
refuses 1 "this cannot be the name of an interface" set externip 203.0.113.5 dev a/b
refuses 1 "a multicast address" set localnet 10.0.0.0/8 224.0.0.0/4
refuses 1 "a loopback address" set localnet 127.0.0.0/8
refuses 1 "0.0.0.0/8 is not" set localnet 0.0.0.0/8
refuses 1 "the same local network is given twice" set localnet 10.0.0.0/8 fc00::/7 10.0.0.0/8
refuses 1 "a loopback address" set localnet ::1
refuses 1 '10.0.0.0/8: the kernel refuses: this local network is in the list already; "sipnat-ctl show' \
	add localnet 1.0.0.0/8 10.0.0.0/8
refuses 1 '10.0.0.0/9: the kernel refuses: this local network is not in the list' del localnet 10.0.0.0/8 10.0.0.0/9
refuses 1 'there is an external address already' add externip 203.0.113.10
refuses 1 'there is no such external address' del externip 203.0.113.10
refuses 1 'there is no such external address' del externip dev wan0
refuses 1 'this place is in the list already' add places via
call show config
check "whatever was refused has changed nothing" same "$before" "$out"

### Requests that sipnat-ctl does not make

sipnat-ctl reset
cases ctl_refusals
call show config
check "after all these requests the defaults hold still" same "$defaults" "$out"

rm "$errors"
finished
