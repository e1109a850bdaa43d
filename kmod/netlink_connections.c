// SPDX-License-Identifier: GPL-2.0
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/sock.h>
#include "compat/conntrack.h"
#include "connection.h"
#include "helper.h"
#include "netlink_ops.h"
#include "netlink_put.h"

/*
 * Only conntrack knows a connection that passes unread, so the dump walks conntrack's table, as
 * ctnetlink does: bucket by bucket, with the bucket's lock held no longer than it takes to find the
 * next entry. The walk keeps a reference on the entry that was told last. The reader is told
 * (NLM_F_DUMP_INTR) if that entry has gone meanwhile, or if the table was resized.
 */

/* Buckets between which others may run */
#define BUDGET		1024

/**
 * struct walk - netlink_callback.args
 * @bucket: where the walk stands
 * @size: of the table
 * @last: entry of that bucket that was told last, with a reference, or NULL
 */
struct walk {
	unsigned long bucket;
	unsigned long size;
	struct nf_conn *last;
};

static_assert(sizeof(struct walk) <= sizeof_field(struct netlink_callback, args));

static int put_way(struct sk_buff *skb, int type, const struct sipnat_way *way)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	enum sipnat_way_state state = SIPNAT_WAY_ENDED;

	if (way->given_up)
		state = SIPNAT_WAY_GIVEN_UP;
	else if (way->reading)
		state = sip_frame_searches(&way->frame) ? SIPNAT_WAY_SEARCHES : SIPNAT_WAY_READ;
	if (!nest || nla_put_u8(skb, SIPNAT_WAY_STATE, state) ||
	    (way->given_up && nla_put_u32(skb, SIPNAT_WAY_WHY, way->given_up)) ||
	    nla_put_u32(skb, SIPNAT_WAY_MESSAGES, way->messages) ||
	    nla_put_u32(skb, SIPNAT_WAY_RESYNCS, way->frame.resyncs) ||
	    nla_put_u32(skb, SIPNAT_WAY_HELD, sipnat_way_held(way)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_ways(struct sk_buff *skb, const struct sipnat_connection *c)
{
	if (nla_put_u8(skb, SIPNAT_CONNECTION_STATE, SIPNAT_CONNECTION_READ) ||
	    put_way(skb, SIPNAT_CONNECTION_ORIGINAL, &c->ways[IP_CT_DIR_ORIGINAL]))
		return -EMSGSIZE;
	return put_way(skb, SIPNAT_CONNECTION_REPLY, &c->ways[IP_CT_DIR_REPLY]);
}

static int put_unread(struct sk_buff *skb, const struct sipnat_tcp_memory *memory)
{
	enum sipnat_connection_state state = SIPNAT_CONNECTION_OPENING;
	u8 why = 0;

	/* As in sipnat_connection_pass() */
	if (smp_load_acquire(&memory->passes)) {
		why = READ_ONCE(memory->why);
		state = why ? SIPNAT_CONNECTION_PASSES : SIPNAT_CONNECTION_ENDED;
	}
	if (nla_put_u8(skb, SIPNAT_CONNECTION_STATE, state))
		return -EMSGSIZE;
	return why ? nla_put_u32(skb, SIPNAT_CONNECTION_WHY, why) : 0;
}

static int put_state(struct sk_buff *skb, const struct nf_conn *ct)
{
	const struct sipnat_tcp_memory *memory = sipnat_connection_memory(ct);
	struct sipnat_connection *c = rcu_dereference(memory->connection);
	bool reads = false;
	int err = 0;

	if (c) {
		spin_lock_bh(&c->lock);
		reads = !c->dead;
		if (reads)
			err = put_ways(skb, c);
		spin_unlock_bh(&c->lock);
	}
	return reads ? err : put_unread(skb, memory);
}

static int put_connection(struct sk_buff *skb, const struct nf_conn *ct)
{
	u16 zone = nf_ct_zone_id(nf_ct_zone(ct), IP_CT_DIR_ORIGINAL);
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_A_CONNECTION), *flow;

	if (!nest || put_state(skb, ct))
		return -EMSGSIZE;
	flow = nla_nest_start(skb, SIPNAT_CONNECTION_FLOW);
	if (!flow || sipnat_nl_put_flow_ends(skb, ct))
		return -EMSGSIZE;
	nla_nest_end(skb, flow);
	if (zone && nla_put_u16(skb, SIPNAT_CONNECTION_ZONE, zone))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_message(struct sk_buff *skb, struct netlink_callback *cb, const struct nf_conn *ct)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				   &sipnat_genl_family, NLM_F_MULTI, SIPNAT_CMD_GET_CONNECTION);
	int err;

	if (!header)
		return -EMSGSIZE;
	rcu_read_lock();
	/* The helper may have been taken away since the entry was found. */
	err = sipnat_helper_has_connection(ct) ? put_connection(skb, ct) : -ENOENT;
	rcu_read_unlock();
	if (err) {
		genlmsg_cancel(skb, header);
		return err == -ENOENT ? 0 : err;
	}
	genl_dump_check_consistent(cb, header);
	genlmsg_end(skb, header);
	return 0;
}

