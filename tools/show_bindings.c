// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "show.h"
#include "table.h"

json_t *fetch_bindings(struct netlink *netlink)
{
	return fetch_table(netlink, SIPNAT_CMD_GET_BINDING, SIPNAT_A_BINDING, "bindings",
			   decode_whole_binding);
}

static void add_text(struct table *table, const json_t *binding, const char *key)
{
	table_add(table, json_string_value(json_object_get(binding, key)));
}

static void add_endpoint(struct table *table, const json_t *binding, const char *key)
{
	table_own(table, endpoint_text(json_object_get(binding, key)));
}

static void add_number(struct table *table, const json_t *binding, const char *key)
{
	const json_t *number = json_object_get(binding, key);
	char *text = NULL;

	if (json_is_null(number))
		table_add(table, "-");
	else if (asprintf(&text, "%lld", (long long)json_integer_value(number)) >= 0)
		table_own(table, text);
	else
		table_own(table, NULL);
}

static void add_way(struct table *table, const json_t *binding, const char *way)
{
	char *text = traffic_text(json_object_get(binding, way));

	if (text)
		table_own(table, text);
	else
		table_add(table, "-");
}

void print_bindings(const json_t *bindings)
{
	static const char *const titles[] = {
		"KIND", "PROTO", "INSIDE", "LOCAL", "ADVERTISED",
		"ZONE", "USERS", "FLOWS", "OUT", "IN", "EXPIRES"
	};
	struct table table = { .columns = ARRAY_SIZE(titles) };
	const json_t *list = json_object_get(bindings, "bindings"), *binding;
	size_t i;

	if (!json_array_size(list)) {
		puts("no bindings");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(titles); i++)
		table_add(&table, titles[i]);
	json_array_foreach(list, i, binding) {
		add_text(&table, binding, "kind");
		add_text(&table, binding, "protocol");
		add_endpoint(&table, binding, "inside");
		add_endpoint(&table, binding, "local");
		add_endpoint(&table, binding, "advertised");
		add_number(&table, binding, "zone");
		add_number(&table, binding, "users");
		add_number(&table, binding, "flows");
		add_way(&table, binding, "out");
		add_way(&table, binding, "in");
		add_number(&table, binding, "expires");
	}
	table_print(&table);
}

enum exit_code show_bindings(const struct call *call)
{
	return show_subject(call->json, fetch_bindings, print_bindings);
}
