# SPDX-License-Identifier: GPL-2.0
#
# proxy.pl [udp:|tcp:]ADDRESS: Net::SIP's registrar and its stateless proxy, at port 5060.

use strict;
use warnings;
use Net::SIP;

my ($proto, $address) = $ARGV[0] =~ /^(?:(udp|tcp):)?(.+)$/;
$proto //= 'udp';
# The contact is what it writes into Record-Route: a URI without a transport means UDP.
my $contact = "sip:$address:5060" . ($proto eq 'tcp' ? ';transport=tcp' : '');
my $ua = Net::SIP::Simple->new(leg => {
	proto => $proto, addr => $address, port => 5060, contact => $contact,
});
$ua->create_chain([$ua->create_registrar(max_expires => 3600), $ua->create_stateless_proxy]);
$ua->loop;
