// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "addr.h"
#include "conntrack.h"
#include "doctor.h"
#include "host.h"
#include "legacy.h"
#include "names.h"
#include "nft.h"
#include "show.h"
#include "wire.h"

const char *string_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

json_int_t number_in(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

bool ranges_meet(const json_t *ranges, json_int_t first, json_int_t last)
{
	const json_t *range;
	size_t i;

	json_array_foreach(ranges, i, range)
		if (first <= number_in(range, "last") && number_in(range, "first") <= last)
			return true;
	return false;
}

bool has_port(const json_t *ranges, json_int_t port)
{
	return ranges_meet(ranges, port, port);
}

char *ranges_text(const json_t *ranges)
{
	const json_t *range;
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	json_array_foreach(ranges, i, range) {
		fprintf(out, "%s%lld", i ? "," : "", (long long)number_in(range, "first"));
		if (number_in(range, "first") != number_in(range, "last"))
			fprintf(out, "-%lld", (long long)number_in(range, "last"));
	}
	fclose(out);
	return text;
}

bool is_within(const char *address, const char *network)
{
	struct addr addr, net;
	uint8_t prefix;

	if (!addr_read(address, &addr) || !prefix_read(network, &net, &prefix) ||
	    addr.family != net.family)
		return false;
	addr_cut(&addr, prefix);
	return !memcmp(addr.bytes, net.bytes, net.len);
}

bool is_inside(const struct exam *exam, const char *address)
{
	const json_t *network;
	size_t i;

	json_array_foreach(json_object_get(exam->config, "localnets"), i, network)
		if (is_within(address, json_string_value(network)))
			return true;
	return false;
}

/* The localnets that a namespace begins with, too */
static const char *const default_localnets[] = {
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7",
};

bool is_private(const char *address)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(default_localnets); i++)
		if (is_within(address, default_localnets[i]))
			return true;
	return false;
}

static bool is_default(const char *network)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(default_localnets); i++)
		if (!strcmp(network, default_localnets[i]))
			return true;
	return false;
}

bool is_chosen(const struct exam *exam, const char *address)
{
	const json_t *list = json_object_get(exam->config, "localnets"), *network;
	bool in_default = false;
	size_t i, n = 0;

	json_array_foreach(list, i, network) {
		if (is_default(json_string_value(network))) {
			n++;
			in_default |= is_within(address, json_string_value(network));
		} else if (is_within(address, json_string_value(network))) {
			return true;
		}
	}
	/* The module sees it so, too: all of the defaults are as much as none of them. */
	return in_default && n < ARRAY_SIZE(default_localnets);
}

bool is_own(const struct exam *exam, const char *address)
{
	const json_t *interface;
	size_t i;

	json_array_foreach(exam->interfaces, i, interface)
		if (!strcmp(string_of(interface, "address"), address))
			return true;
	return false;
}

bool waits_for_sip(const struct exam *exam)
{
	const json_t *listener;
	size_t i;

	json_array_foreach(exam->listeners, i, listener)
		if (has_port(exam->ports, number_in(listener, "port")))
			return true;
	return false;
}

static bool same_table(const json_t *one, const json_t *other)
{
	return !strcmp(string_of(one, "family"), string_of(other, "family")) &&
	       !strcmp(string_of(one, "table"), string_of(other, "table")) &&
	       !strcmp(string_of(one, "legacy"), string_of(other, "legacy"));
}

bool gives_to(const struct exam *exam, const json_t *rule, const char *type)
{
	const json_t *helper, *name;
	size_t i, j;

	if (!strcmp(string_of(rule, "xt_helper"), type))
		return true;
	json_array_foreach(json_object_get(rule, "helpers"), i, name)
		json_array_foreach(json_object_get(exam->ruleset, "helpers"), j, helper)
			if (same_table(rule, helper) &&
			    !strcmp(string_of(helper, "name"), json_string_value(name)) &&
			    !strcmp(string_of(helper, "type"), type))
				return true;
	return false;
}

const char *hook_of(const struct exam *exam, const json_t *rule)
{
	const json_t *chain;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "chains"), i, chain)
		if (same_table(rule, chain) &&
		    !strcmp(string_of(rule, "chain"), string_of(chain, "chain")))
			return string_of(chain, "hook");
	return NULL;
}

