#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# A gateway that does no NAT: a firewall that lets in what belongs to a call. IPv4 and IPv6.

. "${0%/*}/lib.sh"

topo ipv6 routed phone dmz site provider peer
rules nat=no open=192.0.2.0/24 open=2001:db8:2::/64 outside=site0
settings rtp-range 10000-10999
# The other hosts of dmz's network are the sender's neighbours.
settings localnet 192.168.0.0/16 10.0.0.0/8 192.0.2.0/24 fc00::/7 2001:db8:2::/64
cases firewall
cases firewall 6
settings localnet 192.168.0.0/16 10.0.0.0/8 fc00::/7
cases firewall strangers
cases media_from transit
cases firewall strangers 6
cases media_from 6 transit
finished
