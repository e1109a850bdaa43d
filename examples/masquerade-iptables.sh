#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# masquerade.nft in iptables' words: phones in a private network call a provider outside.

set -e
wan=wan0
lan=lan0
inside=192.168.1.0/24

# The CT target loads the module.
iptables -t raw -A PREROUTING -i $lan -p udp --dport 5060 -j CT --helper sipnat
iptables -t raw -A PREROUTING -i $lan -p tcp --dport 5060 -j CT --helper sipnat

iptables -t nat -A POSTROUTING -o $wan -s $inside -j MASQUERADE

# Media of a call is "related" to it.
iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
iptables -A FORWARD -i $lan -o $wan -j ACCEPT
iptables -P FORWARD DROP
