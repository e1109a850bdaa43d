/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the configuration is changed: set_begin(), the put functions of commands, set_send(). Nothing is
 * asked of the kernel before that, so that a file can be checked where there is no module.
 */
#ifndef SIPNAT_CTL_SET_H
#define SIPNAT_CTL_SET_H

#include "addr.h"
#include "ctl.h"
#include "netlink.h"

/* Where in a message something begins that has a line of a file, or a word, of its own */
struct set_mark {
	unsigned int offset;
	unsigned int line;
	const char *word;
};

/* A line for each setting there is, or all networks there may be, in one command or file */
#define SET_MARKS	(SIPNAT_MAX_LOCALNETS + SIPNAT_MAX_EXTERNIPS + 64)
#define SET_NAME	64

/**
 * struct set - a change that is being put together
 * @attrs: attributes of enum sipnat_config_attr
 * @whole: it begins with the defaults
 * @check: the kernel is only to say what it thinks of it, if it may be asked
 * @unasked: it may not, which has been told
 * @file: the name of the file, or NULL
 * @line: of the file
 * @name: what was put last, as show config calls it; an externip with its family and interface
 * @host: if that was an externip with a host name: this, else NULL
 * @address: and what was found; of length 0 if nothing, which has been told
 * @nexternips: how many were put
 * @ndefaults: how many @defaults
 * @defaults: settings to put back to their default
 * @nmarks: how many @marks
 * @marks: by their offset in @attrs
 */
struct set {
	struct nlmsghdr *attrs;
	bool whole;
	bool check;
	bool unasked;
	const char *file;
	unsigned int line;
	char name[SET_NAME];
	const char *host;
	struct addr address;
	unsigned int nexternips;
	unsigned int ndefaults;
	enum sipnat_config_attr defaults[4];
	unsigned int nmarks;
	struct set_mark marks[SET_MARKS];
};

/* The parts of the settings; each is called with what is behind the noun, for its command's verb. */
enum exit_code put_externip(struct set *set, const struct call *call);
enum exit_code put_localnet(struct set *set, const struct call *call);
enum exit_code put_rtp_range(struct set *set, const struct call *call);
enum exit_code put_timeout(struct set *set, const struct call *call);
enum exit_code put_limit(struct set *set, const struct call *call);
enum exit_code put_choice(struct set *set, const struct call *call);
enum exit_code put_places(struct set *set, const struct call *call);
enum exit_code put_policy(struct set *set, const struct call *call);

/* set_begin - false on failure, which has been told; else set_end() has to follow */
bool set_begin(struct set *set);
void set_end(struct set *set);

/* set_mark - what is put from here on is about this word, which stays, or NULL */
void set_mark(struct set *set, const char *word);

/* set_name - says what is being put */
void set_name(struct set *set, const char *format, ...) PRINTF(2, 3);

/* set_default - puts one back to its default; @attr's partner, if it has one, is another call */
void set_default(struct set *set, enum sipnat_config_attr attr);

/* set_send - all of it takes effect, or nothing */
enum exit_code set_send(struct set *set, struct netlink *netlink);

/* set_verb - which form of an attribute a command means: that to set, to add or to delete */
enum sipnat_config_attr set_verb(const struct call *call, enum sipnat_config_attr set,
				 enum sipnat_config_attr add, enum sipnat_config_attr del);

/* is_default - are the arguments the word "default", from this on */
bool is_default(const struct call *call, int from);

#endif
