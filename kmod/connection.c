// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_seqadj.h>
#include <net/tcp.h>
#include "connection.h"
#include "desk.h"
#include "event.h"
#include "job.h"

/* RFC 9293 section 3.8.6.3 lets a receiver wait half a second; most wait that long. */
#define ACK_DELAY	(HZ / 25)
/*
 * Who goes on sending may be struggling with a bad network, but nobody waits for longer: RFC 3261
 * section 17, 64 * T1.
 */
#define MAX_HOLD	(32 * HZ)
/* What we are answerable for is sent again after that, twice as late each time, so many times. */
#define REPEAT_DELAY	HZ
#define MAX_TRIES	7

static LIST_HEAD(connections);
static DEFINE_SPINLOCK(connections_lock);
/* New ones are not begun any more; connections_lock */
static bool leaving;
static struct workqueue_struct *workqueue;

bool sipnat_connection_is_full(const struct sipnat_connection *c)
{
	return atomic_read(&c->sn->held) > rcu_dereference(c->sn->config)->max_held;
}

/* Account for the memory that its directions take, with its lock held. */
static void charge(struct sipnat_connection *c)
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

static void put(struct sipnat_connection *c)
{
	kref_put(&c->refs, release);
}

static void work_after(struct sipnat_connection *c, unsigned long delay)
{
	kref_get(&c->refs);
	if (mod_delayed_work(workqueue, &c->work, delay))
		put(c);
}

/* A segment of our own to the receiver of a direction */
static struct sipnat_own own_segment(struct sipnat_connection *c, enum ip_conntrack_dir dir,
				     u32 seq)
{
	return (struct sipnat_own){
		.seq = seq,
		.ack = c->ways[!dir].told,
		.echo = c->ways[!dir].path.stamp,
		.mss = c->ways[dir].mss,
	};
}

static bool queue_own(struct sipnat_connection *c, enum ip_conntrack_dir dir,
		      const struct sipnat_own *own, struct sk_buff_head *queue)
{
	struct sk_buff *skb = sipnat_path_make(&c->ways[dir].path, own, NULL);

	if (skb)
		__skb_queue_tail(queue, skb);
	return skb;
}

/* The sender of that direction need not wait: we have what it has sent. */
static void tell(struct sipnat_connection *c, enum ip_conntrack_dir dir,
		 struct sk_buff_head *queue)
{
	struct sipnat_own own = own_segment(c, !dir, c->ways[!dir].sent);

	own.ack = c->ways[dir].next;
	if (!queue_own(c, !dir, &own, queue))
		return;
	c->ways[dir].told = c->ways[dir].next;
	sipnat_count(c->sn, SIPNAT_STAT_ACKNOWLEDGED);
}

/* Does the receiver have all that went? Only then may what is withheld be acknowledged. */
static bool is_settled(const struct sipnat_way *way)
{
	return way->una == sipnat_splices_out(&way->splices, way->gone);
}

/* RFC 5961 section 3.2: only a RST with exactly the number that is expected next is obeyed. */
static void reset_one(struct sipnat_connection *c, enum ip_conntrack_dir dir,
		      struct sk_buff_head *queue)
{
	struct sipnat_own own = own_segment(c, dir, c->ways[dir].una);

	own.rst = true;
	queue_own(c, dir, &own, queue);
	if (own.seq == c->ways[dir].sent)
		return;
	own.seq = c->ways[dir].sent;
	queue_own(c, dir, &own, queue);
}

static bool has_finished(const struct sipnat_connection *c)
{
	return c->ways[0].finished && c->ways[1].finished;
}

static void reset(struct sipnat_connection *c, struct sk_buff_head *queue)
{
	if (c->closed || c->over || has_finished(c))
		return;
	c->closed = true;
	sipnat_count(c->sn, SIPNAT_STAT_CONNECTIONS_RESET);
	reset_one(c, IP_CT_DIR_ORIGINAL, queue);
	reset_one(c, IP_CT_DIR_REPLY, queue);
}

static void send(struct net *net, struct sk_buff_head *queue)
{
	if (skb_queue_empty(queue))
		return;
	local_bh_disable();
	sipnat_path_send(net, queue);
	local_bh_enable();
}

static bool needs_care(const struct sipnat_way *way)
{
	return sipnat_way_held(way) ||
	       (sipnat_way_answerable(way) && way->told == way->gone);
}