char *deletion_of(const json_t *rule)
{
	const char *legacy = string_of(rule, "legacy"), *line = string_of(rule, "line");
	char *text = NULL;
	int len;

	if (*legacy)
		len = asprintf(&text, "%s -t %s -D%s", legacy, string_of(rule, "table"), line + 2);
	else
		len = asprintf(&text, "nft delete rule %s %s %s handle %lld",
			       string_of(rule, "family"), string_of(rule, "table"),
			       string_of(rule, "chain"), (long long)number_in(rule, "handle"));
	if (len < 0)
		abort();
	return text;
}

/* Ports of the rules that give flows to sipnat; "no port" is any, which says nothing about SIP. */
static json_t *sip_ports(const struct exam *exam)
{
	json_t *ports = json_array();
	const json_t *rule, *range;
	size_t i, j;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule) {
		if (!gives_to(exam, rule, "sipnat"))
			continue;
		json_array_foreach(json_object_get(rule, "ports"), j, range)
			if (!ranges_meet(ports, number_in(range, "first"), number_in(range, "last")))
				json_array_append(ports, (json_t *)range);
	}
	if (!json_array_size(ports))
		json_array_append_new(ports, json_pack("{s:i, s:i}", "first", 5060, "last", 5060));
	return ports;
}

static json_t *grown(const json_t *before, const json_t *after)
{
	const json_t *old = json_object_get(before, "counters");
	json_t *growth = json_object(), *value;
	const char *name;

	json_object_foreach(json_object_get(after, "counters"), name, value)
		json_object_set_new(growth, name,
				    json_integer(json_integer_value(value) - number_in(old, name)));
	return growth;
}

/* Looks on for a while. */
static bool watch(struct exam *exam, struct netlink *netlink, unsigned int seconds)
{
	json_t *before = fetch_stats(netlink), *after = NULL;

	if (before)
		exam->seen = wire_watch(exam->ports, seconds);
	if (exam->seen)
		after = fetch_stats(netlink);
	if (after)
		exam->grown = grown(before, after);
	json_decref(before);
	json_decref(after);
	return exam->grown;
}

static bool ask_module(struct exam *exam, struct netlink *netlink, unsigned int seconds)
{
	json_t *table;

	if (seconds && !watch(exam, netlink, seconds))
		return false;
	exam->config = fetch_config(netlink);
	exam->stats = exam->config ? fetch_stats(netlink) : NULL;
	table = exam->stats ? fetch_bindings(netlink) : NULL;
	exam->bindings = json_incref(json_object_get(table, "bindings"));
	json_decref(table);
	return exam->bindings;
}

/* A module that is not there is a finding, and not loaded for a look. */
static bool gather_module(struct exam *exam, unsigned int seconds)
{
	struct netlink *netlink;
	bool done;

	if (access("/sys/module/sipnat", F_OK))
		return true;
	netlink = netlink_open();
	if (!netlink)
		return false;
	done = ask_module(exam, netlink, seconds);
	netlink_close(netlink);
	return done;
}

static bool gather_rules(struct exam *exam, struct netlink *netlink)
{
	int error;

	exam->ruleset = nft_read(netlink, NULL, &error);
	if (!exam->ruleset && (error == EINVAL || error == EOPNOTSUPP))
		exam->ruleset = json_pack("{s:[], s:[], s:[]}", "chains", "helpers", "rules");
	if (!exam->ruleset) {
		nft_failed(error);
		return false;
	}
	exam->hidden = legacy_read(exam->ruleset);
	exam->ports = sip_ports(exam);
	return true;
}

/* The rules first: they tell which ports are to be watched. */
static bool gather(struct exam *exam, struct netlink *netlink, unsigned int seconds)
{
	if (!gather_rules(exam, netlink) || !gather_module(exam, seconds))
		return false;
	exam->flows = conntrack_read(netlink, exam->ports);
	exam->interfaces = host_interfaces();
	exam->listeners = host_listeners();
	exam->uplink = host_uplink();
	return true;
}

bool facts_gather(struct exam *exam, unsigned int seconds)
{
	struct netlink *netlink = netlink_open_bus(NETLINK_NETFILTER);
	bool done = netlink && gather(exam, netlink, seconds);

	netlink_close(netlink);
	if (!done)
		facts_forget(exam);
	return done;
}

void facts_forget(struct exam *exam)
{
	json_decref(exam->config);
	json_decref(exam->stats);
	json_decref(exam->bindings);
	json_decref(exam->grown);
	json_decref(exam->ruleset);
	json_decref(exam->hidden);
	json_decref(exam->flows);
	json_decref(exam->interfaces);
	json_decref(exam->listeners);
	json_decref(exam->seen);
	json_decref(exam->uplink);
	json_decref(exam->ports);
	*exam = (struct exam){};
}
