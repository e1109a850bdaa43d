/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one inside host holds: so that no single phone takes all that there is for everybody. The
 * host is the one that signals, and not whomever its messages name, since it could name any.
 */
#ifndef SIPNAT_SOURCE_H
#define SIPNAT_SOURCE_H

#include <linux/rhashtable.h>
#include "net.h"

/* Hashed as bytes: no padding, and nothing left unset. */
struct sipnat_source_key {
	union nf_inet_addr addr;
	u16 family;
	u16 zone;
};

enum sipnat_holding {
	SIPNAT_HOLDING_DIALOGS,
	SIPNAT_HOLDING_BINDINGS,
	SIPNAT_HOLDING_REGISTRATIONS,
	SIPNAT_HOLDINGS
};

/**
 * struct sipnat_source - an inside host that holds something
 * @node: entry of sipnat_net.sources
 * @key: its address and zone; constant
 * @held: how many of each it holds; sipnat_net.lock
 * @rcu: freed a grace period after it left the table
 *
 * Made with the first thing that the host holds, gone with the last: each dialog, binding and
 * registration counts in one.
 */
struct sipnat_source {
	struct rhash_head node;
	struct sipnat_source_key key;
	unsigned int held[SIPNAT_HOLDINGS];
	struct rcu_head rcu;
};

int sipnat_source_table_init(struct sipnat_net *sn);

/* sipnat_source_table_destroy - nothing that is held remains; process context */
void sipnat_source_table_destroy(struct sipnat_net *sn);

/**
 * sipnat_source_take - one thing more that a host holds
 * @limit: how many of these it may hold; 0: any number
 *
 * Context: sipnat_net.lock held. Return: the host, for sipnat_source_give_back(), or
 * ERR_PTR(-EDQUOT) at the limit, ERR_PTR(-ENOMEM).
 */
struct sipnat_source *sipnat_source_take(struct sipnat_net *sn,
					 const struct sipnat_source_key *key,
					 enum sipnat_holding holding, u32 limit);

/* sipnat_source_give_back - one thing less; sipnat_net.lock held */
void sipnat_source_give_back(struct sipnat_net *sn, struct sipnat_source *source,
			     enum sipnat_holding holding);

#endif
