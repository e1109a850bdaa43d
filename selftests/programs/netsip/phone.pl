# SPDX-License-Identifier: GPL-2.0
#
# phone.pl ADDRESS VOICE MEDIA: a phone made of Net::SIP, at port 5060. It answers by itself, and speaks in one byte of
# G.711 again and again. MEDIA: its ports for that, FIRST-LAST. Commands come on stdin, one a line, and are told what became of them on stdout:
#
#	register USER REGISTRAR PASSWORD	registered
#	dial URI				answered, ended
#	hold, resume				done
#	refer URI				ended, when the other side has called there
#	bye					ended

use strict;
use warnings;
use Net::SIP;
use Net::SIP::Dispatcher::Eventloop;

$| = 1;
# The library hangs up where nobody has spoken for ten seconds. That is no time for an emulated machine on hold.
{
	no warnings 'redefine';
	my $add_timer = \&Net::SIP::Dispatcher::add_timer;
	*Net::SIP::Dispatcher::add_timer = sub {
		my ($self, $when, $callback, $repeat, $name) = @_;
		$when = 86400 if ($name // '') eq 'rtp_inactivity';
		return $add_timer->($self, $when, $callback, $repeat, $name);
	};
}

my ($address, $voice, $media) = @ARGV;
Net::SIP->import("rtp:$media");
my ($user, $registrar, $call, $referred);
my $payload = chr(hex $voice) x 160;
my $ua = Net::SIP::Simple->new(leg => "$address:5060");

sub say_it { print "@_\n" }

sub ended
{
	undef $call;
	$referred = 0;
	say_it("ended");
}

# The library says for what it answered, but not that it speaks on hold: there is nobody to speak to then.
sub media
{
	return (
		init_media => $ua->rtp('send_recv', sub { return $payload }),
		recv_bye => \&ended,
		send_bye => \&ended,
		cb_notify => sub {
			my (undef, $packet) = @_;
			my (undef, undef, undef, $body) = $packet->as_parts;
			bye() if $referred && ($body // '') =~ m{^SIP/2.0 2};
		},
	);
}

sub bye
{
	$call ? $call->bye : say_it("ended");
}

# hold: the library keeps the description, whose version has to tell that it is another one; and what it offers
# on hold it would offer ever after.
sub reinvite
{
	my ($hold) = @_;
	my $sdp = $call->get_param('_sdp_saved');
	$_->[1] =~ s/^(\S+ \S+ )(\d+)/$1 . ($2 + 1)/e for grep { $_->[0] eq 'o' } @{$sdp->{global}{lines}};
	$call->set_param(sdp => $sdp);
	$call->reinvite(call_on_hold => $hold, cb_final => sub { say_it($_[0] eq 'OK' ? "done" : "failed") });
}

my %commands = (
	register => sub {
		my ($password);
		($user, $registrar, $password) = @_;
		$ua->{from} = "sip:$user\@$registrar";
		$ua->{auth} = [$user, $password];
		$ua->{domain} = $registrar;
		my $again;
		$again = sub {
			$ua->register(registrar => $registrar, expires => 600, cb_final => sub {
				say_it($_[0] eq 'OK' ? "registered" : "not registered");
				$ua->add_timer(200, $again);
			});
		};
		$again->();
	},
	dial => sub {
		$call = $ua->invite($_[0], media(), cb_final => sub {
			my ($status, undef, %what) = @_;
			say_it($status eq 'OK' ? "answered" : "refused " . ($what{code} // $what{errno} // ''));
		});
	},
	hold => sub { reinvite(1) },
	resume => sub { reinvite(0) },
	refer => sub {
		my ($target) = @_;
		# What answers to the request is not to be told of all that comes later.
		my $ctx = $call->{ctx};
		my $saved = $ctx->{_callback};
		$referred = 1;
		$call->request('REFER', undef, 'refer-to' => "<$target>", contact => "<sip:$user\@$address:5060>",
			cb_final => sub { say_it("referred $_[0]") });
		$ctx->set_callback($saved);
	},
	bye => \&bye,
);

my $unread = '';
$ua->{loop}->addFD(\*STDIN, EV_READ, [sub {
	sysread(STDIN, $unread, 4096, length $unread) or exit 0;
	while ($unread =~ s/^(.*)\n//) {
		my ($command, @words) = split / /, $1;
		eval { $commands{$command}->(@words); 1 } or say_it("$command: $@");
	}
}], 'stdin');

$ua->listen(
	cb_create => sub { $call = shift; return 1 },
	cb_established => sub { say_it("answered") },
	media(),
);
$ua->loop;
