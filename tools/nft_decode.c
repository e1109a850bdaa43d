// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <stdio.h>
#include <libnftnl/expr.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/xt_CT.h>
#include <linux/netfilter/xt_conntrack.h>
#include <net/if.h>
#include <string.h>
#include "addr.h"
#include "nft.h"
#include "show.h"

/* Registers are 4 bytes; the first four names are those of older ones that are 16 bytes long. */
#define REGISTERS	20

enum what {
	NOTHING,
	IIFNAME,
	OIFNAME,
	L4PROTO,
	DPORT,
	STATE,
};

/**
 * struct decoder - where in a rule we are
 * @rule: what has been seen
 * @held: what each register holds of the packet
 * @data: or which constant
 * @len: of @data; 0: none
 * @mask: what of STATE is compared
 */
struct decoder {
	json_t *rule;
	enum what held[REGISTERS];
	uint8_t data[REGISTERS][16];
	uint32_t len[REGISTERS];
	uint32_t mask;
};

static unsigned int slot(uint32_t reg)
{
	unsigned int number = reg < NFT_REG32_00 ? (reg - NFT_REG_1) * 4 : reg - NFT_REG32_00;

	return number < REGISTERS ? number : REGISTERS - 1;
}

static void strange(struct decoder *decoder)
{
	json_object_set_new(decoder->rule, "plain", json_false());
}

static void put_string(struct decoder *decoder, const char *key, const char *value)
{
	json_object_set_new(decoder->rule, key, decode_bytes(value, strlen(value)));
}

static void hold(struct decoder *decoder, uint32_t reg, enum what what)
{
	decoder->held[slot(reg)] = what;
	decoder->len[slot(reg)] = 0;
	if (what == NOTHING)
		strange(decoder);
}

static void take_meta(struct decoder *decoder, const struct nftnl_expr *expr)
{
	static const enum what keys[] = {
		[NFT_META_IIFNAME] = IIFNAME,
		[NFT_META_OIFNAME] = OIFNAME,
		[NFT_META_L4PROTO] = L4PROTO,
	};
	uint32_t key = nftnl_expr_get_u32(expr, NFTNL_EXPR_META_KEY);

	if (nftnl_expr_is_set(expr, NFTNL_EXPR_META_SREG))
		strange(decoder);
	else
		hold(decoder, nftnl_expr_get_u32(expr, NFTNL_EXPR_META_DREG),
		     key < ARRAY_SIZE(keys) ? keys[key] : NOTHING);
}

static void take_payload(struct decoder *decoder, const struct nftnl_expr *expr)
{
	bool dport = nftnl_expr_get_u32(expr, NFTNL_EXPR_PAYLOAD_BASE) ==
			     NFT_PAYLOAD_TRANSPORT_HEADER &&
		     nftnl_expr_get_u32(expr, NFTNL_EXPR_PAYLOAD_OFFSET) == 2 &&
		     nftnl_expr_get_u32(expr, NFTNL_EXPR_PAYLOAD_LEN) == 2;

	if (nftnl_expr_is_set(expr, NFTNL_EXPR_PAYLOAD_SREG))
		strange(decoder);
	else
		hold(decoder, nftnl_expr_get_u32(expr, NFTNL_EXPR_PAYLOAD_DREG),
		     dport ? DPORT : NOTHING);
}

static void take_ct(struct decoder *decoder, const struct nftnl_expr *expr)
{
	if (nftnl_expr_is_set(expr, NFTNL_EXPR_CT_SREG))
		strange(decoder);
	else
		hold(decoder, nftnl_expr_get_u32(expr, NFTNL_EXPR_CT_DREG),
		     nftnl_expr_get_u32(expr, NFTNL_EXPR_CT_KEY) == NFT_CT_STATE ? STATE : NOTHING);
}

/* A name without its end is that of all interfaces that begin so. */
static void name_interface(struct decoder *decoder, const char *key, const char *name, uint32_t len)
{
	char text[IFNAMSIZ + 1] = "";

	if (len <= IFNAMSIZ) {
		memcpy(text, name, len);
		if (strnlen(name, len) == len)
			text[len < IFNAMSIZ ? len : IFNAMSIZ - 1] = '*';
	}
	put_string(decoder, key, text);
}

static void name_protocol(struct decoder *decoder, uint8_t number)
{
	if (number == IPPROTO_UDP || number == IPPROTO_TCP)
		put_string(decoder, "protocol", protocol_name(number));
	else
		strange(decoder);
}

