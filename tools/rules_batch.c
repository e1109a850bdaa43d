// SPDX-License-Identifier: GPL-2.0
/* The rules as one transaction */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/object.h>
#include <libnftnl/rule.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include "rules.h"

/* A rule takes less than half a kibibyte, and there are two for each device, port and protocol. */
#define BATCH_SIZE	(4 * RULES_DEVICES * RULES_PORTS * 512 + 8192)
#define COMMENT_SIZE	128
#define NAME_SIZE	80

/**
 * struct batch - a transaction that is being put together
 * @buffer: its messages
 * @len: of them
 * @first: sequence number of the first
 * @next: of the next
 * @names: what each message makes, for errors
 * @room: for how many names
 */
struct batch {
	char *buffer;
	size_t len;
	uint32_t first;
	uint32_t next;
	char (*names)[NAME_SIZE];
	size_t room;
};

/* Where the next message is to be, and what it makes */
PRINTF(2, 3)
static void *next_message(struct batch *batch, const char *format, ...)
{
	size_t number = batch->next - batch->first;
	va_list args;

	if (number == batch->room) {
		batch->room = batch->room ? 2 * batch->room : 64;
		batch->names = realloc(batch->names, batch->room * sizeof(batch->names[0]));
		if (!batch->names)
			abort();
	}
	va_start(args, format);
	vsnprintf(batch->names[number], NAME_SIZE, format, args);
	va_end(args);
	return batch->buffer + batch->len;
}

static void added(struct batch *batch, const struct nlmsghdr *message)
{
	batch->len += NLMSG_ALIGN(message->nlmsg_len);
	batch->next++;
}

static void begin(struct batch *batch, uint32_t generation)
{
	struct nlmsghdr *message = nftnl_batch_begin(next_message(batch, "the transaction"),
						     batch->next);

	mnl_attr_put_u32(message, NFNL_BATCH_GENID, htonl(generation));
	added(batch, message);
}

static void end(struct batch *batch)
{
	added(batch, nftnl_batch_end(next_message(batch, "the transaction"), batch->next));
}

/* @comment: NULL for none */
static void put_table(struct batch *batch, uint16_t type, uint16_t flags, const char *comment)
{
	struct nftnl_udata_buf *udata = nftnl_udata_buf_alloc(COMMENT_SIZE);
	struct nftnl_table *table = nftnl_table_alloc();
	struct nlmsghdr *message;

	if (!table || !udata)
		abort();
	nftnl_table_set_str(table, NFTNL_TABLE_NAME, RULES_TABLE);
	nftnl_table_set_u32(table, NFTNL_TABLE_FAMILY, NFPROTO_INET);
	if (type == NFT_MSG_NEWTABLE)
		nftnl_table_set_u32(table, NFTNL_TABLE_FLAGS, 0);
	if (comment) {
		nftnl_udata_put_strz(udata, NFTNL_UDATA_TABLE_COMMENT, comment);
		nftnl_table_set_data(table, NFTNL_TABLE_USERDATA, nftnl_udata_buf_data(udata),
				     nftnl_udata_buf_len(udata));
	}
	message = nftnl_nlmsg_build_hdr(next_message(batch, "the table inet " RULES_TABLE), type,
					NFPROTO_INET, flags, batch->next);
	nftnl_table_nlmsg_build_payload(message, table);
	added(batch, message);
	nftnl_table_free(table);
	nftnl_udata_buf_free(udata);
}

static uint8_t protocol_number(const char *name)
{
	return strcmp(name, "udp") ? IPPROTO_TCP : IPPROTO_UDP;
}

static void put_helper(struct batch *batch, const char *protocol)
{
	struct nftnl_obj *obj = nftnl_obj_alloc();
	struct nlmsghdr *message;
	char name[16];

	if (!obj)
		abort();
	snprintf(name, sizeof(name), "sip-%s", protocol);
	nftnl_obj_set_str(obj, NFTNL_OBJ_TABLE, RULES_TABLE);
	nftnl_obj_set_str(obj, NFTNL_OBJ_NAME, name);
	nftnl_obj_set_u32(obj, NFTNL_OBJ_FAMILY, NFPROTO_INET);
	nftnl_obj_set_u32(obj, NFTNL_OBJ_TYPE, NFT_OBJECT_CT_HELPER);
	nftnl_obj_set_str(obj, NFTNL_OBJ_CT_HELPER_NAME, RULES_HELPER);
	nftnl_obj_set_u16(obj, NFTNL_OBJ_CT_HELPER_L3PROTO, NFPROTO_INET);
	nftnl_obj_set_u8(obj, NFTNL_OBJ_CT_HELPER_L4PROTO, protocol_number(protocol));
	message = nftnl_nlmsg_build_hdr(next_message(batch, "ct helper %s", name), NFT_MSG_NEWOBJ,
					NFPROTO_INET, NLM_F_CREATE, batch->next);
	nftnl_obj_nlmsg_build_payload(message, obj);
	added(batch, message);
	nftnl_obj_free(obj);
}

