// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "nft.h"
#include "rules.h"
#include "show.h"

/* Somebody else may change the ruleset between our look and our change; so often we look again. */
#define ATTEMPTS	10

/* The packets that a rule has seen are no part of what it is. */
static json_t *line_of(const json_t *rule, const struct rules_chain *chain)
{
	const json_t *range = json_array_get(json_object_get(rule, "ports"), 0);
	const char *protocol = json_string_value(json_object_get(rule, "protocol"));
	const char *helper =
		json_string_value(json_array_get(json_object_get(rule, "helpers"), 0));

	if (!json_is_true(json_object_get(rule, "plain")) || !protocol || !helper ||
	    strncmp(helper, "sip-", 4) || strcmp(helper + 4, protocol) || !range ||
	    json_array_size(json_object_get(rule, "ports")) != 1 ||
	    json_array_size(json_object_get(rule, "helpers")) != 1)
		return json_null();
	return json_pack("{s:O, s:s, s:O, s:O}", "device", json_object_get(rule, chain->key),
			 "protocol", protocol, "first", json_object_get(range, "first"), "last",
			 json_object_get(range, "last"));
}

static json_t *lines_of(const json_t *ruleset, const struct rules_chain *chain)
{
	json_t *lines = json_array();
	const json_t *rule;
	size_t i;

	json_array_foreach(json_object_get(ruleset, "rules"), i, rule)
		if (!strcmp(json_string_value(json_object_get(rule, "chain")), chain->name))
			json_array_append_new(lines, line_of(rule, chain));
	return lines;
}

static void add_once(json_t *list, json_t *value)
{
	const json_t *known;
	size_t i;

	if (!value || json_is_null(value))
		return;
	json_array_foreach(list, i, known)
		if (json_equal(known, value))
			return;
	json_array_append(list, value);
}

/* The plan that would make these lines, if any does */
static json_t *plan_of(const json_t *lines)
{
	json_t *plan = json_pack("{s:[], s:[], s:[]}", "ports", "devices", "protocols"), *port;
	const json_t *line;
	size_t i;

	json_array_foreach(lines, i, line) {
		if (json_is_null(line))
			continue;
		port = json_pack("{s:O, s:O}", "first", json_object_get(line, "first"), "last",
				 json_object_get(line, "last"));
		add_once(json_object_get(plan, "ports"), port);
		json_decref(port);
		add_once(json_object_get(plan, "devices"), json_object_get(line, "device"));
		add_once(json_object_get(plan, "protocols"), json_object_get(line, "protocol"));
	}
	return plan;
}

static bool has_chain(const json_t *ruleset, const struct rules_chain *wanted)
{
	const json_t *chain;
	size_t i;

	json_array_foreach(json_object_get(ruleset, "chains"), i, chain)
		if (!strcmp(json_string_value(json_object_get(chain, "chain")), wanted->name))
			return !strcmp(json_string_value(json_object_get(chain, "hook")),
				       wanted->hook) &&
			       !strcmp(json_string_value(json_object_get(chain, "type")), "filter") &&
			       !json_integer_value(json_object_get(chain, "priority")) &&
			       !strcmp(json_string_value(json_object_get(chain, "policy")), "accept");
	return false;
}

/* Each protocol's helper is what its name says, and there are no others. */
static bool has_helpers(const json_t *ruleset, const json_t *plan)
{
	const json_t *helpers = json_object_get(ruleset, "helpers"), *helper;
	size_t i;

	json_array_foreach(helpers, i, helper) {
		const char *protocol = json_string_value(json_object_get(helper, "protocol"));
		const char *name = json_string_value(json_object_get(helper, "name"));

		if (strncmp(name, "sip-", 4) || strcmp(name + 4, protocol) ||
		    strcmp(json_string_value(json_object_get(helper, "type")), RULES_HELPER))
			return false;
	}
	return json_array_size(helpers) == json_array_size(json_object_get(plan, "protocols"));
}

/* The plan, or null if it is not what is there */
static json_t *followed_plan(const json_t *ruleset)
{
	json_t *lines = lines_of(ruleset, &rules_chains[0]), *plan = plan_of(lines), *wanted, *own;
	size_t nrules = json_array_size(json_object_get(ruleset, "rules"));
	bool same;

	wanted = rules_lines(plan);
	own = lines_of(ruleset, &rules_chains[1]);
	same = json_array_size(lines) && json_equal(lines, wanted) && json_equal(own, wanted) &&
	       nrules == 2 * json_array_size(wanted) && has_helpers(ruleset, plan) &&
	       has_chain(ruleset, &rules_chains[0]) && has_chain(ruleset, &rules_chains[1]);
	json_decref(lines);
	json_decref(own);
	json_decref(wanted);
	if (same)
		return plan;
	json_decref(plan);
	return json_null();
}

