// SPDX-License-Identifier: GPL-2.0
/* sipnat-ctl: shows and sets what the sipnat module does in a network namespace. */
#include <stdio.h>
#include "../kmod/version.h"
#include "color.h"
#include "ctl.h"
#include "grammar.h"
#include "help.h"
#include "netns.h"
#include "options.h"

static enum exit_code help(const struct call *call)
{
	const char *verb, *noun;
	enum exit_code code;

	if (!call->argc) {
		help_all();
		return EXIT_DONE;
	}
	code = grammar_words(call, &verb, &noun);
	if (!code)
		help_about(verb, noun);
	return code;
}

/* Does what the global options say */
static enum exit_code prepare(struct call *call)
{
	const char *when = given(call, "color"), *netns = given(call, "netns");

	call->json = given(call, "json");
	if (when && !color_choose(*when ? when : "always"))
		return misused("--color=%s: it is auto, always or never", when);
	return netns && !netns_enter(netns) ? EXIT_FAILED : EXIT_DONE;
}

static enum exit_code dispatch(struct call *call)
{
	enum exit_code code = grammar_find(call);

	if (!code)
		code = options_check(call);
	if (!code)
		code = prepare(call);
	if (!code)
		code = call->command->run(call);
	if (!code && call->json && call->command->changes)
		puts("{\"ok\": true}");
	return code;
}

int main(int argc, char **argv)
{
	struct call call = {};
	enum exit_code code = options_read(&call, argc, argv);

	if (code)
		return code;
	if (given(&call, "help"))
		code = help(&call);
	else if (given(&call, "version"))
		puts("sipnat-ctl " SIPNAT_VERSION);
	else
		code = dispatch(&call);
	if (fflush(stdout) || ferror(stdout))
		return failed("cannot write: %m");
	return code;
}
