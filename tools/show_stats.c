// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "names.h"
#include "show.h"
#include "table.h"

static void take_counters(json_t *counters, const struct nlattr *attr)
{
	const struct nlattr *pos;
	unsigned int type;

	mnl_attr_for_each_nested(pos, attr) {
		type = mnl_attr_get_type(pos);
		/* Type 0 is padding; what we have no name for is of a newer module. */
		if (type && type < ARRAY_SIZE(stat_names) && stat_names[type].name)
			json_object_set_new(counters, stat_names[type].name,
					    json_integer(mnl_attr_get_u64(pos)));
	}
}

static void take_stats(const struct nlmsghdr *answer, void *arg)
{
	const struct nlattr *attr;
	json_t *stats = arg;

	netlink_for_each(attr, answer) {
		switch (mnl_attr_get_type(attr)) {
		case SIPNAT_A_STATS:
			take_counters(json_object_get(stats, "counters"), attr);
			break;
		case SIPNAT_A_DIALOGS:
			json_object_set_new(stats, "dialogs",
					    json_integer(mnl_attr_get_u32(attr)));
			break;
		case SIPNAT_A_BINDINGS:
			json_object_set_new(stats, "bindings",
					    json_integer(mnl_attr_get_u32(attr)));
			break;
		case SIPNAT_A_REGISTRATIONS:
			json_object_set_new(stats, "registrations",
					    json_integer(mnl_attr_get_u32(attr)));
			break;
		case SIPNAT_A_CONNECTIONS:
			json_object_set_new(stats, "connections",
					    json_integer(mnl_attr_get_u32(attr)));
			break;
		case SIPNAT_A_HELD:
			json_object_set_new(stats, "held", json_integer(mnl_attr_get_u32(attr)));
			break;
		case SIPNAT_A_MODULE_VERSION:
			json_object_set_new(stats, "module_version",
					    decode_bytes(mnl_attr_get_str(attr),
							 mnl_attr_get_payload_len(attr) - 1));
			break;
		}
	}
}

json_t *fetch_stats(struct netlink *netlink)
{
	json_t *stats = json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:{}}", "module_version", "",
				  "dialogs", 0, "bindings", 0, "registrations", 0, "connections", 0,
				  "held", 0, "counters");

	if (netlink_talk(netlink, netlink_request(netlink, SIPNAT_CMD_GET_STATS), take_stats,
			 stats))
		return stats;
	json_decref(stats);
	return NULL;
}

static void add(struct table *table, const char *name, const json_t *value, const char *meaning)
{
	char *text = NULL;

	table_add(table, name);
	if (asprintf(&text, "%lld", (long long)json_integer_value(value)) < 0)
		text = NULL;
	table_own(table, text);
	if (meaning)
		table_add(table, meaning);
}

void print_stats(const json_t *stats, bool all, bool explain)
{
	const json_t *counters = json_object_get(stats, "counters"), *value;
	struct table table = { .columns = explain ? 3 : 2 };
	unsigned int i;

	add(&table, "dialogs", json_object_get(stats, "dialogs"),
	    explain ? "dialogs that there are now" : NULL);
	add(&table, "bindings", json_object_get(stats, "bindings"),
	    explain ? "bindings that there are now" : NULL);
	add(&table, "registrations", json_object_get(stats, "registrations"),
	    explain ? "registrations that there are now" : NULL);
	add(&table, "connections", json_object_get(stats, "connections"),
	    explain ? "TCP connections that are read now" : NULL);
	add(&table, "held", json_object_get(stats, "held"),
	    explain ? "bytes of memory that these take for what is held of them" : NULL);
	for (i = 1; i < ARRAY_SIZE(stat_names); i++) {
		value = json_object_get(counters, stat_names[i].name);
		if (value && (all || json_integer_value(value)))
			add(&table, stat_names[i].name, value,
			    explain ? stat_names[i].meaning : NULL);
	}
	table_print(&table);
}

static void print_plain(const json_t *stats)
{
	print_stats(stats, true, false);
}

static void print_explained(const json_t *stats)
{
	print_stats(stats, true, true);
}

enum exit_code show_stats(const struct call *call)
{
	if (given(call, "prometheus") && (call->json || given(call, "explain")))
		return misused("--prometheus is a format of its own, and explains: leave the other "
			       "option out");
	if (given(call, "prometheus"))
		return show_prometheus();
	return show_subject(call->json, fetch_stats,
			    given(call, "explain") ? print_explained : print_plain);
}
