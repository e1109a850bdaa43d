// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ctl.h"
#include "netlink.h"

/* A dump that the table keeps changing under is taken as it is after so many attempts. */
#define DUMP_ATTEMPTS	3

struct talk {
	netlink_answer_fn *answer;
	void *arg;
	uint32_t sequence;
	bool interrupted;
	bool ended;
	struct refusal refusal;
};

/* @offset: where the attributes of the error message start */
static void take_words(struct talk *talk, const struct nlmsghdr *header, size_t offset)
{
	const struct nlattr *attr;

	if (!(header->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	mnl_attr_for_each(attr, header, offset) {
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
			snprintf(talk->refusal.words, sizeof(talk->refusal.words), "%.*s",
				 (int)mnl_attr_get_payload_len(attr), mnl_attr_get_str(attr));
		else if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_OFFS)
			talk->refusal.offset = mnl_attr_get_u32(attr);
	}
}

/* NLMSG_ERROR and NLMSG_DONE begin with the same number: 0 or an error. */
static void take_end(struct talk *talk, const struct nlmsghdr *header)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(header);
	size_t offset = sizeof(*err);
	int code = 0;

	talk->ended = true;
	if (mnl_nlmsg_get_payload_len(header) >= sizeof(code))
		memcpy(&code, err, sizeof(code));
	if (code >= 0)
		return;
	talk->refusal.error = -code;
	if (header->nlmsg_type == NLMSG_DONE)
		offset = sizeof(code);
	else if (!(header->nlmsg_flags & NLM_F_CAPPED))
		offset += mnl_nlmsg_get_payload_len(&err->msg);
	take_words(talk, header, MNL_ALIGN(offset));
}

/* All messages of one read */
static void take(struct talk *talk, const void *buffer, int len)
{
	const struct nlmsghdr *header = buffer;

	for (; mnl_nlmsg_ok(header, len); header = mnl_nlmsg_next(header, &len)) {
		if (header->nlmsg_seq != talk->sequence)
			continue;
		if (header->nlmsg_flags & NLM_F_DUMP_INTR)
			talk->interrupted = true;
		if (header->nlmsg_type == NLMSG_ERROR || header->nlmsg_type == NLMSG_DONE)
			take_end(talk, header);
		else if (header->nlmsg_type >= NLMSG_MIN_TYPE && talk->answer)
			talk->answer(header, talk->arg);
	}
}

/* Sends, and reads to the end of the answer. False if the socket failed, which is told. */
static bool converse(struct netlink *netlink, const struct nlmsghdr *request, struct talk *talk)
{
	char buffer[NETLINK_BUFFER] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t len;

	talk->sequence = request->nlmsg_seq;
	if (mnl_socket_sendto(netlink->socket, request, request->nlmsg_len) < 0) {
		tell("cannot ask the kernel: %m");
		return false;
	}
	while (!talk->ended) {
		len = mnl_socket_recvfrom(netlink->socket, buffer, sizeof(buffer));
		if (len <= 0) {
			tell("cannot read the kernel's answer: %m");
			return false;
		}
		take(talk, buffer, len);
	}
	return true;
}

static bool succeeded(const struct netlink *netlink, const struct talk *talk)
{
	const struct refusal *refusal = &talk->refusal;

	if (!refusal->error)
		return true;
	if (netlink->refused && netlink->refused(refusal, netlink->refused_arg))
		return false;
	if (refusal->error == EPERM)
		tell("not permitted: run it as root, or with CAP_NET_ADMIN in this namespace");
	else if (refusal->error == EOPNOTSUPP)
		tell("the module does not know this request: it is older than sipnat-ctl");
	else
		tell("the kernel refuses: %s",
		     refusal->words[0] ? refusal->words : strerror(refusal->error));
	return false;
}

static struct nlmsghdr *begin(struct netlink *netlink, uint16_t type, uint8_t command,
			      uint8_t version)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(netlink->request);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(header, sizeof(*genl));

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	header->nlmsg_seq = ++netlink->sequence;
	genl->cmd = command;
	genl->version = version;
	return header;
}

static void take_family(const struct nlmsghdr *answer, void *arg)
{
	struct netlink *netlink = arg;
	const struct nlattr *attr;

	netlink_for_each(attr, answer)
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			netlink->family = mnl_attr_get_u16(attr);
}

/**
 * struct group - a multicast group that is looked for
 * @name: what it is called
 * @number: 0 as long as it has not been found
 */
struct group {
	const char *name;
	uint32_t number;
};

