#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# sipnat-ctl rules: the table that it makes, that this is what its text for nft makes, and that nobody
# else's table is touched.
# shellcheck disable=SC2154 # ns is lib.sh's

# In a namespace of its own
[ -n "${SIPNAT_CTL_NS-}" ] || SIPNAT_CTL_NS=1 exec unshare --net "$0"

. "${0%/*}/lib.sh"
. "${0%/*}/ctl_lib.sh"

# rules_are LINE [-]: what rules show prints; -: only its first line
rules_are()
{
	call rules show
	[ $# -eq 1 ] || out=$(echo "$out" | head -n 1)
	check "rules show: $1" same "0$1" "$code$err$out"
}

table()
{
	nft list table inet sipnat 2>&1
}

# With handles: what has been made anew is seen.
handles()
{
	nft -a list ruleset
}

nft -f - <<EOF
table inet gateway {
	ct helper sip-udp { type "sipnat" protocol udp; }
	chain forward {
		type filter hook forward priority filter; policy drop
		udp dport 5060 counter accept
	}
}
table ip sipnat {
	chain own {
		type filter hook output priority filter
	}
}
EOF
others=$(handles)

### What it makes, and what nft makes of its text

rules_are "no rules"
call rules del
check "there being nothing to delete is fine" same 0 "$code$out$err"

call rules add
check "rules add is silent" same 0 "$code$out$err"
rules_are "port 5060 proto udp,tcp" -
check "there are a helper and two rules for each protocol" same "2 4" \
	"$(table | grep -c 'type "sipnat"') $(table | grep -c 'ct helper set')"
before=$(handles)
call rules add
check "the same again changes nothing" same "0$before" "$code$out$err$(handles)"
call rules add proto udp,tcp port 5060-5060
check "nor does it in other words" same "0$before" "$code$out$err$(handles)"

# makes WORD...: the rules are the same that nft makes of --print
makes()
{
	call rules add "$@"
	[ "$code$out$err" = 0 ] || note "rules add $*: exit code $code, $out $err"
	tools=$(table)
	sipnat-ctl rules add "$@" --print >/tmp/$ns.nft
	nft -c -f /tmp/$ns.nft || note "nft -c refuses the text"
	check "and --print has changed nothing" same "$tools" "$(table)"
	nft delete table inet sipnat
	nft -f /tmp/$ns.nft
	check "rules add $* is what nft makes of its text" same "$(table)" "$tools"
	after=$(handles)
	call rules add "$@"
	check "what nft has made is taken for its own" same "0$after" "$code$out$err$(handles)"
}
makes
makes proto tcp port 5061
makes dev 'ppp*' dev wan0 dev exactly15bytes_ port 5060,5070-65535 proto udp
rm /tmp/$ns.nft

call rules add port 5070-5080,5060,5075-5089,5061 dev wan0 dev lan0 dev wan0
rules_are "port 5060-5061,5070-5089 dev lan0 dev wan0 proto udp,tcp
packets 0"

# Each transaction is a line of this.
nft monitor >/tmp/$ns.monitor &
monitor=$!
while ! grep -q "table inet marker" /tmp/$ns.monitor; do
	nft add table inet marker
	nft delete table inet marker
done
ip link add lan0 type dummy
call rules add port 5060 dev lan0
nft add table inet marker2
while ! grep -q "table inet marker2" /tmp/$ns.monitor; do sleep 0.05; done
{ kill $monitor && wait $monitor; } 2>/dev/null
check "one rule is replaced by another in one transaction" same 1 \
	"$(sed -n '/delete table inet sipnat/,/marker2/p' /tmp/$ns.monitor | grep -c 'generation.*sipnat-ctl')"
nft delete table inet marker2
rm /tmp/$ns.monitor
rules_are "port 5060 dev lan0 proto udp,tcp" -

sipnat-ctl rules add
ip link set lo up
for port in 5060 5061; do
	socat -u - "UDP:127.0.0.1:$port" <<-EOF
		OPTIONS sip:a@127.0.0.1 SIP/2.0
	EOF
done
rules_are "port 5060 proto udp,tcp
packets 2"
call rules show --json
check "rules show --json" same true "$(echo "$out" | jq '.state == "whole" and .packets == 2 and
	.ports == [{first: 5060, last: 5060}] and .devices == [] and .protocols == ["udp", "tcp"] and
	.arguments == "port 5060 proto udp,tcp"')"
call rules add --json
check "rules add --json" same true "$(echo "$out" | jq '. == {ok: true}')"

ip netns add "$ns-other"
call --netns "$ns-other" rules add port 5062
check "another namespace" same "0port 5062 proto udp,tcp" "$code$out$err$(inside other sipnat-ctl rules show | head -n 1)"
rules_are "port 5060 proto udp,tcp" -

ports=$(seq -s , 1000 2 1060)
devices=$(seq -f 'dev eth%g' 0 7)
# shellcheck disable=SC2086 # words
call rules add port $ports,2000-3000 $devices
check "many rules" same "0 1024" "$code$out$err $(sipnat-ctl rules show --json | jq .rules)"
call rules del
check "rules del is silent" same 0 "$code$out$err"
rules_are "no rules"

### What somebody else has changed, or made

sipnat-ctl rules add
nft add rule inet sipnat own udp dport 5070 accept
rules_are "rules that somebody else has changed"
call rules add
rules_are "port 5060 proto udp,tcp" -
nft delete chain inet sipnat own
rules_are "rules that somebody else has changed"
call rules show --json
check "in JSON, too" same true "$(echo "$out" | jq '.state == "changed" and .ports == null')"
sipnat-ctl rules del

nft -f - <<EOF
table inet sipnat {
	ct helper sip-udp { type "sipnat" protocol udp; }
}
EOF
before=$(handles)
refuses 1 'a table "inet sipnat" is there that "rules add" has not made: if it is not needed, nft delete table' \
	rules add
refuses 1 'has not made' rules del
check "a table of somebody else's stays" same "$before" "$(handles)"
rules_are 'a table "inet sipnat" that sipnat-ctl has not made'
nft delete table inet sipnat

### What is refused

refuses 2 'usage: sipnat-ctl rules add' rules add port
refuses 2 '"x" is not a port' rules add port 5060,x
refuses 2 '"" is not a port' rules add port 5060,
refuses 2 '"0" is not a port' rules add port 0
refuses 2 '"5070-5060" is not' rules add port 5070-5060
refuses 2 '"000000000000005060" is not' rules add port 000000000000005060
refuses 2 'too many ports' rules add port "$(seq -s , 1 33)"
refuses 2 '"sixteen_bytes_16" is not the name of an interface' rules add dev sixteen_bytes_16
refuses 2 '"a*b" is not the name' rules add dev 'a*b'
refuses 2 'is not the name' rules add dev 'a"b'
# shellcheck disable=SC2046 # words
refuses 2 'too many interfaces' rules add $(seq -f 'dev eth%g' 0 32)
refuses 2 'unknown protocol "sctp": it is udp or tcp' rules add proto udp,sctp
refuses 2 '--print is for nft' rules add --print --json
refuses 2 'rules show takes no argument' rules show now
nobody="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all"
public=$(mktemp -d)
chmod 755 "$public"
cp "$(command -v sipnat-ctl)" "$public"
for words in "rules add" "rules del" "rules show"; do
	# shellcheck disable=SC2086 # words
	check "$words is not for everyone" same \
		"sipnat-ctl: not permitted: run it as root, or with CAP_NET_ADMIN in this namespace${nl}1" \
		"$($nobody "$public/sipnat-ctl" $words 2>&1; echo $?)"
done
rm -r "$public"

check "all other tables are as they were" same "$others" "$(handles)"

nft flush ruleset
modprobe=$(cat /proc/sys/kernel/modprobe)
echo /bin/false >/proc/sys/kernel/modprobe
ip netns delete "$ns-other"
conntrack -F 2>/dev/null
if rmmod sipnat; then
	refuses 1 'ct helper sip-tcp: the kernel has no helper sipnat: modprobe sipnat tells why' rules add proto tcp
	rules_are "no rules"
else
	not_ok "the module can be unloaded"
fi
echo "$modprobe" >/proc/sys/kernel/modprobe
call rules add
check "rules add loads the module" same 0 "$code$out$err"
rm "$errors"
finished
