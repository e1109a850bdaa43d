// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "legacy.h"
#include "nft.h"
#include "show.h"

#define WORDS	64

/**
 * struct family - of iptables
 * @name: as nft calls it
 * @tables: which tables are in use
 * @command: changes them
 * @save: prints them
 */
struct family {
	const char *name;
	const char *tables;
	const char *command;
	const char *save;
};

static const struct family families[] = {
	{ "ip", "/proc/net/ip_tables_names", "iptables-legacy",
	  "PATH=$PATH:/usr/sbin:/sbin iptables-legacy-save 2>/dev/null" },
	{ "ip6", "/proc/net/ip6_tables_names", "ip6tables-legacy",
	  "PATH=$PATH:/usr/sbin:/sbin ip6tables-legacy-save 2>/dev/null" },
};

static const char *hook_of(const char *chain)
{
	static const char *const names[][2] = {
		{ "PREROUTING", "prerouting" }, { "INPUT", "input" },	{ "FORWARD", "forward" },
		{ "OUTPUT", "output" },		{ "POSTROUTING", "postrouting" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(chain, names[i][0]))
			return names[i][1];
	return NULL;
}

/* ":FORWARD DROP [0:0]"; a chain of the user's own has no policy. */
static void take_chain(json_t *ruleset, const struct family *family, const char *table, char *line)
{
	char *name = strtok(line, " :"), *policy = strtok(NULL, " ");
	const char *hook = name ? hook_of(name) : NULL;

	if (!hook || !policy)
		return;
	json_array_append_new(json_object_get(ruleset, "chains"),
			      json_pack("{s:s, s:s, s:o, s:s, s:s, s:i, s:s, s:s}", "family",
					family->name, "table", table, "chain",
					decode_bytes(name, strlen(name)), "type",
					strcmp(table, "nat") ? "filter" : "nat", "hook", hook,
					"priority", 0, "policy",
					strcmp(policy, "DROP") ? "accept" : "drop", "legacy",
					family->command));
}

static json_t *read_ports(char *text)
{
	unsigned int first, last;
	json_t *list = json_array();
	char *one;

	for (one = strtok(text, ","); one; one = strtok(NULL, ",")) {
		int n = sscanf(one, "%u:%u", &first, &last);

		if (n >= 1)
			json_array_append_new(list, json_pack("{s:i, s:i}", "first", first, "last",
							      n == 2 ? last : first));
	}
	return list;
}

static int read_states(const char *text)
{
	return (strstr(text, "ESTABLISHED") ? NFT_STATE_ESTABLISHED : 0) |
	       (strstr(text, "RELATED") ? NFT_STATE_RELATED : 0) |
	       (strstr(text, "NEW") ? NFT_STATE_NEW : 0);
}

static void put(json_t *rule, const char *key, const char *value)
{
	json_object_set_new(rule, key, decode_bytes(value, strlen(value)));
}

static void take_target(json_t *rule, const char *target)
{
	static const char *const nats[][2] = {
		{ "DNAT", "dnat" }, { "SNAT", "snat" }, { "MASQUERADE", "masquerade" },
		{ "REDIRECT", "redirect" },
	};
	size_t i;

	if (!strcmp(target, "ACCEPT"))
		json_object_set_new(rule, "accepts", json_true());
	for (i = 0; i < ARRAY_SIZE(nats); i++)
		if (!strcmp(target, nats[i][0]))
			put(rule, "nat", nats[i][1]);
}

/* "192.168.1.5", "192.168.1.5:5060", "[fd00::5]:5060", or a range of such */
static void take_destination(json_t *rule, char *text)
{
	char *end = *text == '[' ? strchr(text, ']') : NULL;

	if (end) {
		*end = '\0';
		text++;
	} else if (strchr(text, ':') == strrchr(text, ':')) {
		text[strcspn(text, ":")] = '\0';
	}
	text[strcspn(text, "-")] = '\0';
	put(rule, "to", text);
}

static void take_option(json_t *rule, const char *option, char *value)
{
	if (!strcmp(option, "-i"))
		put(rule, "in", value);
	else if (!strcmp(option, "-o"))
		put(rule, "out", value);
	else if (!strcmp(option, "-p") && (!strcmp(value, "udp") || !strcmp(value, "tcp")))
		put(rule, "protocol", value);
	else if (!strcmp(option, "--dport") || !strcmp(option, "--dports"))
		json_object_set_new(rule, "ports", read_ports(value));
	else if (!strcmp(option, "--helper"))
		put(rule, "xt_helper", value);
	else if (!strcmp(option, "-j"))
		take_target(rule, value);
	else if (!strcmp(option, "--to-destination"))
		take_destination(rule, value);
	else if (!strcmp(option, "--ctstate") || !strcmp(option, "--state"))
		json_object_set_new(rule, "states", json_integer(read_states(value)));
}

/* "-A PREROUTING -p udp -m udp --dport 5060 -j CT --helper sipnat" */
static void take_rule(json_t *ruleset, const struct family *family, const char *table, char *line)
{
	json_t *rule = json_pack("{s:s, s:s, s:n, s:I, s:n, s:n, s:n, s:n, s:[], s:n, s:n, s:n, s:n,"
				 " s:n, s:b, s:n, s:n, s:b, s:s, s:o}",
				 "family", family->name, "table", table, "chain", "handle",
				 (json_int_t)0, "in", "out", "protocol", "ports", "helpers",
				 "xt_helper", "nat", "to", "to_port", "states", "accepts", false,
				 "packets", "bytes", "plain", false, "legacy", family->command,
				 "line", decode_bytes(line, strlen(line)));
	char *words[WORDS], *save;
	size_t n = 0, i;

	for (words[0] = strtok_r(line, " ", &save); words[n] && n + 1 < WORDS; )
		words[++n] = strtok_r(NULL, " ", &save);
	put(rule, "chain", n > 1 ? words[1] : "");
	for (i = 2; i + 1 < n; i++) {
		/* What is not to be so does not tell what is. */
		if (!strcmp(words[i], "!"))
			i += 2;
		else if (words[i][0] == '-' && words[i + 1][0] != '-')
			take_option(rule, words[i], words[i + 1]);
	}
	json_array_append_new(json_object_get(ruleset, "rules"), rule);
}

static void read_save(json_t *ruleset, const struct family *family, FILE *save)
{
	char *line = NULL, table[32] = "";
	size_t room = 0;

	while (getline(&line, &room, save) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == '*')
			snprintf(table, sizeof(table), "%s", line + 1);
		else if (line[0] == ':')
			take_chain(ruleset, family, table, line);
		else if (!strncmp(line, "-A ", 3))
			take_rule(ruleset, family, table, line);
	}
	free(line);
}

/* Which tables there are; NULL: none */
static char *tables_of(const struct family *family)
{
	FILE *file = fopen(family->tables, "re");
	char line[64], *text = NULL, *all;

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (asprintf(&all, "%s%s%s %s", text ? text : "", text ? ", " : "", family->name,
			     line) < 0)
			abort();
		free(text);
		text = all;
	}
	if (file)
		fclose(file);
	return text;
}

json_t *legacy_read(json_t *ruleset)
{
	json_t *hidden = json_null();
	char *tables;
	FILE *save;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(families); i++) {
		tables = tables_of(&families[i]);
		if (!tables)
			continue;
		save = popen(families[i].save, "re");
		if (save)
			read_save(ruleset, &families[i], save);
		if (!save || pclose(save))
			hidden = decode_bytes(tables, strlen(tables));
		free(tables);
	}
	return hidden;
}
