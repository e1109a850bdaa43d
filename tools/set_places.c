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

/* @whole: the words for all and for none may stand there, too */
static enum exit_code read_places(const char *text, bool whole, uint32_t *mask)
{
	enum exit_code code;
	size_t len;

	*mask = 0;
	if (whole && !strcmp(text, "all"))
		*mask = SIPNAT_PLACES_ALL;
	if (whole && (!strcmp(text, "all") || !strcmp(text, "none")))
		return EXIT_DONE;
	for (;;) {
		len = strcspn(text, ",");
		code = add_place(text, len, mask);
		if (code || !text[len])
			return code;
		text += len + 1;
	}
}

enum exit_code put_places(struct set *set, const struct call *call)
{
	enum sipnat_config_attr attr = set_verb(call, SIPNAT_CONFIG_PLACES,
						SIPNAT_CONFIG_ADD_PLACES,
						SIPNAT_CONFIG_DEL_PLACES);
	enum exit_code code;
	uint32_t mask;

	if (call->argc != 1)
		return usage_error(call);
	set_name(set, "places");
	if (attr == SIPNAT_CONFIG_PLACES && is_default(call, 0)) {
		set_default(set, attr);
		return EXIT_DONE;
	}
	code = read_places(call->argv[0], attr == SIPNAT_CONFIG_PLACES, &mask);
	if (!code)
		mnl_attr_put_u32(set->attrs, attr, mask);
	return code;
}
