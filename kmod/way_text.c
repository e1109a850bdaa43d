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
	} else if (held < way->len) {
		memmove(way->buf, way->buf + way->len - held, held);
		way->len = held;
	}
}

/*
 * It goes on as it comes from now on; numbers are still translated. @why: to be shown, or 0 if the
 * stream has ended
 */
static void stop_reading(struct sipnat_way *way, enum sipnat_stat why)
{
	if (!way->reading)
		return;
	way->reading = false;
	way->given_up = why;
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
 * The first @len bytes from @seq on are to go on as they are. Those of them that the sender was
 * told of are not repeated by anyone but us.
 */
static bool keep_told(struct sipnat_way *way, const struct sipnat_text *text, u32 seq,
		      unsigned int len)
{
	struct sipnat_splice *splice;

	if (!before(seq, way->told))
		return true;
	len = min(way->told - seq, len);
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

	if (!keep_told(way, &text, way->gone, way->len))
		return -ENOMEM;
	if (why)
		leave(way, text.p, text.len, why);
	sip_frame_pass(&way->frame, way->len);
	way->gone = way->next;
	sipnat_text_tidy(way);
	return 0;
}

/* What begins there is told once, and refused by who is strict. */
static void tell_fault(struct sipnat_reading *r, const char *p, unsigned int len,
		       enum sip_frame_fault fault)
{
	static const enum sipnat_stat stats[] = {
		[SIP_FRAME_NO_SIP] = SIPNAT_STAT_NOT_SIP,
		[SIP_FRAME_BAD_LENGTH] = SIPNAT_STAT_BAD_MESSAGE,
		[SIP_FRAME_TOO_LONG] = SIPNAT_STAT_TOO_LONG,
	};

	if (fault == SIP_FRAME_NO_FAULT)
		return;
	leave(r->way, p, len, stats[fault]);
	r->refused |= sipnat_job_is_refused(r->c->sn, stats[fault]);
}

/* The stream is not SIP alone. */
static void give_up(struct sipnat_reading *r)
{
	struct sipnat_connection *c = r->c;
	struct sipnat_way *other = &c->ways[!r->way->path.dir];

	stop_reading(r->way, SIPNAT_STAT_NOT_SIP);
	/* What does not begin as SIP never was SIP, in neither direction. */
	if (!c->ways[0].frame.began && !c->ways[1].frame.began &&
	    (!sipnat_way_held(other) || !sipnat_text_release(other, 0)))
		stop_reading(other, SIPNAT_STAT_NOT_SIP);
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
	way->messages++;
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

/* What these bytes are is known. False: no memory, and it is as if they had not come. */
static bool take(struct sipnat_reading *r, const struct sipnat_text *text, unsigned int off,
		 struct sip_framed framed)
{
	const char *p = text->p + off;
	u32 seq = text->seq + off;

	if (framed.kind == SIP_FRAME_MESSAGE)
		return read_message(r, sip_span(p, p + framed.len), seq);
	if (!keep_told(r->way, text, seq, framed.len))
		return false;
	tell_fault(r, p, text->len - off, framed.fault);
	if (framed.kind == SIP_FRAME_KEEPALIVE)
		sipnat_count(r->c->sn, SIPNAT_STAT_KEEPALIVE);
	else if (framed.kind == SIP_FRAME_FOREIGN)
		give_up(r);
	return true;
}

/* @off: how much of the text may go on */
static enum progress read_text(struct sipnat_reading *r, const struct sipnat_text *text,
			       unsigned int *off)
{
	struct sipnat_way *way = r->way;
	struct sip_framed framed;
	struct sip_frame before;

	for (*off = 0; way->reading && *off < text->len; *off += framed.len) {
		before = way->frame;
		framed = sip_frame_read(&way->frame, text->p + *off, text->len - *off);
		if (framed.kind == SIP_FRAME_WAIT)
			return REST_TO_COME;
		if (!take(r, text, *off, framed)) {
			way->frame = before;
			return MUST_REPEAT;
		}
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
	if (!keep_told(way, text, way->gone, text->len - off))
		return;
	leave(way, text->p + off, text->len - off, SIPNAT_STAT_HOLD_LIMIT);
	sip_frame_pass(&way->frame, text->len - off);
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
			return -ENOMEM;
		}
		/* The sender does not repeat what was acknowledged: keep it for the next try. */
		if (before(text->seq + off, way->told)) {
			hold(r, text, off, in_place);
			break;
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
		if (!keep_told(way, text, way->gone, text->len))
			return -ENOMEM;
		leave(way, way->buf, way->len, SIPNAT_STAT_HOLD_ENDED);
		way->gone = way->next;
	}
	stop_reading(way, 0);
	return 0;
}
