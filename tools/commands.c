// SPDX-License-Identifier: GPL-2.0
/* All that can be typed. Help and completion are made of it, and the manual is compared with it. */
#include "ctl.h"
#include "listen.h"

const struct ctl_option global_options[] = {
	{ 'j', "json", NULL, "prints JSON, whose schema is in sipnat-ctl(8)" },
	{ 'n', "netns", "NAME", "acts on this network namespace, one of \"ip netns\"" },
	{ 0, "color", "[auto|always|never]", "whether to print in colors; auto: to a terminal" },
	{ 'h', "help", NULL, "prints this, or about the command" },
	{ 'V', "version", NULL, "prints the version" },
	{}
};

static const struct ctl_option explain[] = {
	{ 'e', "explain", NULL, "says of each counter what it counts" },
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

const struct command commands[] = {
	{ "show", NULL, "",
	  "Shows the configuration, the calls and the counters that are not zero.",
	  .run = show },
	{ "show", "config", "", "Shows the configuration; each line is what \"set\" takes.",
	  .run = show_config },
	{ "show", "calls", "",
	  "Shows the calls: who calls whom, where media goes, and how much has gone each way.",
	  .run = show_calls },
	{ "show", "call", "ID [zone ZONE]",
	  "Shows all that is known of one call. ID is its Call-ID, or how that begins; ZONE\n"
	  "is a conntrack zone, where several have the same.", .run = show_call },
	{ "show", "bindings", "", "Shows which inside endpoint is which outside endpoint.",
	  .run = show_bindings },
	{ "show", "registrations", "",
	  "Shows who can be called at which inside endpoint, and for how many seconds.",
	  .run = show_registrations },
	{ "show", "stats", "", "Shows the counters; --explain says what they count.",
	  .options = explain, .run = show_stats },
	{ "set", "externip", "ADDRESS|none [dev INTERFACE]",
	  "Sets the address to advertise instead of the one that NAT uses, for what leaves\n"
	  "by INTERFACE, or by all interfaces that have none of their own. There is one for\n"
	  "IPv4 and one for IPv6; \"none\" takes both away.",
	  .changes = true, .run = set_externip },
	{ "set", "localnet", "PREFIX...|none",
	  "Sets the list of networks that are inside: hidden from all others.",
	  .changes = true, .run = set_localnet },
	{ "set", "rtp-range", "FIRST-LAST",
	  "Sets the UDP ports that media gets outside. FIRST is even, LAST is odd.",
	  .changes = true, .run = set_rtp_range },
	{ "set", "ring-timeout", "SECONDS",
	  "Sets how long a call that is not answered is kept after its last message.",
	  .changes = true, .run = set_timeout },
	{ "set", "call-timeout", "SECONDS",
	  "Sets how long an answered call is kept that has neither messages nor media.",
	  .changes = true, .run = set_timeout },
	{ "set", "hold-timeout", "SECONDS",
	  "Sets how long the rest of a message is waited for that has come in part over TCP.",
	  .changes = true, .run = set_timeout },
	{ "set", "limit",
	  "dialogs|bindings|streams|dialogs-per-source|bindings-per-source|connections|held NUMBER",
	  "Sets how many dialogs and bindings there may be, in all and of one inside host\n"
	  "(0: any number), how many streams in a dialog, how many TCP connections, and how\n"
	  "many bytes are held of them.", .changes = true, .run = set_limit },
	{ "set", "media-from", "anyone|announced|peer",
	  "Sets who outside may send media first: anyone, the hosts that the other side's\n"
	  "session descriptions announce, or the hosts that signal.",
	  .changes = true, .run = set_choice },
	{ "set", "third-party", "localnet|sender",
	  "Sets whose endpoints a message from inside may open: any in a localnet, or its\n"
	  "sender's own alone. One that names another inside host passes untouched then.",
	  .changes = true, .run = set_choice },
	{ "set", "strict", "on|off",
	  "Sets whether messages that sipnat does not understand are dropped.",
	  .changes = true, .run = set_choice },
	{ "set", "ice", "rewrite|leave",
	  "Sets whether session descriptions with ICE are rewritten, or left as they are.",
	  .changes = true, .run = set_choice },
	{ "set", "places", "PLACE[,PLACE...]|all|none",
	  "Sets in which places of a message addresses are rewritten: request-uri, via,\n"
	  "contact, route, from, to, identity, refer, sdp.", .changes = true, .run = set_places },
	{ "reset", NULL, "", "Puts the whole configuration back to the defaults.",
	  .changes = true, .run = reset },
	{ "rules", "add", "[port PORT[-PORT][,...]] [dev INTERFACE]... [proto udp|tcp]",
	  "Makes the nftables rules that give flows to sipnat, in the place of those that it\n"
	  "made before: flows to these ports (5060), that come in by these interfaces (any),\n"
	  "of these protocols (both).",
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
	  "Looks for what makes calls fail, and says what to type. The exit code is 1 if there\n"
	  "is a problem. What only messages tell is looked for with --watch, while phones\n"
	  "register or call.",
	  .options = watch, .run = doctor },
	{ "kill", NULL, "ID [zone ZONE]",
	  "Ends a call at once, with its bindings and its media. Nobody is told: who sends a\n"
	  "message in it begins a new one. ID and ZONE are as of \"show call\".",
	  .changes = true, .run = kill_call },
	{ "flush", NULL, "", "Ends all calls, registrations and bindings.",
	  .changes = true, .run = flush },
	{ "flush", "calls", "", "Ends all calls, with their bindings and their media.",
	  .changes = true, .run = flush },
	{ "flush", "registrations", "",
	  "Forgets who can be called where, until he registers again.",
	  .changes = true, .run = flush },
	{ "flush", "bindings", "",
	  "Ends all bindings and the media that flows through them. The next messages of calls\n"
	  "and registrations make new ones.", .changes = true, .run = flush },
	{}
};
