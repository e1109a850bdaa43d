// SPDX-License-Identifier: GPL-2.0
/* What the kernel is set to, apart from sipnat */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "doctor.h"
#include "host.h"

/* Phones keep a NAT open every 15 to 30 s; RFC 4787 REQ-5 wants two minutes of answered flows. */
#define UDP_TIMEOUT_MIN		30
#define UDP_STREAM_TIMEOUT_MIN	60

/* Some belong to the whole machine, and are to be set in the first namespace. */
static void type_sysctl(json_t *finding, const char *name, long value)
{
	char *dotted = strdup(name), *pos;

	for (pos = dotted; pos && *pos; pos++)
		if (*pos == '/')
			*pos = '.';
	if (!sysctl_is_ours(name))
		do_this(finding, "it is the whole machine's, to be set outside of this namespace");
	type_this(finding, "sysctl -w %s=%ld", dotted, value);
	free(dotted);
}

/* With how many devices: a host has one */
static unsigned int devices(const struct exam *exam, bool v6)
{
	const json_t *interface;
	json_t *names = json_object();
	unsigned int n;
	size_t i;

	json_array_foreach(exam->interfaces, i, interface)
		if (!strchr(string_of(interface, "address"), ':') == !v6)
			json_object_set_new(names, string_of(interface, "device"), json_true());
	n = json_object_size(names);
	json_decref(names);
	return n;
}

void check_forwarding(struct exam *exam)
{
	json_t *finding;
	long on = 0;

	sysctl_numbers("net/ipv4/ip_forward", &on, 1);
	if (on) {
		fine(exam, "IPv4 is forwarded");
	} else if (devices(exam, false) < 2 || waits_for_sip(exam)) {
		fine(exam, "IPv4 is not forwarded, which a PBX on this machine does not need");
	} else {
		finding = problem(exam, "IPv4 is not forwarded");
		type_sysctl(finding, "net/ipv4/ip_forward", 1);
	}
}

bool is_forwarded6(void)
{
	long on = 0;

	sysctl_numbers("net/ipv6/conf/all/forwarding", &on, 1);
	return on;
}

void check_forwarding6(struct exam *exam)
{
	json_t *finding;

	if (devices(exam, true) < 2 || waits_for_sip(exam))
		return;
	if (is_forwarded6()) {
		fine(exam, "IPv6 is forwarded");
		return;
	}
	finding = warning(exam, "IPv6 is not forwarded, and more than one interface has an address of it");
	type_sysctl(finding, "net/ipv6/conf/all/forwarding", 1);
}

/* "8080,16384-32767": are all of these ports among them? One range does, as sysctl joins them. */
static bool is_reserved(const char *reserved, long first, long last)
{
	long from, to;
	char *end;

	while (*reserved) {
		from = strtol(reserved, &end, 10);
		if (end == reserved)
			return false;
		to = *end == '-' ? strtol(end + 1, &end, 10) : from;
		if (from <= first && last <= to)
			return true;
		reserved = end + (*end == ',');
	}
	return false;
}

void check_rtp_range(struct exam *exam)
{
	const json_t *range = json_object_get(exam->config, "rtp_range");
	long local[2] = {}, first = number_in(range, "first"), last = number_in(range, "last");
	char *reserved;
	json_t *finding;

	if (!range || sysctl_numbers("net/ipv4/ip_local_port_range", local, 2) != 2)
		return;
	reserved = sysctl_text("net/ipv4/ip_local_reserved_ports");
	if (local[1] < first || last < local[0]) {
		fine(exam, "the rtp-range, %ld-%ld, is apart from the ports of programs here, %ld-%ld",
		     first, last, local[0], local[1]);
	} else if (reserved && is_reserved(reserved, first, last)) {
		fine(exam, "the rtp-range, %ld-%ld, is reserved", first, last);
	} else {
		finding = warning(exam, "programs here get ports of the rtp-range, %ld-%ld: theirs are "
				  "%ld-%ld", first, last, local[0], local[1]);
		type_this(finding, "sysctl -w net.ipv4.ip_local_reserved_ports=%s%s%ld-%ld",
			  reserved ? reserved : "", reserved && *reserved ? "," : "", first, last);
	}
	free(reserved);
}

/* A call has two flows of media beside that of its signalling, which others may share. */
void check_conntrack_size(struct exam *exam)
{
	long count = 0, max = 0, calls;
	json_t *finding;

	if (!sysctl_numbers("net/netfilter/nf_conntrack_count", &count, 1) ||
	    !sysctl_numbers("net/netfilter/nf_conntrack_max", &max, 1) || !max)
		return;
	calls = number_in(json_object_get(exam->config, "limits"), "dialogs");
	if (count > max / 10 * 9) {
		finding = problem(exam, "the conntrack table is nearly full: %ld of %ld entries", count,
				  max);
		type_sysctl(finding, "net/netfilter/nf_conntrack_max",
			    max < 2 * calls ? 4 * calls : 2 * max);
	} else if (max < 2 * calls) {
		finding = warning(exam, "%ld calls, which is the limit, may need %ld conntrack entries for "
				  "media alone: there may be %ld", calls, 2 * calls, max);
		type_sysctl(finding, "net/netfilter/nf_conntrack_max", 4 * calls);
	} else {
		fine(exam, "the conntrack table has %ld of %ld entries", count, max);
	}
}

void check_expectations(struct exam *exam)
{
	long max = 0, bindings = number_in(exam->stats, "bindings");
	json_t *finding;

	if (!sysctl_numbers("net/netfilter/nf_conntrack_expect_max", &max, 1))
		return;
	if (bindings <= max) {
		fine(exam, "%ld bindings, and room for %ld expectations", bindings, max);
		return;
	}
	finding = warning(exam, "%ld bindings, and room for %ld expectations: \"conntrack -L expect\" does "
			  "not show all, but their media flows", bindings, max);
	type_sysctl(finding, "net/netfilter/nf_conntrack_expect_max", 2 * bindings);
}

static void check_timeout(struct exam *exam, const char *name, long least, long usual,
			  const char *why)
{
	json_t *finding;
	long value = 0;

	if (!sysctl_numbers(name, &value, 1) || value >= least)
		return;
	finding = warning(exam, "UDP flows %s end after %ld s", why, value);
	type_sysctl(finding, name, usual);
}

void check_udp_timeouts(struct exam *exam)
{
	size_t before = json_array_size(exam->findings);

	check_timeout(exam, "net/netfilter/nf_conntrack_udp_timeout", UDP_TIMEOUT_MIN, 30,
		      "without an answer");
	check_timeout(exam, "net/netfilter/nf_conntrack_udp_timeout_stream", UDP_STREAM_TIMEOUT_MIN, 120,
		      "with answers");
	if (json_array_size(exam->findings) == before)
		fine(exam, "UDP flows last long enough");
}

void check_accounting(struct exam *exam)
{
	json_t *finding;
	long on = 0;

	if (!sysctl_numbers("net/netfilter/nf_conntrack_acct", &on, 1))
		return;
	if (on) {
		fine(exam, "conntrack counts packets");
		return;
	}
	finding = warning(exam, "conntrack does not count packets: \"show calls\" cannot tell one-way audio");
	type_sysctl(finding, "net/netfilter/nf_conntrack_acct", 1);
}