/* "first" and "last" come one after the other. */
static void bound_ports(struct decoder *decoder, uint32_t op, uint16_t port)
{
	json_t *ports = json_object_get(decoder->rule, "ports"), *range;

	if (op == NFT_CMP_LTE && json_array_size(ports)) {
		range = json_array_get(ports, json_array_size(ports) - 1);
		json_object_set_new(range, "last", json_integer(port));
		return;
	}
	if (op != NFT_CMP_EQ && op != NFT_CMP_GTE) {
		strange(decoder);
		return;
	}
	if (!json_is_array(ports)) {
		ports = json_array();
		json_object_set_new(decoder->rule, "ports", ports);
	}
	json_array_append_new(ports, json_pack("{s:i, s:i}", "first", port, "last",
					       op == NFT_CMP_EQ ? port : 65535));
}

/* "ct state established,related" compares a part of the states with none, "ct state new" all. */
static void take_states(struct decoder *decoder, uint32_t op, uint32_t value)
{
	if (op == NFT_CMP_NEQ && !value && decoder->mask)
		json_object_set_new(decoder->rule, "states", json_integer(decoder->mask));
	else if (op == NFT_CMP_EQ)
		json_object_set_new(decoder->rule, "states", json_integer(value));
	else
		strange(decoder);
}

static uint16_t port_of(const uint8_t *data, uint32_t len)
{
	return len >= 2 ? data[0] << 8 | data[1] : 0;
}

static uint32_t host_u32(const void *data, uint32_t len)
{
	uint32_t value = 0;

	memcpy(&value, data, len < sizeof(value) ? len : sizeof(value));
	return value;
}

static void take_cmp(struct decoder *decoder, const struct nftnl_expr *expr)
{
	uint32_t op = nftnl_expr_get_u32(expr, NFTNL_EXPR_CMP_OP), len = 0;
	const uint8_t *data = nftnl_expr_get(expr, NFTNL_EXPR_CMP_DATA, &len);
	enum what what =
		decoder->held[slot(nftnl_expr_get_u32(expr, NFTNL_EXPR_CMP_SREG))];

	if (!data || what == NOTHING || (op != NFT_CMP_EQ && what != DPORT && what != STATE)) {
		strange(decoder);
		return;
	}
	switch (what) {
	case IIFNAME:
		name_interface(decoder, "in", (const char *)data, len);
		break;
	case OIFNAME:
		name_interface(decoder, "out", (const char *)data, len);
		break;
	case L4PROTO:
		name_protocol(decoder, data[0]);
		break;
	case DPORT:
		bound_ports(decoder, op, port_of(data, len));
		break;
	default:
		take_states(decoder, op, host_u32(data, len));
		break;
	}
}

static void take_bitwise(struct decoder *decoder, const struct nftnl_expr *expr)
{
	uint32_t len = 0;
	const void *mask = nftnl_expr_get(expr, NFTNL_EXPR_BITWISE_MASK, &len);

	if (!mask || decoder->held[slot(nftnl_expr_get_u32(expr, NFTNL_EXPR_BITWISE_SREG))] != STATE) {
		strange(decoder);
		return;
	}
	decoder->mask = host_u32(mask, len);
	hold(decoder, nftnl_expr_get_u32(expr, NFTNL_EXPR_BITWISE_DREG), STATE);
}

static void refer(struct decoder *decoder, const char *set, const char *key)
{
	json_object_set_new(decoder->rule, "set", json_string(set));
	json_object_set_new(decoder->rule, "set_of", json_string(key));
}

static void take_lookup(struct decoder *decoder, const struct nftnl_expr *expr)
{
	enum what what =
		decoder->held[slot(nftnl_expr_get_u32(expr, NFTNL_EXPR_LOOKUP_SREG))];
	const char *set = nftnl_expr_get_str(expr, NFTNL_EXPR_LOOKUP_SET);

	if (set && what == DPORT && !nftnl_expr_get_u32(expr, NFTNL_EXPR_LOOKUP_FLAGS) &&
	    !nftnl_expr_is_set(expr, NFTNL_EXPR_LOOKUP_DREG))
		refer(decoder, set, "ports");
	else if (set && what == STATE)
		refer(decoder, set, "states");
	else
		strange(decoder);
}

