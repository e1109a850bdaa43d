// SPDX-License-Identifier: GPL-2.0
/* What "rules add" is told, and the rules that follow from it */
#include <linux/netfilter.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "number.h"
#include "rules.h"

const struct rules_chain rules_chains[2] = {
	{ "forwarded", "prerouting", NF_INET_PRE_ROUTING, "iifname", "in" },
	{ "own", "output", NF_INET_LOCAL_OUT, "oifname", "out" },
};

static const char *const protocols[] = { "udp", "tcp" };

struct range {
	uint32_t first;
	uint32_t last;
};

/**
 * struct words - the arguments that have been read
 * @ports: ranges
 * @nports: how many
 * @devices: names
 * @ndevices: how many
 * @wanted: by protocols[]
 */
struct words {
	struct range ports[RULES_PORTS];
	size_t nports;
	const char *devices[RULES_DEVICES];
	size_t ndevices;
	bool wanted[ARRAY_SIZE(protocols)];
};

static bool read_range(const char *text, struct range *range)
{
	char first[8];
	size_t len = strcspn(text, "-");

	if (len >= sizeof(first))
		return false;
	memcpy(first, text, len);
	first[len] = '\0';
	return number_read(first, 1, 65535, &range->first) &&
	       number_read(text[len] ? text + len + 1 : first, range->first, 65535, &range->last);
}

static enum exit_code take_ports(struct words *words, const char *text)
{
	size_t len;
	char one[16];

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		if (words->nports == ARRAY_SIZE(words->ports))
			return misused("too many ports: %d ranges at most, such as 5060-5099",
				       RULES_PORTS);
		snprintf(one, sizeof(one), "%.*s", (int)len, text);
		if (len >= sizeof(one) || !read_range(one, &words->ports[words->nports]))
			return misused("\"%.*s\" is not a port: a number from 1 to 65535, or two as in "
				       "5060-5069", (int)len, text);
		words->nports++;
		if (!text[len])
			return EXIT_DONE;
	}
}

/* As the kernel takes them; nft would take a quotation mark for the name's end. */
static bool is_device(const char *name)
{
	size_t len = strlen(name);

	return len && len < IFNAMSIZ && !strpbrk(name, "/: \t\n\v\f\r\"\\") &&
	       strcmp(name, ".") && strcmp(name, "..") && strcspn(name, "*") >= len - 1 &&
	       strcmp(name, "*");
}

static enum exit_code take_device(struct words *words, const char *name)
{
	size_t i;

	if (!is_device(name))
		return misused("\"%s\" is not the name of an interface: 1 to %d bytes, a \"*\" only "
			       "behind them", name, IFNAMSIZ - 1);
	for (i = 0; i < words->ndevices; i++)
		if (!strcmp(words->devices[i], name))
			return EXIT_DONE;
	if (words->ndevices == ARRAY_SIZE(words->devices))
		return misused("too many interfaces: %d at most; without any, all are meant",
			       RULES_DEVICES);
	words->devices[words->ndevices++] = name;
	return EXIT_DONE;
}

static enum exit_code take_protocols(struct words *words, const char *text)
{
	size_t len, i;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		for (i = 0; i < ARRAY_SIZE(protocols); i++)
			if (strlen(protocols[i]) == len && !strncmp(text, protocols[i], len))
				break;
		if (i == ARRAY_SIZE(protocols))
			return misused("unknown protocol \"%.*s\": it is udp or tcp", (int)len, text);
		words->wanted[i] = true;
		if (!text[len])
			return EXIT_DONE;
	}
}

static int by_first(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	return left->first < right->first ? -1 : left->first > right->first;
}

