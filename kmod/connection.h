/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TCP connections that carry SIP, from their SYN to their end.
 *
 * A connection is read if both of its SYNs were seen; one that was there before passes as it is. It
 * ends with its conntrack entry, when it turns out not to be SIP, or when its two ends, which have
 * lost it, begin another one that conntrack takes for the same. An entry that is deleted while
 * the two ends count differently (conntrack -F, netns exit excepted) leaves nobody to translate
 * between them: both get a RST. When the module goes, conntrack's own sequence adjustment takes
 * over; where that cannot tell all that has to be told, both get a RST, too.
 */
#ifndef SIPNAT_CONNECTION_H
#define SIPNAT_CONNECTION_H

#include <linux/kref.h>
#include <linux/workqueue.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include "flow.h"
#include "net.h"
#include "way.h"

/**
 * struct sipnat_connection - one TCP connection
 * @lock: everything in it that is not constant. Taken before a desk's lock and sipnat_net.lock;
 *	nothing is sent under it
 * @list: entry of the list of all; its lock
 * @sn: its namespace; constant
 * @ct: its conntrack entry, which it ends with; constant, with a reference
 * @refs: one until it ends, one of @work while that is queued
 * @rcu: packets find it through the entry
 * @work: looks after what is withheld
 * @memory: what is remembered of its flow
 * @isn: initial sequence number of each direction; constant
 * @ways: its directions, by enum ip_conntrack_dir
 * @to_here: packets of ours for a socket of this machine, which may be just sending: @work passes
 *	them on
 * @dead: it has ended
 * @orphaned: its entry was deleted
 * @over: one of its ends has reset it
 * @closed: we have
 */
struct sipnat_connection {
	spinlock_t lock;
	struct list_head list;
	struct sipnat_net *sn;
	struct nf_conn *ct;
	struct kref refs;
	struct rcu_head rcu;
	struct delayed_work work;
	struct sipnat_flow_memory memory;
	u32 isn[IP_CT_DIR_MAX];
	struct sipnat_way ways[IP_CT_DIR_MAX];
	struct sk_buff_head to_here;
	bool dead;
	bool orphaned;
	bool over;
	bool closed;
};

/**
 * struct sipnat_tcp_memory - the helper's private data of a TCP flow
 * @connection: once both SYNs were seen
 * @isn: initial sequence number of each direction, as its last SYN said
 * @mss: what the SYN in each direction says that its sender takes
 * @seen: that direction's SYN was seen
 * @why: it is not read, for that reason; enum sipnat_stat, or 0 if it was read to its end
 * @passes: it is not read, and never will be
 * @drops: nor may anything of it pass, for nobody translates it any more
 *
 * Packets may cross: each direction has its own, and @passes and @drops only ever become true, and
 * @drops first. @why is set before @passes, and for who asks only.
 */
struct sipnat_tcp_memory {
	struct sipnat_connection __rcu *connection;
	u32 isn[IP_CT_DIR_MAX];
	u16 mss[IP_CT_DIR_MAX];
	bool seen[IP_CT_DIR_MAX];
	u8 why;
	bool passes;
	bool drops;
};

/* sipnat_connection_memory - of a TCP flow that has our helper */
static inline struct sipnat_tcp_memory *sipnat_connection_memory(const struct nf_conn *ct)
{
	return nfct_help_data(ct);
}

/**
 * sipnat_connection_begin - both SYNs were seen
 *
 * Context: RCU read side. Return: the connection, or that which another packet has begun meanwhile;
 * NULL: it is not to be read.
 */
struct sipnat_connection *sipnat_connection_begin(struct nf_conn *ct,
						  enum ip_conntrack_info ctinfo,
						  struct sipnat_tcp_memory *memory);

/**
 * sipnat_connection_kill - nobody finds it any more
 * @passes: as in struct sipnat_tcp_memory
 *
 * With its lock held, and not dead yet. The caller puts it when that is released.
 */
void sipnat_connection_kill(struct sipnat_connection *c, bool passes);

/* sipnat_connection_put - give a reference back; with its lock held only if it is not the last */
void sipnat_connection_put(struct sipnat_connection *c);

/* sipnat_connection_work_after - run @work then, in jiffies from now; by who has a reference */
void sipnat_connection_work_after(struct sipnat_connection *c, unsigned long delay);

/* sipnat_connection_charge - account for the memory that its directions take; its lock held */
void sipnat_connection_charge(struct sipnat_connection *c);

/* sipnat_connection_leave - count and tell that a text passes unread; if absent, all of a flow */
void sipnat_connection_leave(struct nf_conn *ct, enum ip_conntrack_dir dir, struct sip_span text,
			     enum sipnat_stat why);

/* sipnat_connection_pass - what is not read passes from now on; @why: enum sipnat_stat, or 0 */
void sipnat_connection_pass(struct sipnat_tcp_memory *memory, u8 why);

/* sipnat_connection_destroyed - the conntrack entry goes; called for each that has our helper */
void sipnat_connection_destroyed(struct nf_conn *ct);

/* sipnat_connection_is_full - is no more memory to be taken in its namespace */
bool sipnat_connection_is_full(const struct sipnat_connection *c);

int sipnat_connections_init(void);

/* sipnat_connections_are_leaving - the module goes: nothing is begun or read any more */
bool sipnat_connections_are_leaving(void);

/* sipnat_connections_leave - the module goes: let all go on, or end, without it; may sleep */
void sipnat_connections_leave(void);

/* sipnat_connections_exit - all namespaces have gone */
void sipnat_connections_exit(void);

/*
 * sipnat_connections_end - a namespace goes; may sleep
 *
 * They hold routes, and so devices, which have to go first.
 */
void sipnat_connections_end(struct sipnat_net *sn);

#endif
