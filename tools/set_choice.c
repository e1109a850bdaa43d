// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "names.h"
#include "set.h"
#include "suggest.h"

/* Settings that are one word of a few, by their noun */
static const struct choice {
	const char *noun;
	enum sipnat_config_attr attr;
	const char *const *names;
} choices[] = {
	{ "media-from", SIPNAT_CONFIG_MEDIA_FROM, media_from_names },
	{ "third-party", SIPNAT_CONFIG_THIRD_PARTY, third_party_names },
	{ "strict", SIPNAT_CONFIG_STRICT, switch_names },
	{ "ice", SIPNAT_CONFIG_ICE, ice_names },
};

static const struct choice *find(const char *noun)
{
	const struct choice *choice = choices;

	while (strcmp(choice->noun, noun))
		choice++;
	return choice;
}

enum exit_code set_choice(const struct call *call)
{
	const struct choice *choice = find(call->command->noun);
	const char *near;
	struct set set;
	int value;

	if (call->argc != 1)
		return usage_error(call);
	value = number_of(choice->names, call->argv[0]);
	if (value < 0) {
		near = suggest(call->argv[0], choice->names);
		return near ? misused("unknown word \"%s\": did you mean \"%s\"?", call->argv[0],
				      near) : usage_error(call);
	}
	if (!set_begin(&set))
		return EXIT_FAILED;
	mnl_attr_put_u8(set.request, choice->attr, value);
	return set_end(&set);
}
