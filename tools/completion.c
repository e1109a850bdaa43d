// SPDX-License-Identifier: GPL-2.0
/*
 * The scripts for shells ask us what may follow, so that they are never behind. We answer with lines: a
 * word, and behind a tab what it means; ":file" stands for names of files.
 */
#include <dirent.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ctl.h"
#include "grammar.h"
#include "names.h"
#include "netns.h"
#include "show.h"

/**
 * struct line - what was typed
 * @verb: in full, or NULL
 * @noun: in full, or NULL
 * @command: that these are, or NULL
 * @n: how many @words
 * @words: arguments behind these, in front of the one that is being typed
 * @typed: this, or what is behind @before of it
 * @before: of a value that is in one word with its option: what is in front of it
 * @netns: the namespace that is meant, or NULL
 * @offered: object: words, and what they mean
 */
struct line {
	const char *verb;
	const char *noun;
	const struct command *command;
	int n;
	char **words;
	const char *typed;
	char before[64];
	const char *netns;
	json_t *offered;
};

static void offer(const struct line *line, const char *word, const char *meaning)
{
	char text[512];

	if (strncmp(word, line->typed, strlen(line->typed)))
		return;
	snprintf(text, sizeof(text), "%s%s", line->before, word);
	json_object_set_new(line->offered, text, json_stringn(meaning, strcspn(meaning, "\n")));
}

/* Where it cannot be entered, and where there is no module, the words on stderr are for nobody. */
static bool enter(const struct line *line)
{
	return !line->netns || netns_enter(line->netns);
}

static void offer_interfaces(const struct line *line)
{
	struct if_nameindex *all = enter(line) ? if_nameindex() : NULL, *one;

	for (one = all; one && one->if_name; one++)
		offer(line, one->if_name, "");
	if (all)
		if_freenameindex(all);
}

static void offer_namespaces(const struct line *line)
{
	DIR *dir = opendir(NETNS_DIR);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			offer(line, entry->d_name, "");
	if (dir)
		closedir(dir);
}

/* The last of a list with commas */
static void offer_places(const struct line *line)
{
	const char *comma = strrchr(line->typed, ',');
	int before = comma ? comma + 1 - line->typed : 0;
	unsigned int i;
	char word[256];

	for (i = 0; place_names[i]; i++) {
		snprintf(word, sizeof(word), "%.*s%s", before, line->typed, place_names[i]);
		offer(line, word, "");
	}
}

/* What there is to delete */
static void offer_set(const struct line *line, const char *list, const char *key)
{
	bool loaded;
	struct netlink *netlink = enter(line) ? netlink_open_loaded(&loaded) : NULL;
	json_t *config = netlink ? fetch_config(netlink) : NULL, *item;
	size_t i;

	json_array_foreach(json_object_get(config, list), i, item)
		offer(line, json_string_value(key ? json_object_get(item, key) : item), "");
	json_decref(config);
	netlink_close(netlink);
}

/* @stand: what stands for words, of @len bytes */
static void offer_for(const struct line *line, const char *stand, size_t len)
{
	bool deletes = line->verb && !strcmp(line->verb, "del");

	if (!strncmp(stand, "INTERFACE", len))
		offer_interfaces(line);
	else if (!strncmp(stand, "NAME", len))
		offer_namespaces(line);
	else if (!strncmp(stand, "FILE", len))
		json_object_set_new(line->offered, ":file", json_string(""));
	else if (!strncmp(stand, "PLACE[,PLACE...]", len))
		offer_places(line);
	else if (deletes && !strncmp(stand, "PREFIX", len))
		offer_set(line, "localnets", NULL);
	else if (deletes && !strncmp(stand, "ADDRESS", len))
		offer_set(line, "externips", "address");
}

static bool stands_for(const char *word)
{
	return *word >= 'A' && *word <= 'Z';
}

/* The length of an alternative without the dots that let it be repeated */
static size_t bare(const char *word, size_t len, bool *repeats)
{
	*repeats = len > 3 && !strncmp(word + len - 3, "...", 3);
	return *repeats ? len - 3 : len;
}

static void walk(const struct line *line, const char *grammar, int at);

/* One place: words with | between them, of @len bytes; @rest is what follows. */
static void walk_word(const struct line *line, const char *word, size_t len, const char *rest, int at)
{
	const char *end = word + len, *place = word;
	size_t size, name;
	char text[64];
	bool repeats;

	for (; word < end; word += size + 1) {
		size = strcspn(word, "|");
		if (size > (size_t)(end - word))
			size = end - word;
		name = bare(word, size, &repeats);
		snprintf(text, sizeof(text), "%.*s", (int)name, word);
		if (at == line->n) {
			if (stands_for(word))
				offer_for(line, word, name);
			else
				offer(line, text, "");
		} else if (stands_for(word) || !strcmp(text, line->words[at])) {
			if (repeats)
				walk(line, place, at + 1);
			walk(line, rest, at + 1);
		}
	}
}

