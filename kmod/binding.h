/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bindings: one inside endpoint <-> one outside endpoint.
 *
 * A binding belongs to the network namespace, not to a dialog: the same inside endpoint is the
 * same outside endpoint in every dialog that names it (invariant 5), and it goes when the last
 * one lets it go. A signalling binding belongs to nobody and ends at its deadline.
 */
#ifndef SIPNAT_BINDING_H
#define SIPNAT_BINDING_H

#include <linux/rhashtable.h>
#include <linux/timerqueue.h>
#include "net.h"

/* Flows that a binding remembers, to end them with the call. More of them end by timeout. */
#define SIPNAT_BINDING_MAX_FLOWS	4

/* Keys are hashed as bytes: no padding, and nothing left unset. */
struct sipnat_inside_key {
	struct sipnat_endpoint ep;
	u16 zone;
	u16 proto;
};

/*
 * The address is not in the key, since a message may name either face of a binding. Only the
 * same port on another of our addresses shares a chain.
 */
struct sipnat_outside_key {
	__be16 port;
	u16 family;
	u16 zone;
	u16 proto;
};

/**
 * struct sipnat_binding - one inside endpoint <-> one outside endpoint
 * @by_inside: entry of sipnat_net.inside
 * @by_outside: entry of sipnat_net.outside
 * @inside: the inside endpoint, zone and transport; constant
 * @outside: port (the same for both faces), family, zone and transport; constant
 * @local: address where packets from outside arrive on this machine; constant
 * @advertised: address that messages name; constant
 * @kind: what it carries; constant
 * @users: streams that hold it; sipnat_net.lock. A signalling binding has none.
 * @dead: it has left the tables; sipnat_net.lock
 * @deadline: entry of sipnat_net.deadlines (signalling only)
 * @expires: when it ends, in jiffies (signalling only); may be later than @deadline
 * @master: original tuple of the signalling flow that named it last; sipnat_net.lock
 * @nflows: how many of @flows are in use; sipnat_net.lock
 * @flows: original tuples of the flows that met this binding; sipnat_net.lock
 * @rcu: freed a grace period after it left the tables
 */
struct sipnat_binding {
	struct rhlist_head by_inside;
	struct rhlist_head by_outside;
	struct sipnat_inside_key inside;
	struct sipnat_outside_key outside;
	union nf_inet_addr local;
	union nf_inet_addr advertised;
	enum sipnat_binding_kind kind;
	unsigned int users;
	bool dead;
	struct timerqueue_node deadline;
	unsigned long expires;
	struct nf_conntrack_tuple master;
	u8 nflows;
	struct nf_conntrack_tuple flows[SIPNAT_BINDING_MAX_FLOWS];
	struct rcu_head rcu;
};

#endif
