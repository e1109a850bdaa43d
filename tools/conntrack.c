// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <string.h>
#include "addr.h"
#include "conntrack.h"
#include "doctor.h"
#include "show.h"

#define TLS_PORT	5061

struct tuple {
	struct addr source;
	struct addr destination;
	uint16_t source_port;
	uint16_t destination_port;
	uint8_t protocol;
};

struct entry {
	struct tuple original;
	struct tuple reply;
	const char *helper;
	size_t helper_len;
	bool replied;
};

struct reading {
	const json_t *ports;
	json_t *flows;
};

static void take_addresses(struct tuple *tuple, const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTA_IP_V4_SRC:
		case CTA_IP_V6_SRC:
			addr_take(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr),
				  &tuple->source);
			break;
		case CTA_IP_V4_DST:
		case CTA_IP_V6_DST:
			addr_take(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr),
				  &tuple->destination);
			break;
		}
	}
}

static void take_protocol(struct tuple *tuple, const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		switch (mnl_attr_get_type(attr)) {
		case CTA_PROTO_NUM:
			tuple->protocol = mnl_attr_get_u8(attr);
			break;
		case CTA_PROTO_SRC_PORT:
			tuple->source_port = ntohs(mnl_attr_get_u16(attr));
			break;
		case CTA_PROTO_DST_PORT:
			tuple->destination_port = ntohs(mnl_attr_get_u16(attr));
			break;
		}
	}
}

static void take_tuple(struct tuple *tuple, const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == CTA_TUPLE_IP)
			take_addresses(tuple, attr);
		else if (mnl_attr_get_type(attr) == CTA_TUPLE_PROTO)
			take_protocol(tuple, attr);
	}
}

static void take_helper(struct entry *entry, const struct nlattr *nest)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == CTA_HELP_NAME) {
			entry->helper = mnl_attr_get_str(attr);
			entry->helper_len = strnlen(entry->helper, mnl_attr_get_payload_len(attr));
		}
}

static bool is_helper(const struct entry *entry, const char *name)
{
	return entry->helper_len == strlen(name) && !memcmp(entry->helper, name, entry->helper_len);
}

static bool is_about_sip(const struct entry *entry, const json_t *ports)
{
	uint16_t port = entry->original.destination_port;

	if (entry->original.protocol != IPPROTO_UDP && entry->original.protocol != IPPROTO_TCP)
		return false;
	return is_helper(entry, "sipnat") || is_helper(entry, "sip") || has_port(ports, port) ||
	       (port == TLS_PORT && entry->original.protocol == IPPROTO_TCP);
}

static json_t *decode_entry(const struct entry *entry)
{
	char source[INET6_ADDRSTRLEN], destination[INET6_ADDRSTRLEN], seen[INET6_ADDRSTRLEN];
	char reached[INET6_ADDRSTRLEN];

	addr_write(&entry->original.source, source);
	addr_write(&entry->original.destination, destination);
	addr_write(&entry->reply.destination, seen);
	addr_write(&entry->reply.source, reached);
	return json_pack("{s:s, s:s, s:i, s:s, s:i, s:s, s:s, s:o, s:b}", "protocol",
			 protocol_name(entry->original.protocol), "source", source, "source_port",
			 entry->original.source_port, "destination", destination,
			 "destination_port", entry->original.destination_port, "seen_as", seen,
			 "reached", reached, "helper",
			 entry->helper ? decode_bytes(entry->helper, entry->helper_len) :
					 json_null(), "replied", entry->replied);
}

static void take_entry(const struct nlmsghdr *answer, void *arg)
{
	struct reading *reading = arg;
	const struct nlattr *attr;
	struct entry entry = {};

	mnl_attr_for_each(attr, answer, sizeof(struct nfgenmsg)) {
		switch (mnl_attr_get_type(attr)) {
		case CTA_TUPLE_ORIG:
			take_tuple(&entry.original, attr);
			break;
		case CTA_TUPLE_REPLY:
			take_tuple(&entry.reply, attr);
			break;
		case CTA_HELP:
			take_helper(&entry, attr);
			break;
		case CTA_STATUS:
			entry.replied = ntohl(mnl_attr_get_u32(attr)) & IPS_SEEN_REPLY;
			break;
		}
	}
	if (is_about_sip(&entry, reading->ports) && entry.original.source.len &&
	    json_array_size(reading->flows) < CONNTRACK_FLOWS)
		json_array_append_new(reading->flows, decode_entry(&entry));
}

/* A table that changes while it is read has an entry twice or not: that does not matter here. */
json_t *conntrack_read(struct netlink *netlink, const json_t *ports)
{
	struct reading reading = { .ports = ports, .flows = json_array() };
	struct nlmsghdr *request = mnl_nlmsg_put_header(netlink->request);
	struct nfgenmsg *family = mnl_nlmsg_put_extra_header(request, sizeof(*family));

	request->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET;
	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	request->nlmsg_seq = ++netlink->sequence;
	family->nfgen_family = AF_UNSPEC;
	family->version = NFNETLINK_V0;
	if (!netlink_try(netlink, request, take_entry, &reading, NULL))
		return reading.flows;
	json_decref(reading.flows);
	return NULL;
}
