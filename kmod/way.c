// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/tcp.h>
#include "connection.h"
#include "event.h"
#include "job.h"
#include "way.h"

/* Segments that came early are kept up to so many bytes; what is beyond will be repeated. */
#define MAX_EARLY	(512 * 1024)
/* Each counts as that much more, so that there are not too many to look through. */
#define EARLY_OVERHEAD	512
/* What waits for its acknowledgment is kept up to that; then messages pass unread. */
#define MAX_SPLICED	(1024 * 1024)
/* Bytes of payload in a packet of ours, and in one that has grown. RFC 791 sets the limit. */
#define MAX_PAYLOAD	61440
/* A sender whose segments are smaller has reasons of its own, and none to take more packets. */
#define MIN_SEGMENT	512

/**
 * struct early - a segment that came before what precedes it
 * @list: entry of sipnat_way.early
 * @seq: its first byte
 * @len: of its payload
 * @data: the payload
 */
struct early {
	struct list_head list;
	u32 seq;
	unsigned int len;
	char data[];
};

/**
 * struct text - bytes in order, from the first that has not gone on
 * @p: they
 * @seq: the first of them
 * @len: how many
 */
struct text {
	const char *p;
	u32 seq;
	unsigned int len;
};

void sipnat_way_init(struct sipnat_way *way, struct nf_conn *ct, enum ip_conntrack_dir dir,
		     u32 isn, u16 mss)
{
	way->path.ct = ct;
	way->path.dir = dir;
	sipnat_splices_init(&way->splices);
	INIT_LIST_HEAD(&way->early);
	way->next = isn + 1;
	way->gone = isn + 1;
	way->told = isn + 1;
	way->una = isn + 1;
	way->sent = isn + 1;
	way->mss = mss;
	way->reading = true;
}

static void drop_early(struct sipnat_way *way, struct early *early)
{
	list_del(&early->list);
	way->early_bytes -= early->len + EARLY_OVERHEAD;
	kfree(early);
}

static void drop_all_early(struct sipnat_way *way)
{
	struct early *early, *next;

	list_for_each_entry_safe(early, next, &way->early, list)
		drop_early(way, early);
}

static void drop_buf(struct sipnat_way *way)
{
	kfree(way->buf);
	way->buf = NULL;
	way->len = 0;
	way->room = 0;
}

void sipnat_way_free(struct sipnat_way *way)
{
	drop_all_early(way);
	drop_buf(way);
	sipnat_splices_free(&way->splices);
	sipnat_path_release(&way->path);
}

bool sipnat_way_answerable(const struct sipnat_way *way)
{
	return after(way->told, sipnat_splices_ack(&way->splices, way->una));
}

u32 sipnat_way_ack(struct sipnat_way *way, u32 ack)
{
	u32 there;

	/* What was never sent cannot have arrived: its sender sorts that out, as RFC 9293 says. */
	if (after(ack, way->sent))
		return sipnat_splices_ack(&way->splices, ack);
	if (after(ack, way->una)) {
		way->una = ack;
		way->tries = 0;
		sipnat_splices_settle(&way->splices, ack);
	}
	there = sipnat_splices_ack(&way->splices, ack);
	/* A FIN that is acknowledged, too, is no byte that could be held. */
	if (after(there, way->told))
		way->told = before(there, way->next) ? there : way->next;
	return sipnat_way_answerable(way) ? way->told : there;
}

/* It goes on as it comes from now on; numbers are still translated. */
static void stop_reading(struct sipnat_way *way)
{
	way->reading = false;
	way->skip = 0;
}

static bool append(struct sipnat_way *way, const char *data, unsigned int len)
{
	unsigned int room = max(way->room, 2048U);
	char *buf;

	while (room < way->len + len)
		room *= 2;
	if (room > way->room) {
		buf = krealloc(way->buf, room, GFP_ATOMIC | __GFP_NOWARN);
		if (!buf)
			return false;
		way->buf = buf;
		way->room = room;
	}
	memcpy(way->buf + way->len, data, len);
	way->len += len;
	return true;
}

/* For later: the receiver cannot be sent it before it is known what precedes it. */
static void keep_early(struct sipnat_reading *r)
{
	const struct sipnat_segment *seg = r->seg;
	struct sipnat_way *way = r->way;
	struct early *early, *pos;

	if (!seg->len || way->early_bytes + seg->len > MAX_EARLY ||
	    sipnat_connection_is_full(r->c))
		return;
	list_for_each_entry_reverse(pos, &way->early, list) {
		if (pos->seq == seg->seq && pos->len >= seg->len)
			return;
		if (!after(pos->seq, seg->seq))
			break;
	}
	early = kmalloc(struct_size(early, data, seg->len), GFP_ATOMIC | __GFP_NOWARN);
	if (!early)
		return;
	early->seq = seg->seq;
	early->len = seg->len;
	memcpy(early->data, sipnat_segment_data(seg), seg->len);
	/* Behind the last that does not begin later, or at the head of the list */
	list_add(&early->list, &pos->list);
	way->early_bytes += early->len + EARLY_OVERHEAD;
}

