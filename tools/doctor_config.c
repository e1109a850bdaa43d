// SPDX-License-Identifier: GPL-2.0
/* What sipnat is set to, and what it has counted */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "doctor.h"
#include "names.h"

#define LIMIT_MAX	1000000

static void check_limit(struct exam *exam, const char *what, const char *limit)
{
	json_int_t now = number_in(exam->stats, what);
	json_int_t max = number_in(json_object_get(exam->config, "limits"), limit);
	json_t *finding;

	if (!max || now < max - max / 10)
		return;
	finding = problem(exam, "%lld of %lld %s: messages that need more pass untouched",
			  (long long)now, (long long)max, what);
	if (max < LIMIT_MAX)
		type_this(finding, "sipnat-ctl set limit %s %lld", limit,
			  (long long)(2 * max < LIMIT_MAX ? 2 * max : LIMIT_MAX));
}

void check_limits(struct exam *exam)
{
	size_t before = json_array_size(exam->findings);

	if (!exam->stats)
		return;
	check_limit(exam, "dialogs", "dialogs");
	check_limit(exam, "bindings", "bindings");
	check_limit(exam, "registrations", "bindings");
	if (json_array_size(exam->findings) == before)
		fine(exam, "no limit is near");
}

const char *address_at(const struct exam *exam, const char *device, bool there, bool v6, bool private)
{
	const json_t *interface;
	const char *address;
	size_t i;

	json_array_foreach(exam->interfaces, i, interface) {
		address = string_of(interface, "address");
		if (!strchr(address, ':') == !v6 && is_private(address) == private &&
		    !strcmp(string_of(interface, "device"), device) == there)
			return address;
	}
	return NULL;
}

void type_localnet(const struct exam *exam, json_t *finding, const char *network)
{
	char *text = NULL;
	const json_t *known;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	json_array_foreach(json_object_get(exam->config, "localnets"), i, known)
		fprintf(out, "%s ", json_string_value(known));
	fclose(out);
	type_this(finding, "sipnat-ctl set localnet %s%s", text, network);
	free(text);
}

/* What is before the 1:1 NAT is outside, however private its addresses are. */
static void check_line(struct exam *exam, const char *device, const char *own)
{
	char *networks = NULL, *network;
	const json_t *interface;
	const char *address;
	json_t *finding;
	size_t size, i;
	FILE *out;

	finding = warning(exam, "%s has an externip, and its own address, %s, is in a localnet: its network "
			  "counts as inside", device, own);
	do_this(finding, "name the networks that are inside, such as those of the other interfaces");
	out = open_memstream(&networks, &size);
	if (!out)
		abort();
	json_array_foreach(exam->interfaces, i, interface) {
		address = string_of(interface, "address");
		if (!strcmp(string_of(interface, "device"), device) || !is_private(address))
			continue;
		network = network_of(exam, address);
		fprintf(out, " %s", network);
		free(network);
	}
	fclose(out);
	if (*networks)
		type_this(finding, "sipnat-ctl set localnet%s", networks);
	free(networks);
}

static void check_one_externip(struct exam *exam, const json_t *externip)
{
	const char *address = string_of(externip, "address"), *device = string_of(externip, "device");
	const char *line = device, *public, *private;
	json_t *finding = NULL;

	if (!*line && json_is_string(exam->uplink))
		line = json_string_value(exam->uplink);
	public = address_at(exam, line, true, strchr(address, ':'), false);
	private = address_at(exam, line, true, strchr(address, ':'), true);
	if (*device && !if_nametoindex(device))
		finding = warning(exam, "externip %s is for %s, and there is no such interface", address,
				  device);
	else if (is_inside(exam, address))
		finding = problem(exam, "externip %s is in a localnet: nobody outside can send there",
				  address);
	else if (public && !is_own(exam, address))
		finding = problem(exam, "externip is %s, but %s has a public address itself, %s: nothing "
				  "makes the one of the other", address, line, public);
	else if (private && !public && is_inside(exam, private))
		check_line(exam, line, private);
	else
		fine(exam, "externip %s%s%s", address, *device ? " dev " : "", device);
	if (finding)
		type_this(finding, "sipnat-ctl set externip none%s%s", *device ? " dev " : "", device);
}

