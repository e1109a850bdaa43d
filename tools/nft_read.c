// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/chain.h>
#include <libnftnl/gen.h>
#include <libnftnl/object.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdlib.h>
#include <string.h>
#include "ctl.h"
#include "nft.h"
#include "show.h"

/* A ruleset that keeps changing is given up after so many attempts. */
#define READ_ATTEMPTS	5

static const char *const families[] = {
	[NFPROTO_INET] = "inet",   [NFPROTO_IPV4] = "ip",      [NFPROTO_IPV6] = "ip6",
	[NFPROTO_ARP] = "arp",	   [NFPROTO_BRIDGE] = "bridge", [NFPROTO_NETDEV] = "netdev",
};

const char *nft_family_name(unsigned int family)
{
	return family < ARRAY_SIZE(families) && families[family] ? families[family] : "unknown";
}

unsigned int nft_family_number(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(families); i++)
		if (families[i] && !strcmp(families[i], name))
			return i;
	return NFPROTO_UNSPEC;
}

struct nlmsghdr *nft_request(struct netlink *netlink, uint16_t type, uint16_t family,
			     uint16_t flags)
{
	return nftnl_nlmsg_build_hdr(netlink->request, type, family, flags, ++netlink->sequence);
}

void nft_failed(int error)
{
	/* EIO has been told. */
	if (error == EPERM)
		tell("not permitted: run it as root, or with CAP_NET_ADMIN in this namespace");
	else if (error == EINVAL || error == EOPNOTSUPP)
		tell("the kernel has no nf_tables: modprobe nf_tables");
	else if (error == EINTR)
		tell("the rules change all the time: try again");
	else if (error != EIO)
		tell("cannot read the rules: %s", strerror(error));
}

/* What is being read, and of which table alone */
struct reader {
	json_t *ruleset;
	const char *table;
};

/* @entry: with "family" and "table", or NULL, if the kernel has not told these */
static void add(const struct reader *reader, const char *list, json_t *entry)
{
	const char *family = json_string_value(json_object_get(entry, "family"));
	const char *table = json_string_value(json_object_get(entry, "table"));

	if (table && (!reader->table || (!strcmp(family, "inet") && !strcmp(table, reader->table))))
		json_array_append(json_object_get(reader->ruleset, list), entry);
	json_decref(entry);
}

static void take_generation(const struct nlmsghdr *answer, void *arg)
{
	const struct reader *reader = arg;
	struct nftnl_gen *gen = nftnl_gen_alloc();

	if (gen && !nftnl_gen_nlmsg_parse(answer, gen))
		json_object_set_new(reader->ruleset, "generation",
				    json_integer(nftnl_gen_get_u32(gen, NFTNL_GEN_ID)));
	nftnl_gen_free(gen);
}

static json_t *decode_comment(const struct nftnl_table *table)
{
	const struct nftnl_udata *attr;
	uint32_t len = 0;
	const char *data = nftnl_table_get_data(table, NFTNL_TABLE_USERDATA, &len);
	const char *text;

	if (!data)
		return json_null();
	nftnl_udata_for_each_data(data, len, attr) {
		text = nftnl_udata_get(attr);
		if (nftnl_udata_type(attr) == NFTNL_UDATA_TABLE_COMMENT)
			return decode_bytes(text, strnlen(text, nftnl_udata_len(attr)));
	}
	return json_null();
}

static void take_table(const struct nlmsghdr *answer, void *arg)
{
	struct nftnl_table *table = nftnl_table_alloc();

	if (table && !nftnl_table_nlmsg_parse(answer, table))
		add(arg, "tables",
		    json_pack("{s:s, s:s, s:o}", "family",
			      nft_family_name(nftnl_table_get_u32(table, NFTNL_TABLE_FAMILY)),
			      "table", nftnl_table_get_str(table, NFTNL_TABLE_NAME), "comment",
			      decode_comment(table)));
	nftnl_table_free(table);
}

static const char *hook_name(uint32_t family, uint32_t number)
{
	static const char *const hooks[] = {
		[NF_INET_PRE_ROUTING] = "prerouting",  [NF_INET_LOCAL_IN] = "input",
		[NF_INET_FORWARD] = "forward",	       [NF_INET_LOCAL_OUT] = "output",
		[NF_INET_POST_ROUTING] = "postrouting",
	};

	if (family != NFPROTO_INET && family != NFPROTO_IPV4 && family != NFPROTO_IPV6)
		return "other";
	return number < ARRAY_SIZE(hooks) ? hooks[number] : "ingress";
}