static bool is_early_due(const struct sipnat_way *way, u32 next)
{
	const struct early *first;

	if (list_empty(&way->early))
		return false;
	first = list_first_entry(&way->early, struct early, list);
	return !after(first->seq, next);
}

/* What came early and is next now. @next: behind what is in the buffer */
static void append_early(struct sipnat_way *way, u32 next)
{
	struct early *early;
	int known;

	while (is_early_due(way, next)) {
		early = list_first_entry(&way->early, struct early, list);
		known = next - early->seq;
		if (known < (int)early->len) {
			if (!append(way, early->data + known, early->len - known))
				return;
			next += early->len - known;
		}
		drop_early(way, early);
	}
}

/*
 * Bytes from @seq on are to go on as they are. Those of them that the sender was told of are not
 * repeated by anyone but us.
 */
static bool keep_told(struct sipnat_way *way, const struct text *text, u32 seq)
{
	struct sipnat_splice *splice;
	unsigned int len;

	if (!before(seq, way->told))
		return true;
	len = min(way->told - seq, text->len - (seq - text->seq));
	splice = sipnat_splice_alloc(len);
	if (!splice)
		return false;
	memcpy(splice->bytes, text->p + (seq - text->seq), len);
	sipnat_splices_add(&way->splices, splice, seq, len);
	return true;
}

/* What begins there passes unread. */
static void leave(const struct sipnat_way *way, const char *p, unsigned int len,
		  enum sipnat_stat why)
{
	const struct sipnat_event_cause cause = { .ct = way->path.ct, .dir = way->path.dir };
	struct sipnat_net *sn = sipnat_pernet(nf_ct_net(way->path.ct));

	sipnat_count(sn, why);
	sipnat_event_untouched(sn, &cause, sip_span(p, p + len), (struct sip_span){}, why);
}

static void give_up(struct sipnat_reading *r, const char *p, unsigned int len, unsigned int off)
{
	struct sipnat_connection *c = r->c;
	struct sipnat_way *other = &c->ways[!r->way->path.dir];

	leave(r->way, p, len, off ? SIPNAT_STAT_BAD_MESSAGE : SIPNAT_STAT_NOT_SIP);
	r->refused = rcu_dereference(c->sn->config)->strict;
	stop_reading(r->way);
	/* What does not begin as SIP never was SIP, in neither direction. */
	if (!c->ways[0].began && !c->ways[1].began &&
	    (!sipnat_way_held(other) || !sipnat_way_release(other, 0)))
		stop_reading(other);
}

/* A whole message. False: no memory, and it is as if it had not come. */
static bool read_message(struct sipnat_reading *r, struct sip_span text, u32 seq)
{
	struct sipnat_splice *splice = NULL, *same = NULL;
	struct sipnat_way *way = r->way;
	enum sipnat_stat outcome;

	/* The sender repeats no more than what it was not told of. */
	if (before(seq, way->told)) {
		same = sipnat_splice_alloc(text.len);
		if (!same)
			return false;
		memcpy(same->bytes, text.p, text.len);
	}
	if (way->splices.bytes < MAX_SPLICED && !sipnat_connection_is_full(r->c)) {
		outcome = sipnat_job_run_stream(r->job, r->seg->skb, text, r->c, r->ctinfo,
						&splice);
		r->refused |= sipnat_job_is_refused(r->c->sn, outcome);
	} else {
		leave(way, text.p, text.len, SIPNAT_STAT_HOLD_LIMIT);
	}
	if (splice)
		sipnat_splice_free(same);
	else
		splice = same;
	if (splice)
		sipnat_splices_add(&way->splices, splice, seq, text.len);
	way->began = true;
	return true;
}

/**
 * enum progress - how reading ended
 * @ALL_READ: all of it
 * @REST_TO_COME: the rest is the beginning of a message
 * @MUST_REPEAT: no memory: the rest has to come again
 */
enum progress {
	ALL_READ,
	REST_TO_COME,
	MUST_REPEAT,
};