/* Calls can work without, where the other side relays media and answers to where it comes from. */
static void check_no_externip(struct exam *exam)
{
	const char *uplink = json_string_value(exam->uplink), *address;
	const json_t *interface;
	json_t *finding;
	size_t i;

	json_array_foreach(exam->interfaces, i, interface) {
		address = string_of(interface, "address");
		if (!uplink || strcmp(string_of(interface, "device"), uplink) || strchr(address, ':'))
			continue;
		if (!is_private(address)) {
			fine(exam, "no externip, and %s has a public address", uplink);
			return;
		}
		finding = warning(exam, "%s has a private address, %s: somebody in front makes another one "
				  "of it", uplink, address);
		do_this(finding, "if that is a 1:1 NAT: sipnat-ctl set externip ADDRESS dev %s; \"doctor "
			"--watch 60\" finds the address out while phones register", uplink);
		return;
	}
}

void check_externip(struct exam *exam)
{
	const json_t *externips = json_object_get(exam->config, "externips"), *externip;
	size_t i;

	if (!externips)
		return;
	json_array_foreach(externips, i, externip)
		check_one_externip(exam, externip);
	if (!i)
		check_no_externip(exam);
}

/* The module passes over ports at which somebody waits. */
void check_listeners(struct exam *exam)
{
	const json_t *range = json_object_get(exam->config, "rtp_range"), *listener;
	json_int_t first = number_in(range, "first"), last = number_in(range, "last"), port;
	unsigned int n = 0;
	json_t *finding;
	size_t i;

	json_array_foreach(exam->listeners, i, listener) {
		port = number_in(listener, "port");
		n += first <= port && port <= last;
	}
	if (!range || !n)
		return;
	if (n < (last - first + 1) / 2) {
		fine(exam, "programs here wait at %u ports of the rtp-range, which media does without", n);
		return;
	}
	finding = warning(exam, "programs here wait at %u ports of the rtp-range, %lld-%lld", n,
			  (long long)first, (long long)last);
	do_this(finding, "sipnat-ctl set rtp-range to ports that nobody uses");
}

/* Messages that should have been rewritten, perhaps, and were not */
static bool is_untouched(const char *name, const char *meaning)
{
	return !strncmp(meaning, "left as it was", 14) || !strcmp(name, "midstream") ||
	       !strcmp(name, "flow-clash") || !strcmp(name, "connection-limit");
}

static void check_growth(struct exam *exam)
{
	json_t *finding;
	json_int_t n;
	size_t i;

	for (i = 1; i < ARRAY_SIZE(stat_names); i++) {
		n = stat_names[i].name ? number_in(exam->grown, stat_names[i].name) : 0;
		if (n <= 0 || !is_untouched(stat_names[i].name, stat_names[i].meaning))
			continue;
		finding = warning(exam, "%s, %lld time%s meanwhile: %s", stat_names[i].name, (long long)n,
				  n == 1 ? "" : "s", stat_names[i].meaning);
		do_this(finding, "\"sipnat-ctl trace\" shows such messages");
	}
}

void check_counters(struct exam *exam)
{
	const json_t *counters = exam->grown ? exam->grown : json_object_get(exam->stats, "counters");
	size_t before = json_array_size(exam->findings);

	if (!counters)
		return;
	if (exam->grown)
		check_growth(exam);
	if (json_array_size(exam->findings) != before)
		return;
	if (!number_in(counters, "rewritten") && !number_in(counters, "unchanged"))
		fine(exam, "no SIP message has come %s", exam->grown ? "meanwhile" : "yet");
	else
		fine(exam, "%lld messages rewritten, %lld in which nothing was to be rewritten",
		     (long long)number_in(counters, "rewritten"),
		     (long long)number_in(counters, "unchanged"));
}