static void take_objref(struct decoder *decoder, const struct nftnl_expr *expr)
{
	if (nftnl_expr_is_set(expr, NFTNL_EXPR_OBJREF_SET_NAME))
		refer(decoder, nftnl_expr_get_str(expr, NFTNL_EXPR_OBJREF_SET_NAME), "helpers");
	else if (nftnl_expr_get_u32(expr, NFTNL_EXPR_OBJREF_IMM_TYPE) == NFT_OBJECT_CT_HELPER)
		json_array_append_new(json_object_get(decoder->rule, "helpers"),
				      json_string(nftnl_expr_get_str(expr,
								     NFTNL_EXPR_OBJREF_IMM_NAME)));
	else
		strange(decoder);
}

static void take_immediate(struct decoder *decoder, const struct nftnl_expr *expr)
{
	unsigned int number = slot(nftnl_expr_get_u32(expr, NFTNL_EXPR_IMM_DREG));
	uint32_t len = 0;
	const void *data;

	if (nftnl_expr_is_set(expr, NFTNL_EXPR_IMM_VERDICT)) {
		if (nftnl_expr_get_u32(expr, NFTNL_EXPR_IMM_VERDICT) == NF_ACCEPT)
			json_object_set_new(decoder->rule, "accepts", json_true());
		else
			strange(decoder);
		return;
	}
	data = nftnl_expr_get(expr, NFTNL_EXPR_IMM_DATA, &len);
	if (!data || len > sizeof(decoder->data[0]))
		return;
	memcpy(decoder->data[number], data, len);
	decoder->len[number] = len;
}

static void put_to(struct decoder *decoder, const void *bytes, uint32_t len)
{
	char text[INET6_ADDRSTRLEN];
	struct addr addr;

	if (!addr_take(bytes, len, &addr))
		return;
	addr_write(&addr, text);
	json_object_set_new(decoder->rule, "to", json_string(text));
}

static void take_nat(struct decoder *decoder, const struct nftnl_expr *expr)
{
	unsigned int number;

	put_string(decoder, "nat",
		   nftnl_expr_get_u32(expr, NFTNL_EXPR_NAT_TYPE) == NFT_NAT_DNAT ? "dnat" : "snat");
	if (nftnl_expr_is_set(expr, NFTNL_EXPR_NAT_REG_ADDR_MIN)) {
		number = slot(nftnl_expr_get_u32(expr, NFTNL_EXPR_NAT_REG_ADDR_MIN));
		put_to(decoder, decoder->data[number], decoder->len[number]);
	}
	if (nftnl_expr_is_set(expr, NFTNL_EXPR_NAT_REG_PROTO_MIN)) {
		number = slot(nftnl_expr_get_u32(expr, NFTNL_EXPR_NAT_REG_PROTO_MIN));
		json_object_set_new(decoder->rule, "to_port",
				    json_integer(port_of(decoder->data[number],
							 decoder->len[number])));
	}
}

static void take_masquerade(struct decoder *decoder, const struct nftnl_expr *expr)
{
	put_string(decoder, "nat", "masquerade");
	(void)expr;
}

static void take_redirect(struct decoder *decoder, const struct nftnl_expr *expr)
{
	put_string(decoder, "nat", "redirect");
	(void)expr;
}

static void take_counter(struct decoder *decoder, const struct nftnl_expr *expr)
{
	json_object_set_new(decoder->rule, "packets",
			    json_integer(nftnl_expr_get_u64(expr, NFTNL_EXPR_CTR_PACKETS)));
	json_object_set_new(decoder->rule, "bytes",
			    json_integer(nftnl_expr_get_u64(expr, NFTNL_EXPR_CTR_BYTES)));
}

/* What iptables' DNAT has begins with the same members in all its revisions but the first. */
static void take_xt_dnat(struct decoder *decoder, uint32_t revision, const void *info, uint32_t len)
{
	const struct nf_nat_range *range = info;
	const struct nf_nat_ipv4_multi_range_compat *old = info;
	bool v6 = !strcmp(json_string_value(json_object_get(decoder->rule, "family")), "ip6");

	put_string(decoder, "nat", "dnat");
	if (!revision && !v6 && len >= sizeof(*old) && old->rangesize)
		put_to(decoder, &old->range[0].min_ip, 4);
	else if (len >= sizeof(*range) && range->flags & NF_NAT_RANGE_MAP_IPS)
		put_to(decoder, &range->min_addr, v6 ? 16 : 4);
}