/* @off: how much of the text may go on */
static enum progress read_text(struct sipnat_reading *r, const struct text *text,
			       unsigned int *off)
{
	struct sipnat_way *way = r->way;
	struct sip_parsed parsed;
	unsigned int n;

	for (*off = 0; way->reading && *off < text->len; *off += n) {
		n = min(way->skip, text->len - *off);
		way->skip -= n;
		if (n)
			continue;
		if (!way->frame.scanned)
			n = sip_frame_gap(text->p + *off, text->len - *off);
		if (n) {
			sipnat_count(r->c->sn, SIPNAT_STAT_KEEPALIVE);
			continue;
		}
		parsed = sip_frame_read(&way->frame, text->p + *off, text->len - *off,
					&r->job->msg);
		if (parsed.status == SIP_MORE)
			return REST_TO_COME;
		n = parsed.off;
		if (parsed.status != SIP_OK || n > text->len - *off) {
			if (!keep_told(way, text, text->seq + *off))
				return MUST_REPEAT;
			if (parsed.status != SIP_OK) {
				give_up(r, text->p + *off, text->len - *off, parsed.off);
				break;
			}
			leave(way, text->p + *off, text->len - *off, SIPNAT_STAT_TOO_LONG);
			way->skip = n;
			n = 0;
		} else if (!read_message(r, sip_span(text->p + *off, text->p + *off + n),
					 text->seq + *off)) {
			return MUST_REPEAT;
		}
		way->frame = (struct sip_frame){};
	}
	*off = text->len;
	return ALL_READ;
}

/* Wait for the rest of a message, if that can be afforded. */
static void hold(struct sipnat_reading *r, const struct text *text, unsigned int off,
		 bool in_place)
{
	struct sipnat_way *way = r->way;

	if (!sipnat_way_held(way) || way->gone != text->seq + off)
		way->since = jiffies;
	way->gone = text->seq + off;
	way->next = text->seq + text->len;
	if (!sipnat_connection_is_full(r->c) &&
	    (!in_place || append(way, text->p + off, text->len - off)))
		return;
	if (!keep_told(way, text, way->gone))
		return;
	leave(way, text->p + off, text->len - off, SIPNAT_STAT_HOLD_LIMIT);
	stop_reading(way);
	way->gone = way->next;
}

/**
 * struct emission - what a packet is to carry
 * @from: its first byte, as the receiver counts
 * @to: behind its last
 * @text: where bytes are from that were not changed
 */
struct emission {
	u32 from;
	u32 to;
	struct text text;
};