/*
 * Look after a direction: acknowledge what is withheld, or wait for it no longer, or repeat it.
 * Return: when to look again, in jiffies from now; 0: not needed.
 */
static unsigned long tend(struct sipnat_connection *c, enum ip_conntrack_dir dir,
			  struct sk_buff_head *queue)
{
	unsigned long timeout = rcu_dereference(c->sn->config)->hold_timeout * HZ;
	struct sipnat_way *way = &c->ways[dir];
	unsigned long age = jiffies - way->since, idle = jiffies - way->heard;

	if (sipnat_way_held(way)) {
		if ((idle >= timeout || age >= MAX_HOLD) &&
		    !sipnat_way_release(way, SIPNAT_STAT_HOLD_TIMEOUT)) {
			way->since = jiffies - REPEAT_DELAY;
			age = REPEAT_DELAY;
		} else if (age >= ACK_DELAY && before(way->told, way->next) && is_settled(way)) {
			tell(c, dir, queue);
			return max_t(long, timeout - idle, ACK_DELAY);
		} else if (before(way->told, way->next)) {
			return age < ACK_DELAY ? ACK_DELAY - age : ACK_DELAY;
		} else {
			return max_t(long, timeout - idle, ACK_DELAY);
		}
	}
	/* As long as the sender misses an acknowledgment, it does the repeating. */
	if (!sipnat_way_answerable(way) || way->told != way->gone)
		return 0;
	if (age < REPEAT_DELAY << way->tries)
		return (REPEAT_DELAY << way->tries) - age;
	if (way->tries == MAX_TRIES) {
		reset(c, queue);
		return 0;
	}
	sipnat_way_repeat(way, c->ways[!dir].told, c->ways[!dir].path.stamp, queue);
	way->since = jiffies;
	return REPEAT_DELAY << ++way->tries;
}

static_assert(sizeof(struct sipnat_tcp_memory) <= sizeof_field(struct nf_conn_help, data));

static struct sipnat_tcp_memory *memory_of(const struct nf_conn *ct)
{
	return nfct_help_data(ct);
}

/* Does anything depend on us in how its two ends count? */
static bool is_translated(const struct sipnat_connection *c)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c->ways); i++)
		if (c->ways[i].splices.ahead || sipnat_way_answerable(&c->ways[i]))
			return true;
	return false;
}

/*
 * Nobody finds it any more; with its lock held. The caller puts it when that is released. @passes:
 * as in struct sipnat_tcp_memory
 */
static void end(struct sipnat_connection *c, bool passes)
{
	struct sipnat_tcp_memory *memory = memory_of(c->ct);
	unsigned int i;

	c->dead = true;
	/* Devices go later than we do, and may still bring something. */
	if (c->sn->exiting && is_translated(c))
		WRITE_ONCE(memory->drops, true);
	if (passes)
		/* Behind drops: sipnat_connection_packet() reads them the other way round. */
		smp_store_release(&memory->passes, true);
	spin_lock_bh(&connections_lock);
	RCU_INIT_POINTER(memory->connection, NULL);
	list_del(&c->list);
	c->sn->nconnections--;
	spin_unlock_bh(&connections_lock);
	for (i = 0; i < ARRAY_SIZE(c->ways); i++)
		sipnat_way_free(&c->ways[i]);
	charge(c);
	__skb_queue_purge(&c->to_here);
	if (cancel_delayed_work(&c->work))
		put(c);
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
		if (is_translated(c) && !c->sn->exiting)
			reset(c, &queue);
		end(c, true);
		ended = true;
		goto out;
	}
	/* Whom a RST has reached takes nothing any more. */
	for (dir = 0; !c->closed && !c->over && dir < IP_CT_DIR_MAX; dir++) {
		one = tend(c, dir, &queue);
		if (one && (!delay || one < delay))
			delay = one;
	}
	if (delay && !c->closed)
		work_after(c, delay);
	charge(c);
out:
	spin_unlock_bh(&c->lock);
	send(c->sn->net, &queue);
	rcu_read_unlock();
	if (ended)
		put(c);
	put(c);
}

/* conntrack does not understand the numbers any more: what it thinks wrong is not. */
static void be_liberal(struct nf_conn *ct)
{
	spin_lock_bh(&ct->lock);
	ct->proto.tcp.seen[0].flags |= IP_CT_TCP_FLAG_BE_LIBERAL;
	ct->proto.tcp.seen[1].flags |= IP_CT_TCP_FLAG_BE_LIBERAL;
	spin_unlock_bh(&ct->lock);
}

