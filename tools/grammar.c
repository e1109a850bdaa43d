// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "grammar.h"
#include "suggest.h"

#define MAX_WORDS	64

/* Words that may stand in one place; NULL ends them */
struct words {
	const char *word[MAX_WORDS + 1];
	unsigned int n;
};

static void add(struct words *words, const char *word)
{
	unsigned int i;

	for (i = 0; i < words->n; i++)
		if (!strcmp(words->word[i], word))
			return;
	if (words->n < MAX_WORDS)
		words->word[words->n++] = word;
}

/* The verbs, or a verb's nouns */
static struct words words_of(const char *verb)
{
	const struct command *command;
	struct words words = {};

	for_each_command(command) {
		if (!verb)
			add(&words, command->verb);
		else if (command->noun && !strcmp(command->verb, verb))
			add(&words, command->noun);
	}
	return words;
}

/* How many of the words begin with what was typed; the first of them. A whole word is the only one. */
static unsigned int match(const struct words *words, const char *typed, const char **first)
{
	unsigned int i, n = 0;

	for (i = 0; i < words->n; i++) {
		if (!strcmp(words->word[i], typed)) {
			*first = words->word[i];
			return 1;
		}
		if (*typed && !strncmp(words->word[i], typed, strlen(typed)) && !n++)
			*first = words->word[i];
	}
	return n;
}

static enum exit_code ambiguous(const struct words *words, const char *verb, const char *typed)
{
	char list[256] = "";
	unsigned int i;

	for (i = 0; i < words->n; i++)
		if (!strncmp(words->word[i], typed, strlen(typed)))
			snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%s",
				 list[0] ? ", " : "", words->word[i]);
	return misused("\"%s%s%s\" is not clear: it may be %s", verb ? verb : "", verb ? " " : "",
		       typed, list);
}

static enum exit_code unknown(const struct words *words, const char *verb, const char *typed)
{
	const char *near = suggest(typed, words->word);
	const char *before = verb ? verb : "", *space = verb ? " " : "";

	if (near)
		return misused("unknown command \"%s%s%s\": did you mean \"%s%s%s\"?", before,
			       space, typed, before, space, near);
	return misused("unknown command \"%s%s%s\": sipnat-ctl %s%s--help lists all", before,
		       space, typed, before, space);
}

/* A setting that only "set" knows is no list. */
static enum exit_code unlisted(const struct command *setting)
{
	return misused("%s is one value, or replaced as a whole: sipnat-ctl set %s %s",
		       setting->noun, setting->noun, setting->args);
}

/* One of the words that was typed in full or in part */
static enum exit_code choose(const struct words *words, const char *verb, const char *typed,
			     const char **word)
{
	unsigned int n = match(words, typed, word);

	if (n == 1)
		return EXIT_DONE;
	if (verb && find_command("set", typed) && find_command(verb, "externip"))
		return unlisted(find_command("set", typed));
	return n ? ambiguous(words, verb, typed) : unknown(words, verb, typed);
}

const char *grammar_expand(const char *verb, const char *typed)
{
	struct words words = words_of(verb);
	const char *word;

	return match(&words, typed, &word) == 1 ? word : NULL;
}

enum exit_code grammar_words(const struct call *call, const char **verb, const char **noun)
{
	struct words words = words_of(NULL);
	const struct command *plain;
	enum exit_code code;

	*noun = NULL;
	if (!call->argc) {
		*verb = "show";
		return EXIT_DONE;
	}
	code = choose(&words, NULL, call->argv[0], verb);
	if (code)
		return code;
	words = words_of(*verb);
	plain = find_command(*verb, NULL);
	if (call->argc == 1 || !words.n)
		return EXIT_DONE;
	code = match(&words, call->argv[1], noun) == 1 ? EXIT_DONE : EXIT_USAGE;
	/* What is no noun may be an argument. */
	if (!code || (plain && plain->args[0]))
		return EXIT_DONE;
	return choose(&words, *verb, call->argv[1], noun);
}

enum exit_code grammar_find(struct call *call)
{
	const char *verb, *noun;
	enum exit_code code = grammar_words(call, &verb, &noun);

	if (code)
		return code;
	call->command = find_command(verb, noun);
	if (!call->command)
		return misused("%s what? sipnat-ctl %s --help tells", verb, verb);
	call->argv += call->argc ? 1 + !!noun : 0;
	call->argc -= call->argc ? 1 + !!noun : 0;
	if (call->argc && !call->command->args[0])
		return misused("%s%s%s takes no argument", verb, noun ? " " : "", noun ? noun : "");
	return EXIT_DONE;
}
