// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "color.h"
#include "doctor.h"
#include "number.h"
#include "show.h"

#define WATCH_MAX	3600

/* In the order in which they are looked at, and told: what explains the others comes first. */
static const struct {
	const char *name;
	doctor_check *check;
} checks[] = {
	{ "module", check_module },
	{ "version", check_version },
	{ "rules", check_rules },
	{ "own-rules", check_own_rules },
	{ "kernel-helper", check_kernel_helper },
	{ "forwarding", check_forwarding },
	{ "forwarding-ipv6", check_forwarding6 },
	{ "nat", check_nat },
	{ "firewall", check_firewall },
	{ "dnat", check_dnat },
	{ "externip", check_externip },
	{ "rtp-range", check_rtp_range },
	{ "listeners", check_listeners },
	{ "limits", check_limits },
	{ "counters", check_counters },
	{ "conntrack-size", check_conntrack_size },
	{ "expectations", check_expectations },
	{ "udp-timeouts", check_udp_timeouts },
	{ "accounting", check_accounting },
	{ "flows", check_flows },
	{ "localnet", check_localnet },
	{ "untouched", check_untouched },
	{ "tls", check_tls },
	{ "upstream", check_upstream },
};

PRINTF(1, 0)
static json_t *text(const char *format, va_list args)
{
	char *string = NULL;
	json_t *json;

	if (vasprintf(&string, format, args) < 0)
		return json_null();
	json = decode_bytes(string, strlen(string));
	free(string);
	return json;
}

json_t *found(struct exam *exam, const char *level, const char *format, ...)
{
	json_t *finding;
	va_list args;

	va_start(args, format);
	finding = json_pack("{s:s, s:s, s:o, s:n, s:n}", "check", exam->check, "level", level, "what",
			    text(format, args), "remedy", "command");
	va_end(args);
	json_array_append_new(exam->findings, finding);
	return finding;
}

void advise(json_t *finding, const char *key, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	json_object_set_new(finding, key, text(format, args));
	va_end(args);
}

static enum color color_of(const char *level)
{
	if (!strcmp(level, "ok"))
		return COLOR_GREEN;
	return strcmp(level, "warning") ? COLOR_RED : COLOR_YELLOW;
}

static void print_finding(const json_t *finding)
{
	const char *level = string_of(finding, "level"), *remedy = string_of(finding, "remedy");
	const char *command = string_of(finding, "command");

	printf("%s%-7s%s  %-15s  %s\n", color(color_of(level)), level, color_end(),
	       string_of(finding, "check"), string_of(finding, "what"));
	if (*remedy)
		printf("%26s%s\n", "", remedy);
	if (*command)
		printf("%26s%s%s%s\n", "", color(COLOR_BOLD), command, color_end());
}

static void print_report(const json_t *report)
{
	json_int_t problems = number_in(report, "problems");
	json_int_t warnings = number_in(report, "warnings");
	const json_t *finding;
	size_t i;

	json_array_foreach(json_object_get(report, "findings"), i, finding)
		print_finding(finding);
	if (!problems && !warnings)
		puts("nothing is wrong as far as can be seen from here");
	else
		printf("%lld problem%s, %lld warning%s\n", (long long)problems,
		       problems == 1 ? "" : "s", (long long)warnings, warnings == 1 ? "" : "s");
}

static json_int_t count(const json_t *findings, const char *level)
{
	const json_t *finding;
	json_int_t n = 0;
	size_t i;

	json_array_foreach(findings, i, finding)
		n += !strcmp(string_of(finding, "level"), level);
	return n;
}

/* All checks, one after the other */
static json_t *examine(struct exam *exam)
{
	json_t *findings = json_array();
	size_t i;

	exam->findings = findings;
	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		exam->check = checks[i].name;
		checks[i].check(exam);
	}
	return json_pack("{s:I, s:I, s:o}", "problems", count(findings, "problem"), "warnings",
			 count(findings, "warning"), "findings", findings);
}

enum exit_code doctor(const struct call *call)
{
	const char *watch = given(call, "watch");
	struct exam exam = {};
	uint32_t seconds = 0;
	json_t *report;
	bool ill;

	if (call->argc)
		return usage_error(call);
	if (watch && !number_read(watch, 1, WATCH_MAX, &seconds))
		return misused("--watch takes a number from 1 to %d seconds, not \"%s\"", WATCH_MAX,
			       watch);
	if (!facts_gather(&exam, seconds))
		return EXIT_FAILED;
	report = examine(&exam);
	ill = number_in(report, "problems");
	show_printed(call->json, report, print_report);
	facts_forget(&exam);
	return ill ? EXIT_FAILED : EXIT_DONE;
}