static void put_chain(struct batch *batch, const struct rules_chain *which)
{
	struct nftnl_chain *chain = nftnl_chain_alloc();
	struct nlmsghdr *message;

	if (!chain)
		abort();
	nftnl_chain_set_str(chain, NFTNL_CHAIN_TABLE, RULES_TABLE);
	nftnl_chain_set_str(chain, NFTNL_CHAIN_NAME, which->name);
	nftnl_chain_set_str(chain, NFTNL_CHAIN_TYPE, "filter");
	nftnl_chain_set_u32(chain, NFTNL_CHAIN_HOOKNUM, which->hooknum);
	nftnl_chain_set_s32(chain, NFTNL_CHAIN_PRIO, 0);
	nftnl_chain_set_u32(chain, NFTNL_CHAIN_POLICY, NF_ACCEPT);
	message = nftnl_nlmsg_build_hdr(next_message(batch, "the chain %s", which->name),
					NFT_MSG_NEWCHAIN, NFPROTO_INET, NLM_F_CREATE, batch->next);
	nftnl_chain_nlmsg_build_payload(message, chain);
	added(batch, message);
	nftnl_chain_free(chain);
}

static struct nftnl_expr *add_expression(struct nftnl_rule *rule, const char *name)
{
	struct nftnl_expr *expr = nftnl_expr_alloc(name);

	if (!expr)
		abort();
	nftnl_rule_add_expr(rule, expr);
	return expr;
}

static void add_meta(struct nftnl_rule *rule, uint32_t key)
{
	struct nftnl_expr *expr = add_expression(rule, "meta");

	nftnl_expr_set_u32(expr, NFTNL_EXPR_META_KEY, key);
	nftnl_expr_set_u32(expr, NFTNL_EXPR_META_DREG, NFT_REG_1);
}

static void add_cmp(struct nftnl_rule *rule, uint32_t op, const void *data, uint32_t len)
{
	struct nftnl_expr *expr = add_expression(rule, "cmp");

	nftnl_expr_set_u32(expr, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(expr, NFTNL_EXPR_CMP_OP, op);
	nftnl_expr_set(expr, NFTNL_EXPR_CMP_DATA, data, len);
}

/* A name is compared with the zeros behind it, and one with "*" only as far as that. */
static void add_device(struct nftnl_rule *rule, const struct rules_chain *chain, const char *name)
{
	size_t len = strcspn(name, "*");
	char text[IFNAMSIZ] = "";

	memcpy(text, name, len);
	add_meta(rule, chain->hooknum == NF_INET_LOCAL_OUT ? NFT_META_OIFNAME : NFT_META_IIFNAME);
	add_cmp(rule, NFT_CMP_EQ, text, name[len] ? len : sizeof(text));
}

static void add_ports(struct nftnl_rule *rule, uint16_t first, uint16_t last)
{
	struct nftnl_expr *expr = add_expression(rule, "payload");
	uint16_t from = htons(first), to = htons(last);

	nftnl_expr_set_u32(expr, NFTNL_EXPR_PAYLOAD_BASE, NFT_PAYLOAD_TRANSPORT_HEADER);
	nftnl_expr_set_u32(expr, NFTNL_EXPR_PAYLOAD_OFFSET, 2);
	nftnl_expr_set_u32(expr, NFTNL_EXPR_PAYLOAD_LEN, 2);
	nftnl_expr_set_u32(expr, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
	if (first == last) {
		add_cmp(rule, NFT_CMP_EQ, &from, sizeof(from));
		return;
	}
	add_cmp(rule, NFT_CMP_GTE, &from, sizeof(from));
	add_cmp(rule, NFT_CMP_LTE, &to, sizeof(to));
}

static void add_helper(struct nftnl_rule *rule, const char *protocol)
{
	struct nftnl_expr *expr;
	char name[16];

	add_expression(rule, "counter");
	expr = add_expression(rule, "objref");
	snprintf(name, sizeof(name), "sip-%s", protocol);
	nftnl_expr_set_u32(expr, NFTNL_EXPR_OBJREF_IMM_TYPE, NFT_OBJECT_CT_HELPER);
	nftnl_expr_set_str(expr, NFTNL_EXPR_OBJREF_IMM_NAME, name);
}

static void put_rule(struct batch *batch, const struct rules_chain *chain, const json_t *line)
{
	const char *device = json_string_value(json_object_get(line, "device"));
	const char *protocol = json_string_value(json_object_get(line, "protocol"));
	int first = json_integer_value(json_object_get(line, "first"));
	int last = json_integer_value(json_object_get(line, "last"));
	struct nftnl_rule *rule = nftnl_rule_alloc();
	uint8_t number = protocol_number(protocol);
	struct nlmsghdr *message;

	if (!rule)
		abort();
	nftnl_rule_set_u32(rule, NFTNL_RULE_FAMILY, NFPROTO_INET);
	nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, RULES_TABLE);
	nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, chain->name);
	if (device)
		add_device(rule, chain, device);
	add_meta(rule, NFT_META_L4PROTO);
	add_cmp(rule, NFT_CMP_EQ, &number, sizeof(number));
	add_ports(rule, first, last);
	add_helper(rule, protocol);
	message = nftnl_nlmsg_build_hdr(next_message(batch, "the rule for %s port %d-%d in chain %s",
						     protocol, first, last, chain->name),
					NFT_MSG_NEWRULE, NFPROTO_INET, NLM_F_CREATE | NLM_F_APPEND,
					batch->next);
	nftnl_rule_nlmsg_build_payload(message, rule);
	added(batch, message);
	nftnl_rule_free(rule);
}

