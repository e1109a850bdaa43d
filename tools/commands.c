// SPDX-License-Identifier: GPL-2.0
/* All that can be typed. Help and completion are made of it, and the manual is compared with it. */
#include <string.h>
#include "ctl.h"
#include "listen.h"
#include "set.h"

const struct ctl_option global_options[] = {
	{ 'j', "json", NULL, "prints JSON; sipnat-ctl(8) has the schema" },
	{ 'n', "netns", "NAME", "acts on this network namespace of \"ip netns\"" },
	{ 0, "color", "[auto|always|never]", "whether to print in colors; auto: to a terminal" },
	{ 'h', "help", NULL, "prints this, or about the command" },
	{ 'V', "version", NULL, "prints the version" },
	{}
};

static const struct ctl_option stats_options[] = {
	{ 'e', "explain", NULL, "says of each counter what it counts" },
	{ 0, "prometheus", NULL, "prints them in Prometheus' text format" },
	{}
};

static const struct ctl_option print[] = {
	{ 0, "print", NULL, "prints the rules for nft, and changes nothing" },
	{}
};

static const struct ctl_option watch[] = {
	{ 'w', "watch", "SECONDS", "looks at messages for so long before it tells" },
	{}
};

static const struct ctl_option apply_options[] = {
	{ 'c', "check", NULL, "only says whether FILE can be applied" },
	{ 0, "names", NULL, "sets only the externips that are host names" },
	{ 0, "keep-unresolved", NULL, "leaves those that are not found as they are" },
	{}
};

