// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "set.h"
#include "show.h"
#include "suggest.h"

#define MAX_WORDS	(SIPNAT_MAX_LOCALNETS + 2)

/**
 * struct file - a configuration that is being read
 * @call: how we were called
 * @set: what it says
 * @names: whether only externips with host names are to be set
 * @keep: whether those that cannot be found stay as they are
 * @config: what holds, for both of these; else NULL
 * @nseen: how many @seen
 * @seen: each setting, and its line
 */
struct file {
	const struct call *call;
	struct set set;
	bool names;
	bool keep;
	json_t *config;
	unsigned int nseen;
	struct {
		char name[SET_NAME];
		unsigned int line;
	} seen[SET_MARKS];
};

static enum exit_code unknown(const char *noun)
{
	const char *words[64], *near;
	const struct command *command;
	unsigned int n = 0;

	if (!strcmp(noun, "set") || !strcmp(noun, "sipnat-ctl"))
		return misused("a line begins with the setting: leave \"%s\" out", noun);
	for_each_command(command)
		if (!strcmp(command->verb, "set") && n + 1 < ARRAY_SIZE(words))
			words[n++] = command->noun;
	words[n] = NULL;
	near = suggest(noun, words);
	if (near)
		return misused("unknown setting \"%s\": did you mean \"%s\"?", noun, near);
	return misused("unknown setting \"%s\": sipnat-ctl set --help lists all", noun);
}

static enum exit_code set_once(struct file *file)
{
	unsigned int i;

	for (i = 0; i < file->nseen; i++)
		if (!strcmp(file->seen[i].name, file->set.name))
			return misused("%s is in line %u already: leave one of them",
				       file->set.name, file->seen[i].line);
	/* There are fewer settings, and put_externip() knows how many there may be. */
	if (file->nseen == SET_MARKS)
		return misused("too many lines");
	strcpy(file->seen[i].name, file->set.name);
	file->seen[i].line = file->set.line;
	file->nseen++;
	return EXIT_DONE;
}

/* The IPv4 address that an interface has now (NULL: the entry for all others), or NULL */
static const char *current(const struct file *file, const char *device)
{
	const json_t *list = json_object_get(file->config, "externips"), *externip;
	const char *address, *its;
	size_t i;

	json_array_foreach(list, i, externip) {
		address = json_string_value(json_object_get(externip, "address"));
		its = json_string_value(json_object_get(externip, "device"));
		if (address && !strchr(address, ':') && !its == !device &&
		    (!its || !strcmp(its, device)))
			return address;
	}
	return NULL;
}

/* The host was not found. The words are those of its line. */
static enum exit_code keep(struct file *file, struct call *line)
{
	const char *device = line->argc == 3 ? line->argv[2] : NULL;
	const char *address = current(file, device);

	if (!address)
		return EXIT_DONE;
	line->argv[0] = (char *)address;
	return line->command->put(&file->set, line);
}

/* Tells what changes; false if it is what it was. */
static bool changes(const struct file *file, const struct call *line)
{
	const char *device = line->argc == 3 ? line->argv[2] : NULL;
	const char *before = current(file, device);
	char now[INET6_ADDRSTRLEN];

	addr_write(&file->set.address, now);
	if (before && !strcmp(before, now))
		return false;
	if (!file->call->json)
		printf("externip %s%s%s\n", now, device ? " dev " : "", device ? device : "");
	return true;
}

static enum exit_code put_words(struct file *file, int argc, char **argv)
{
	struct call line = { .command = find_command("set", argv[0]), .argc = argc - 1,
			     .argv = argv + 1 };
	struct set *set = &file->set;
	unsigned int length = set->attrs->nlmsg_len;
	enum exit_code code, twice;

	if (!line.command)
		return unknown(argv[0]);
	set_mark(set, NULL);
	set->host = NULL;
	set->address.len = 0;
	set->name[0] = '\0';
	code = line.command->put(set, &line);
	twice = set->name[0] ? set_once(file) : EXIT_DONE;
	if (code && file->keep && set->host)
		code = keep(file, &line);
	/* What is not to be set has been checked. */
	if (file->names && (code || !set->host || !changes(file, &line)))
		set->attrs->nlmsg_len = length;
	return code ? code : twice;
}

