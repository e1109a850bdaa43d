// SPDX-License-Identifier: GPL-2.0
/* sipnat-ctl: shows and sets what the sipnat module does in this network namespace. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../kmod/version.h"
#include "ctl.h"
#include "suggest.h"

static const struct command commands[] = {
	{ "show", NULL, "",
	  "Shows the configuration, the calls and the counters that are not zero.",
	  TAKES_JSON, show },
	{ "show", "config", "", "Shows the configuration; each line is what \"set\" takes.",
	  TAKES_JSON, show_config },
	{ "show", "calls", "", "Shows the dialogs and where their media goes.",
	  TAKES_JSON, show_calls },
	{ "show", "bindings", "", "Shows which inside endpoint is which outside endpoint.",
	  TAKES_JSON, show_bindings },
	{ "show", "registrations", "",
	  "Shows who can be called at which inside endpoint, and for how many seconds.",
	  TAKES_JSON, show_registrations },
	{ "show", "stats", "", "Shows the counters; --explain says what they count.",
	  TAKES_JSON | TAKES_EXPLAIN, show_stats },
	{ "set", "externip", "ADDRESS|none [dev INTERFACE]",
	  "Sets the address to advertise instead of the one that NAT uses, for what leaves\n"
	  "by INTERFACE, or by all interfaces that have none of their own. There is one for\n"
	  "IPv4 and one for IPv6; \"none\" takes both away.", 0, set_externip },
	{ "set", "localnet", "PREFIX...|none",
	  "Sets the list of networks that are inside: hidden from all others.", 0, set_localnet },
	{ "set", "rtp-range", "FIRST-LAST",
	  "Sets the UDP ports that media gets outside. FIRST is even, LAST is odd.",
	  0, set_rtp_range },
	{ "set", "ring-timeout", "SECONDS",
	  "Sets how long a call that is not answered is kept after its last message.",
	  0, set_timeout },
	{ "set", "call-timeout", "SECONDS",
	  "Sets how long an answered call is kept that has neither messages nor media.",
	  0, set_timeout },
	{ "set", "hold-timeout", "SECONDS",
	  "Sets how long the rest of a message is waited for that has come in part over TCP.",
	  0, set_timeout },
	{ "set", "limit",
	  "dialogs|bindings|streams|dialogs-per-source|bindings-per-source|connections|held NUMBER",
	  "Sets how many dialogs and bindings there may be, in all and of one inside host\n"
	  "(0: any number), how many streams in a dialog, how many TCP connections, and how\n"
	  "many bytes are held of them.", 0, set_limit },
	{ "set", "media-from", "anyone|announced|peer",
	  "Sets who outside may send media first: anyone, the hosts that the other side's\n"
	  "session descriptions announce, or the hosts that signal.", 0, set_choice },
	{ "set", "third-party", "localnet|sender",
	  "Sets whose endpoints a message from inside may open: any in a localnet, or its\n"
	  "sender's own alone. One that names another inside host passes untouched then.",
	  0, set_choice },
	{ "set", "strict", "on|off",
	  "Sets whether messages that sipnat does not understand are dropped.", 0, set_choice },
	{ "set", "ice", "rewrite|leave",
	  "Sets whether session descriptions with ICE are rewritten, or left as they are.",
	  0, set_choice },
	{ "set", "places", "PLACE[,PLACE...]|all|none",
	  "Sets in which places of a message addresses are rewritten: request-uri, via,\n"
	  "contact, route, from, to, identity, refer, sdp.", 0, set_places },
	{ "reset", NULL, "", "Puts the whole configuration back to the defaults.", 0, reset },
};

PRINTF(1, 0)
static void say(const char *format, va_list args)
{
	int error = errno; /* for %m */

	fputs("sipnat-ctl: ", stderr);
	errno = error;
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

enum exit_code failed(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return EXIT_FAILED;
}

enum exit_code misused(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return EXIT_USAGE;
}

static const char *noun_of(const struct command *command)
{
	return command->noun ? command->noun : "";
}

