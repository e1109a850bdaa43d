// SPDX-License-Identifier: GPL-2.0
/* What conntrack knows of the flows of SIP */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "addr.h"
#include "doctor.h"

#define TLS_PORT	5061

static bool has_helper(const json_t *flow, const char *name)
{
	return !strcmp(string_of(flow, "helper"), name);
}

static bool rules_take(const struct exam *exam, const char *protocol)
{
	const json_t *rule;
	const char *own;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule) {
		own = string_of(rule, "protocol");
		if (gives_to(exam, rule, "sipnat") && (!*own || !strcmp(own, protocol)))
			return true;
	}
	return false;
}

/* Flows of one protocol and family, to what is typed for all of them */
static void check_bare_flows(struct exam *exam, const char *protocol, bool v6)
{
	const json_t *flow, *which = NULL;
	unsigned int n = 0;
	json_t *finding;
	size_t i;

	json_array_foreach(exam->flows, i, flow)
		if (!strcmp(string_of(flow, "protocol"), protocol) && !*string_of(flow, "helper") &&
		    !strchr(string_of(flow, "source"), ':') == !v6 &&
		    has_port(exam->ports, number_in(flow, "destination_port"))) {
			which = flow;
			n++;
		}
	if (!n || !rules_take(exam, protocol))
		return;
	finding = problem(exam, "%u %s flow%s to port %lld ha%s no helper, such as that of %s: from before "
			  "the rule, or no rule matches", n, protocol, n == 1 ? "" : "s",
			  (long long)number_in(which, "destination_port"), n == 1 ? "s" : "ve",
			  string_of(which, "source"));
	if (!strcmp(protocol, "udp"))
		type_this(finding, "conntrack -D -f %s -p udp --dport %lld", v6 ? "ipv6" : "ipv4",
			  (long long)number_in(which, "destination_port"));
	else
		do_this(finding, "a connection is read from its beginning on, or not at all: restart the "
			"phone, so that it begins another one");
}

void check_flows(struct exam *exam)
{
	size_t before = json_array_size(exam->findings), i;
	const json_t *flow;
	unsigned int n = 0;

	check_bare_flows(exam, "udp", false);
	check_bare_flows(exam, "udp", true);
	check_bare_flows(exam, "tcp", false);
	check_bare_flows(exam, "tcp", true);
	if (json_array_size(exam->findings) != before)
		return;
	json_array_foreach(exam->flows, i, flow)
		n += has_helper(flow, "sipnat");
	fine(exam, "%u flow%s of SIP", n, n == 1 ? "" : "s");
}

static bool is_translated(const json_t *flow)
{
	return strcmp(string_of(flow, "source"), string_of(flow, "seen_as")) != 0;
}

char *network_of(const struct exam *exam, const char *address)
{
	char network[INET6_ADDRSTRLEN], *text = NULL;
	const json_t *interface;
	struct addr addr, own;
	uint8_t prefix;
	size_t i;

	if (!addr_read(address, &addr))
		abort();
	json_array_foreach(exam->interfaces, i, interface) {
		struct addr cut = addr;

		prefix = number_in(interface, "prefix");
		if (!addr_read(string_of(interface, "address"), &own) || own.family != addr.family)
			continue;
		addr_cut(&own, prefix);
		addr_cut(&cut, prefix);
		if (memcmp(own.bytes, cut.bytes, own.len))
			continue;
		addr_write(&own, network);
		if (asprintf(&text, "%s/%u", network, prefix) < 0)
			abort();
		return text;
	}
	return strdup(address);
}

/* The device of the network that an address is in, or that of the default route */
static const char *device_of(const struct exam *exam, const char *address)
{
	const json_t *interface;
	size_t i;

	json_array_foreach(exam->interfaces, i, interface) {
		char *network = network_of(exam, string_of(interface, "address"));
		bool found = is_within(address, network);

		free(network);
		if (found)
			return string_of(interface, "device");
	}
	return json_is_string(exam->uplink) ? json_string_value(exam->uplink) : "";
}

/* The one whom NAT hides from the other, as the module sees it; *@other: the other one */
static const char *hidden_by_nat(const struct exam *exam, const json_t *flow, const char **other)
{
	const char *source = string_of(flow, "source"), *reached = string_of(flow, "reached");
	const char *called = string_of(flow, "destination");
	const json_t *interface;
	size_t i;

	*other = reached;
	if (!strcmp(called, reached))
		return is_translated(flow) ? source : NULL;
	*other = source;
	json_array_foreach(exam->interfaces, i, interface)
		if (!strcmp(string_of(interface, "address"), called) &&
		    !strcmp(string_of(interface, "device"), device_of(exam, source)))
			return reached;
	return NULL;
}

static bool has_text(const json_t *list, const char *text)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (!strcmp(json_string_value(one), text))
			return true;
	return false;
}

