// SPDX-License-Identifier: GPL-2.0
/*
 * Who else changes addresses. An answer brings back the topmost Via of its request, and says in
 * "received" where the request seemed to come from (RFC 3261 section 18.2.1): if that is another
 * address than the one that we have said, somebody in front of us does NAT; if the Via is another
 * one, somebody has changed the message.
 */
#include <string.h>
#include "doctor.h"

static bool is_externip(const struct exam *exam, const char *address)
{
	const json_t *externip;
	size_t i;

	json_array_foreach(json_object_get(exam->config, "externips"), i, externip)
		if (!strcmp(string_of(externip, "address"), address))
			return true;
	return false;
}

static bool is_ours(const struct exam *exam, const char *address)
{
	return is_own(exam, address) || is_externip(exam, address);
}

/* Does a phone say itself that it is there? */
static bool is_claimed(const struct exam *exam, const char *address)
{
	const json_t *seen;
	size_t i;

	json_array_foreach(exam->seen, i, seen)
		if (json_is_true(json_object_get(seen, "request")) &&
		    !strcmp(string_of(seen, "sent_by"), address))
			return true;
	/* Where nothing is translated, it may have asked before we looked. */
	json_array_foreach(exam->flows, i, seen)
		if (!strcmp(string_of(seen, "source"), address))
			return true;
	return false;
}

static void check_answer(struct exam *exam, const json_t *seen)
{
	const char *sent_by = string_of(seen, "sent_by"), *received = string_of(seen, "received");
	const char *device = string_of(seen, "device");
	json_t *finding;

	if (is_ours(exam, sent_by)) {
		if (!*received || is_ours(exam, received))
			return;
		finding = problem(exam, "%s sees us as %s, and our messages say %s: there is a NAT in front",
				  string_of(seen, "source"), received, sent_by);
		type_this(finding, "sipnat-ctl set externip %s dev %s", received, device);
	} else if (!is_claimed(exam, sent_by)) {
		finding = problem(exam, "answers of %s are for %s, which nobody here has said: something on "
				  "the way changes messages", string_of(seen, "source"), sent_by);
		do_this(finding, "switch off the \"SIP ALG\" of the router in front of %s", device);
	}
}

/* A phone may know the outside address, as long as it is the one that it gets. */
static void check_request(struct exam *exam, const json_t *seen)
{
	const char *sent_by = string_of(seen, "sent_by"), *source = string_of(seen, "source");
	json_t *finding;

	if (!is_inside(exam, source) || is_private(sent_by) || is_ours(exam, sent_by) ||
	    !strcmp(sent_by, source))
		return;
	finding = problem(exam, "%s says that it is %s, which is not what it becomes here", source,
			  sent_by);
	do_this(finding, "switch off what it does about NAT itself (STUN, outside address), or the \"SIP "
		"ALG\" of a router between");
}

void check_upstream(struct exam *exam)
{
	size_t before = json_array_size(exam->findings), i;
	const json_t *seen;

	if (!exam->seen || !exam->config)
		return;
	json_array_foreach(exam->seen, i, seen) {
		if (json_is_true(json_object_get(seen, "request")))
			check_request(exam, seen);
		else if (!is_inside(exam, string_of(seen, "source")))
			check_answer(exam, seen);
	}
	if (json_array_size(exam->findings) == before)
		fine(exam, "nobody else changes the addresses in messages, in %zu that were seen", i);
}