/* iptables' own, where iptables writes into nf_tables */
static void take_target(struct decoder *decoder, const struct nftnl_expr *expr)
{
	const char *name = nftnl_expr_get_str(expr, NFTNL_EXPR_TG_NAME);
	uint32_t len = 0, revision = nftnl_expr_get_u32(expr, NFTNL_EXPR_TG_REV);
	const void *info = nftnl_expr_get(expr, NFTNL_EXPR_TG_INFO, &len);
	const struct xt_ct_target_info *ct = info;

	if (!strcmp(name, "CT") && info && len >= sizeof(*ct) - sizeof(ct->ct)) {
		json_object_set_new(decoder->rule, "xt_helper",
				    decode_bytes(ct->helper,
						 strnlen(ct->helper, sizeof(ct->helper))));
		if (!ct->helper[0])
			json_object_set_new(decoder->rule, "xt_helper", json_null());
	} else if (!strcmp(name, "MASQUERADE")) {
		put_string(decoder, "nat", "masquerade");
	} else if (!strcmp(name, "SNAT")) {
		put_string(decoder, "nat", "snat");
	} else if (!strcmp(name, "REDIRECT")) {
		put_string(decoder, "nat", "redirect");
	} else if (!strcmp(name, "DNAT") && info) {
		take_xt_dnat(decoder, revision, info, len);
	} else {
		strange(decoder);
	}
}

static void take_match(struct decoder *decoder, const struct nftnl_expr *expr)
{
	const char *name = nftnl_expr_get_str(expr, NFTNL_EXPR_MT_NAME);
	uint32_t len = 0;
	const void *info = nftnl_expr_get(expr, NFTNL_EXPR_MT_INFO, &len);
	const struct xt_conntrack_mtinfo3 *conntrack = info;

	/* Its bits are the same as nft's. */
	if (!strcmp(name, "conntrack") && len >= sizeof(*conntrack) &&
	    conntrack->match_flags == XT_CONNTRACK_STATE && !conntrack->invert_flags)
		json_object_set_new(decoder->rule, "states", json_integer(conntrack->state_mask));
	else
		strange(decoder);
}

static const struct {
	const char *name;
	void (*take)(struct decoder *decoder, const struct nftnl_expr *expr);
} expressions[] = {
	{ "meta", take_meta },
	{ "payload", take_payload },
	{ "ct", take_ct },
	{ "cmp", take_cmp },
	{ "bitwise", take_bitwise },
	{ "lookup", take_lookup },
	{ "objref", take_objref },
	{ "immediate", take_immediate },
	{ "nat", take_nat },
	{ "masq", take_masquerade },
	{ "redir", take_redirect },
	{ "counter", take_counter },
	{ "target", take_target },
	{ "match", take_match },
};

static int take_expression(struct nftnl_expr *expr, void *arg)
{
	const char *name = nftnl_expr_get_str(expr, NFTNL_EXPR_NAME);
	struct decoder *decoder = arg;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expressions); i++)
		if (!strcmp(expressions[i].name, name)) {
			expressions[i].take(decoder, expr);
			return 0;
		}
	strange(decoder);
	return 0;
}

json_t *nft_decode(const struct nftnl_rule *rule)
{
	struct decoder decoder = {
		.rule = json_pack("{s:s, s:s, s:s, s:I, s:n, s:n, s:n, s:n, s:[], s:n, s:n, s:n, s:n,"
				  " s:n, s:b, s:n, s:n, s:b, s:n, s:n}",
				  "family",
				  nft_family_name(nftnl_rule_get_u32(rule, NFTNL_RULE_FAMILY)),
				  "table", nftnl_rule_get_str(rule, NFTNL_RULE_TABLE),
				  "chain", nftnl_rule_get_str(rule, NFTNL_RULE_CHAIN),
				  "handle",
				  (json_int_t)nftnl_rule_get_u64(rule, NFTNL_RULE_HANDLE),
				  "in", "out", "protocol", "ports", "helpers", "xt_helper", "nat",
				  "to", "to_port", "states", "accepts", false, "packets", "bytes",
				  "plain", true, "set", "set_of"),
	};

	nftnl_expr_foreach((struct nftnl_rule *)rule, take_expression, &decoder);
	return decoder.rule;
}
