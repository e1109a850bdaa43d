// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "names.h"
#include "people.h"
#include "show.h"
#include "table.h"

/* Of the table: those of a call, before those of its streams */
#define CALL_COLUMNS	6

static json_t *decode_stream(const struct nlattr *attr)
{
	json_t *stream = json_pack("{s:i, s:s, s:n, s:[]}", "index", 0, "media", "other",
				   "remote", "bindings");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_STREAM_INDEX:
			json_object_set_new(stream, "index", json_integer(mnl_attr_get_u8(pos)));
			break;
		case SIPNAT_STREAM_MEDIA:
			json_object_set_new(stream, "media",
					    json_string(name_of(media_names,
								mnl_attr_get_u8(pos))));
			break;
		case SIPNAT_STREAM_REMOTE:
			json_object_set_new(stream, "remote", decode_endpoint(pos));
			break;
		case SIPNAT_STREAM_BINDING:
			json_array_append_new(json_object_get(stream, "bindings"),
					      decode_binding(pos));
			break;
		}
	}
	return stream;
}

static json_t *decode_text(const struct nlattr *attr)
{
	return decode_bytes(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr));
}

static json_t *decode_call(const struct nlattr *attr)
{
	json_t *call = json_pack("{s:s, s:s, s:n, s:n, s:i, s:i, s:i, s:i, s:n, s:[], s:[]}",
				 "call_id", "", "state", "unknown", "from", "to", "age", 0,
				 "idle", 0, "expires", 0, "zone", 0, "source", "signalling",
				 "streams");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_DIALOG_CALL_ID:
			json_object_set_new(call, "call_id", decode_text(pos));
			break;
		case SIPNAT_DIALOG_STATE:
			json_object_set_new(call, "state",
					    json_string(name_of(state_names,
								mnl_attr_get_u8(pos))));
			break;
		case SIPNAT_DIALOG_AGE:
			json_object_set_new(call, "age", json_integer(mnl_attr_get_u32(pos)));
			break;
		case SIPNAT_DIALOG_IDLE:
			json_object_set_new(call, "idle", json_integer(mnl_attr_get_u32(pos)));
			break;
		case SIPNAT_DIALOG_EXPIRES:
			json_object_set_new(call, "expires", json_integer(mnl_attr_get_u32(pos)));
			break;
		case SIPNAT_DIALOG_ZONE:
			json_object_set_new(call, "zone", json_integer(mnl_attr_get_u16(pos)));
			break;
		case SIPNAT_DIALOG_FROM:
			json_object_set_new(call, "from", decode_text(pos));
			break;
		case SIPNAT_DIALOG_TO:
			json_object_set_new(call, "to", decode_text(pos));
			break;
		case SIPNAT_DIALOG_SOURCE:
			json_object_set_new(call, "source", decode_addr(pos));
			break;
		case SIPNAT_DIALOG_CONTACT:
			json_array_append_new(json_object_get(call, "signalling"),
					      decode_binding(pos));
			break;
		case SIPNAT_DIALOG_STREAM:
			json_array_append_new(json_object_get(call, "streams"),
					      decode_stream(pos));
			break;
		}
	}
	return call;
}

json_t *fetch_calls(struct netlink *netlink)
{
	return fetch_table(netlink, SIPNAT_CMD_GET_DIALOG, SIPNAT_A_DIALOG, "calls", decode_call);
}

static const char *text_of(const json_t *call, const char *key)
{
	const char *text = json_string_value(json_object_get(call, key));

	return text ? text : "-";
}

/* Mostly it is a SIP URI, and what is of interest in it stands behind the scheme. */
static const char *party(const json_t *call, const char *key)
{
	const char *text = text_of(call, key);

	return strncmp(text, "sip:", 4) ? text : text + 4;
}

/* The first columns, empty in all rows of a call but the first */
static void add_call(struct table *table, const json_t *call, bool first)
{
	unsigned int i;

	if (!first) {
		for (i = 0; i < CALL_COLUMNS; i++)
			table_add(table, "");
		return;
	}
	table_add(table, text_of(call, "call_id"));
	table_add(table, text_of(call, "state"));
	table_own(table, age_text(json_integer_value(json_object_get(call, "age"))));
	table_add(table, party(call, "from"));
	table_add(table, "->");
	table_add(table, party(call, "to"));
}

static void add_way(struct table *table, bool answered, const json_t *binding, const char *way)
{
	const char *lack = traffic_lack(answered, binding, way);
	char *text = traffic_text(json_object_get(binding, way)), *told;

	if (lack && asprintf(&told, "%s %s", text ? text : "", lack) >= 0) {
		free(text);
		table_own(table, told);
		table_color(table, COLOR_RED);
	} else if (text) {
		table_own(table, text);
	} else {
		table_add(table, "-");
	}
}

/* One row a stream: RTCP goes along with its RTP, and is in what "show call" tells. */
static void add_stream(struct table *table, const json_t *call, const json_t *stream)
{
	const json_t *binding = json_array_get(json_object_get(stream, "bindings"), 0);
	bool answered = !strcmp(text_of(call, "state"), "confirmed");

	table_add(table, text_of(stream, "media"));
	table_own(table, endpoint_text(json_object_get(binding, "inside")));
	table_add(table, "<->");
	table_own(table, endpoint_text(json_object_get(binding, "advertised")));
	table_add(table, "<->");
	table_own(table, endpoint_text(json_object_get(stream, "remote")));
	add_way(table, answered, binding, "out");
	add_way(table, answered, binding, "in");
}

void print_calls(const json_t *calls)
{
	static const char *const titles[] = {
		"CALL-ID", "STATE", "AGE", "FROM", "", "TO", "MEDIA", "INSIDE", "", "OUTSIDE", "",
		"REMOTE", "OUT", "IN"
	};
	struct table table = { .columns = ARRAY_SIZE(titles) };
	const json_t *list = json_object_get(calls, "calls");
	const json_t *call, *streams, *stream;
	bool uncounted = false;
	size_t i, j;

	if (!json_array_size(list)) {
		puts("no calls");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(titles); i++)
		table_add(&table, titles[i]);
	json_array_foreach(list, i, call) {
		streams = json_object_get(call, "streams");
		json_array_foreach(streams, j, stream) {
			add_call(&table, call, !j);
			add_stream(&table, call, stream);
		}
		if (!json_array_size(streams)) {
			add_call(&table, call, true);
			for (j = CALL_COLUMNS; j < ARRAY_SIZE(titles); j++)
				table_add(&table, j == CALL_COLUMNS ? "-" : "");
		}
		uncounted |= call_is_uncounted(call);
	}
	table_print(&table);
	if (uncounted)
		print_uncounted();
}

enum exit_code show_calls(const struct call *call)
{
	return show_subject(call->json, fetch_calls, print_calls);
}
