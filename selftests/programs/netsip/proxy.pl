# SPDX-License-Identifier: GPL-2.0
#
# proxy.pl ADDRESS: Net::SIP's registrar and its stateless proxy, at port 5060.

use strict;
use warnings;
use Net::SIP;

my $ua = Net::SIP::Simple->new(leg => "$ARGV[0]:5060");
$ua->create_chain([$ua->create_registrar(max_expires => 3600), $ua->create_stateless_proxy]);
$ua->loop;
