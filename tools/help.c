// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "help.h"

/* -x, --option VALUE */
static int option_text(const struct ctl_option *option, char *text, size_t size)
{
	char letter[5] = "";

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	/* What may be absent has to follow without a space. */
	if (option->arg && option->arg[0] == '[')
		return snprintf(text, size, "%s--%s[=%s", letter, option->name, option->arg + 1);
	return snprintf(text, size, "%s--%s%s%s", letter, option->name, option->arg ? " " : "",
			option->arg ? option->arg : "");
}

static void print_options(const struct ctl_option *options)
{
	const struct ctl_option *option;
	char text[80];

	for_each_option(option, options) {
		option_text(option, text, sizeof(text));
		printf("  %-29s%s\n", text, option->help);
	}
}

static void print_grammar(FILE *out, const struct command *command)
{
	const struct ctl_option *option;

	fprintf(out, "sipnat-ctl %s%s%s%s%s", command->verb, command->noun ? " " : "",
		command->noun ? command->noun : "", command->args[0] ? " " : "", command->args);
	for_each_option(option, command->options) {
		if (option->arg && option->arg[0] == '[')
			fprintf(out, " [--%s[=%s]", option->name, option->arg + 1);
		else
			fprintf(out, " [--%s%s%s]", option->name, option->arg ? " " : "",
				option->arg ? option->arg : "");
	}
	fputc('\n', out);
}

enum exit_code usage_error(const struct call *call)
{
	if (told_where())
		return misused("write it as %s %s", call->command->noun, call->command->args);
	fputs("sipnat-ctl: usage: ", stderr);
	print_grammar(stderr, call->command);
	return EXIT_USAGE;
}

void help_all(void)
{
	const struct command *command;

	for_each_command(command)
		print_grammar(stdout, command);
	puts("");
	print_options(global_options);
	puts("\n"
	     "Add --help to a command to read what it does. Without one, sipnat-ctl shows.\n"
	     "Words may be shortened as long as they are clear. The rest is in sipnat-ctl(8).");
}

void help_about(const char *verb, const char *noun)
{
	const struct command *command;
	bool found = false;

	for_each_command(command) {
		if (strcmp(command->verb, verb) ||
		    (noun && (!command->noun || strcmp(command->noun, noun))))
			continue;
		if (found)
			putchar('\n');
		print_grammar(stdout, command);
		puts(command->help);
		print_options(command->options);
		found = true;
	}
}
