// SPDX-License-Identifier: GPL-2.0
/* What the other rules do: filter, and translate */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "doctor.h"
#include "nft.h"

/* A chain that this one jumps to counts: that the rule is somewhere in the table is enough. */
static bool lets_related_in(const struct exam *exam, const json_t *chain)
{
	const json_t *rule;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule)
		if (!strcmp(string_of(rule, "family"), string_of(chain, "family")) &&
		    !strcmp(string_of(rule, "table"), string_of(chain, "table")) &&
		    !strcmp(string_of(rule, "legacy"), string_of(chain, "legacy")) &&
		    (!hook_of(exam, rule) ||
		     !strcmp(string_of(rule, "chain"), string_of(chain, "chain"))) &&
		    json_is_true(json_object_get(rule, "accepts")) &&
		    number_in(rule, "states") & NFT_STATE_RELATED)
			return true;
	return false;
}

static void check_chain(struct exam *exam, const json_t *chain)
{
	const char *legacy = string_of(chain, "legacy");
	json_t *finding;

	if (lets_related_in(exam, chain)) {
		fine(exam, "chain %s of table %s %s accepts what is related, such as media",
		     string_of(chain, "chain"), string_of(chain, "family"),
		     string_of(chain, "table"));
		return;
	}
	finding = problem(exam, "chain %s of table %s %s drops media: it does not accept what is related",
			  string_of(chain, "chain"), string_of(chain, "family"),
			  string_of(chain, "table"));
	if (*legacy)
		type_this(finding, "%s -I %s -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
			  legacy, string_of(chain, "chain"));
	else
		type_this(finding, "nft insert rule %s %s %s ct state established,related accept",
			  string_of(chain, "family"), string_of(chain, "table"),
			  string_of(chain, "chain"));
}

/* ufw, for one, drops all of an IPv6 that it was told not to let through. */
static bool is_idle(const json_t *chain)
{
	return !strcmp(string_of(chain, "family"), "ip6") && !strcmp(string_of(chain, "hook"), "forward") &&
	       !is_forwarded6();
}

void check_firewall(struct exam *exam)
{
	bool own = waits_for_sip(exam);
	const json_t *chain;
	const char *hook;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "chains"), i, chain) {
		hook = string_of(chain, "hook");
		if (!strcmp(string_of(chain, "type"), "filter") &&
		    !strcmp(string_of(chain, "policy"), "drop") && !is_idle(chain) &&
		    (!strcmp(hook, "forward") || (own && !strcmp(hook, "input"))))
			check_chain(exam, chain);
	}
}

/* IPv6 has public addresses for all. */
static bool has_source_nat(const struct exam *exam)
{
	const json_t *rule;
	const char *nat;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule) {
		nat = string_of(rule, "nat");
		if (strcmp(string_of(rule, "family"), "ip6") &&
		    (!strcmp(nat, "masquerade") || !strcmp(nat, "snat")))
			return true;
	}
	return false;
}

/* Where all is private, or all public, somebody else does NAT, or nobody needs to. */
void check_nat(struct exam *exam)
{
	const char *uplink = json_string_value(exam->uplink), *address;
	json_t *finding;

	if (has_source_nat(exam)) {
		fine(exam, "there is NAT for what leaves");
		return;
	}
	if (!uplink || !address_at(exam, uplink, true, false, false))
		return;
	address = address_at(exam, uplink, false, false, true);
	if (!address || json_is_string(exam->hidden))
		return;
	finding = problem(exam, "there is no NAT: the private addresses that %s is a neighbour of leave "
			  "by %s as they are", address, uplink);
	type_this(finding, "nft 'table ip outgoing { chain postrouting { type nat hook postrouting "
		  "priority srcnat; oifname \"%s\" masquerade; }; }'", uplink);
}

/* Does a rule of that interface, or of all that begin so if it ends with *, take what comes by the other? */
static bool takes(const char *in, const char *device)
{
	size_t len = strlen(in);

	if (!len || !strcmp(in, device))
		return true;
	return in[len - 1] == '*' && !strncmp(in, device, len - 1);
}

/* Where there are no rules for any interface, that is told elsewhere. */
static bool misses(const struct exam *exam, const char *device)
{
	const json_t *rule;
	bool some = false;
	const char *hook;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule) {
		hook = hook_of(exam, rule);
		if (!gives_to(exam, rule, "sipnat") || (hook && strcmp(hook, "prerouting")))
			continue;
		if (takes(string_of(rule, "in"), device))
			return false;
		some = true;
	}
	return some;
}

/* A call that comes so is a new flow, and that has a helper if a rule of where it comes from gives one. */
static void check_dnat_way(struct exam *exam, const json_t *rule)
{
	const char *device = string_of(rule, "in");
	json_t *finding;

	if (!*device && json_is_string(exam->uplink))
		device = json_string_value(exam->uplink);
	if (!*device || json_is_string(exam->hidden) || !misses(exam, device))
		return;
	finding = warning(exam, "SIP from outside comes by %s to be forwarded, and no rule gives what comes "
			  "by it to sipnat", device);
	type_rules_add(exam, finding);
}

/* Whom the outside calls at our address is inside, or its answers name its own. */
static void check_dnat_sip(struct exam *exam, const json_t *rule)
{
	const char *to = string_of(rule, "to");
	json_t *finding;

	if (!*to || !exam->config)
		return;
	if (is_inside(exam, to)) {
		fine(exam, "SIP from outside is forwarded to %s", to);
		return;
	}
	finding = warning(exam, "SIP from outside is forwarded to %s, which is in no localnet", to);
	type_localnet(exam, finding, to);
}

/* From the times before sipnat: all calls of others that get such a port are in its way. */
static void check_dnat_media(struct exam *exam, const json_t *rule)
{
	char *deletion = deletion_of(rule), *ports = ranges_text(json_object_get(rule, "ports"));
	json_t *finding;

	finding = warning(exam, "ports %s are forwarded to %s, and are in the rtp-range: media needs no "
			  "port that is forwarded", ports, string_of(rule, "to"));
	type_this(finding, "%s", deletion);
	free(ports);
	free(deletion);
}

void check_dnat(struct exam *exam)
{
	const json_t *range = json_object_get(exam->config, "rtp_range"), *rule, *ports, *port;
	size_t i, j;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule) {
		ports = json_object_get(rule, "ports");
		if (strcmp(string_of(rule, "nat"), "dnat") || !json_is_array(ports))
			continue;
		json_array_foreach(ports, j, port)
			if (ranges_meet(exam->ports, number_in(port, "first"),
					number_in(port, "last"))) {
				check_dnat_sip(exam, rule);
				check_dnat_way(exam, rule);
				break;
			}
		if (range && strcmp(string_of(rule, "protocol"), "tcp") &&
		    ranges_meet(ports, number_in(range, "first"), number_in(range, "last")))
			check_dnat_media(exam, rule);
	}
}
