// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "names.h"
#include "show.h"
#include "table.h"

static json_t *decode_way(const struct nlattr *attr)
{
	json_t *way = json_pack("{s:s, s:n, s:i, s:i, s:i}", "state", "unknown", "why", "messages", 0,
				"resyncs", 0, "held", 0);
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_WAY_STATE:
			json_object_set_new(way, "state",
					    json_string(name_of(way_names, mnl_attr_get_u8(pos))));
			break;
		case SIPNAT_WAY_WHY:
			json_object_set_new(way, "why",
					    json_string(stat_name(mnl_attr_get_u32(pos))));
			break;
		case SIPNAT_WAY_MESSAGES:
			json_object_set_new(way, "messages", json_integer(mnl_attr_get_u32(pos)));
			break;
		case SIPNAT_WAY_RESYNCS:
			json_object_set_new(way, "resyncs", json_integer(mnl_attr_get_u32(pos)));
			break;
		case SIPNAT_WAY_HELD:
			json_object_set_new(way, "held", json_integer(mnl_attr_get_u32(pos)));
			break;
		}
	}
	return way;
}

static json_t *decode_connection(const struct nlattr *attr)
{
	json_t *connection = json_pack("{s:s, s:n, s:i, s:n, s:n}", "state", "unknown", "why",
				       "zone", 0, "original", "reply");
	const struct nlattr *pos;
	json_t *flow;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_CONNECTION_STATE:
			json_object_set_new(connection, "state",
					    json_string(name_of(connection_names,
								mnl_attr_get_u8(pos))));
			break;
		case SIPNAT_CONNECTION_WHY:
			json_object_set_new(connection, "why",
					    json_string(stat_name(mnl_attr_get_u32(pos))));
			break;
		case SIPNAT_CONNECTION_FLOW:
			flow = decode_flow(pos);
			json_object_del(flow, "out");
			json_object_del(flow, "in");
			json_object_update(connection, flow);
			json_decref(flow);
			break;
		case SIPNAT_CONNECTION_ZONE:
			json_object_set_new(connection, "zone",
					    json_integer(mnl_attr_get_u16(pos)));
			break;
		case SIPNAT_CONNECTION_ORIGINAL:
			json_object_set_new(connection, "original", decode_way(pos));
			break;
		case SIPNAT_CONNECTION_REPLY:
			json_object_set_new(connection, "reply", decode_way(pos));
			break;
		}
	}
	return connection;
}

static json_t *fetch_connections(struct netlink *netlink)
{
	return fetch_table(netlink, SIPNAT_CMD_GET_CONNECTION, SIPNAT_A_CONNECTION, "connections",
			   decode_connection);
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void add_state(struct table *table, const json_t *object)
{
	const char *why = text_of(object, "why");
	char *text = NULL;

	if (!why)
		table_add(table, text_of(object, "state"));
	else if (asprintf(&text, "%s: %s", text_of(object, "state"), why) >= 0)
		table_own(table, text);
	else
		table_own(table, NULL);
}

static void add_number(struct table *table, const json_t *way, const char *key)
{
	char *text = NULL;

	if (asprintf(&text, "%lld", (long long)json_integer_value(json_object_get(way, key))) < 0)
		text = NULL;
	table_own(table, text);
}

/* One direction, or a connection of which no more is known */
static void add_way(struct table *table, const json_t *from, const json_t *to,
		    const json_t *state, const json_t *way)
{
	table_own(table, endpoint_text(from));
	table_add(table, "->");
	table_own(table, endpoint_text(to));
	add_state(table, state);
	if (way) {
		add_number(table, way, "messages");
		add_number(table, way, "resyncs");
		add_number(table, way, "held");
		return;
	}
	table_add(table, "-");
	table_add(table, "-");
	table_add(table, "-");
}

static void add_connection(struct table *table, const json_t *connection)
{
	const json_t *original = json_object_get(connection, "original");
	const json_t *reply = json_object_get(connection, "reply");

	if (!json_is_object(original) || !json_is_object(reply)) {
		add_way(table, json_object_get(connection, "source"),
			json_object_get(connection, "destination"), connection, NULL);
		return;
	}
	add_way(table, json_object_get(connection, "source"),
		json_object_get(connection, "destination"), original, original);
	add_way(table, json_object_get(connection, "reply_source"),
		json_object_get(connection, "reply_destination"), reply, reply);
}

static void print_connections(const json_t *connections)
{
	static const char *const titles[] = {
		"FROM", "", "TO", "STATE", "MESSAGES", "RESYNCS", "HELD"
	};
	struct table table = { .columns = ARRAY_SIZE(titles) };
	const json_t *list = json_object_get(connections, "connections"), *one;
	size_t i;

	if (!json_array_size(list)) {
		puts("no connections");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(titles); i++)
		table_add(&table, titles[i]);
	json_array_foreach(list, i, one)
		add_connection(&table, one);
	table_print(&table);
}

enum exit_code show_connections(const struct call *call)
{
	return show_subject(call->json, fetch_connections, print_connections);
}
