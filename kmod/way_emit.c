// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/tcp.h>
#include "connection.h"
#include "way_emit.h"
#include "way_text.h"

/* Bytes of payload in a packet of ours, and in one that has grown. RFC 791 sets the limit. */
#define MAX_PAYLOAD	61440
/* A sender whose segments are smaller has reasons of its own, and none to take more packets. */
#define MIN_SEGMENT	512

/**
 * struct emission - what a packet is to carry
 * @from: its first byte, as the receiver counts
 * @to: behind its last
 * @text: where bytes are from that were not changed
 */
struct emission {
	u32 from;
	u32 to;
	struct sipnat_text text;
};

/* Bytes as they came, from the text or from the segment that is at hand */
static bool copy_raw(const struct sipnat_reading *r, const struct sipnat_text *text, char *to,
		     u32 seq, unsigned int len)
{
	const struct sipnat_text payload = {
		.p = sipnat_segment_data(r->seg), .seq = r->seg->seq, .len = r->seg->len,
	};
	const struct sipnat_text *source;
	unsigned int n;

	for (; len; len -= n, seq += n, to += n) {
		source = seq - text->seq < text->len ? text : &payload;
		if (seq - source->seq >= source->len)
			return false;
		n = min(len, source->len - (seq - source->seq));
		memcpy(to, source->p + (seq - source->seq), n);
	}
	return true;
}

static bool compose(const struct sipnat_reading *r, const struct emission *e, char *buf)
{
	const struct sipnat_splices *splices = &r->way->splices;
	const struct sipnat_splice *splice = sipnat_splices_from(splices, e->from);
	u32 pos = e->from, n, seq;

	while (before(pos, e->to)) {
		if (splice && !after(splice->out, pos)) {
			n = min(splice->out + splice->out_len - pos, e->to - pos);
			memcpy(buf, splice->bytes + (pos - splice->out), n);
			splice = sipnat_splices_next(splices, splice);
		} else {
			n = e->to - pos;
			seq = pos - splices->ahead;
			if (splice) {
				n = min(n, splice->out - pos);
				seq = splice->seq - (splice->out - pos);
			}
			if (!copy_raw(r, &e->text, buf, seq, n))
				return false;
		}
		pos += n;
		buf += n;
	}
	return true;
}

/*
 * Into how large segments to cut. What the sender repeats may be smaller than before, because it
 * was told of a smaller MTU on the way.
 */
static unsigned int segment_size(const struct sipnat_reading *r, bool repeats)
{
	const struct sipnat_way *way = r->way;
	unsigned int options = r->seg->dataoff - r->seg->protoff - sizeof(struct tcphdr);
	unsigned int size = sipnat_path_room(&way->path, r->seg->dataoff);

	/* RFC 6691: options are at the expense of what an MSS promises. */
	size = min_t(unsigned int, size, max_t(int, way->mss - options, 0));
	if (repeats)
		size = min(size, skb_is_gso(r->seg->skb) ? skb_shinfo(r->seg->skb)->gso_size :
							   r->seg->len);
	return max_t(unsigned int, size, MIN_SEGMENT);
}

/* What does not fit the packet at hand goes on in others. */
static bool send_rest(const struct sipnat_reading *r, const char *bytes, u32 seq, unsigned int len,
		      unsigned int mss)
{
	struct sipnat_own own = {
		.ack = r->ack, .echo = r->c->ways[!r->way->path.dir].path.stamp, .mss = mss,
	};
	struct sk_buff *skb;
	char *payload;

	for (; len; len -= own.len, bytes += own.len, seq += own.len) {
		own.seq = seq;
		own.len = min_t(unsigned int, len, MAX_PAYLOAD);
		skb = sipnat_path_make(&r->way->path, &own, &payload);
		if (!skb)
			return false;
		memcpy(payload, bytes, own.len);
		__skb_queue_tail(r->queue, skb);
	}
	return true;
}

static int rewrite(const struct sipnat_reading *r, const struct emission *e, bool repeats)
{
	unsigned int len = e->to - e->from, here = min_t(unsigned int, len, MAX_PAYLOAD);
	unsigned int mss = segment_size(r, repeats);
	char *bytes, *payload;
	int err = -ENOMEM;

	if (skb_linearize(r->seg->skb))
		return -ENOMEM;
	bytes = kmalloc(len, GFP_ATOMIC | __GFP_NOWARN);
	if (!bytes)
		return -ENOMEM;
	if (!compose(r, e, bytes))
		goto out;
	payload = sipnat_segment_resize(r->seg, here, mss);
	if (!payload)
		goto out;
	memcpy(payload, bytes, here);
	/* Its sender repeats what there is no memory for, and a FIN that would come too early. */
	if (here < len)
		sipnat_segment_put_fin(r->seg, false);
	send_rest(r, bytes + here, e->from + here, len - here, mss);
	err = 0;
out:
	kfree(bytes);
	return err;
}