static enum exit_code put_line(struct file *file, char *text)
{
	static const char *const spaces = " \t\r\n\v\f";
	char *words[MAX_WORDS], *word, *rest;
	int n = 0;

	for (word = strtok_r(text, spaces, &rest); word && *word != '#';
	     word = strtok_r(NULL, spaces, &rest)) {
		if (n == MAX_WORDS)
			return misused("too many words: %d at most", MAX_WORDS - 1);
		words[n++] = word;
	}
	return n ? put_words(file, n, words) : EXIT_DONE;
}

/* All lines, so that all that is wrong is told at once */
static enum exit_code read_lines(struct file *file, FILE *stream)
{
	enum exit_code code = EXIT_DONE;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	for (file->set.line = 1; (len = getline(&line, &room, stream)) >= 0; file->set.line++) {
		tell_where(file->set.file, file->set.line);
		if (strlen(line) != (size_t)len)
			code = failed("a zero byte: this is not a text file");
		else if (put_line(file, line))
			code = EXIT_FAILED;
		tell_where(NULL, 0);
	}
	if (ferror(stream))
		code = failed("cannot read %s: %m", file->set.file);
	free(line);
	return code;
}

static enum exit_code read_file(struct file *file, const char *name)
{
	bool standard = !strcmp(name, "-");
	FILE *stream = standard ? stdin : fopen(name, "re");
	enum exit_code code;

	if (!stream)
		return failed("cannot open %s: %m", name);
	file->set.file = standard ? "standard input" : name;
	code = read_lines(file, stream);
	if (!standard)
		fclose(stream);
	return code;
}

/* What cannot be asked of the kernel has been checked as far as it goes. */
static enum exit_code check(struct file *file)
{
	bool loaded;
	struct netlink *netlink = netlink_open_loaded(&loaded);
	enum exit_code code;

	if (!loaded) {
		tell("the sipnat module is not loaded: checked without it");
		return EXIT_DONE;
	}
	if (!netlink)
		return EXIT_FAILED;
	file->set.check = true;
	code = set_send(&file->set, netlink);
	netlink_close(netlink);
	return code;
}

/* The names first, since they want what holds. */
static enum exit_code apply_now(struct file *file, const char *name)
{
	struct netlink *netlink = netlink_open();
	enum exit_code code, sent = EXIT_DONE;

	if (!netlink)
		return EXIT_FAILED;
	if (file->names || file->keep)
		file->config = fetch_config(netlink);
	if ((file->names || file->keep) && !file->config) {
		netlink_close(netlink);
		return EXIT_FAILED;
	}
	code = read_file(file, name);
	file->set.whole = !file->names;
	/* One host that is not found is no reason to leave the others. */
	if (file->names ? mnl_nlmsg_get_payload_len(file->set.attrs) > 0 : !code)
		sent = set_send(&file->set, netlink);
	json_decref(file->config);
	netlink_close(netlink);
	return code ? code : sent;
}

enum exit_code apply(const struct call *call)
{
	struct file file = {
		.call = call,
		.names = given(call, "names"),
		.keep = given(call, "keep-unresolved"),
	};
	bool checks = given(call, "check");
	enum exit_code code;

	if (call->argc != 1 || file.names + file.keep + checks > 1)
		return usage_error(call);
	if (!set_begin(&file.set))
		return EXIT_FAILED;
	/* Until it is sent; then "default" has nothing to put. */
	file.set.whole = true;
	if (checks) {
		code = read_file(&file, call->argv[0]);
		if (!code)
			code = check(&file);
	} else {
		code = apply_now(&file, call->argv[0]);
	}
	set_end(&file.set);
	return code;
}

enum exit_code export(const struct call *call)
{
	return show_config(call);
}