static void put_plan(struct batch *batch, const json_t *plan)
{
	json_t *lines = rules_lines(plan);
	const json_t *entry;
	size_t i, j;

	put_table(batch, NFT_MSG_NEWTABLE, NLM_F_CREATE, RULES_COMMENT);
	json_array_foreach(json_object_get(plan, "protocols"), i, entry)
		put_helper(batch, json_string_value(entry));
	for (i = 0; i < ARRAY_SIZE(rules_chains); i++) {
		put_chain(batch, &rules_chains[i]);
		json_array_foreach(lines, j, entry)
			put_rule(batch, &rules_chains[i], entry);
	}
	json_decref(lines);
}

/* What refers to what could not be made fails too, so the first error is the one to tell. */
static void take_error(const struct batch *batch, const struct nlmsghdr *header, uint32_t *which,
		       int *error)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(header);
	uint32_t number = header->nlmsg_seq - batch->first;

	if (header->nlmsg_type != NLMSG_ERROR || !err->error || number > *which)
		return;
	*which = number;
	*error = -err->error;
}

static int tell_error(const struct batch *batch, uint32_t which, int error)
{
	const char *name = batch->names[which];

	if (error == ERESTART)
		return ERESTART;
	if (error == EPERM)
		tell("not permitted: run it as root, or with CAP_NET_ADMIN in this namespace");
	else if (error == EOPNOTSUPP && !which)
		tell("the kernel has no nf_tables: modprobe nf_tables");
	else if (error == ENOENT && !strncmp(name, "ct helper", 9))
		tell("%s: the kernel has no helper sipnat: modprobe sipnat tells why", name);
	else if (error == EAFNOSUPPORT)
		tell("the kernel's nf_tables does not know the family inet (CONFIG_NF_TABLES_INET)");
	else
		tell("the kernel refuses %s: %s", name, strerror(error));
	return EIO;
}

/* The answers are there when send() has returned; success says nothing. */
static int commit(struct netlink *netlink, const struct batch *batch)
{
	char buffer[NETLINK_BUFFER] __attribute__((aligned(NLMSG_ALIGNTO)));
	int fd = mnl_socket_get_fd(netlink->socket), error = 0, room = batch->len * 2, rest;
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	uint32_t which = UINT32_MAX;
	const struct nlmsghdr *header;
	ssize_t len;

	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	if (sendto(fd, batch->buffer, batch->len, 0, (void *)&kernel, sizeof(kernel)) < 0) {
		tell("cannot ask the kernel: %m");
		return EIO;
	}
	while ((len = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT)) > 0) {
		rest = len;
		for (header = (void *)buffer; mnl_nlmsg_ok(header, rest);
		     header = mnl_nlmsg_next(header, &rest))
			take_error(batch, header, &which, &error);
	}
	/* ENOBUFS: so many errors that not all have found room; the first have. */
	if (len < 0 && errno != EAGAIN && errno != ENOBUFS) {
		tell("cannot read the kernel's answer: %m");
		return EIO;
	}
	return error ? tell_error(batch, which, error) : 0;
}

int rules_replace(struct netlink *netlink, const json_t *plan, uint32_t generation)
{
	struct batch batch = {
		.buffer = calloc(1, BATCH_SIZE),
		.first = netlink->sequence + 1,
		.next = netlink->sequence + 1,
	};
	int error;

	if (!batch.buffer)
		abort();
	begin(&batch, generation);
	/* What does not exist cannot be deleted. */
	put_table(&batch, NFT_MSG_NEWTABLE, NLM_F_CREATE, NULL);
	put_table(&batch, NFT_MSG_DELTABLE, 0, NULL);
	if (plan)
		put_plan(&batch, plan);
	end(&batch);
	error = commit(netlink, &batch);
	netlink->sequence = batch.next;
	free(batch.names);
	free(batch.buffer);
	return error;
}
