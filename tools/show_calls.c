// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "names.h"
#include "show.h"
#include "table.h"

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

static json_t *decode_call(const struct nlattr *attr)
{
	json_t *call = json_pack("{s:s, s:s, s:i, s:i, s:[]}", "call_id", "", "state", "unknown",
				 "age", 0, "idle", 0, "streams");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_DIALOG_CALL_ID:
			json_object_set_new(call, "call_id",
					    decode_bytes(mnl_attr_get_payload(pos),
							 mnl_attr_get_payload_len(pos)));
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

/* The first three columns, empty in all rows of a call but the first */
static void add_call(struct table *table, const json_t *call, bool first)
{
	unsigned int age = json_integer_value(json_object_get(call, "age"));
	char *text = NULL;

	if (!first) {
		table_add(table, "");
		table_add(table, "");
		table_add(table, "");
		return;
	}
	table_add(table, json_string_value(json_object_get(call, "call_id")));
	table_add(table, json_string_value(json_object_get(call, "state")));
	if (asprintf(&text, "%u:%02u:%02u", age / 3600, age / 60 % 60, age % 60) < 0)
		text = NULL;
	table_own(table, text);
}

/* One row a stream: RTCP goes along with its RTP, and is in the bindings. */
static void add_stream(struct table *table, const json_t *stream)
{
	const json_t *binding = json_array_get(json_object_get(stream, "bindings"), 0);

	table_add(table, json_string_value(json_object_get(stream, "media")));
	table_own(table, endpoint_text(json_object_get(binding, "inside")));
	table_add(table, "<->");
	table_own(table, endpoint_text(json_object_get(binding, "advertised")));
	table_add(table, "<->");
	table_own(table, endpoint_text(json_object_get(stream, "remote")));
}

void print_calls(const json_t *calls)
{
	static const char *const titles[] = {
		"CALL-ID", "STATE", "AGE", "MEDIA", "INSIDE", "", "OUTSIDE", "", "REMOTE"
	};
	struct table table = { .columns = ARRAY_SIZE(titles) };
	const json_t *list = json_object_get(calls, "calls");
	const json_t *call, *streams, *stream;
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
			add_stream(&table, stream);
		}
		if (!json_array_size(streams)) {
			add_call(&table, call, true);
			for (j = 3; j < ARRAY_SIZE(titles); j++)
				table_add(&table, j == 3 ? "-" : "");
		}
	}
	table_print(&table);
}

enum exit_code show_calls(const struct call *call)
{
	return show_subject(call->json, fetch_calls, print_calls);
}