static void take_chain(const struct nlmsghdr *answer, void *arg)
{
	struct nftnl_chain *chain = nftnl_chain_alloc();
	uint32_t family;

	if (chain && !nftnl_chain_nlmsg_parse(answer, chain) &&
	    nftnl_chain_is_set(chain, NFTNL_CHAIN_HOOKNUM)) {
		family = nftnl_chain_get_u32(chain, NFTNL_CHAIN_FAMILY);
		add(arg, "chains",
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s}", "family",
			      nft_family_name(family), "table",
			      nftnl_chain_get_str(chain, NFTNL_CHAIN_TABLE), "chain",
			      nftnl_chain_get_str(chain, NFTNL_CHAIN_NAME), "type",
			      nftnl_chain_get_str(chain, NFTNL_CHAIN_TYPE), "hook",
			      hook_name(family, nftnl_chain_get_u32(chain, NFTNL_CHAIN_HOOKNUM)),
			      "priority", nftnl_chain_get_s32(chain, NFTNL_CHAIN_PRIO), "policy",
			      nftnl_chain_get_u32(chain, NFTNL_CHAIN_POLICY) == NF_DROP ?
				      "drop" : "accept"));
	}
	nftnl_chain_free(chain);
}

static void take_object(const struct nlmsghdr *answer, void *arg)
{
	struct nftnl_obj *obj = nftnl_obj_alloc();

	if (obj && !nftnl_obj_nlmsg_parse(answer, obj) &&
	    nftnl_obj_get_u32(obj, NFTNL_OBJ_TYPE) == NFT_OBJECT_CT_HELPER)
		add(arg, "helpers",
		    json_pack("{s:s, s:s, s:s, s:s, s:s}", "family",
			      nft_family_name(nftnl_obj_get_u32(obj, NFTNL_OBJ_FAMILY)), "table",
			      nftnl_obj_get_str(obj, NFTNL_OBJ_TABLE), "name",
			      nftnl_obj_get_str(obj, NFTNL_OBJ_NAME), "type",
			      nftnl_obj_get_str(obj, NFTNL_OBJ_CT_HELPER_NAME), "protocol",
			      protocol_name(nftnl_obj_get_u8(obj, NFTNL_OBJ_CT_HELPER_L4PROTO))));
	nftnl_obj_free(obj);
}

static void take_rule(const struct nlmsghdr *answer, void *arg)
{
	struct nftnl_rule *rule = nftnl_rule_alloc();

	if (rule && !nftnl_rule_nlmsg_parse(answer, rule))
		add(arg, "rules", nft_decode(rule));
	nftnl_rule_free(rule);
}

static const struct {
	uint16_t type;
	uint16_t flags;
	netlink_answer_fn *take;
} dumps[] = {
	{ NFT_MSG_GETGEN, NLM_F_ACK, take_generation },
	{ NFT_MSG_GETTABLE, NLM_F_DUMP, take_table },
	{ NFT_MSG_GETCHAIN, NLM_F_DUMP, take_chain },
	{ NFT_MSG_GETOBJ, NLM_F_DUMP, take_object },
	{ NFT_MSG_GETRULE, NLM_F_DUMP, take_rule },
};

/* EINTR: it has changed meanwhile. */
static int read_once(struct netlink *netlink, struct reader *reader)
{
	struct nlmsghdr *request;
	bool interrupted;
	int error = 0;
	size_t i;

	for (i = 0; !error && i < ARRAY_SIZE(dumps); i++) {
		request = nft_request(netlink, dumps[i].type, NFPROTO_UNSPEC, dumps[i].flags);
		error = netlink_try(netlink, request, dumps[i].take, reader, &interrupted);
		if (!error && interrupted)
			error = EINTR;
	}
	return error;
}

static int resolve(struct netlink *netlink, json_t *rules)
{
	json_t *rule;
	size_t i;
	int error;

	json_array_foreach(rules, i, rule) {
		if (json_is_string(json_object_get(rule, "set"))) {
			error = nft_resolve(netlink, rule);
			/* The set can have gone since, with its rule. */
			if (error)
				return error == ENOENT ? EINTR : error;
			json_object_set_new(rule, "plain", json_false());
		}
		json_object_del(rule, "set");
		json_object_del(rule, "set_of");
	}
	return 0;
}

json_t *nft_read(struct netlink *netlink, const char *table, int *error)
{
	struct reader reader = { .table = table };
	unsigned int attempt;

	for (attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
		reader.ruleset = json_pack("{s:i, s:[], s:[], s:[], s:[]}", "generation", 0,
					   "tables", "chains", "helpers", "rules");
		*error = read_once(netlink, &reader);
		if (!*error)
			*error = resolve(netlink, json_object_get(reader.ruleset, "rules"));
		if (!*error)
			return reader.ruleset;
		json_decref(reader.ruleset);
		if (*error != EINTR)
			break;
	}
	return NULL;
}
