// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack_core.h>
#include "connection.h"
#include "connection_conntrack.h"
#include "connection_tend.h"
#include "event.h"

static LIST_HEAD(connections);
static DEFINE_SPINLOCK(connections_lock);
/* New ones are not begun any more; connections_lock */
static bool leaving;
static struct workqueue_struct *workqueue;

static_assert(sizeof(struct sipnat_tcp_memory) <= sizeof_field(struct nf_conn_help, data));

bool sipnat_connection_is_full(const struct sipnat_connection *c)
{
	return atomic_read(&c->sn->held) > rcu_dereference(c->sn->config)->max_held;
}

void sipnat_connection_charge(struct sipnat_connection *c)
{
	unsigned int i, memory;
	struct sipnat_way *way;

	for (i = 0; i < ARRAY_SIZE(c->ways); i++) {
		way = &c->ways[i];
		memory = sipnat_way_memory(way);
		if (memory != way->charged)
			atomic_add((int)(memory - way->charged), &c->sn->held);
		way->charged = memory;
	}
}

static void release(struct kref *refs)
{
	struct sipnat_connection *c = container_of(refs, struct sipnat_connection, refs);

	if (c->orphaned)
		atomic_dec(&c->sn->orphans);
	nf_ct_put(c->ct);
	kfree_rcu(c, rcu);
}

void sipnat_connection_put(struct sipnat_connection *c)
{
	kref_put(&c->refs, release);
}

void sipnat_connection_work_after(struct sipnat_connection *c, unsigned long delay)
{
	kref_get(&c->refs);
	if (mod_delayed_work(workqueue, &c->work, delay))
		sipnat_connection_put(c);
}

void sipnat_connection_leave(struct nf_conn *ct, enum ip_conntrack_dir dir, struct sip_span text,
			     enum sipnat_stat why)
{
	const struct sipnat_event_cause cause = { .ct = ct, .dir = dir };
	struct sipnat_net *sn = sipnat_pernet(nf_ct_net(ct));

	sipnat_count(sn, why);
	sipnat_event_untouched(sn, &cause, text, (struct sip_span){}, why);
}

void sipnat_connection_pass(struct sipnat_tcp_memory *memory, u8 why)
{
	WRITE_ONCE(memory->why, why);
	/* Behind @why and @drops: who sees it sees them. */
	smp_store_release(&memory->passes, true);
}

void sipnat_connection_kill(struct sipnat_connection *c, bool passes)
{
	struct sipnat_tcp_memory *memory = sipnat_connection_memory(c->ct);
	unsigned int i;

	c->dead = true;
	/* Devices go later than we do, and may still bring something. */
	if (c->sn->exiting && sipnat_connection_is_translated(c))
		WRITE_ONCE(memory->drops, true);
	if (passes)
		sipnat_connection_pass(memory, c->ways[0].given_up ?: c->ways[1].given_up);
	spin_lock_bh(&connections_lock);
	RCU_INIT_POINTER(memory->connection, NULL);
	list_del(&c->list);
	c->sn->nconnections--;
	spin_unlock_bh(&connections_lock);
	for (i = 0; i < ARRAY_SIZE(c->ways); i++)
		sipnat_way_free(&c->ways[i]);
	sipnat_connection_charge(c);
	__skb_queue_purge(&c->to_here);
	if (cancel_delayed_work(&c->work))
		sipnat_connection_put(c);
}

static void look_after(struct work_struct *work)
{
	struct sipnat_connection *c = container_of(to_delayed_work(work),
						   struct sipnat_connection, work);
	unsigned long delay = 0, one;
	struct sk_buff_head queue;
	bool ended = false;
	unsigned int dir;

	__skb_queue_head_init(&queue);
	rcu_read_lock();
	spin_lock_bh(&c->lock);
	skb_queue_splice_init(&c->to_here, &queue);
	if (c->dead || READ_ONCE(leaving))
		goto out;
	if (READ_ONCE(c->orphaned)) {
		if (sipnat_connection_is_translated(c) && !c->sn->exiting)
			sipnat_connection_reset(c, &queue);
		sipnat_connection_kill(c, true);
		ended = true;
		goto out;
	}
	/* Whom a RST has reached takes nothing any more. */
	for (dir = 0; !c->closed && !c->over && dir < IP_CT_DIR_MAX; dir++) {
		one = sipnat_connection_tend(c, dir, &queue);
		if (one && (!delay || one < delay))
			delay = one;
	}
	if (delay && !c->closed)
		sipnat_connection_work_after(c, delay);
	sipnat_connection_charge(c);
out:
	spin_unlock_bh(&c->lock);
	sipnat_path_send(c->sn->net, &queue);
	rcu_read_unlock();
	if (ended)
		sipnat_connection_put(c);
	sipnat_connection_put(c);
}

/* connections_lock held */
static bool has_room(const struct sipnat_net *sn)
{
	return sn->nconnections < rcu_dereference(sn->config)->max_connections;
}