static void print_grammar(FILE *out, const struct command *command)
{
	fprintf(out, "sipnat-ctl %s%s%s%s%s%s%s\n", command->verb, command->noun ? " " : "",
		noun_of(command), command->args[0] ? " " : "", command->args,
		command->takes & TAKES_JSON ? " [--json]" : "",
		command->takes & TAKES_EXPLAIN ? " [--explain]" : "");
}

enum exit_code usage_error(const struct call *call)
{
	fputs("sipnat-ctl: usage: ", stderr);
	print_grammar(stderr, call->command);
	return EXIT_USAGE;
}

static enum exit_code help(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		print_grammar(stdout, &commands[i]);
	puts("sipnat-ctl --version\n"
	     "\n"
	     "Add --help to a command to read what it does. sipnat-ctl acts on the network\n"
	     "namespace in which it runs. The rest is in sipnat-ctl(8).");
	return EXIT_DONE;
}

/* The commands with this verb, and noun unless that is NULL; false if there are none */
static bool help_about(const char *verb, const char *noun)
{
	bool found = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].verb, verb) || (noun && strcmp(noun_of(&commands[i]), noun)))
			continue;
		if (found)
			putchar('\n');
		print_grammar(stdout, &commands[i]);
		puts(commands[i].help);
		found = true;
	}
	return found;
}

/* The command with these words; @noun "": the one without */
static const struct command *find(const char *verb, const char *noun)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].verb, verb) && !strcmp(noun_of(&commands[i]), noun))
			return &commands[i];
	return NULL;
}

/* Says what is wrong with the words, and what may have been meant. */
static enum exit_code unknown(const char *verb, const char *noun)
{
	const char *words[ARRAY_SIZE(commands) + 1], *near;
	size_t i, n = 0;
	bool known = false;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		known |= !strcmp(commands[i].verb, verb);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!known)
			words[n++] = commands[i].verb;
		else if (commands[i].noun && !strcmp(commands[i].verb, verb))
			words[n++] = commands[i].noun;
	words[n] = NULL;
	near = suggest(known && noun ? noun : verb, words);
	if (known && !noun)
		return misused("%s what? sipnat-ctl %s --help tells", verb, verb);
	if (known && !n)
		return misused("%s takes no argument", verb);
	if (near)
		return misused("unknown command \"%s%s%s\": did you mean \"%s%s%s\"?", verb,
			       known ? " " : "", known ? noun : "", known ? verb : "",
			       known ? " " : "", near);
	return misused("unknown command \"%s%s%s\": sipnat-ctl --help lists all", verb,
		       known ? " " : "", known ? noun : "");
}

static enum exit_code dispatch(struct call *call, bool wants_help)
{
	const char *verb = call->argv[0], *noun = call->argv[1];

	if (wants_help)
		return help_about(verb, noun) ? EXIT_DONE : unknown(verb, noun);
	call->command = find(verb, noun ? noun : "");
	if (!call->command)
		return unknown(verb, noun);
	call->argc -= noun ? 2 : 1;
	call->argv += noun ? 2 : 1;
	if ((call->json && !(call->command->takes & TAKES_JSON)) ||
	    (call->explain && !(call->command->takes & TAKES_EXPLAIN)))
		return usage_error(call);
	return call->command->run(call);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "explain", no_argument, NULL, 'e' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{}
	};
	struct call call = {};
	bool wants_help = false;
	enum exit_code code;
	int option;

	while ((option = getopt_long(argc, argv, "jehV", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			call.json = true;
			break;
		case 'e':
			call.explain = true;
			break;
		case 'h':
			wants_help = true;
			break;
		case 'V':
			puts("sipnat-ctl " SIPNAT_VERSION);
			return EXIT_DONE;
		default:
			return EXIT_USAGE;
		}
	}
	call.argc = argc - optind;
	call.argv = argv + optind;
	if (!call.argc && !wants_help)
		return misused("what is to be done? sipnat-ctl --help tells");
	code = call.argc ? dispatch(&call, wants_help) : help();
	if (fflush(stdout) || ferror(stdout))
		return failed("cannot write: %m");
	return code;
}
