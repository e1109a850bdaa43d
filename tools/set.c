// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "set.h"

bool set_begin(struct set *set)
{
	*set = (struct set){ .attrs = calloc(1, NETLINK_BUFFER) };
	if (!set->attrs) {
		tell("out of memory");
		return false;
	}
	mnl_nlmsg_put_header(set->attrs);
	return true;
}

void set_end(struct set *set)
{
	free(set->attrs);
}

void set_mark(struct set *set, const char *word)
{
	struct set_mark *mark = &set->marks[set->nmarks];

	if (set->nmarks == SET_MARKS)
		return;
	*mark = (struct set_mark){ mnl_nlmsg_get_payload_len(set->attrs), set->line, word };
	set->nmarks++;
}

void set_name(struct set *set, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(set->name, sizeof(set->name), format, args);
	va_end(args);
}

void set_default(struct set *set, enum sipnat_config_attr attr)
{
	if (!set->whole)
		set->defaults[set->ndefaults++] = attr;
}

enum sipnat_config_attr set_verb(const struct call *call, enum sipnat_config_attr set,
				 enum sipnat_config_attr add, enum sipnat_config_attr del)
{
	if (!strcmp(call->command->verb, "add"))
		return add;
	return !strcmp(call->command->verb, "del") ? del : set;
}

bool is_default(const struct call *call, int from)
{
	return call->argc == from + 1 && !strcmp(call->argv[from], "default");
}

/* The answer to a question for the defaults: takes those that are to be set. */
static void take_default(const struct nlmsghdr *answer, void *arg)
{
	const struct nlattr *attr, *pos;
	struct set *set = arg;
	unsigned int i;

	netlink_for_each(attr, answer) {
		if (mnl_attr_get_type(attr) != SIPNAT_A_CONFIG)
			continue;
		mnl_attr_for_each_nested(pos, attr)
			for (i = 0; i < set->ndefaults; i++)
				if (mnl_attr_get_type(pos) == set->defaults[i])
					mnl_attr_put(set->attrs, pos->nla_type,
						     mnl_attr_get_payload_len(pos),
						     mnl_attr_get_payload(pos));
	}
}

static bool put_defaults(struct set *set, struct netlink *netlink)
{
	struct nlmsghdr *request;

	if (!set->ndefaults)
		return true;
	request = netlink_request(netlink, SIPNAT_CMD_GET_CONFIG);
	mnl_attr_put(request, SIPNAT_A_RESET, 0, NULL);
	return netlink_talk(netlink, request, take_default, set);
}

/* What may be done about it, or "" */
static const char *remedy(int error)
{
	if (error == EEXIST)
		return "; \"sipnat-ctl show config\" shows all, and \"set\" replaces";
	return error == ENOENT ? "; \"sipnat-ctl show config\" shows what there is" : "";
}

static const char *words_of(const struct refusal *refusal)
{
	return refusal->words[0] ? refusal->words : strerror(refusal->error);
}

/* @refusal->offset: from the start of the request, as are the marks then */
static bool tell_refusal(const struct refusal *refusal, void *arg)
{
	const struct set_mark *mark = NULL;
	struct set *set = arg;
	unsigned int i;

	if (refusal->error == EPERM && set->check) {
		tell("not permitted to ask the kernel: checked without it");
		set->unasked = true;
		return true;
	}
	if (refusal->error == EPERM || refusal->error == EOPNOTSUPP)
		return false;
	for (i = 0; i < set->nmarks && set->marks[i].offset <= refusal->offset; i++)
		mark = &set->marks[i];
	if (mark && set->file)
		tell_where(set->file, mark->line);
	if (mark && mark->word)
		tell("%s: the kernel refuses: %s%s", mark->word, words_of(refusal),
		     remedy(refusal->error));
	else
		tell("the kernel refuses: %s%s", words_of(refusal), remedy(refusal->error));
	tell_where(NULL, 0);
	return true;
}

enum exit_code set_send(struct set *set, struct netlink *netlink)
{
	struct nlmsghdr *request;
	struct nlattr *config;
	unsigned int i;
	bool done;

	if (!put_defaults(set, netlink))
		return EXIT_FAILED;
	request = netlink_request(netlink, SIPNAT_CMD_SET_CONFIG);
	if (set->whole)
		mnl_attr_put(request, SIPNAT_A_RESET, 0, NULL);
	if (set->check)
		mnl_attr_put(request, SIPNAT_A_CHECK, 0, NULL);
	config = mnl_attr_nest_start(request, SIPNAT_A_CONFIG);
	for (i = 0; i < set->nmarks; i++)
		set->marks[i].offset += request->nlmsg_len;
	memcpy(mnl_nlmsg_get_payload_tail(request), mnl_nlmsg_get_payload(set->attrs),
	       mnl_nlmsg_get_payload_len(set->attrs));
	request->nlmsg_len += mnl_nlmsg_get_payload_len(set->attrs);
	mnl_attr_nest_end(request, config);
	netlink->refused = tell_refusal;
	netlink->refused_arg = set;
	done = netlink_talk(netlink, request, NULL, NULL);
	netlink->refused = NULL;
	return done || set->unasked ? EXIT_DONE : EXIT_FAILED;
}

enum exit_code set_change(const struct call *call)
{
	struct netlink *netlink;
	enum exit_code code;
	struct set set;

	if (!set_begin(&set))
		return EXIT_FAILED;
	code = call->command->put(&set, call);
	netlink = code ? NULL : netlink_open();
	if (netlink) {
		code = set_send(&set, netlink);
		netlink_close(netlink);
	} else if (!code) {
		code = EXIT_FAILED;
	}
	set_end(&set);
	return code;
}

enum exit_code reset(UNUSED const struct call *call)
{
	struct netlink *netlink = netlink_open();
	enum exit_code code = EXIT_FAILED;
	struct set set;

	if (netlink && set_begin(&set)) {
		set.whole = true;
		code = set_send(&set, netlink);
		set_end(&set);
	}
	netlink_close(netlink);
	return code;
}