/* The packet carries bytes as they came; is it to carry others? */
static bool is_as_it_was(const struct sipnat_reading *r, const struct emission *e, u32 from,
			 u32 to)
{
	const struct sipnat_splice *splice = sipnat_splices_from(&r->way->splices, e->from);

	return from == r->seg->seq && to - from <= r->seg->len && e->to - e->from == to - from &&
	       !(splice && before(splice->out, e->to));
}

static int trim(const struct sipnat_segment *seg, unsigned int len)
{
	unsigned int size = skb_shinfo(seg->skb)->gso_size ?: seg->len;

	return len < seg->len && !sipnat_segment_resize(seg, len, size) ? -ENOMEM : 0;
}

/*
 * What was there instead of bytes that the receiver has is not kept, so that they cannot be
 * repeated. If there is nothing else, a segment from before what it expects has it repeat its
 * acknowledgment: RFC 9293 section 3.8.4 does that to find out whether it is there.
 */
static void skip_known(const struct sipnat_reading *r, struct emission *e)
{
	if (after(e->to, r->way->una)) {
		e->from = r->way->una;
		return;
	}
	if (!sipnat_segment_header(r->seg)->fin)
		e->to = r->way->una - 1;
	e->from = e->to;
}

int sipnat_emit(const struct sipnat_reading *r, const struct sipnat_text *text, u32 from, u32 to,
		bool repeats, bool answerable)
{
	struct sipnat_way *way = r->way;
	struct emission e = { .text = *text };
	u32 end;
	int err;

	e.from = sipnat_splices_out(&way->splices, from);
	e.to = from == to ? e.from : sipnat_splices_out_end(&way->splices, to);
	/* Up to there it is all in splices. */
	if (e.from != e.to && answerable && !after(from, way->told) && after(e.to, way->una))
		e.from = way->una;
	else if (e.from != e.to && (answerable || way->splices.changed) &&
		 before(e.from, way->una))
		skip_known(r, &e);

	if (e.from == e.to)
		err = trim(r->seg, 0);
	else if (is_as_it_was(r, &e, from, to))
		err = trim(r->seg, to - from);
	else
		err = rewrite(r, &e, repeats);
	sipnat_segment_put_seq(r->seg, e.from);
	end = e.to + sipnat_segment_header(r->seg)->fin;
	if (after(end, way->sent))
		way->sent = end;
	return err;
}

void sipnat_emit_early(const struct sipnat_reading *r)
{
	struct sipnat_way *way = r->way;
	struct sipnat_early_segment *early, *next;
	u32 end, seq;

	list_for_each_entry_safe(early, next, &way->early.list, list) {
		seq = sipnat_splices_out(&way->splices, early->seq);
		end = early->seq + early->len;
		if (!before(early->seq, way->gone) &&
		    send_rest(r, early->data, seq, early->len, segment_size(r, false)) &&
		    after(end, way->next)) {
			way->next = end;
			way->gone = end;
			way->sent = seq + early->len;
		}
		sipnat_early_drop(&way->early, early);
	}
}

u32 sipnat_emit_place(const struct sipnat_way *way, u32 seq)
{
	if (before(seq, way->gone))
		return sipnat_splices_out(&way->splices, seq);
	/* Behind a FIN that has gone is one more. */
	return sipnat_splices_out(&way->splices, way->gone) +
	       (after(seq, way->next) ? seq - way->next : 0);
}

void sipnat_emit_repeat(struct sipnat_way *way, u32 ack, u32 echo, struct sk_buff_head *queue)
{
	u32 end = sipnat_splices_out_end(&way->splices, way->told), from = way->una, n;
	const struct sipnat_splice *splice;
	struct sipnat_own own = { .ack = ack, .echo = echo, .mss = MIN_SEGMENT };
	struct sk_buff *skb;
	char *payload;

	for (splice = sipnat_splices_from(&way->splices, from); splice && before(from, end);
	     splice = sipnat_splices_next(&way->splices, splice), from += n) {
		if (after(splice->out, from))
			break;
		n = min_t(u32, splice->out + splice->out_len - from, MAX_PAYLOAD);
		own.seq = from;
		own.len = n;
		skb = sipnat_path_make(&way->path, &own, &payload);
		if (!skb)
			break;
		memcpy(payload, splice->bytes + (from - splice->out), n);
		__skb_queue_tail(queue, skb);
	}
	if (after(end, way->sent))
		way->sent = end;
}
