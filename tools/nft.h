/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What nf_tables does in this network namespace, as JSON, as far as it matters to calls. A ruleset:
 *
 *	generation	number; another one means that something has changed
 *	tables		[{family, table, comment}]
 *	chains		[{family, table, chain, type, hook, policy}]	base chains only
 *	helpers		[{family, table, name, type, protocol}]		ct helper objects
 *	rules		[{family, table, chain, handle, ...}]		see nft_decode()
 */
#ifndef SIPNAT_CTL_NFT_H
#define SIPNAT_CTL_NFT_H

#include <jansson.h>
#include <libnftnl/rule.h>
#include "netlink.h"

/**
 * nft_read - the ruleset
 * @netlink: to NETLINK_NETFILTER
 * @table: of family inet: only what is in this one; NULL: all
 * @error: why not, where NULL is returned
 */
json_t *nft_read(struct netlink *netlink, const char *table, int *error);

/* nft_failed - tells why the ruleset could not be read, or changed */
void nft_failed(int error);

/* nft_request - begins a request to nf_tables; @flags besides NLM_F_REQUEST */
struct nlmsghdr *nft_request(struct netlink *netlink, uint16_t type, uint16_t family,
			     uint16_t flags);

/* By number */
const char *nft_family_name(unsigned int family);
unsigned int nft_family_number(const char *name);

/**
 * nft_decode - a rule
 *
 *	in, out		interface, perhaps with "*" behind; null: any
 *	protocol	"udp" or "tcp"; null: any, or another one
 *	ports		[{first, last}] that the packet goes to; null: any
 *	helpers		[name] of the ct helper objects that it sets
 *	xt_helper	what iptables' CT target sets, or null
 *	nat		"dnat", "snat", "masquerade", "redirect" or null
 *	to, to_port	where to, or null
 *	states		mask of what "ct state" is compared with; those that are let pass if it
 *			decides itself; null: it does not matter
 *	accepts		whether it accepts
 *	packets, bytes	counters, or null
 *	plain		whether this is all
 *	set, set_of	name of the set that "ports", "states" or "helpers" are to be read from, or
 *			null: nft_read() does it, and takes these two away
 */
json_t *nft_decode(const struct nftnl_rule *rule);

/* nft_resolve - reads the set that a rule refers to; 0, or an error */
int nft_resolve(struct netlink *netlink, json_t *rule);

/* Bits of "states", as the kernel has them (nf_conntrack_common.h) */
enum {
	NFT_STATE_INVALID = 1 << 0,
	NFT_STATE_ESTABLISHED = 1 << 1,
	NFT_STATE_RELATED = 1 << 2,
	NFT_STATE_NEW = 1 << 3,
};

#endif