/* The bracket that ends what this one begins */
static const char *closing(const char *open)
{
	int depth = 0;

	do {
		depth += (*open == '[') - (*open == ']');
	} while (depth && *++open);
	return open;
}

/* What may be in brackets: all of it, once or, with dots behind, any number of times; or nothing. */
static void walk_group(const struct line *line, const char *grammar, int at)
{
	const char *end = closing(grammar), *rest = *end ? end + 1 : end;
	bool repeats = !strncmp(rest, "...", 3);
	char *taken = NULL;

	if (repeats)
		rest += 3;
	if (asprintf(&taken, "%.*s %s", (int)(end - grammar - 1), grammar + 1,
		     repeats ? grammar : rest) >= 0) {
		walk(line, taken, at);
		free(taken);
	}
	walk(line, rest, at);
}

/* Offers what the grammar has for the word behind the line's, of which it is at one. */
static void walk(const struct line *line, const char *grammar, int at)
{
	size_t len;

	grammar += strspn(grammar, " ");
	if (!*grammar)
		return;
	if (*grammar == '[') {
		walk_group(line, grammar, at);
		return;
	}
	len = strcspn(grammar, " ");
	walk_word(line, grammar, len, grammar + len, at);
}

static void offer_options(const struct line *line, const struct ctl_option *options)
{
	const struct ctl_option *option;
	const char *word;
	char text[80];
	size_t len;

	for_each_option(option, options) {
		snprintf(text, sizeof(text), "--%s", option->name);
		offer(line, text, option->help);
		if (!option->arg || option->arg[0] != '[')
			continue;
		for (word = option->arg + 1; *word && *word != ']'; word += len + (word[len] == '|')) {
			len = strcspn(word, "|]");
			snprintf(text, sizeof(text), "--%s=%.*s", option->name, (int)len, word);
			offer(line, text, "");
		}
	}
}

/* Each verb, or the nouns of one, once */
static void offer_words(const struct line *line)
{
	const struct command *command, *before;
	const char *word;

	for_each_command(command) {
		word = line->verb ? command->noun : command->verb;
		if (!word || (line->verb && strcmp(command->verb, line->verb)))
			continue;
		for (before = commands; before < command; before++)
			if (!line->verb && !strcmp(before->verb, word))
				break;
		if (before == command)
			offer(line, word, line->verb || !command->noun ? command->help : "");
	}
}

/* By its name, of @len bytes, or (a name of NULL) its letter */
static const struct ctl_option *find_in(const struct ctl_option *options, const char *name, size_t len,
					char letter)
{
	const struct ctl_option *option;

	for_each_option(option, options)
		if (name ? !strncmp(name, option->name, len) && !option->name[len] :
			   letter == option->letter)
			return option;
	return NULL;
}

static const struct ctl_option *find_option(const char *name, size_t len, char letter)
{
	const struct ctl_option *option = find_in(global_options, name, len, letter);
	const struct command *command;

	for_each_command(command)
		if (!option)
			option = find_in(command->options, name, len, letter);
	return option;
}

static bool wants_value(const struct ctl_option *option)
{
	return option && option->arg && option->arg[0] != '[';
}

/* The option of this word that wants a value, or NULL; the value, or NULL if that is the next word */
static const struct ctl_option *wanting(const char *word, const char **value)
{
	const struct ctl_option *option = NULL;
	size_t len;

	*value = NULL;
	if (word[0] != '-')
		return NULL;
	if (word[1] == '-') {
		len = strcspn(word + 2, "=");
		option = find_option(word + 2, len, 0);
		if (word[2 + len])
			*value = word + 2 + len + 1;
		return wants_value(option) ? option : NULL;
	}
	while (*++word) {
		option = find_option(NULL, 0, *word);
		if (!wants_value(option))
			continue;
		if (word[1])
			*value = word + 1;
		return option;
	}
	return NULL;
}

static void take_value(struct line *line, const struct ctl_option *option, const char *value)
{
	if (!strcmp(option->name, "netns"))
		line->netns = value;
}

/* Takes the next word that is not an option; returns the option whose value is being typed. */
static const struct ctl_option *take_words(struct line *line, int argc, char **argv)
{
	const struct ctl_option *option = NULL;
	const char *value;
	int i;

	for (i = 0; i < argc - 1; i++) {
		if (option) {
			take_value(line, option, argv[i]);
			option = NULL;
		} else if (argv[i][0] == '-' && argv[i][1]) {
			option = wanting(argv[i], &value);
			if (option && value) {
				take_value(line, option, value);
				option = NULL;
			}
		} else if (!line->verb) {
			line->verb = grammar_expand(NULL, argv[i]);
			/* What nobody knows is followed by what nobody knows. */
			if (!line->verb)
				line->typed = NULL;
		} else if (line->noun || line->n || !(line->noun = grammar_expand(line->verb, argv[i]))) {
			line->words[line->n++] = argv[i];
		}
	}
	line->command = line->verb ? find_command(line->verb, line->noun) : NULL;
	return option;
}

