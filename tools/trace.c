// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "addr.h"
#include "color.h"
#include "listen.h"
#include "message.h"
#include "names.h"
#include "show.h"
#include "stamp.h"

const struct ctl_option trace_options[] = {
	{ 0, "call-id", "ID", "only messages with this Call-ID" },
	{ 0, "addr", "ADDRESS", "only messages from, to or shown as it" },
	{ 0, "buffer", "BYTES", "how much may wait to be read (default 8388608)" },
	{}
};

/**
 * struct tracing - what is printed of what is told
 * @json: --json
 * @call_id: --call-id, or NULL
 * @addr: --addr as inet_ntop() has it, or ""
 */
struct tracing {
	bool json;
	const char *call_id;
	char addr[INET6_ADDRSTRLEN];
};

static void take_head(json_t *trace, const struct nlattr *attr)
{
	switch (mnl_attr_get_type(attr)) {
	case SIPNAT_TRACE_TIME:
		json_object_set_new(trace, "time", stamp_json(mnl_attr_get_u64(attr)));
		break;
	case SIPNAT_TRACE_OUTCOME:
		json_object_set_new(trace, "outcome",
				    json_string(stat_name(mnl_attr_get_u8(attr))));
		break;
	case SIPNAT_TRACE_DROPPED:
		json_object_set_new(trace, "dropped", json_true());
		break;
	case SIPNAT_TRACE_SIDE:
		json_object_set_new(trace, "side",
				    json_string(name_of(side_names, mnl_attr_get_u8(attr))));
		break;
	case SIPNAT_TRACE_PROTO:
		json_object_set_new(trace, "protocol",
				    json_string(protocol_name(mnl_attr_get_u8(attr))));
		break;
	case SIPNAT_TRACE_FROM:
		json_object_set_new(trace, "from", decode_endpoint(attr));
		break;
	case SIPNAT_TRACE_TO:
		json_object_set_new(trace, "to", decode_endpoint(attr));
		break;
	case SIPNAT_TRACE_SHOWN:
		json_object_set_new(trace, "shown", decode_endpoint(attr));
		break;
	case SIPNAT_TRACE_ZONE:
		json_object_set_new(trace, "zone", json_integer(mnl_attr_get_u16(attr)));
		break;
	case SIPNAT_TRACE_CALL_ID:
		json_object_set_new(trace, "call_id",
				    decode_bytes(mnl_attr_get_payload(attr),
						 mnl_attr_get_payload_len(attr)));
		break;
	}
}

static json_t *decode_head(const struct nlattr *attr)
{
	json_t *trace = json_pack("{s:s, s:s, s:b, s:s, s:s, s:n, s:n, s:n, s:i, s:n}",
				  "time", "", "outcome", "unknown", "dropped", 0, "side",
				  "unknown", "protocol", "unknown", "from", "to", "shown",
				  "zone", 0, "call_id");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr)
		take_head(trace, pos);
	return trace;
}

static const char *string_of(const json_t *object, const char *key)
{
	const char *string = json_string_value(json_object_get(object, key));

	return string ? string : "";
}

static bool is_at(const json_t *trace, const char *key, const char *addr)
{
	return !strcmp(string_of(json_object_get(trace, key), "address"), addr);
}

static bool is_wanted(const struct tracing *tracing, const json_t *trace)
{
	if (tracing->call_id && strcmp(string_of(trace, "call_id"), tracing->call_id))
		return false;
	return !tracing->addr[0] || is_at(trace, "from", tracing->addr) ||
	       is_at(trace, "to", tracing->addr) || is_at(trace, "shown", tracing->addr);
}

static void print_endpoint(const char *before, const json_t *endpoint)
{
	char *text = endpoint_text(endpoint);

	printf("%s%s", before, text ? text : "-");
	free(text);
}

/* A keepalive is all in its head. */
static void print_trace(const json_t *trace, const struct message *message)
{
	const char *outcome = string_of(trace, "outcome");
	const char *meaning = reason_meaning(outcome);

	printf("%s%s %s", color(COLOR_BOLD), stamp_text(string_of(trace, "time")),
	       string_of(trace, "protocol"));
	print_endpoint(" ", json_object_get(trace, "from"));
	print_endpoint(" -> ", json_object_get(trace, "to"));
	print_endpoint(", shown as ", json_object_get(trace, "shown"));
	printf(", %s: %s%s%s%s\n", string_of(trace, "side"),
	       json_is_true(json_object_get(trace, "dropped")) ? "dropped, " : "", outcome,
	       color_end(), "");
	if (!strcmp(outcome, "keepalive"))
		return;
	if (strcmp(outcome, "rewritten") && strcmp(outcome, "unchanged") && meaning)
		printf("%s! %s%s\n", color(COLOR_YELLOW), meaning, color_end());
	message_print(message);
	putchar('\n');
}

static void print_json(json_t *trace, const struct message *message)
{
	message_describe(message, trace);
	json_dumpf(trace, stdout, JSON_COMPACT);
	putchar('\n');
}

static void take(const struct nlmsghdr *answer, void *arg)
{
	const struct tracing *tracing = arg;
	struct message message = {};
	const struct nlattr *attr;
	json_t *trace = NULL;

	netlink_for_each(attr, answer) {
		if (mnl_attr_get_type(attr) == SIPNAT_A_TRACE && !trace)
			trace = decode_head(attr);
		else
			message_take(&message, attr);
	}
	if (trace && is_wanted(tracing, trace)) {
		if (tracing->json)
			print_json(trace, &message);
		else
			print_trace(trace, &message);
	}
	json_decref(trace);
	message_free(&message);
}

static bool lost(void *arg)
{
	const struct tracing *tracing = arg;
	json_t *line = json_pack("{s:o, s:s}", "time", stamp_now(), "outcome", "lost");

	if (tracing->json) {
		json_dumpf(line, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		printf("%s%s messages were lost here%s\n\n", color(COLOR_RED),
		       stamp_text(string_of(line, "time")), color_end());
	}
	json_decref(line);
	return true;
}

static bool choose(struct tracing *tracing, const char *text)
{
	struct addr addr;

	if (!text)
		return true;
	if (!addr_read(text, &addr))
		return false;
	addr_write(&addr, tracing->addr);
	return true;
}

enum exit_code trace(const struct call *call)
{
	struct tracing tracing = { .json = call->json, .call_id = given(call, "call-id") };
	const struct listener listener = {
		.group = SIPNAT_GENL_GROUP_TRACE, .take = take, .lost = lost, .arg = &tracing,
	};
	struct netlink *netlink;
	enum exit_code code;

	if (call->argc)
		return usage_error(call);
	if (!choose(&tracing, given(call, "addr")))
		return misused("--addr %s: that is no address", given(call, "addr"));
	netlink = netlink_open();
	if (!netlink)
		return EXIT_FAILED;
	code = listen_to(call, netlink, &listener);
	netlink_close(netlink);
	return code;
}