/* What is inside if @outside is not: without its network, and with those that were in the same localnet */
static void type_without(const struct exam *exam, json_t *finding, const char *outside, const char *inside)
{
	json_t *kept = json_array(), *known, *interface;
	const char *device = device_of(exam, outside);
	char *text = NULL, *network;
	size_t size, i;
	FILE *out;

	json_array_foreach(json_object_get(exam->config, "localnets"), i, known)
		if (!is_within(outside, json_string_value(known)))
			json_array_append(kept, known);
	network = network_of(exam, inside);
	if (!has_text(kept, network))
		json_array_append_new(kept, json_string(network));
	free(network);
	json_array_foreach(exam->interfaces, i, interface) {
		if (!is_inside(exam, string_of(interface, "address")) ||
		    !strcmp(string_of(interface, "device"), device))
			continue;
		network = network_of(exam, string_of(interface, "address"));
		if (!has_text(kept, network) && !is_within(outside, network))
			json_array_append_new(kept, json_string(network));
		free(network);
	}
	out = open_memstream(&text, &size);
	if (!out)
		abort();
	json_array_foreach(kept, i, known)
		fprintf(out, " %s", json_string_value(known));
	fclose(out);
	type_this(finding, "sipnat-ctl set localnet%s", text);
	free(text);
	json_decref(kept);
}

/* The module has counted that it has left messages for it. */
static bool check_contradiction(struct exam *exam)
{
	const char *hidden, *other;
	const json_t *flow;
	json_t *finding;
	size_t i;

	if (!number_in(json_object_get(exam->stats, "counters"), "localnets"))
		return false;
	json_array_foreach(exam->flows, i, flow) {
		hidden = hidden_by_nat(exam, flow, &other);
		if (!has_helper(flow, "sipnat") || !hidden || is_own(exam, other) ||
		    !is_inside(exam, hidden) || !is_chosen(exam, other))
			continue;
		finding = problem(exam, "NAT hides %s from %s, and both are in the localnets that were set: "
				  "what they say of themselves is not hidden", hidden, other);
		do_this(finding, "name the networks that are inside, such as those of the other interfaces");
		type_without(exam, finding, other, hidden);
		return true;
	}
	return false;
}

/* Whoever NAT hides is one of ours. */
void check_localnet(struct exam *exam)
{
	const char *source;
	const json_t *flow;
	json_t *finding;
	char *network;
	size_t i;

	if (!exam->config || check_contradiction(exam))
		return;
	json_array_foreach(exam->flows, i, flow) {
		source = string_of(flow, "source");
		if (!has_helper(flow, "sipnat") || !is_translated(flow) || is_own(exam, source) ||
		    is_inside(exam, source) ||
		    strcmp(string_of(flow, "destination"), string_of(flow, "reached")))
			continue;
		finding = problem(exam, "%s speaks SIP from behind NAT, and is in no localnet: what it says "
				  "of itself is not hidden", source);
		network = network_of(exam, source);
		type_localnet(exam, finding, network);
		free(network);
		return;
	}
}

static bool has_binding(const struct exam *exam, const char *address)
{
	const json_t *binding;
	size_t i;

	json_array_foreach(exam->bindings, i, binding)
		if (!strcmp(string_of(json_object_get(binding, "inside"), "address"), address))
			return true;
	return false;
}

/*
 * Whoever registers or calls has a binding for its Contact, unless that is an outside address that
 * it names itself (STUN), or nobody can read its messages. Who only asks whether the other side is
 * there (OPTIONS) may have none, too: this is no more than a warning.
 */
void check_untouched(struct exam *exam)
{
	json_t *told = json_object(), *finding;
	const json_t *flow;
	const char *source;
	size_t i;

	json_array_foreach(exam->flows, i, flow) {
		source = string_of(flow, "source");
		if (!has_helper(flow, "sipnat") || !is_translated(flow) || !is_inside(exam, source) ||
		    is_own(exam, string_of(flow, "destination")) ||
		    is_chosen(exam, string_of(flow, "destination")) ||
		    !json_is_true(json_object_get(flow, "replied")) || has_binding(exam, source) ||
		    json_object_get(told, source))
			continue;
		json_object_set_new(told, source, json_true());
		finding = warning(exam, "%s speaks to %s, and no Contact of it is rewritten", source,
				  string_of(flow, "destination"));
		do_this(finding, "in the phone, switch off what it does about NAT itself (STUN, outside "
			"address), and let it register again; or see why each message of it is left:");
		type_this(finding, "sipnat-ctl trace --addr %s", source);
	}
	json_decref(told);
}

static bool speaks_plainly(const struct exam *exam, const char *source)
{
	const json_t *flow;
	size_t i;

	json_array_foreach(exam->flows, i, flow)
		if (!strcmp(string_of(flow, "source"), source) &&
		    (*string_of(flow, "helper") ||
		     has_port(exam->ports, number_in(flow, "destination_port"))))
			return true;
	return false;
}

/* Those that have no other way: an answered connection to 5061, and nothing to SIP's own ports */
void check_tls(struct exam *exam)
{
	json_t *told = json_object(), *finding;
	const json_t *flow;
	const char *source;
	size_t i;

	if (has_port(exam->ports, TLS_PORT))
		goto out;
	json_array_foreach(exam->flows, i, flow) {
		source = string_of(flow, "source");
		if (strcmp(string_of(flow, "protocol"), "tcp") ||
		    number_in(flow, "destination_port") != TLS_PORT ||
		    !json_is_true(json_object_get(flow, "replied")) || !is_translated(flow) ||
		    speaks_plainly(exam, source) || json_object_get(told, source))
			continue;
		json_object_set_new(told, source, json_true());
		finding = problem(exam, "%s speaks to %s over TLS alone, which nobody on the way can read",
				  source, string_of(flow, "destination"));
		do_this(finding, "set it to UDP or TCP, or use a provider that copes with NAT");
	}
out:
	json_decref(told);
}