static void take_group(const struct nlattr *attr, struct group *group)
{
	const char *name = NULL;
	const struct nlattr *pos;
	uint32_t number = 0;

	mnl_attr_for_each_nested(pos, attr) {
		if (mnl_attr_get_type(pos) == CTRL_ATTR_MCAST_GRP_NAME)
			name = mnl_attr_get_str(pos);
		else if (mnl_attr_get_type(pos) == CTRL_ATTR_MCAST_GRP_ID)
			number = mnl_attr_get_u32(pos);
	}
	if (name && !strcmp(name, group->name))
		group->number = number;
}

static void take_groups(const struct nlmsghdr *answer, void *arg)
{
	const struct nlattr *attr, *pos;

	netlink_for_each(attr, answer) {
		if (mnl_attr_get_type(attr) != CTRL_ATTR_MCAST_GROUPS)
			continue;
		mnl_attr_for_each_nested(pos, attr)
			take_group(pos, arg);
	}
}

uint32_t netlink_group(struct netlink *netlink, const char *name)
{
	struct nlmsghdr *request = begin(netlink, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	struct group group = { .name = name };
	struct talk talk = { .answer = take_groups, .arg = &group };

	mnl_attr_put_u16(request, CTRL_ATTR_FAMILY_ID, netlink->family);
	if (!converse(netlink, request, &talk) || !succeeded(netlink, &talk))
		return 0;
	if (!group.number)
		tell("the module has no %s to listen to: it is older than sipnat-ctl, or the "
		     "kernel than 5.10.204", name);
	return group.number;
}

/* The kernel loads the module when it is asked for the family, if it knows where it is. */
static bool find_family(struct netlink *netlink, bool *loaded)
{
	struct nlmsghdr *request = begin(netlink, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	struct talk talk = { .answer = take_family, .arg = netlink };

	mnl_attr_put_strz(request, CTRL_ATTR_FAMILY_NAME, SIPNAT_GENL_NAME);
	if (!converse(netlink, request, &talk))
		return false;
	*loaded = talk.refusal.error != ENOENT;
	if (!*loaded)
		return false;
	return succeeded(netlink, &talk);
}

struct netlink *netlink_open_bus(int bus)
{
	struct netlink *netlink = calloc(1, sizeof(*netlink));
	int on = 1;

	if (!netlink) {
		tell("out of memory");
		return NULL;
	}
	netlink->socket = mnl_socket_open(bus);
	if (!netlink->socket || mnl_socket_bind(netlink->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		tell("cannot open a netlink socket: %m");
		netlink_close(netlink);
		return NULL;
	}
	/* Without these, errors are only less talkative. */
	mnl_socket_setsockopt(netlink->socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(netlink->socket, NETLINK_CAP_ACK, &on, sizeof(on));
	return netlink;
}

struct netlink *netlink_open_loaded(bool *loaded)
{
	struct netlink *netlink = netlink_open_bus(NETLINK_GENERIC);

	*loaded = true;
	if (netlink && !find_family(netlink, loaded)) {
		netlink_close(netlink);
		netlink = NULL;
	}
	return netlink;
}

struct netlink *netlink_open(void)
{
	bool loaded;
	struct netlink *netlink = netlink_open_loaded(&loaded);

	if (!loaded)
		tell("the sipnat module is not loaded: modprobe sipnat");
	return netlink;
}

void netlink_close(struct netlink *netlink)
{
	if (netlink && netlink->socket)
		mnl_socket_close(netlink->socket);
	free(netlink);
}

struct nlmsghdr *netlink_request(struct netlink *netlink, enum sipnat_cmd command)
{
	return begin(netlink, netlink->family, command, SIPNAT_GENL_VERSION);
}

bool netlink_talk(struct netlink *netlink, struct nlmsghdr *request, netlink_answer_fn *answer,
		  void *arg)
{
	struct talk talk = { .answer = answer, .arg = arg };

	return converse(netlink, request, &talk) && succeeded(netlink, &talk);
}

bool netlink_dump(struct netlink *netlink, enum sipnat_cmd command, void (*restart)(void *arg),
		  netlink_answer_fn *answer, void *arg, bool *whole)
{
	struct nlmsghdr *request;
	unsigned int attempt;

	for (attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
		struct talk talk = { .answer = answer, .arg = arg };

		restart(arg);
		request = netlink_request(netlink, command);
		request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
		if (!converse(netlink, request, &talk) || !succeeded(netlink, &talk))
			return false;
		*whole = !talk.interrupted;
		if (*whole)
			break;
	}
	return true;
}

int netlink_try(struct netlink *netlink, const struct nlmsghdr *request, netlink_answer_fn *answer,
		void *arg, bool *interrupted)
{
	struct talk talk = { .answer = answer, .arg = arg };

	if (!converse(netlink, request, &talk))
		return EIO;
	if (interrupted)
		*interrupted = talk.interrupted;
	return talk.refusal.error;
}