/* Bytes as they came, from the text or from the segment that is at hand */
static bool copy_raw(const struct sipnat_reading *r, const struct text *text, char *to, u32 seq,
		     unsigned int len)
{
	const struct text payload = {
		.p = sipnat_segment_data(r->seg), .seq = r->seg->seq, .len = r->seg->len,
	};
	const struct text *source;
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

/* Where a segment without payload stands, as the receiver counts */
static u32 place(const struct sipnat_way *way, u32 seq)
{
	if (before(seq, way->gone))
		return sipnat_splices_out(&way->splices, seq);
	/* Behind a FIN that has gone is one more. */
	return sipnat_splices_out(&way->splices, way->gone) +
	       (after(seq, way->next) ? seq - way->next : 0);
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

/*
 * Let the packet carry [@from, @to), as the sender counts, and what else has to go with it.
 * @repeats: all of that has gone before
 */
static int emit(const struct sipnat_reading *r, const struct text *text, u32 from, u32 to,
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

/* What came early need not wait any more. */
static void send_early(const struct sipnat_reading *r)
{
	struct sipnat_way *way = r->way;
	struct early *early, *next;
	u32 end, seq;

	list_for_each_entry_safe(early, next, &way->early, list) {
		seq = sipnat_splices_out(&way->splices, early->seq);
		end = early->seq + early->len;
		if (!before(early->seq, way->gone) &&
		    send_rest(r, early->data, seq, early->len, segment_size(r, false)) &&
		    after(end, way->next)) {
			way->next = end;
			way->gone = end;
			way->sent = seq + early->len;
		}
		drop_early(way, early);
	}
}

/* Bytes that are next in order have come: all that may be read now. False: no memory */
static bool gather(struct sipnat_way *way, const struct sipnat_segment *seg, struct text *text)
{
	u32 end = seg->seq + seg->len;
	unsigned int fresh = end - way->next;

	text->p = sipnat_segment_data(seg) + seg->len - fresh;
	text->seq = way->next;
	text->len = fresh;
	if (!way->len && !is_early_due(way, end))
		return true;
	text->seq -= way->len;
	if (!append(way, text->p, fresh))
		return false;
	append_early(way, end);
	text->p = way->buf;
	text->len = way->len;
	return true;
}

static int read_fresh(struct sipnat_reading *r, struct text *text)
{
	unsigned int old_len = r->way->len, off;
	struct sipnat_way *way = r->way;
	bool in_place;

	if (!gather(way, r->seg, text))
		return -ENOMEM;
	in_place = text->p != way->buf;
	switch (read_text(r, text, &off)) {
	case ALL_READ:
		way->next = text->seq + text->len;
		way->gone = way->next;
		break;
	case REST_TO_COME:
		hold(r, text, off, in_place);
		break;
	case MUST_REPEAT:
		/* Of what has come only so much has come. */
		if (!off) {
			way->len = old_len;
			way->frame = (struct sip_frame){};
			return -ENOMEM;
		}
		way->next = text->seq + off;
		way->gone = way->next;
		break;
	}
	return 0;
}

/* What is not withheld any more need not be kept. */
static void clean_up(struct sipnat_way *way)
{
	unsigned int held = sipnat_way_held(way);

	if (!held) {
		drop_buf(way);
		way->frame = (struct sip_frame){};
	} else if (held < way->len) {
		memmove(way->buf, way->buf + way->len - held, held);
		way->len = held;
	}
}

/* FIN ends what can never be whole. */
static int read_fin(struct sipnat_reading *r, struct text *text)
{
	struct sipnat_way *way = r->way;

	if (sipnat_way_held(way)) {
		*text = (struct text){
			.p = way->buf, .seq = way->next - way->len, .len = way->len,
		};
		if (!keep_told(way, text, way->gone))
			return -ENOMEM;
		leave(way, way->buf, way->len, SIPNAT_STAT_HOLD_ENDED);
		way->gone = way->next;
	}
	stop_reading(way);
	return 0;
}

static int read_segment(struct sipnat_reading *r)
{
	const struct sipnat_segment *seg = r->seg;
	struct sipnat_way *way = r->way;
	bool answerable = sipnat_way_answerable(way);
	u32 old_gone = way->gone, end = seg->seq + seg->len, from, to;
	struct text text = {};
	struct tcphdr *th;
	int err = 0;

	if (skb_linearize(seg->skb))
		return -ENOMEM;
	th = sipnat_segment_header(seg);
	if (after(seg->seq, way->next))
		keep_early(r);
	else if (after(end, way->next))
		err = read_fresh(r, &text);
	if (th->fin) {
		way->has_fin = true;
		way->fin = end;
	}
	if (!err && way->has_fin && way->fin == way->next)
		err = read_fin(r, &text);
	if (err)
		return err;

	from = before(seg->seq, old_gone) ? seg->seq : old_gone;
	if (way->gone != old_gone)
		to = way->gone;
	else
		to = before(end, old_gone) ? end : old_gone;
	if (before(to, from))
		to = from;
	/* FIN goes with the last byte, whichever segment that comes with. */
	sipnat_segment_put_fin(seg, way->has_fin && way->fin == to);
	r->waits = from == to && before(seg->seq, way->next);
	err = emit(r, &text, from, to, way->gone == old_gone, answerable);
	clean_up(way);
	way->finished |= sipnat_segment_header(seg)->fin;
	if (!way->reading)
		send_early(r);
	return err;
}

/* It is not read: it passes, in its place. */
static int pass_segment(struct sipnat_reading *r)
{
	const struct sipnat_segment *seg = r->seg;
	struct sipnat_way *way = r->way;
	bool answerable = sipnat_way_answerable(way);
	u32 end = seg->seq + seg->len, from = seg->seq;
	const struct text none = {};
	bool repeats = !after(end, way->next);

	if (!repeats) {
		way->next = end;
		way->gone = end;
	}
	way->finished |= sipnat_segment_header(seg)->fin;
	if (!list_empty(&way->early))
		send_early(r);
	return emit(r, &none, from, end, repeats, answerable);
}

int sipnat_way_segment(struct sipnat_reading *r)
{
	const struct sipnat_segment *seg = r->seg;
	struct sipnat_way *way = r->way;

	way->heard = jiffies;
	if (!seg->len && !sipnat_segment_header(seg)->fin) {
		r->waits = sipnat_way_held(way) && before(seg->seq, way->next);
		sipnat_segment_put_seq(seg, place(way, seg->seq));
		return 0;
	}
	return way->reading ? read_segment(r) : pass_segment(r);
}

int sipnat_way_release(struct sipnat_way *way, enum sipnat_stat why)
{
	const struct text text = { .p = way->buf, .seq = way->next - way->len, .len = way->len };

	if (!keep_told(way, &text, way->gone))
		return -ENOMEM;
	if (why)
		leave(way, text.p, text.len, why);
	if (way->frame.stage == SIP_FRAME_BODY)
		way->skip = way->frame.len - way->len;
	else
		stop_reading(way);
	way->gone = way->next;
	clean_up(way);
	return 0;
}

void sipnat_way_repeat(struct sipnat_way *way, u32 ack, u32 echo, struct sk_buff_head *queue)
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
