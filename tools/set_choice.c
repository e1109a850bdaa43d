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

enum exit_code put_choice(struct set *set, const struct call *call)
{
	const struct choice *choice = find(call->command->noun);
	const char *near;
	int value;

	if (call->argc != 1)
		return usage_error(call);
	set_name(set, "%s", choice->noun);
	if (is_default(call, 0)) {
		set_default(set, choice->attr);
		return EXIT_DONE;
	}
	value = number_of(choice->names, call->argv[0]);
	if (value < 0) {
		near = suggest(call->argv[0], choice->names);
		return near ? misused("unknown word \"%s\": did you mean \"%s\"?", call->argv[0],
				      near) : usage_error(call);
	}
	mnl_attr_put_u8(set->attrs, choice->attr, value);
	return EXIT_DONE;
}

/* The same by its group: policy NOUN VALUE is NOUN VALUE. */
enum exit_code put_policy(struct set *set, const struct call *call)
{
	static const char *const nouns[] = {
		"media-from", "third-party", "strict", "ice", "places", NULL
	};
	const char *noun = call->argc ? call->argv[0] : "", *near;
	struct call alone = *call;

	if (number_of(nouns, noun) < 0) {
		near = suggest(noun, nouns);
		return near ? misused("unknown policy \"%s\": did you mean \"%s\"?", noun, near) :
			      usage_error(call);
	}
	alone.command = find_command(call->command->verb, noun);
	/* Only what is a list can be added to. */
	if (!alone.command)
		return usage_error(call);
	alone.argc--;
	alone.argv++;
	return alone.command->put(set, &alone);
}
