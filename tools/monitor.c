// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "color.h"
#include "listen.h"
#include "names.h"
#include "show.h"
#include "stamp.h"

/* What can be asked for: the first word of an event's name, and that with an s */
static const char *const subjects[] = { "calls", "bindings", "registrations", "messages" };

/**
 * struct monitor - what is told to whom
 * @netlink: for what there is now
 * @json: --json
 * @wanted: of @subjects; 0: all
 */
struct monitor {
	struct netlink *netlink;
	bool json;
	unsigned int wanted;
};

static void set_name(json_t *event, const char *key, const char *name)
{
	json_object_set_new(event, key, json_string(name));
}

static void set_bytes(json_t *event, const char *key, const struct nlattr *attr)
{
	json_object_set_new(event, key, decode_bytes(mnl_attr_get_payload(attr),
						     mnl_attr_get_payload_len(attr)));
}

static void take_attr(json_t *event, const struct nlattr *attr)
{
	switch (mnl_attr_get_type(attr)) {
	case SIPNAT_EVENT_KIND:
		set_name(event, "event", name_of(event_names, mnl_attr_get_u8(attr)));
		break;
	case SIPNAT_EVENT_TIME:
		json_object_set_new(event, "time", stamp_json(mnl_attr_get_u64(attr)));
		break;
	case SIPNAT_EVENT_CALL_ID:
		set_bytes(event, "call_id", attr);
		break;
	case SIPNAT_EVENT_ZONE:
		json_object_set_new(event, "zone", json_integer(mnl_attr_get_u16(attr)));
		break;
	case SIPNAT_EVENT_END:
		set_name(event, "reason", name_of(end_names, mnl_attr_get_u8(attr)));
		break;
	case SIPNAT_EVENT_STATUS:
		json_object_set_new(event, "status", json_integer(mnl_attr_get_u16(attr)));
		break;
	case SIPNAT_EVENT_STAT:
		set_name(event, "reason", stat_name(mnl_attr_get_u8(attr)));
		break;
	case SIPNAT_EVENT_PLACE:
		set_name(event, "place", name_of(spot_names, mnl_attr_get_u8(attr)));
		break;
	case SIPNAT_EVENT_ORDINAL:
		json_object_set_new(event, "element", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_EVENT_WHY:
		set_name(event, "reason", name_of(why_names, mnl_attr_get_u8(attr)));
		break;
	case SIPNAT_EVENT_LINE:
		set_bytes(event, "line", attr);
		break;
	case SIPNAT_EVENT_PROTO:
		set_name(event, "protocol", protocol_name(mnl_attr_get_u8(attr)));
		break;
	case SIPNAT_EVENT_FROM:
		json_object_set_new(event, "from", decode_endpoint(attr));
		break;
	case SIPNAT_EVENT_TO:
		json_object_set_new(event, "to", decode_endpoint(attr));
		break;
	case SIPNAT_EVENT_BINDING:
		json_object_set_new(event, "binding", decode_binding(attr));
		break;
	case SIPNAT_EVENT_REGISTRATION:
		json_object_set_new(event, "registration", decode_registration(attr));
		break;
	}
}

static json_t *decode_event(const struct nlattr *attr)
{
	json_t *event = json_pack("{s:s, s:s}", "event", "unknown", "time", "");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr)
		take_attr(event, pos);
	return event;
}

static const char *string_of(const json_t *event, const char *key)
{
	const char *string = json_string_value(json_object_get(event, key));

	return string ? string : "";
}

static void print_endpoint(const char *before, const json_t *endpoint)
{
	char *text = endpoint_text(endpoint);

	printf("%s%s", before, text ? text : "-");
	free(text);
}

static void print_parties(const json_t *event)
{
	const json_t *from = json_object_get(event, "from");

	if (!from)
		return;
	printf(" %s", string_of(event, "protocol"));
	print_endpoint(" ", from);
	print_endpoint(" -> ", json_object_get(event, "to"));
}

static void print_binding(const json_t *binding)
{
	if (!binding)
		return;
	printf(" %s %s", string_of(binding, "kind"), string_of(binding, "protocol"));
	print_endpoint(" ", json_object_get(binding, "inside"));
	print_endpoint(" <-> ", json_object_get(binding, "advertised"));
}

static void print_registration(const json_t *registration)
{
	if (!registration)
		return;
	printf(" %s %s", string_of(registration, "address_of_record"),
	       string_of(registration, "protocol"));
	print_endpoint(" ", json_object_get(registration, "inside"));
	print_endpoint(" <-> ", json_object_get(registration, "outside"));
}