/* It judges by them whether a RST is right, and goes on with them when we are gone. */
static void tell_conntrack(const struct sipnat_connection *c)
{
	struct nf_conn_seqadj *seqadj = nfct_seqadj(c->ct);
	struct nf_ct_seqadj *one;
	unsigned int i;

	if (!seqadj)
		return;
	for (i = 0; i < ARRAY_SIZE(c->ways); i++) {
		one = &seqadj->seq[i];
		if (one->offset_after == c->ways[i].splices.ahead)
			continue;
		spin_lock(&c->ct->lock);
		one->correction_pos = c->ways[i].gone;
		one->offset_before = c->ways[i].splices.ahead;
		one->offset_after = c->ways[i].splices.ahead;
		spin_unlock(&c->ct->lock);
	}
}

/* connections_lock held */
static bool has_room(const struct sipnat_net *sn)
{
	return sn->nconnections < rcu_dereference(sn->config)->max_connections;
}

/* Nothing of it is read. */
static void leave(struct nf_conn *ct, enum ip_conntrack_info ctinfo, enum sipnat_stat why)
{
	const struct sipnat_event_cause cause = { .ct = ct, .dir = CTINFO2DIR(ctinfo) };
	struct sipnat_net *sn = sipnat_pernet(nf_ct_net(ct));

	sipnat_count(sn, why);
	sipnat_event_untouched(sn, &cause, (struct sip_span){}, (struct sip_span){}, why);
}

static struct sipnat_connection *begin(struct nf_conn *ct, enum ip_conntrack_info ctinfo,
				       struct sipnat_tcp_memory *memory)
{
	struct sipnat_net *sn = sipnat_pernet(nf_ct_net(ct));
	struct sipnat_connection *c, *other;
	unsigned int dir;
	bool unwanted;

	c = kzalloc(sizeof(*c), GFP_ATOMIC | __GFP_NOWARN);
	if (!c) {
		leave(ct, ctinfo, SIPNAT_STAT_NO_MEMORY);
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
		if (!unwanted)
			leave(ct, ctinfo, SIPNAT_STAT_CONNECTION_LIMIT);
		return other;
	}
	nf_conntrack_get(&ct->ct_general);
	list_add_tail(&c->list, &connections);
	sn->nconnections++;
	rcu_assign_pointer(memory->connection, c);
	spin_unlock_bh(&connections_lock);
	sipnat_count(sn, SIPNAT_STAT_CONNECTIONS_MADE);
	be_liberal(ct);
	/* Whoever deletes the entry says so first, and may not have seen the connection. */
	smp_mb();
	if (nf_ct_is_dying(ct))
		sipnat_connection_destroyed(ct);
	return c;
}

/* A SYN: what the numbers of its direction count from */
static void note_syn(struct nf_conn *ct, struct sipnat_tcp_memory *memory,
		     const struct sipnat_segment *seg, enum ip_conntrack_dir dir)
{
	const struct tcphdr *th = sipnat_segment_header(seg);
	struct sipnat_syn_options options;

	sipnat_segment_syn(seg, &options);
	/* Data that came with a SYN, and was taken: RFC 7413. We have not seen it in order. */
	if (options.authenticated ||
	    (th->ack && memory->seen[!dir] && ntohl(th->ack_seq) != memory->isn[!dir] + 1))
		WRITE_ONCE(memory->passes, true);
	memory->isn[dir] = seg->seq;
	memory->mss[dir] = options.mss;
	WRITE_ONCE(memory->seen[dir], true);
}

/*
 * A SYN of a connection that is there. Is it the answer to one that begins another? If both ends
 * have lost theirs, without having told each other, conntrack goes on with the same entry.
 */
static bool begins_anew(const struct sipnat_connection *c, struct sipnat_tcp_memory *memory,
			const struct sipnat_segment *seg, enum ip_conntrack_dir dir)
{
	const struct tcphdr *th = sipnat_segment_header(seg);
	struct sipnat_syn_options options;

	if (th->ack)
		return ntohl(th->ack_seq) == memory->isn[!dir] + 1 &&
		       (seg->seq != c->isn[dir] || memory->isn[!dir] != c->isn[!dir]);
	sipnat_segment_syn(seg, &options);
	memory->isn[dir] = seg->seq;
	memory->mss[dir] = options.mss;
	return false;
}