struct sipnat_connection *sipnat_connection_begin(struct nf_conn *ct,
						  enum ip_conntrack_info ctinfo,
						  struct sipnat_tcp_memory *memory)
{
	struct sipnat_net *sn = sipnat_pernet(nf_ct_net(ct));
	struct sipnat_connection *c, *other;
	unsigned int dir;
	bool unwanted;

	c = kzalloc(sizeof(*c), GFP_ATOMIC | __GFP_NOWARN);
	if (!c) {
		sipnat_connection_leave(ct, CTINFO2DIR(ctinfo), (struct sip_span){},
					SIPNAT_STAT_NO_MEMORY);
		sipnat_connection_pass(memory, SIPNAT_STAT_NO_MEMORY);
		return NULL;
	}
	spin_lock_init(&c->lock);
	kref_init(&c->refs);
	__skb_queue_head_init(&c->to_here);
	INIT_DELAYED_WORK(&c->work, look_after);
	c->sn = sn;
	c->ct = ct;
	for (dir = 0; dir < IP_CT_DIR_MAX; dir++) {
		c->isn[dir] = memory->isn[dir];
		sipnat_way_init(&c->ways[dir], ct, dir, c->isn[dir], memory->mss[!dir]);
	}

	spin_lock_bh(&connections_lock);
	other = rcu_dereference_protected(memory->connection, true);
	unwanted = other || memory->passes || leaving || sn->exiting;
	if (unwanted || !has_room(sn)) {
		spin_unlock_bh(&connections_lock);
		kfree(c);
		if (!other && unwanted && !memory->passes)
			sipnat_connection_pass(memory, 0);
		if (!unwanted) {
			sipnat_connection_leave(ct, CTINFO2DIR(ctinfo), (struct sip_span){},
						SIPNAT_STAT_CONNECTION_LIMIT);
			sipnat_connection_pass(memory, SIPNAT_STAT_CONNECTION_LIMIT);
		}
		return other;
	}
	nf_conntrack_get(&ct->ct_general);
	list_add_tail(&c->list, &connections);
	sn->nconnections++;
	rcu_assign_pointer(memory->connection, c);
	spin_unlock_bh(&connections_lock);
	sipnat_count(sn, SIPNAT_STAT_CONNECTIONS_MADE);
	sipnat_connection_be_liberal(ct);
	/* Whoever deletes the entry says so first, and may not have seen the connection. */
	smp_mb();
	if (nf_ct_is_dying(ct))
		sipnat_connection_destroyed(ct);
	return c;
}

/* Whoever ends entries may hold any lock: the rest is for look_after(). */
void sipnat_connection_destroyed(struct nf_conn *ct)
{
	struct sipnat_connection *c;

	if (nf_ct_protonum(ct) != IPPROTO_TCP)
		return;
	rcu_read_lock();
	c = rcu_dereference(sipnat_connection_memory(ct)->connection);
	if (c && kref_get_unless_zero(&c->refs)) {
		if (!xchg(&c->orphaned, true)) {
			atomic_inc(&c->sn->orphans);
			sipnat_connection_work_after(c, 0);
		}
		sipnat_connection_put(c);
	}
	rcu_read_unlock();
}

/* A connection of a namespace, or of any, with a reference; NULL if there is none */
static struct sipnat_connection *get_one(const struct sipnat_net *sn)
{
	struct sipnat_connection *c;

	spin_lock_bh(&connections_lock);
	list_for_each_entry(c, &connections, list) {
		if (sn && c->sn != sn)
			continue;
		kref_get(&c->refs);
		spin_unlock_bh(&connections_lock);
		return c;
	}
	spin_unlock_bh(&connections_lock);
	return NULL;
}

/* End all of a namespace's connections, or all. @go_on: without us, as far as they can */
static void end_all(const struct sipnat_net *sn, bool go_on)
{
	struct sipnat_connection *c;
	struct sk_buff_head queue;
	bool ended;

	while ((c = get_one(sn))) {
		__skb_queue_head_init(&queue);
		rcu_read_lock();
		spin_lock_bh(&c->lock);
		ended = !c->dead;
		if (ended && go_on)
			sipnat_connection_hand_over(c, &queue);
		if (ended)
			sipnat_connection_kill(c, true);
		spin_unlock_bh(&c->lock);
		sipnat_path_send(c->sn->net, &queue);
		rcu_read_unlock();
		if (ended)
			sipnat_connection_put(c);
		sipnat_connection_put(c);
		cond_resched();
	}
	flush_workqueue(workqueue);
}

int sipnat_connections_init(void)
{
	workqueue = alloc_workqueue("sipnat", WQ_UNBOUND, 0);
	return workqueue ? 0 : -ENOMEM;
}

bool sipnat_connections_are_leaving(void)
{
	return READ_ONCE(leaving);
}

void sipnat_connections_leave(void)
{
	spin_lock_bh(&connections_lock);
	WRITE_ONCE(leaving, true);
	spin_unlock_bh(&connections_lock);
	/* Whoever has not seen that has left, conntrack behind us included. */
	synchronize_rcu();
	end_all(NULL, true);
}

void sipnat_connections_exit(void)
{
	destroy_workqueue(workqueue);
}

void sipnat_connections_end(struct sipnat_net *sn)
{
	end_all(sn, false);
}
