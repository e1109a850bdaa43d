/* SPDX-License-Identifier: GPL-2.0 */
/* What the numbers of the netlink ABI are called, on the command line, in text and in JSON. */
#ifndef SIPNAT_CTL_NAMES_H
#define SIPNAT_CTL_NAMES_H

#include <stdbool.h>
#include "../kmod/uapi/sipnat.h"

/* By number; NULL ends each list. */
extern const char *const place_names[__SIPNAT_PLACE_MAX + 1];
extern const char *const state_names[];
extern const char *const media_names[];
extern const char *const kind_names[];
extern const char *const connection_names[];
extern const char *const way_names[];
extern const char *const media_from_names[];
extern const char *const third_party_names[];
extern const char *const ice_names[];
extern const char *const table_names[];
extern const char *const switch_names[];
extern const char *const event_names[];
extern const char *const end_names[];
extern const char *const side_names[];
extern const char *const spot_names[];
extern const char *const why_names[];

/* Which counters are alternatives of each other, for Prometheus */
enum stat_family {
	STAT_ALONE,
	STAT_MESSAGE,	/* what became of a message */
	STAT_UNTOUCHED,	/* why nothing did */
};

/**
 * struct stat_name - a counter
 * @name: the enum's, in lower case and with dashes
 * @meaning: one line
 * @family: what it is one of
 */
struct stat_name {
	const char *name;
	const char *meaning;
	enum stat_family family;
};

/* By enum sipnat_stat */
extern const struct stat_name stat_names[SIPNAT_STAT_MAX + 1];

/* stat_name - the name of a counter, "unknown" if it is of a newer module */
const char *stat_name(unsigned int number);

/* why_meaning - enum sipnat_why as a sentence */
const char *why_meaning(unsigned int why);

/* is_flaw - is it a reason why a piece cannot be read */
static inline bool is_flaw(unsigned int why)
{
	return why >= SIPNAT_WHY_BAD_LINE && why <= SIPNAT_WHY_OVER_LIMIT;
}

/* reason_meaning - what a counter's name, or one of end_names, means; NULL if that is plain */
const char *reason_meaning(const char *name);

/* name_of - the name of a number, or "unknown" where the module is newer than we are */
const char *name_of(const char *const *names, unsigned int number);

/* number_of - the number that has a name, or -1 */
int number_of(const char *const *names, const char *name);

#endif
