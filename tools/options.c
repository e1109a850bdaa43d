// SPDX-License-Identifier: GPL-2.0
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include "options.h"
#include "suggest.h"

#define MAX_OPTIONS	64
/* What getopt_long() returns for the first of them; above all letters */
#define FIRST_VALUE	256

/**
 * struct known - all options of all commands, each once
 * @n: how many
 * @options: these
 * @words: their names; NULL ends them
 * @longs: for getopt_long()
 * @letters: the same
 */
struct known {
	unsigned int n;
	const struct ctl_option *options[MAX_OPTIONS];
	const char *words[MAX_OPTIONS + 1];
	struct option longs[MAX_OPTIONS + 1];
	char letters[3 * MAX_OPTIONS + 2];
};

static int kind_of(const struct ctl_option *option)
{
	if (!option->arg)
		return no_argument;
	return option->arg[0] == '[' ? optional_argument : required_argument;
}

static void learn(struct known *known, const struct ctl_option *options)
{
	static const char *const colons[] = {
		[no_argument] = "", [required_argument] = ":", [optional_argument] = "::"
	};
	const struct ctl_option *option;
	char letter[4];
	unsigned int i;

	for_each_option(option, options) {
		for (i = 0; i < known->n && strcmp(known->words[i], option->name); i++)
			;
		if (i < known->n || i == MAX_OPTIONS)
			continue;
		known->options[i] = option;
		known->words[i] = option->name;
		known->longs[i] = (struct option){ option->name, kind_of(option), NULL,
						   FIRST_VALUE + i };
		known->n++;
		if (!option->letter)
			continue;
		snprintf(letter, sizeof(letter), "%c%s", option->letter, colons[kind_of(option)]);
		strcat(known->letters, letter);
	}
}

static const struct ctl_option *find(const struct known *known, int value)
{
	unsigned int i;

	if (value >= FIRST_VALUE)
		return known->options[value - FIRST_VALUE];
	for (i = 0; i < known->n; i++)
		if (value && known->options[i]->letter == value)
			return known->options[i];
	return NULL;
}

/* @answer: what getopt_long() has returned, '?' or ':'; @word: what it was about */
static enum exit_code wrong(const struct known *known, int answer, const char *word)
{
	const struct ctl_option *option = find(known, optopt);
	const char *near;

	if (answer == ':')
		return misused("--%s needs a value: --%s %s", option->name, option->name,
			       option->arg);
	if (option)
		return misused("--%s takes no value", option->name);
	if (optopt)
		return misused("unknown option \"-%c\": sipnat-ctl --help lists all", optopt);
	near = suggest(word + 2, known->words);
	if (near)
		return misused("unknown option \"%s\": did you mean \"--%s\"?", word, near);
	return misused("unknown option \"%s\": sipnat-ctl --help lists all", word);
}

enum exit_code options_read(struct call *call, int argc, char **argv)
{
	struct known known = { .letters = ":" };
	const struct command *command;
	int answer;

	learn(&known, global_options);
	for_each_command(command)
		learn(&known, command->options);
	opterr = 0;
	while ((answer = getopt_long(argc, argv, known.letters, known.longs, NULL)) != -1) {
		if (answer == '?' || answer == ':')
			return wrong(&known, answer, argv[optind - 1]);
		if (call->ngiven == MAX_GIVEN)
			return misused("more than %d options", MAX_GIVEN);
		call->given[call->ngiven].option = find(&known, answer);
		call->given[call->ngiven++].value = optarg ? optarg : "";
	}
	call->argc = argc - optind;
	call->argv = argv + optind;
	return EXIT_DONE;
}

static bool takes(const struct ctl_option *options, const char *name)
{
	const struct ctl_option *option;

	for_each_option(option, options)
		if (!strcmp(option->name, name))
			return true;
	return false;
}

enum exit_code options_check(const struct call *call)
{
	const char *name, *noun = call->command->noun;
	unsigned int i;

	for (i = 0; i < call->ngiven; i++) {
		name = call->given[i].option->name;
		if (takes(global_options, name) || takes(call->command->options, name))
			continue;
		return misused("%s%s%s has no option --%s: sipnat-ctl %s%s%s --help lists all",
			       call->command->verb, noun ? " " : "", noun ? noun : "", name,
			       call->command->verb, noun ? " " : "", noun ? noun : "");
	}
	return EXIT_DONE;
}

const char *given(const struct call *call, const char *option)
{
	unsigned int i;

	for (i = call->ngiven; i > 0; i--)
		if (!strcmp(call->given[i - 1].option->name, option))
			return call->given[i - 1].value;
	return NULL;
}