/* Ranges that overlap, or go on where another ends, are one. */
static json_t *merged_ports(struct words *words)
{
	json_t *list = json_array();
	struct range range;
	size_t i;

	if (!words->nports)
		words->ports[words->nports++] = (struct range){ 5060, 5060 };
	qsort(words->ports, words->nports, sizeof(words->ports[0]), by_first);
	range = words->ports[0];
	for (i = 1; i <= words->nports; i++) {
		if (i < words->nports && words->ports[i].first <= range.last + 1) {
			if (words->ports[i].last > range.last)
				range.last = words->ports[i].last;
			continue;
		}
		json_array_append_new(list, json_pack("{s:i, s:i}", "first", range.first, "last",
						      range.last));
		if (i < words->nports)
			range = words->ports[i];
	}
	return list;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static json_t *make_plan(struct words *words)
{
	json_t *devices = json_array(), *wanted = json_array();
	bool any = false;
	size_t i;

	qsort(words->devices, words->ndevices, sizeof(words->devices[0]), by_name);
	for (i = 0; i < words->ndevices; i++)
		json_array_append_new(devices, json_stringn_nocheck(words->devices[i],
								    strlen(words->devices[i])));
	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		any |= words->wanted[i];
	for (i = 0; i < ARRAY_SIZE(protocols); i++)
		if (words->wanted[i] || !any)
			json_array_append_new(wanted, json_string(protocols[i]));
	return json_pack("{s:o, s:o, s:o}", "ports", merged_ports(words), "devices", devices,
			 "protocols", wanted);
}

json_t *rules_plan(const struct call *call, enum exit_code *code)
{
	static const struct {
		const char *word;
		enum exit_code (*take)(struct words *words, const char *text);
	} keys[] = {
		{ "port", take_ports },
		{ "dev", take_device },
		{ "proto", take_protocols },
	};
	struct words words = {};
	size_t i;
	int arg;

	for (arg = 0; arg < call->argc; arg += 2) {
		for (i = 0; i < ARRAY_SIZE(keys); i++)
			if (!strcmp(call->argv[arg], keys[i].word))
				break;
		if (i == ARRAY_SIZE(keys) || arg + 1 == call->argc) {
			*code = usage_error(call);
			return NULL;
		}
		*code = keys[i].take(&words, call->argv[arg + 1]);
		if (*code)
			return NULL;
	}
	return make_plan(&words);
}

char *rules_words(const json_t *plan)
{
	const json_t *ports = json_object_get(plan, "ports"), *entry;
	const json_t *wanted = json_object_get(plan, "protocols");
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);
	int first, last;

	if (!out)
		return NULL;
	json_array_foreach(ports, i, entry) {
		first = json_integer_value(json_object_get(entry, "first"));
		last = json_integer_value(json_object_get(entry, "last"));
		fprintf(out, "%s%d", i ? "," : "port ", first);
		if (last != first)
			fprintf(out, "-%d", last);
	}
	json_array_foreach(json_object_get(plan, "devices"), i, entry)
		fprintf(out, " dev %s", json_string_value(entry));
	json_array_foreach(wanted, i, entry)
		fprintf(out, "%s%s", i ? "," : " proto ", json_string_value(entry));
	fclose(out);
	return text;
}

static void add_lines(json_t *lines, const json_t *plan, const json_t *device)
{
	const json_t *port, *protocol;
	size_t i, j;

	json_array_foreach(json_object_get(plan, "ports"), i, port)
		json_array_foreach(json_object_get(plan, "protocols"), j, protocol)
			json_array_append_new(lines, json_pack("{s:O, s:O, s:O, s:O}", "device",
							       device, "protocol", protocol, "first",
							       json_object_get(port, "first"), "last",
							       json_object_get(port, "last")));
}

json_t *rules_lines(const json_t *plan)
{
	const json_t *devices = json_object_get(plan, "devices"), *device;
	json_t *lines = json_array();
	size_t i;

	if (!json_array_size(devices))
		add_lines(lines, plan, json_null());
	json_array_foreach(devices, i, device)
		add_lines(lines, plan, device);
	return lines;
}