/* A window in a SYN is not scaled: RFC 7323 section 2.2. */
static void scale_window(struct sipnat_path *path, const struct sipnat_segment *seg)
{
	struct sipnat_syn_options options;

	sipnat_segment_syn(seg, &options);
	path->window = DIV_ROUND_UP(path->window, 1U << options.window_scale);
}

static bool translate_sack(u32 *from, u32 *to, void *data)
{
	const struct sipnat_way *way = data;

	/* What we are answerable for is not the sender's business. */
	return !sipnat_way_answerable(way) && sipnat_splices_sack(&way->splices, from, to);
}

/* The segment's receiver-to-be is the sender of the other direction. */
static void translate_ack(struct sipnat_way *other, const struct sipnat_segment *seg)
{
	struct tcphdr *th = sipnat_segment_header(seg);

	if (!th->ack)
		return;
	sipnat_segment_put_ack(seg, sipnat_way_ack(other, ntohl(th->ack_seq)));
	sipnat_segment_sacks(seg, translate_sack, other);
}

static unsigned int read_segment(struct sipnat_connection *c, const struct sipnat_segment *seg,
				 enum ip_conntrack_info ctinfo, struct sk_buff_head *queue)
{
	enum ip_conntrack_dir dir = CTINFO2DIR(ctinfo);
	struct tcphdr *th = sipnat_segment_header(seg);
	struct sipnat_way *way = &c->ways[dir];
	struct sipnat_reading r = {
		.c = c, .way = way, .seg = seg, .ctinfo = ctinfo, .queue = queue,
	};
	int err;

	sipnat_path_note(&way->path, seg);
	if (th->syn) {
		scale_window(&way->path, seg);
		return NF_ACCEPT;
	}
	if (c->closed)
		return th->rst ? NF_ACCEPT : NF_DROP;
	translate_ack(&c->ways[!dir], seg);
	r.ack = ntohl(th->ack_seq);

	r.job = sipnat_desk_take();
	err = sipnat_way_segment(&r);
	sipnat_desk_leave();
	th = sipnat_segment_header(seg);
	if (err) {
		sipnat_count(c->sn, SIPNAT_STAT_NO_MEMORY);
		return NF_DROP;
	}
	if (r.refused) {
		sipnat_count(c->sn, SIPNAT_STAT_DROPPED);
		reset(c, queue);
		return NF_DROP;
	}
	/* Or it is somebody's guess, and not obeyed: RFC 5961 section 3.2 */
	if (th->rst && ntohl(th->seq) == way->sent)
		c->over = true;
	tell_conntrack(c);
	if (r.waits && is_settled(way))
		tell(c, dir, queue);
	if ((needs_care(&c->ways[0]) || needs_care(&c->ways[1])) &&
	    !delayed_work_pending(&c->work))
		work_after(c, ACK_DELAY);
	return NF_ACCEPT;
}

/* A socket of this machine may hold its own lock while it sends what we look at. */
static void defer_local(struct sipnat_connection *c, struct sk_buff_head *queue)
{
	struct sk_buff *skb, *next;

	skb_queue_walk_safe(queue, skb, next) {
		if (!sipnat_path_is_local(skb))
			continue;
		__skb_unlink(skb, queue);
		__skb_queue_tail(&c->to_here, skb);
	}
	if (!skb_queue_empty(&c->to_here))
		work_after(c, 0);
}

static unsigned int read_packet(struct sipnat_connection *c, const struct sipnat_segment *seg,
				enum ip_conntrack_info ctinfo)
{
	unsigned int verdict = NF_DROP;
	struct sk_buff_head queue;
	bool ended = false;

	__skb_queue_head_init(&queue);
	spin_lock_bh(&c->lock);
	if (c->dead) {
		verdict = READ_ONCE(memory_of(c->ct)->drops) ? NF_DROP : NF_ACCEPT;
	} else if (!READ_ONCE(leaving)) {
		verdict = read_segment(c, seg, ctinfo, &queue);
		defer_local(c, &queue);
		charge(c);
		ended = sipnat_way_idle(&c->ways[0]) && sipnat_way_idle(&c->ways[1]) && !c->closed;
		if (ended)
			end(c, true);
	}
	spin_unlock_bh(&c->lock);
	send(c->sn->net, &queue);
	if (ended)
		put(c);
	return verdict;
}

