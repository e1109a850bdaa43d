// SPDX-License-Identifier: GPL-2.0
/* The rules that give flows to a helper */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "doctor.h"
#include "host.h"

/* How many rules give flows to that helper, in chains of that hook; NULL: anywhere */
static unsigned int count_rules(const struct exam *exam, const char *type, const char *wanted)
{
	unsigned int n = 0;
	const json_t *rule;
	const char *hook;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule) {
		if (!gives_to(exam, rule, type))
			continue;
		hook = hook_of(exam, rule);
		/* A chain that others jump to may be reached from any hook. */
		n += !wanted || !hook || !strcmp(hook, wanted);
	}
	return n;
}

void type_rules_add(const struct exam *exam, json_t *finding)
{
	char *ports = ranges_text(exam->ports);

	if (!strcmp(ports, "5060"))
		type_this(finding, "sipnat-ctl rules add");
	else
		type_this(finding, "sipnat-ctl rules add port %s", ports);
	free(ports);
}

void check_rules(struct exam *exam)
{
	unsigned int n = count_rules(exam, "sipnat", NULL);
	char *ports = ranges_text(exam->ports);
	json_t *finding;

	if (json_is_string(exam->hidden)) {
		finding = warning(exam, "iptables-legacy has rules that cannot be seen: its tables %s "
				  "are in use, and there is no iptables-legacy-save",
				  json_string_value(exam->hidden));
		type_this(finding, "apt-get install iptables");
	}
	if (!n) {
		finding = json_is_string(exam->hidden) ?
			warning(exam, "no rule that can be seen gives flows to sipnat") :
			problem(exam, "no rule gives flows to sipnat");
		type_rules_add(exam, finding);
	} else if (!count_rules(exam, "sipnat", "prerouting")) {
		finding = problem(exam, "no rule gives flows to sipnat that come from others: none is in "
				  "prerouting");
		type_rules_add(exam, finding);
	} else {
		fine(exam, "%u rule%s give%s flows to sipnat, port %s", n, n == 1 ? "" : "s",
		     n == 1 ? "s" : "", ports);
	}
	free(ports);
}

/* Who calls from here needs a rule in output, as a PBX on the gateway does. */
void check_own_rules(struct exam *exam)
{
	const json_t *listener;
	json_t *finding;
	size_t i;

	json_array_foreach(exam->listeners, i, listener) {
		if (!has_port(exam->ports, number_in(listener, "port")))
			continue;
		if (count_rules(exam, "sipnat", "output")) {
			fine(exam, "a program here waits at %s port %lld, and a rule in output gives its "
			     "flows to sipnat", string_of(listener, "protocol"),
			     (long long)number_in(listener, "port"));
		} else if (count_rules(exam, "sipnat", NULL)) {
			finding = warning(exam, "a program here waits at %s port %lld, and no rule in "
					  "output gives its flows to sipnat",
					  string_of(listener, "protocol"),
					  (long long)number_in(listener, "port"));
			type_rules_add(exam, finding);
		}
		break;
	}
}

static void check_kernel_helper_rules(struct exam *exam)
{
	json_t *finding;
	const json_t *rule;
	char *deletion;
	size_t i;

	json_array_foreach(json_object_get(exam->ruleset, "rules"), i, rule) {
		if (!gives_to(exam, rule, "sip"))
			continue;
		deletion = deletion_of(rule);
		finding = problem(exam, "a rule in table %s %s, chain %s, gives flows to the kernel's own "
				  "helper, \"sip\"", string_of(rule, "family"),
				  string_of(rule, "table"), string_of(rule, "chain"));
		type_this(finding, "%s", deletion);
		free(deletion);
	}
}

/* Up to 5.19 the kernel could give port 5060 to it without any rule. */
static void check_kernel_helper_switch(struct exam *exam)
{
	json_t *finding;
	long on = 0;

	if (!sysctl_numbers("net/netfilter/nf_conntrack_helper", &on, 1) || !on)
		return;
	finding = problem(exam, "the kernel gives each flow to port 5060 to its own helper, if that is "
			  "loaded");
	type_this(finding, "sysctl -w net.netfilter.nf_conntrack_helper=0");
}

void check_kernel_helper(struct exam *exam)
{
	size_t before = json_array_size(exam->findings), i;
	const json_t *flow, *which = NULL;
	unsigned int n = 0;
	json_t *finding;

	check_kernel_helper_rules(exam);
	check_kernel_helper_switch(exam);
	json_array_foreach(exam->flows, i, flow)
		if (!strcmp(string_of(flow, "helper"), "sip")) {
			which = flow;
			n++;
		}
	if (n) {
		finding = problem(exam, "%u flow%s ha%s the kernel's own helper, such as that of %s", n,
				  n == 1 ? "" : "s", n == 1 ? "s" : "ve", string_of(which, "source"));
		type_this(finding, "conntrack -D -f %s -p %s --dport %lld",
			  strchr(string_of(which, "source"), ':') ? "ipv6" : "ipv4",
			  string_of(which, "protocol"),
			  (long long)number_in(which, "destination_port"));
	}
	if (json_array_size(exam->findings) == before)
		fine(exam, "nothing gives flows to the kernel's own helper");
}
