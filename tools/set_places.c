// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "names.h"
#include "set.h"
#include "suggest.h"

/* One name of @len bytes, into the mask */
static enum exit_code add_place(const char *text, size_t len, uint32_t *mask)
{
	const char *near;
	char name[32];
	int place;

	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	place = number_of(place_names, name);
	if (place >= 0) {
		*mask |= 1u << place;
		return EXIT_DONE;
	}
	near = suggest(name, place_names);
	if (near)
		return misused("unknown place \"%s\": did you mean \"%s\"?", name, near);
	return misused("unknown place \"%s\": sipnat-ctl set places --help lists all", name);
}

static enum exit_code read_places(const char *text, uint32_t *mask)
{
	enum exit_code code;
	size_t len;

	*mask = 0;
	if (!strcmp(text, "all"))
		*mask = SIPNAT_PLACES_ALL;
	if (!strcmp(text, "all") || !strcmp(text, "none"))
		return EXIT_DONE;
	for (;;) {
		len = strcspn(text, ",");
		code = add_place(text, len, mask);
		if (code || !text[len])
			return code;
		text += len + 1;
	}
}

enum exit_code set_places(const struct call *call)
{
	enum exit_code code;
	struct set set;
	uint32_t mask;

	if (call->argc != 1)
		return usage_error(call);
	code = read_places(call->argv[0], &mask);
	if (code)
		return code;
	if (!set_begin(&set))
		return EXIT_FAILED;
	mnl_attr_put_u32(set.request, SIPNAT_CONFIG_PLACES, mask);
	return set_end(&set);
}