/* Of a message that was read in part, what was left of it */
static void print_place(const json_t *event)
{
	const char *place = string_of(event, "place");
	json_int_t element = json_integer_value(json_object_get(event, "element"));

	if (!*place)
		return;
	printf(", left: %s", place);
	if (element)
		printf(" %" JSON_INTEGER_FORMAT, element);
}

static void print_reason(const json_t *event)
{
	const char *reason = string_of(event, "reason");
	json_int_t status = json_integer_value(json_object_get(event, "status"));

	if (!*reason)
		return;
	print_place(event);
	printf(", %s", reason);
	if (status)
		printf(" %" JSON_INTEGER_FORMAT, status);
	if (reason_meaning(reason))
		printf(" (%s)", reason_meaning(reason));
}

static enum color color_of(const char *name)
{
	if (!strcmp(name, "message-dropped"))
		return COLOR_RED;
	if (!strcmp(name, "message-untouched") || !strcmp(name, "message-partly-read"))
		return COLOR_YELLOW;
	return strncmp(name, "call-", 5) ? COLOR_CYAN : COLOR_GREEN;
}

/* when what  who, why */
static void print_event(const json_t *event)
{
	const char *name = string_of(event, "event"), *line = string_of(event, "line");
	const char *call_id = string_of(event, "call_id");

	printf("%s %s%-20s%s", stamp_text(string_of(event, "time")), color(color_of(name)), name,
	       color_end());
	print_binding(json_object_get(event, "binding"));
	print_registration(json_object_get(event, "registration"));
	if (*call_id)
		printf(" %s", call_id);
	print_parties(event);
	if (*line)
		printf(" \"%s\"", line);
	print_reason(event);
	putchar('\n');
}

/* Each on a line of its own */
static void print_line(const json_t *json)
{
	json_dumpf(json, stdout, JSON_COMPACT);
	putchar('\n');
}

static bool is_wanted(const struct monitor *monitor, const char *name)
{
	size_t i, len = strcspn(name, "-");

	for (i = 0; i < ARRAY_SIZE(subjects); i++)
		if (strlen(subjects[i]) == len + 1 && !strncmp(subjects[i], name, len))
			return !monitor->wanted || monitor->wanted & 1 << i;
	return true;
}

static void take(const struct nlmsghdr *message, void *arg)
{
	const struct monitor *monitor = arg;
	const struct nlattr *attr;
	json_t *event;

	netlink_for_each(attr, message) {
		if (mnl_attr_get_type(attr) != SIPNAT_A_EVENT)
			continue;
		event = decode_event(attr);
		if (!is_wanted(monitor, string_of(event, "event")))
			;
		else if (monitor->json)
			print_line(event);
		else
			print_event(event);
		json_decref(event);
	}
}

/* From here on what there is now is known again, and what follows is what has become of it. */
static bool lost(void *arg)
{
	const struct monitor *monitor = arg;
	json_t *calls = fetch_calls(monitor->netlink);
	json_t *registrations = calls ? fetch_registrations(monitor->netlink) : NULL;
	json_t *state;

	if (!registrations) {
		json_decref(calls);
		return false;
	}
	state = json_pack("{s:s, s:o, s:o, s:o}", "event", "lost", "time", stamp_now(), "calls",
			  calls, "registrations", registrations);
	if (monitor->json) {
		print_line(state);
	} else {
		printf("%s %s%-20s%s events were lost; this is what there is now:\n",
		       stamp_text(string_of(state, "time")), color(COLOR_RED), "lost",
		       color_end());
		print_calls(calls);
		print_registrations(registrations);
	}
	json_decref(state);
	return true;
}

static bool choose(struct monitor *monitor, const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(subjects); i++) {
		if (strcmp(word, subjects[i]))
			continue;
		monitor->wanted |= 1 << i;
		return true;
	}
	return false;
}

enum exit_code monitor(const struct call *call)
{
	struct monitor monitor = { .json = call->json };
	const struct listener listener = {
		.group = SIPNAT_GENL_GROUP_EVENTS, .take = take, .lost = lost, .arg = &monitor,
	};
	enum exit_code code;
	int i;

	for (i = 0; i < call->argc; i++)
		if (!choose(&monitor, call->argv[i]))
			return misused("there are no events about \"%s\": it is calls, bindings, "
				       "registrations or messages", call->argv[i]);
	monitor.netlink = netlink_open();
	if (!monitor.netlink)
		return EXIT_FAILED;
	code = listen_to(call, monitor.netlink, &listener);
	netlink_close(monitor.netlink);
	return code;
}