/* What its ends know nothing of any more; nobody is told. */
static void forget(struct sipnat_connection *c)
{
	bool ended;

	spin_lock_bh(&c->lock);
	ended = !c->dead;
	if (ended)
		end(c, false);
	spin_unlock_bh(&c->lock);
	if (ended)
		put(c);
}

unsigned int sipnat_connection_packet(struct sk_buff *skb, unsigned int protoff,
				      struct nf_conn *ct, enum ip_conntrack_info ctinfo)
{
	struct sipnat_tcp_memory *memory;
	struct sipnat_connection *c;
	struct sipnat_segment seg;
	const struct tcphdr *th;
	bool both;

	/* For when we are gone. It moves what else is known of the entry. */
	if (!nf_ct_is_confirmed(ct) && !nfct_seqadj(ct))
		nfct_seqadj_ext_add(ct);
	if (!nfct_help(ct))
		return NF_ACCEPT;
	memory = memory_of(ct);
	/* What end() has written before it */
	if (smp_load_acquire(&memory->passes))
		return READ_ONCE(memory->drops) ? NF_DROP : NF_ACCEPT;
	if (sipnat_path_is_own(skb))
		return NF_ACCEPT;
	switch (sipnat_segment_read(&seg, skb, protoff)) {
	case 0:
		break;
	case -ENOMEM:
		return NF_DROP;
	default:
		return NF_ACCEPT;
	}
	th = sipnat_segment_header(&seg);
	c = rcu_dereference(memory->connection);
	if (c && !(th->syn && begins_anew(c, memory, &seg, CTINFO2DIR(ctinfo))))
		return read_packet(c, &seg, ctinfo);
	if (c)
		forget(c);
	if (th->rst)
		return NF_ACCEPT;
	if (th->syn)
		note_syn(ct, memory, &seg, CTINFO2DIR(ctinfo));
	/* It may be one whose entry has just been deleted, with its RST on the way. */
	if (!th->syn && !memory->seen[0] && !memory->seen[1] &&
	    atomic_read(&sipnat_pernet(nf_ct_net(ct))->orphans))
		return NF_DROP;
	both = memory->seen[0] && memory->seen[1];
	if (!both && th->syn)
		return NF_ACCEPT;
	if (!both)
		leave(ct, ctinfo, SIPNAT_STAT_MIDSTREAM);
	/* Entries that are not confirmed yet may go without telling us. */
	else if (nf_ct_is_confirmed(ct))
		c = begin(ct, ctinfo, memory);
	if (c)
		return read_packet(c, &seg, ctinfo);
	WRITE_ONCE(memory->passes, true);
	return NF_ACCEPT;
}

/* Can it go on by a shift that does not change? */
static bool is_steady(const struct sipnat_connection *c)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c->ways); i++)
		if (!list_empty(&c->ways[i].splices.list) || sipnat_way_answerable(&c->ways[i]))
			return false;
	return nfct_seqadj(c->ct);
}

/*
 * Nothing of it passes while conntrack takes over, so that nothing is shifted twice. What is
 * withheld, and not acknowledged, is repeated by its sender.
 */
static void hand_over(struct sipnat_connection *c, struct sk_buff_head *queue)
{
	if (!is_translated(c) || c->closed)
		return;
	if (!is_steady(c)) {
		reset(c, queue);
		return;
	}
	tell_conntrack(c);
	set_bit(IPS_SEQ_ADJUST_BIT, &c->ct->status);
}

/* Whoever ends entries may hold any lock: the rest is for look_after(). */
void sipnat_connection_destroyed(struct nf_conn *ct)
{
	struct sipnat_connection *c;

	if (nf_ct_protonum(ct) != IPPROTO_TCP)
		return;
	rcu_read_lock();
	c = rcu_dereference(memory_of(ct)->connection);
	if (c && kref_get_unless_zero(&c->refs)) {
		if (!xchg(&c->orphaned, true)) {
			atomic_inc(&c->sn->orphans);
			work_after(c, 0);
		}
		put(c);
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
			hand_over(c, &queue);
		if (ended)
			end(c, true);
		spin_unlock_bh(&c->lock);
		send(c->sn->net, &queue);
		rcu_read_unlock();
		if (ended)
			put(c);
		put(c);
		cond_resched();
	}
	flush_workqueue(workqueue);
}

int sipnat_connections_init(void)
{
	workqueue = alloc_workqueue("sipnat", WQ_UNBOUND, 0);
	return workqueue ? 0 : -ENOMEM;
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
