// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "show.h"

struct entries {
	enum sipnat_attr type;
	json_t *(*decode)(const struct nlattr *attr);
	json_t *list;
};

static void forget(void *arg)
{
	struct entries *entries = arg;

	json_array_clear(entries->list);
}

static void take_entry(const struct nlmsghdr *answer, void *arg)
{
	struct entries *entries = arg;
	const struct nlattr *attr;

	netlink_for_each(attr, answer)
		if (mnl_attr_get_type(attr) == entries->type)
			json_array_append_new(entries->list, entries->decode(attr));
}

json_t *fetch_table(struct netlink *netlink, enum sipnat_cmd command, enum sipnat_attr type,
		    const char *name, json_t *(*decode)(const struct nlattr *attr))
{
	struct entries entries = { .type = type, .decode = decode, .list = json_array() };
	bool whole = false;

	if (!netlink_dump(netlink, command, forget, take_entry, &entries, &whole)) {
		json_decref(entries.list);
		return NULL;
	}
	if (!whole)
		tell("the table changed while it was read: entries may be missing or twice");
	return json_pack("{s:o, s:b}", name, entries.list, "complete", whole);
}

static void print_json(const json_t *json)
{
	json_dumpf(json, stdout, JSON_INDENT(2));
	putchar('\n');
}

void show_printed(bool json, json_t *subject, void (*print)(const json_t *subject))
{
	if (json)
		print_json(subject);
	else
		print(subject);
	json_decref(subject);
}

enum exit_code show_subject(bool json, json_t *(*fetch)(struct netlink *netlink),
			    void (*print)(const json_t *subject))
{
	struct netlink *netlink = netlink_open();
	json_t *subject;

	if (!netlink)
		return EXIT_FAILED;
	subject = fetch(netlink);
	netlink_close(netlink);
	if (!subject)
		return EXIT_FAILED;
	show_printed(json, subject, print);
	return EXIT_DONE;
}

static json_t *fetch_all(struct netlink *netlink)
{
	json_t *config = fetch_config(netlink);
	json_t *calls = config ? fetch_calls(netlink) : NULL;
	json_t *stats = calls ? fetch_stats(netlink) : NULL;

	if (stats)
		return json_pack("{s:o, s:o, s:o}", "config", config, "calls", calls,
				 "stats", stats);
	json_decref(calls);
	json_decref(config);
	return NULL;
}

static void print_all(const json_t *all)
{
	print_config(json_object_get(all, "config"));
	putchar('\n');
	print_calls(json_object_get(all, "calls"));
	putchar('\n');
	print_stats(json_object_get(all, "stats"), false, false);
}

enum exit_code show(const struct call *call)
{
	return show_subject(call->json, fetch_all, print_all);
}