const struct command commands[] = {
	{ "show", NULL, "",
	  "Shows the configuration, the calls and the counters that are not zero.",
	  .run = show },
	{ "show", "config", "", "Shows the configuration; each line is what \"set\" takes.",
	  .run = show_config },
	{ "show", "calls", "",
	  "Shows the calls: who calls whom, where media goes, and how much went each way.",
	  .run = show_calls },
	{ "show", "call", "ID [zone ZONE]",
	  "Shows all that is known of one call. ID is its Call-ID, or how that begins; ZONE\n"
	  "is a conntrack zone, where several have the same.", .run = show_call },
	{ "show", "bindings", "", "Shows which inside endpoint is which outside endpoint.",
	  .run = show_bindings },
	{ "show", "registrations", "",
	  "Shows who can be called at which inside endpoint, and for how many seconds.",
	  .run = show_registrations },
	{ "show", "connections", "",
	  "Shows the TCP connections: which are read, which pass unread, and why.",
	  .run = show_connections },
	{ "show", "stats", "", "Shows the counters; --explain says what they count.",
	  .options = stats_options, .run = show_stats },
	{ "set", "externip", "ADDRESS|HOST|none [dev INTERFACE]",
	  "Sets the address to advertise instead of the one that NAT uses, for what leaves\n"
	  "by INTERFACE, or by all interfaces that have none of their own. There is one for\n"
	  "IPv4 and one for IPv6; \"none\" takes both away. HOST stands for the IPv4 address\n"
	  "that it has now.",
	  .changes = true, .run = set_change, .put = put_externip },
	{ "set", "localnet", "PREFIX...|none|default",
	  "Sets the list of networks that are inside: hidden from all others.",
	  .changes = true, .run = set_change, .put = put_localnet },
	{ "set", "rtp-range", "FIRST-LAST|default",
	  "Sets the UDP ports that media gets outside. FIRST is even, LAST is odd.",
	  .changes = true, .run = set_change, .put = put_rtp_range },
	{ "set", "ring-timeout", "SECONDS|default",
	  "Sets how long a call that is not answered is kept after its last message, and\n"
	  "after media has last gone both ways.",
	  .changes = true, .run = set_change, .put = put_timeout },
	{ "set", "call-timeout", "SECONDS|default",
	  "Sets how long an answered call is kept that has neither messages nor media.",
	  .changes = true, .run = set_change, .put = put_timeout },
	{ "set", "hold-timeout", "SECONDS|default",
	  "Sets how long the rest of a message is waited for that came in part over TCP.",
	  .changes = true, .run = set_change, .put = put_timeout },
	{ "set", "timeout", "ring|call|hold SECONDS|default",
	  "Is another way to say ring-timeout, call-timeout and hold-timeout.",
	  .changes = true, .run = set_change, .put = put_timeout },
	{ "set", "limit",
	  "dialogs|bindings|streams|dialogs-per-source|bindings-per-source|connections|held NUMBER|default",
	  "Sets how many dialogs and bindings there may be, in all and of one inside host\n"
	  "(0: any number), how many streams in a dialog, how many TCP connections, and how\n"
	  "many bytes are held of them.",
	  .changes = true, .run = set_change, .put = put_limit },
	{ "set", "media-from", "anyone|announced|peer|default",
	  "Sets who outside may send media first: anyone, the hosts that the other side's\n"
	  "session descriptions announce, or the hosts that signal.",
	  .changes = true, .run = set_change, .put = put_choice },
	{ "set", "third-party", "localnet|sender|default",
	  "Sets whose endpoints a message from inside may open: any in a localnet, or its\n"
	  "sender's own alone. One that names another inside host passes untouched then.",
	  .changes = true, .run = set_change, .put = put_choice },
	{ "set", "strict", "on|off|default",
	  "Sets whether messages with something that sipnat cannot read are dropped.",
	  .changes = true, .run = set_change, .put = put_choice },
	{ "set", "ice", "rewrite|leave|default",
	  "Sets whether session descriptions with ICE are rewritten, or left as they are.",
	  .changes = true, .run = set_change, .put = put_choice },
	{ "set", "places", "PLACE[,PLACE...]|all|none|default",
	  "Sets in which places of a message addresses are rewritten: request-uri, via,\n"
	  "contact, route, from, to, identity, refer, sdp.",
	  .changes = true, .run = set_change, .put = put_places },
	{ "set", "policy", "media-from|third-party|strict|ice|places VALUE",
	  "Is another way to say media-from, third-party, strict, ice and places.",
	  .changes = true, .run = set_change, .put = put_policy },
	{ "add", "externip", "ADDRESS|HOST [dev INTERFACE]",
	  "Sets an address to advertise where there is none yet.",
	  .changes = true, .run = set_change, .put = put_externip },
	{ "add", "localnet", "PREFIX...",
	  "Adds to the list of networks that are inside.",
	  .changes = true, .run = set_change, .put = put_localnet },
	{ "add", "places", "PLACE[,PLACE...]",
	  "Adds to the places in which addresses are rewritten.",
	  .changes = true, .run = set_change, .put = put_places },
	{ "add", "policy", "places PLACE[,PLACE...]",
	  "Is another way to say places.",
	  .changes = true, .run = set_change, .put = put_policy },
	{ "del", "externip", "[ADDRESS|HOST] [dev INTERFACE]",
	  "Takes an address to advertise away, or all of INTERFACE.",
	  .changes = true, .run = set_change, .put = put_externip },
	{ "del", "localnet", "PREFIX...",
	  "Takes from the list of networks that are inside.",
	  .changes = true, .run = set_change, .put = put_localnet },
	{ "del", "places", "PLACE[,PLACE...]",
	  "Takes from the places in which addresses are rewritten.",
	  .changes = true, .run = set_change, .put = put_places },
	{ "del", "policy", "places PLACE[,PLACE...]",
	  "Is another way to say places.",
	  .changes = true, .run = set_change, .put = put_policy },
	{ "reset", NULL, "", "Puts the whole configuration back to the defaults.",
	  .changes = true, .run = reset },
	{ "apply", NULL, "FILE",
	  "Sets what FILE says, whole or not at all, and all else to the defaults. Each\n"
	  "line of FILE is what \"set\" takes, or begins with #. - is standard input.",
	  .options = apply_options, .changes = true, .run = apply },
	{ "export", NULL, "", "Prints the configuration as \"apply\" reads it.", .run = export },
	{ "rules", "add", "[port PORT[-PORT][,...]] [dev INTERFACE]... [proto udp|tcp]",
	  "Makes the nftables rules that give flows to sipnat, in the place of those that\n"
	  "it made before: flows to these ports (5060), that come in by these interfaces\n"
	  "(any), of these protocols (both).",
	  .options = print, .changes = true, .run = rules_add },
	{ "rules", "del", "", "Takes these rules away, if they are there.",
	  .changes = true, .run = rules_del },
	{ "rules", "show", "", "Shows these rules, as what \"rules add\" takes.",
	  .run = rules_show },
	{ "monitor", NULL, "[calls|bindings|registrations|messages]...",
	  "Prints what happens, a line for each event, until it is interrupted: to calls,\n"
	  "bindings, registrations, and messages that pass as they are or are dropped.",
	  .options = listen_options, .run = monitor },
	{ "trace", NULL, "",
	  "Prints SIP messages as they pass, until it is interrupted: what was changed in\n"
	  "them, as a diff, and what was left alone, each with its reason.",
	  .options = trace_options, .run = trace },
	{ "doctor", NULL, "",
	  "Looks for what makes calls fail, and says what to type. The exit code is 1 if\n"
	  "there is a problem. What only messages tell is looked for with --watch, while\n"
	  "phones register or call.",
	  .options = watch, .run = doctor },
	{ "kill", NULL, "ID [zone ZONE]",
	  "Ends a call at once, with its bindings and its media. Nobody is told: who sends\n"
	  "a message in it begins a new one. ID and ZONE are as of \"show call\".",
	  .changes = true, .run = kill_call },
	{ "flush", NULL, "", "Ends all calls, registrations and bindings.",
	  .changes = true, .run = flush },
	{ "flush", "calls", "", "Ends all calls, with their bindings and their media.",
	  .changes = true, .run = flush },
	{ "flush", "registrations", "",
	  "Forgets who can be called where, until he registers again.",
	  .changes = true, .run = flush },
	{ "flush", "bindings", "",
	  "Ends all bindings and the media that flows through them. The next messages of\n"
	  "calls and registrations make new ones.", .changes = true, .run = flush },
	{ "completion", "bash", "", "Prints a script that has bash complete what is typed.",
	  .run = completion_bash },
	{ "completion", "zsh", "", "The same for zsh.", .run = completion_zsh },
	{ "completion", "words", "-- [WORD...]",
	  "Prints what may stand for the last WORD. The scripts ask for this.",
	  .run = completion_words },
	{}
};

const struct command *find_command(const char *verb, const char *noun)
{
	const struct command *command;

	for_each_command(command)
		if (!strcmp(command->verb, verb) && !command->noun == !noun &&
		    (!noun || !strcmp(command->noun, noun)))
			return command;
	return NULL;
}
