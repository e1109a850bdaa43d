// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "number.h"
#include "set.h"

struct setting {
	const char *name;
	enum sipnat_config_attr attr;
	uint32_t min;
	uint32_t max;
	const char *unit;
};

static const struct setting timeouts[] = {
	{ "ring-timeout", SIPNAT_CONFIG_RING_TIMEOUT, SIPNAT_RING_TIMEOUT_MIN,
	  SIPNAT_RING_TIMEOUT_MAX, " seconds" },
	{ "call-timeout", SIPNAT_CONFIG_CALL_TIMEOUT, SIPNAT_CALL_TIMEOUT_MIN,
	  SIPNAT_CALL_TIMEOUT_MAX, " seconds" },
	{ "hold-timeout", SIPNAT_CONFIG_HOLD_TIMEOUT, SIPNAT_HOLD_TIMEOUT_MIN,
	  SIPNAT_HOLD_TIMEOUT_MAX, " seconds" },
	{}
};

static const struct setting limits[] = {
	{ "dialogs", SIPNAT_CONFIG_MAX_DIALOGS, 1, SIPNAT_DIALOGS_LIMIT, "" },
	{ "bindings", SIPNAT_CONFIG_MAX_BINDINGS, 1, SIPNAT_BINDINGS_LIMIT, "" },
	{ "streams", SIPNAT_CONFIG_MAX_STREAMS, 1, SIPNAT_STREAMS_LIMIT, "" },
	{ "dialogs-per-source", SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE, 0, SIPNAT_DIALOGS_LIMIT,
	  "" },
	{ "bindings-per-source", SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE, 0,
	  SIPNAT_BINDINGS_LIMIT, "" },
	{ "connections", SIPNAT_CONFIG_MAX_CONNECTIONS, 1, SIPNAT_CONNECTIONS_LIMIT, "" },
	{ "held", SIPNAT_CONFIG_MAX_HELD, SIPNAT_HELD_MIN, SIPNAT_HELD_LIMIT, " bytes" },
	{}
};

static const struct setting *find(const struct setting *settings, const char *name)
{
	for (; settings->name; settings++)
		if (!strcmp(settings->name, name))
			return settings;
	return NULL;
}

static enum exit_code put_number(struct set *set, const struct setting *setting, const char *text)
{
	uint32_t value;

	if (!strcmp(text, "default")) {
		set_default(set, setting->attr);
		return EXIT_DONE;
	}
	if (!number_read(text, setting->min, setting->max, &value))
		return misused("%s is a number from %u to %u%s, not \"%s\"", setting->name,
			       setting->min, setting->max, setting->unit, text);
	mnl_attr_put_u32(set->attrs, setting->attr, value);
	return EXIT_DONE;
}

/* ring-timeout SECONDS, or by its group: timeout ring SECONDS */
enum exit_code put_timeout(struct set *set, const struct call *call)
{
	bool grouped = !strcmp(call->command->noun, "timeout");
	const struct setting *setting;
	char name[32];

	if (call->argc != 1 + grouped)
		return usage_error(call);
	snprintf(name, sizeof(name), "%s%s", grouped ? call->argv[0] : call->command->noun,
		 grouped ? "-timeout" : "");
	setting = find(timeouts, name);
	if (!setting)
		return usage_error(call);
	set_name(set, "%s", setting->name);
	return put_number(set, setting, call->argv[grouped]);
}

enum exit_code put_limit(struct set *set, const struct call *call)
{
	const struct setting *setting = call->argc == 2 ? find(limits, call->argv[0]) : NULL;

	if (!setting)
		return usage_error(call);
	set_name(set, "limit %s", setting->name);
	return put_number(set, setting, call->argv[1]);
}
