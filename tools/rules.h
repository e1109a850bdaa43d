/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nftables rules that give flows to sipnat: table "sipnat" of family inet, which is sipnat-ctl's
 * own. What they do is told by a plan, the JSON that "rules show" prints a part of:
 *
 *	ports		[{first, last}], in order, without overlaps
 *	devices		[name] by which a flow comes in, or leaves if it is of this machine; none: any
 *	protocols	["udp", "tcp"] or one of them
 */
#ifndef SIPNAT_CTL_RULES_H
#define SIPNAT_CTL_RULES_H

#include <jansson.h>
#include "ctl.h"
#include "netlink.h"

#define RULES_TABLE	"sipnat"
#define RULES_COMMENT	"made by sipnat-ctl rules add"
#define RULES_HELPER	"sipnat"

/* How many of each a plan may have */
#define RULES_PORTS	32
#define RULES_DEVICES	32

/**
 * struct rules_chain - a chain of the table
 * @name: in the table
 * @hook: name and number
 * @device: what "meta" compares with the device's name
 * @key: key of a decoded rule that has it
 */
struct rules_chain {
	const char *name;
	const char *hook;
	unsigned int hooknum;
	const char *device;
	const char *key;
};

extern const struct rules_chain rules_chains[2];

/* rules_plan - from the arguments of "rules add"; NULL if they are wrong, with @code to return */
json_t *rules_plan(const struct call *call, enum exit_code *code);

/* rules_words - a plan as what "rules add" takes; for the caller to free */
char *rules_words(const json_t *plan);

/**
 * rules_lines - the rules of one chain, in order
 *
 * Return: [{device (or null), protocol, first, last}]
 */
json_t *rules_lines(const json_t *plan);

/* rules_print - a plan as text that nft takes */
void rules_print(const json_t *plan);

/**
 * rules_read - what there is
 * @netlink: to NETLINK_NETFILTER
 * @ruleset: all of it, for the caller
 * @found: "ours", "foreign", or NULL where there is no such table
 *
 * Return: the plan that the rules follow; null if they follow none; NULL on failure, which has been
 * told.
 */
json_t *rules_read(struct netlink *netlink, json_t **ruleset, const char **found);

/**
 * rules_replace - puts a table that follows the plan in the place of what there is, all at once
 * @netlink: to NETLINK_NETFILTER
 * @plan: NULL: there is to be no table
 * @generation: of the ruleset in which there was no foreign table
 *
 * Return: 0, ERESTART if the ruleset has changed since, EIO if it failed, which has been told.
 */
int rules_replace(struct netlink *netlink, const json_t *plan, uint32_t generation);

#endif
