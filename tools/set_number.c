// SPDX-License-Identifier: GPL-2.0
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

static enum exit_code set_number(const struct setting *setting, const char *text)
{
	struct set set;
	uint32_t value;

	if (!number_read(text, setting->min, setting->max, &value))
		return misused("%s is a number from %u to %u%s, not \"%s\"", setting->name,
			       setting->min, setting->max, setting->unit, text);
	if (!set_begin(&set))
		return EXIT_FAILED;
	mnl_attr_put_u32(set.request, setting->attr, value);
	return set_end(&set);
}

enum exit_code set_timeout(const struct call *call)
{
	if (call->argc != 1)
		return usage_error(call);
	return set_number(find(timeouts, call->command->noun), call->argv[0]);
}

enum exit_code set_limit(const struct call *call)
{
	const struct setting *setting = call->argc == 2 ? find(limits, call->argv[0]) : NULL;

	return setting ? set_number(setting, call->argv[1]) : usage_error(call);
}
