// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/tcp.h>
#include "connection.h"
#include "job.h"
#include "way_text.h"

/* What waits for its acknowledgment is kept up to that; then messages pass unread. */
#define MAX_SPLICED	(1024 * 1024)

void sipnat_text_free(struct sipnat_way *way)
{
	kfree(way->buf);
	way->buf = NULL;
	way->len = 0;
	way->room = 0;
}

void sipnat_text_tidy(struct sipnat_way *way)
{
	unsigned int held = sipnat_way_held(way);

	if (!held) {
		sipnat_text_free(way);
		way->frame = (struct sip_frame){};
	} else if (held < way->len) {
		memmove(way->buf, way->buf + way->len - held, held);
		way->len = held;
	}
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

/* What came early and is next now. @next: behind what is in the buffer */
static void append_early(struct sipnat_way *way, u32 next)
{
	struct sipnat_early_segment *early;
	int known;

	while ((early = sipnat_early_due(&way->early, next))) {
		known = next - early->seq;
		if (known < (int)early->len) {
			if (!append(way, early->data + known, early->len - known))
				return;
			next += early->len - known;
		}
		sipnat_early_drop(&way->early, early);
	}
}

/*
 * Bytes from @seq on are to go on as they are. Those of them that the sender was told of are not
 * repeated by anyone but us.
 */
static bool keep_told(struct sipnat_way *way, const struct sipnat_text *text, u32 seq)
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
	sipnat_connection_leave(way->path.ct, way->path.dir, sip_span(p, p + len), why);
}

int sipnat_text_release(struct sipnat_way *way, enum sipnat_stat why)
{
	const struct sipnat_text text = {
		.p = way->buf, .seq = way->next - way->len, .len = way->len,
	};

	if (!keep_told(way, &text, way->gone))
		return -ENOMEM;
	if (why)
		leave(way, text.p, text.len, why);
	if (way->frame.stage == SIP_FRAME_BODY)
		way->skip = way->frame.len - way->len;
	else
		stop_reading(way);
	way->gone = way->next;
	sipnat_text_tidy(way);
	return 0;
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
	    (!sipnat_way_held(other) || !sipnat_text_release(other, 0)))
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
static enum progress read_text(struct sipnat_reading *r, const struct sipnat_text *text,
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
static void hold(struct sipnat_reading *r, const struct sipnat_text *text, unsigned int off,
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

/* Bytes that are next in order have come: all that may be read now. False: no memory */
static bool gather(struct sipnat_way *way, const struct sipnat_segment *seg,
		   struct sipnat_text *text)
{
	u32 end = seg->seq + seg->len;
	unsigned int fresh = end - way->next;

	text->p = sipnat_segment_data(seg) + seg->len - fresh;
	text->seq = way->next;
	text->len = fresh;
	if (!way->len && !sipnat_early_due(&way->early, end))
		return true;
	text->seq -= way->len;
	if (!append(way, text->p, fresh))
		return false;
	append_early(way, end);
	text->p = way->buf;
	text->len = way->len;
	return true;
}

int sipnat_text_read(struct sipnat_reading *r, struct sipnat_text *text)
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

/* FIN ends what can never be whole. */
int sipnat_text_finish(struct sipnat_reading *r, struct sipnat_text *text)
{
	struct sipnat_way *way = r->way;

	if (sipnat_way_held(way)) {
		*text = (struct sipnat_text){
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