static void forget_last(struct walk *walk)
{
	if (walk->last)
		nf_ct_put(walk->last);
	walk->last = NULL;
}

/* Is the table still the one that the walk began in? Else it begins anew. Bucket's lock held */
static bool is_same_table(struct netlink_callback *cb, struct walk *walk)
{
	if (walk->size == nf_conntrack_htable_size)
		return true;
	if (walk->size)
		sipnat_nl_restarted(cb);
	walk->size = nf_conntrack_htable_size;
	walk->bucket = 0;
	return false;
}

/* The next entry of the bucket, with a reference, or NULL; its lock and RCU held */
static struct nf_conn *find_next(const struct net *net, const struct walk *walk, bool *seen)
{
	struct nf_conntrack_tuple_hash *h;
	struct hlist_nulls_node *n;
	struct nf_conn *ct;

	*seen = !walk->last;
	hlist_nulls_for_each_entry(h, n, &nf_conntrack_hash[walk->bucket], hnnode) {
		ct = nf_ct_tuplehash_to_ctrack(h);
		if (NF_CT_DIRECTION(h) != IP_CT_DIR_ORIGINAL)
			continue;
		if (!*seen) {
			*seen = ct == walk->last;
			continue;
		}
		if (!net_eq(nf_ct_net(ct), net) || !nf_ct_is_confirmed(ct) ||
		    nf_ct_is_dying(ct) || !sipnat_helper_has_connection(ct))
			continue;
		nf_conntrack_get(&ct->ct_general);
		return ct;
	}
	return NULL;
}

/* Likewise. @again: the bucket has to be looked at from its beginning, or is another one now */
static struct nf_conn *next_in_bucket(struct netlink_callback *cb, struct walk *walk, bool *again)
{
	spinlock_t *lock = &nf_conntrack_locks[walk->bucket % CONNTRACK_LOCKS];
	struct nf_conn *ct = NULL;
	bool seen = true;

	rcu_read_lock();
	local_bh_disable();
	nf_conntrack_lock(lock);
	/* Its declaration does not tell sparse. */
	__acquire(lock);
	*again = !is_same_table(cb, walk);
	if (!*again && walk->bucket < walk->size)
		ct = find_next(sock_net(cb->skb->sk), walk, &seen);
	spin_unlock(lock);
	local_bh_enable();
	rcu_read_unlock();
	if (*again || !seen) {
		forget_last(walk);
		if (!seen)
			sipnat_nl_restarted(cb);
		*again = true;
	}
	return ct;
}

int sipnat_nl_connections_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct walk *walk = (struct walk *)cb->args;
	struct nf_conn *ct;
	bool again;
	int err;

	cb->seq = SIPNAT_NL_SEQUENCE;
	do {
		ct = next_in_bucket(cb, walk, &again);
		if (again)
			continue;
		err = ct ? put_message(skb, cb, ct) : 0;
		if (err) {
			nf_ct_put(ct);
			/* An entry that an empty packet has no room for ends the dump. */
			return skb->len ? skb->len : err;
		}
		forget_last(walk);
		walk->last = ct;
		if (!ct && !(++walk->bucket % BUDGET))
			cond_resched();
	} while (again || walk->bucket < walk->size);
	return skb->len;
}

int sipnat_nl_connections_done(struct netlink_callback *cb)
{
	forget_last((struct walk *)cb->args);
	return 0;
}