/* "--netns=NAME" */
static const struct ctl_option *take_attached(struct line *line)
{
	const struct ctl_option *option;
	const char *value;

	option = wanting(line->typed, &value);
	if (!option || !value || (size_t)(value - line->typed) >= sizeof(line->before))
		return NULL;
	snprintf(line->before, sizeof(line->before), "%.*s", (int)(value - line->typed), line->typed);
	line->typed = value;
	return option;
}

static void offer_next(struct line *line, int argc, char **argv)
{
	const struct ctl_option *option;

	line->typed = argv[argc - 1];
	option = take_words(line, argc, argv);
	if (!line->typed)
		return;
	if (!option)
		option = take_attached(line);
	if (option) {
		offer_for(line, option->arg, strlen(option->arg));
	} else if (line->typed[0] == '-') {
		offer_options(line, global_options);
		offer_options(line, line->command ? line->command->options : NULL);
	} else {
		if (!line->noun && !line->n)
			offer_words(line);
		if (line->command)
			walk(line, line->command->args, 0);
	}
}

enum exit_code completion_words(const struct call *call)
{
	struct line line = { .offered = json_object() };
	const char *word;
	json_t *meaning;

	line.words = calloc(call->argc + 1, sizeof(*line.words));
	if (!line.words || !line.offered)
		abort();
	if (call->argc)
		offer_next(&line, call->argc, call->argv);
	json_object_foreach(line.offered, word, meaning)
		printf("%s\t%s\n", word, json_string_value(meaning));
	free(line.words);
	json_decref(line.offered);
	return EXIT_DONE;
}

/* The line is cut at spaces, since bash itself cuts it at = and : as well, and replaces but the last cut. */
enum exit_code completion_bash(UNUSED const struct call *call)
{
	fputs("# bash completion for sipnat-ctl\n"
	      "_sipnat_ctl()\n"
	      "{\n"
	      "\tlocal line=${COMP_LINE:0:COMP_POINT} words current cut word\n"
	      "\tread -ra words <<<\"$line\"\n"
	      "\t[[ $line != *[[:space:]] ]] || words+=(\"\")\n"
	      "\tcurrent=${words[-1]}\n"
	      "\tcut=${current%\"${current##*[=:]}\"}\n"
	      "\tCOMPREPLY=()\n"
	      "\twhile IFS=$'\\t' read -r word _; do\n"
	      "\t\tif [[ $word == :file ]]; then\n"
	      "\t\t\tcompopt -o filenames 2>/dev/null\n"
	      "\t\t\twhile IFS= read -r word; do\n"
	      "\t\t\t\tCOMPREPLY+=(\"$word\")\n"
	      "\t\t\tdone < <(compgen -f -- \"$current\")\n"
	      "\t\telse\n"
	      "\t\t\tCOMPREPLY+=(\"${word#\"$cut\"}\")\n"
	      "\t\tfi\n"
	      "\tdone < <(\"${words[0]}\" completion words -- \"${words[@]:1}\" 2>/dev/null)\n"
	      "}\n"
	      "complete -F _sipnat_ctl sipnat-ctl\n", stdout);
	return EXIT_DONE;
}

enum exit_code completion_zsh(UNUSED const struct call *call)
{
	fputs("#compdef sipnat-ctl\n"
	      "# zsh completion for sipnat-ctl\n"
	      "_sipnat_ctl()\n"
	      "{\n"
	      "\tlocal line word meaning\n"
	      "\tlocal -a replies\n"
	      "\tfor line in \"${(@f)$(\"$words[1]\" completion words -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\"; do\n"
	      "\t\tword=${line%%$'\\t'*}\n"
	      "\t\tmeaning=${line#*$'\\t'}\n"
	      "\t\tif [[ $word == :file ]]; then\n"
	      "\t\t\t_files\n"
	      "\t\telif [[ -n $word ]]; then\n"
	      "\t\t\treplies+=(\"${word//:/\\\\:}${meaning:+:$meaning}\")\n"
	      "\t\tfi\n"
	      "\tdone\n"
	      "\t(( ! $#replies )) || _describe sipnat-ctl replies\n"
	      "}\n"
	      "if [[ $funcstack[1] == _sipnat-ctl ]]; then\n"
	      "\t_sipnat_ctl \"$@\"\n"
	      "else\n"
	      "\tcompdef _sipnat_ctl sipnat-ctl\n"
	      "fi\n", stdout);
	return EXIT_DONE;
}
