// SPDX-License-Identifier: GPL-2.0
/* The statistics in the text format of Prometheus, version 0.0.4, for node_exporter's textfile collector. */
#include <stdio.h>
#include <string.h>
#include "names.h"
#include "show.h"

/* Counters that are one metric, told apart by a label; all others are metrics of their own. */
static const struct {
	const char *name;
	const char *label;
	const char *help;
} families[] = {
	[STAT_MESSAGE] = { "sipnat_messages_total", "outcome",
		"messages that were understood, by what became of them" },
	[STAT_UNTOUCHED] = { "sipnat_messages_untouched_total", "reason",
		"messages left as they were, by the reason" },
};

/* What there is, and has a limit */
static const struct gauge {
	const char *what;
	const char *limit;
	const char *name;
	const char *help;
} gauges[] = {
	{ "dialogs", "dialogs", "sipnat_dialogs", "dialogs" },
	{ "bindings", "bindings", "sipnat_bindings", "bindings" },
	{ "registrations", "bindings", "sipnat_registrations", "registrations" },
	{ "connections", "connections", "sipnat_connections", "TCP connections" },
	{ "held", "held", "sipnat_held_bytes", "bytes held of TCP connections" },
};

static void print_head(const char *name, const char *help, const char *type)
{
	printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void print_value(const json_t *value)
{
	printf(" %lld\n", (long long)json_integer_value(value));
}

static void print_family(const json_t *counters, enum stat_family family)
{
	const json_t *value;
	unsigned int i;

	print_head(families[family].name, families[family].help, "counter");
	for (i = 1; i < ARRAY_SIZE(stat_names); i++) {
		value = json_object_get(counters, stat_names[i].name);
		if (!value || stat_names[i].family != family)
			continue;
		printf("%s{%s=\"%s\"}", families[family].name, families[family].label,
		       stat_names[i].name);
		print_value(value);
	}
}

static void print_alone(const struct stat_name *stat, const json_t *value)
{
	char name[64], *c;

	snprintf(name, sizeof(name), "sipnat_%s_total", stat->name);
	for (c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	print_head(name, stat->meaning, "counter");
	fputs(name, stdout);
	print_value(value);
}

static void print_gauge(const struct gauge *gauge, const char *which, const char *what, const json_t *value)
{
	char name[64], help[80];

	if (!value)
		return;
	snprintf(name, sizeof(name), "%s%s", gauge->name, which);
	snprintf(help, sizeof(help), "%s %s", gauge->help, what);
	print_head(name, help, "gauge");
	fputs(name, stdout);
	print_value(value);
}

static void print_version(const char *version)
{
	print_head("sipnat_module_info", "the module that is loaded", "gauge");
	fputs("sipnat_module_info{version=\"", stdout);
	for (; *version; version++)
		printf(*version == '\\' || *version == '"' ? "\\%c" : "%c", *version);
	fputs("\"} 1\n", stdout);
}

static void print_metrics(const json_t *all)
{
	const json_t *stats = json_object_get(all, "stats");
	const json_t *counters = json_object_get(stats, "counters"), *value;
	const json_t *limits = json_object_get(json_object_get(all, "config"), "limits");
	unsigned int i;

	print_version(json_string_value(json_object_get(stats, "module_version")));
	for (i = 0; i < ARRAY_SIZE(gauges); i++) {
		print_gauge(&gauges[i], "", "that there are", json_object_get(stats, gauges[i].what));
		print_gauge(&gauges[i], "_limit", "that there may be",
			    json_object_get(limits, gauges[i].limit));
	}
	print_family(counters, STAT_MESSAGE);
	print_family(counters, STAT_UNTOUCHED);
	for (i = 1; i < ARRAY_SIZE(stat_names); i++) {
		value = json_object_get(counters, stat_names[i].name);
		if (value && stat_names[i].family == STAT_ALONE)
			print_alone(&stat_names[i], value);
	}
}

static json_t *fetch_metrics(struct netlink *netlink)
{
	json_t *config = fetch_config(netlink);
	json_t *stats = config ? fetch_stats(netlink) : NULL;

	if (stats)
		return json_pack("{s:o, s:o}", "config", config, "stats", stats);
	json_decref(config);
	return NULL;
}

enum exit_code show_prometheus(void)
{
	return show_subject(false, fetch_metrics, print_metrics);
}
