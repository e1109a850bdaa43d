// SPDX-License-Identifier: GPL-2.0
#include <net/tcp.h>
#include "connection.h"
#include "way.h"
#include "way_emit.h"
#include "way_text.h"

void sipnat_way_init(struct sipnat_way *way, struct nf_conn *ct, enum ip_conntrack_dir dir,
		     u32 isn, u16 mss)
{
	way->path.ct = ct;
	way->path.dir = dir;
	sipnat_splices_init(&way->splices);
	sipnat_early_init(&way->early);
	way->next = isn + 1;
	way->gone = isn + 1;
	way->told = isn + 1;
	way->una = isn + 1;
	way->sent = isn + 1;
	way->mss = mss;
	way->reading = true;
}

void sipnat_way_free(struct sipnat_way *way)
{
	sipnat_early_free(&way->early);
	sipnat_text_free(way);
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

static int read_segment(struct sipnat_reading *r)
{
	const struct sipnat_segment *seg = r->seg;
	struct sipnat_way *way = r->way;
	bool answerable = sipnat_way_answerable(way);
	u32 old_gone = way->gone, end = seg->seq + seg->len, from, to;
	struct sipnat_text text = {};
	struct tcphdr *th;
	int err = 0;

	if (skb_linearize(seg->skb))
		return -ENOMEM;
	th = sipnat_segment_header(seg);
	if (after(seg->seq, way->next)) {
		if (!sipnat_connection_is_full(r->c))
			sipnat_early_keep(&way->early, seg);
	} else if (after(end, way->next)) {
		err = sipnat_text_read(r, &text);
	}
	if (th->fin) {
		way->has_fin = true;
		way->fin = end;
	}
	if (!err && way->has_fin && way->fin == way->next)
		err = sipnat_text_finish(r, &text);
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
	err = sipnat_emit(r, &text, from, to, way->gone == old_gone, answerable);
	sipnat_text_tidy(way);
	way->finished |= sipnat_segment_header(seg)->fin;
	if (!way->reading)
		sipnat_emit_early(r);
	return err;
}

/* It is not read: it passes, in its place. */
static int pass_segment(struct sipnat_reading *r)
{
	const struct sipnat_segment *seg = r->seg;
	struct sipnat_way *way = r->way;
	bool answerable = sipnat_way_answerable(way);
	u32 end = seg->seq + seg->len, from = seg->seq;
	const struct sipnat_text none = {};
	bool repeats = !after(end, way->next);

	if (!repeats) {
		way->next = end;
		way->gone = end;
	}
	way->finished |= sipnat_segment_header(seg)->fin;
	if (!list_empty(&way->early.list))
		sipnat_emit_early(r);
	return sipnat_emit(r, &none, from, end, repeats, answerable);
}

int sipnat_way_segment(struct sipnat_reading *r)
{
	const struct sipnat_segment *seg = r->seg;
	struct sipnat_way *way = r->way;

	way->heard = jiffies;
	if (!seg->len && !sipnat_segment_header(seg)->fin) {
		r->waits = sipnat_way_held(way) && before(seg->seq, way->next);
		sipnat_segment_put_seq(seg, sipnat_emit_place(way, seg->seq));
		return 0;
	}
	return way->reading ? read_segment(r) : pass_segment(r);
}
