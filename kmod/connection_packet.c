// SPDX-License-Identifier: GPL-2.0
#include <net/netfilter/nf_conntrack_seqadj.h>
#include "connection_conntrack.h"
#include "connection_packet.h"
#include "connection_tend.h"
#include "desk.h"

/* A connection whose beginning was not seen, or not in order, passes unread. */
static void pass_midstream(struct nf_conn *ct, enum ip_conntrack_dir dir,
			   struct sipnat_tcp_memory *memory)
{
	sipnat_connection_leave(ct, dir, (struct sip_span){}, SIPNAT_STAT_MIDSTREAM);
	sipnat_connection_pass(memory, SIPNAT_STAT_MIDSTREAM);
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
		pass_midstream(ct, dir, memory);
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
		sipnat_connection_reset(c, queue);
		return NF_DROP;
	}
	/* Or it is somebody's guess, and not obeyed: RFC 5961 section 3.2 */
	if (th->rst && ntohl(th->seq) == way->sent)
		c->over = true;
	sipnat_connection_tell_conntrack(c);
	if (r.waits)
		sipnat_connection_tell(c, dir, queue);
	sipnat_connection_tend_soon(c);
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
		sipnat_connection_work_after(c, 0);
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
		verdict = READ_ONCE(sipnat_connection_memory(c->ct)->drops) ? NF_DROP : NF_ACCEPT;
	} else if (!sipnat_connections_are_leaving()) {
		verdict = read_segment(c, seg, ctinfo, &queue);
		defer_local(c, &queue);
		sipnat_connection_charge(c);
		ended = sipnat_way_idle(&c->ways[0]) && sipnat_way_idle(&c->ways[1]) && !c->closed;
		if (ended)
			sipnat_connection_kill(c, true);
	}
	spin_unlock_bh(&c->lock);
	sipnat_path_send(c->sn->net, &queue);
	if (ended)
		sipnat_connection_put(c);
	return verdict;
}

/* What its ends know nothing of any more; nobody is told. */
static void forget(struct sipnat_connection *c)
{
	bool ended;

	spin_lock_bh(&c->lock);
	ended = !c->dead;
	if (ended)
		sipnat_connection_kill(c, false);
	spin_unlock_bh(&c->lock);
	if (ended)
		sipnat_connection_put(c);
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
	memory = sipnat_connection_memory(ct);
	/* Pairs with the releases in sipnat_connection_pass() and sipnat_connection_kill(). */
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
	/* Entries that are not confirmed yet may go without telling us. */
	if (both && nf_ct_is_confirmed(ct))
		c = sipnat_connection_begin(ct, ctinfo, memory);
	if (c)
		return read_packet(c, &seg, ctinfo);
	if (!READ_ONCE(memory->passes))
		pass_midstream(ct, CTINFO2DIR(ctinfo), memory);
	return NF_ACCEPT;
}