json_t *rules_read(struct netlink *netlink, json_t **ruleset, const char **found)
{
	const char *comment;
	const json_t *table;
	int error;

	*ruleset = nft_read(netlink, RULES_TABLE, &error);
	if (!*ruleset) {
		nft_failed(error);
		return NULL;
	}
	table = json_array_get(json_object_get(*ruleset, "tables"), 0);
	comment = json_string_value(json_object_get(table, "comment"));
	*found = !table ? NULL : comment && !strcmp(comment, RULES_COMMENT) ? "ours" : "foreign";
	return followed_plan(*ruleset);
}

/* @plan: NULL: there is to be no table */
static int change_once(struct netlink *netlink, const json_t *plan)
{
	const char *found;
	json_t *ruleset, *there = rules_read(netlink, &ruleset, &found);
	int error = 0;

	if (!there)
		return EIO;
	if (found && strcmp(found, "ours")) {
		tell("a table \"inet " RULES_TABLE "\" is there that \"rules add\" has not made: if it is "
		     "not needed, nft delete table inet " RULES_TABLE);
		error = EIO;
	} else if (plan ? !found || !json_equal(there, plan) : found != NULL) {
		error = rules_replace(netlink, plan,
				      json_integer_value(json_object_get(ruleset, "generation")));
	}
	json_decref(there);
	json_decref(ruleset);
	return error;
}

static enum exit_code change(const json_t *plan)
{
	struct netlink *netlink = netlink_open_bus(NETLINK_NETFILTER);
	int error = ERESTART, attempt;

	if (!netlink)
		return EXIT_FAILED;
	for (attempt = 0; error == ERESTART && attempt < ATTEMPTS; attempt++)
		error = change_once(netlink, plan);
	if (error == ERESTART)
		tell("the rules change all the time: try again");
	netlink_close(netlink);
	return error ? EXIT_FAILED : EXIT_DONE;
}

enum exit_code rules_add(const struct call *call)
{
	enum exit_code code;
	json_t *plan;

	if (given(call, "print") && call->json)
		return misused("--print is for nft, which does not take this as JSON");
	plan = rules_plan(call, &code);
	if (!plan)
		return code;
	if (given(call, "print")) {
		rules_print(plan);
		code = EXIT_DONE;
	} else {
		code = change(plan);
	}
	json_decref(plan);
	return code;
}

enum exit_code rules_del(const struct call *call)
{
	return call->argc ? usage_error(call) : change(NULL);
}

static void count(json_t *subject, const json_t *ruleset)
{
	json_int_t packets = 0;
	const json_t *rule;
	size_t i;

	json_array_foreach(json_object_get(ruleset, "rules"), i, rule)
		packets += json_integer_value(json_object_get(rule, "packets"));
	json_object_set_new(subject, "packets", json_integer(packets));
	json_object_set_new(subject, "rules",
			    json_integer(json_array_size(json_object_get(ruleset, "rules"))));
}

static json_t *fetch_rules(struct netlink *netlink)
{
	const char *found;
	json_t *ruleset, *plan = rules_read(netlink, &ruleset, &found), *subject;

	if (!plan)
		return NULL;
	subject = json_pack("{s:s, s:s, s:s, s:s?, s:n, s:n, s:n}", "family", "inet", "table",
			    RULES_TABLE, "state",
			    !found ? "absent" : !strcmp(found, "foreign") ? "foreign" :
			    json_is_null(plan) ? "changed" : "whole",
			    "arguments", NULL, "ports", "devices", "protocols");
	if (!json_is_null(plan)) {
		char *words = rules_words(plan);

		json_object_set_new(subject, "arguments", json_string(words));
		free(words);
		json_object_update(subject, plan);
	}
	count(subject, ruleset);
	json_decref(plan);
	json_decref(ruleset);
	return subject;
}

static void print_rules(const json_t *subject)
{
	const char *state = json_string_value(json_object_get(subject, "state"));

	if (!strcmp(state, "absent"))
		puts("no rules");
	else if (!strcmp(state, "foreign"))
		puts("a table \"inet " RULES_TABLE "\" that sipnat-ctl has not made");
	else if (!strcmp(state, "changed"))
		puts("rules that somebody else has changed");
	else
		printf("%s\npackets %lld\n",
		       json_string_value(json_object_get(subject, "arguments")),
		       (long long)json_integer_value(json_object_get(subject, "packets")));
}

enum exit_code rules_show(const struct call *call)
{
	struct netlink *netlink;
	json_t *subject;

	if (call->argc)
		return usage_error(call);
	netlink = netlink_open_bus(NETLINK_NETFILTER);
	if (!netlink)
		return EXIT_FAILED;
	subject = fetch_rules(netlink);
	netlink_close(netlink);
	if (!subject)
		return EXIT_FAILED;
	show_printed(call->json, subject, print_rules);
	return EXIT_DONE;
}
