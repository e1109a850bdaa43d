// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>
#include "job.h"
#include "netlink.h"
#include "netlink_ops.h"
#include "netlink_put.h"
#include "note.h"
#include "trace.h"

/* An attribute is shorter than 64 KiB, its header included. */
#define TEXT_MAX	32768

#define SPOT_SIZE	nla_total_size(5 * nla_total_size(sizeof(u32)))
#define HEAD_SIZE	nla_total_size(nla_total_size(SIPNAT_CALL_ID_MAX) +			\
				       3 * SIPNAT_NL_ENDPOINT_SIZE +				\
				       SIPNAT_TRACE_MAX * nla_total_size(sizeof(u64)))

static_assert((int)SIPNAT_SPOT_IN_VIA == (int)SIP_PLACE_VIA);
static_assert((int)SIPNAT_SPOT_IN_IDENTITY == (int)SIP_PLACE_IDENTITY);
static_assert((int)SIPNAT_SPOT_IN_SDP_ORIGIN == (int)SIP_PLACE_SDP_ORIGIN);
static_assert((int)SIPNAT_SPOT_IN_CONTENT_LENGTH == (int)SIP_PLACE_CONTENT_LENGTH);
static_assert((int)SIPNAT_SPOT_IN_BODY == (int)SIP_PLACE_COUNT);

void sipnat_trace_begin(struct sipnat_job *job)
{
	job->notes.n = 0;
	job->notes.why = SIPNAT_WHY_UNSPEC;
	job->notes.wanted = sipnat_netlink_listens(job->sn, SIPNAT_GROUP_TRACE);
}

bool sipnat_trace_keeps(const struct sipnat_job *job)
{
	return job->notes.wanted || trace_sipnat_edit_enabled();
}

static struct sipnat_note *find(struct sipnat_notes *notes, unsigned int off, unsigned int len)
{
	unsigned int i;

	for (i = notes->n; i > 0; i--)
		if (notes->note[i - 1].off == off && notes->note[i - 1].len == len)
			return &notes->note[i - 1];
	return NULL;
}

/* NULL: there is no room, or it stands nowhere */
static struct sipnat_note *place_note(struct sipnat_job *job, struct sip_span what)
{
	struct sipnat_notes *notes = &job->notes;
	const struct sip_edits *edits = &job->edits;
	struct sipnat_note *note;
	unsigned int off;

	/* A piece that is absent, or that is read without its escapes, stands nowhere. */
	if (what.p < edits->start || what.p > edits->start + edits->len)
		return NULL;
	off = what.p - edits->start;
	if (what.len > edits->len - off || off + what.len > U16_MAX)
		return NULL;
	note = find(notes, off, what.len);
	if (!note) {
		if (notes->n == SIPNAT_NOTES_MAX)
			return NULL;
		note = &notes->note[notes->n++];
	}
	*note = (struct sipnat_note){ .off = off, .len = what.len };
	return note;
}

void sipnat_note_put(struct sipnat_job *job, struct sip_span what, unsigned int place,
		     enum sipnat_why why)
{
	struct sipnat_note *note = place_note(job, what);

	if (!note)
		return;
	note->place = place;
	note->why = why;
}

void sipnat_note_flaw(struct sipnat_job *job, struct sip_span what, unsigned int place,
		      unsigned int ordinal, enum sipnat_why why)
{
	struct sipnat_note *note = place_note(job, what);

	if (!note)
		return;
	note->place = place;
	note->why = why;
	note->ordinal = min_t(unsigned int, ordinal, U16_MAX);
}

static int put_spot(struct sk_buff *skb, int type, const struct sipnat_note *note,
		    const char *with, unsigned int with_len)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || nla_put_u32(skb, SIPNAT_SPOT_OFF, note->off) ||
	    nla_put_u32(skb, SIPNAT_SPOT_LEN, note->len) ||
	    nla_put_u8(skb, SIPNAT_SPOT_PLACE, note->place) ||
	    nla_put_u8(skb, SIPNAT_SPOT_WHY, note->why) ||
	    (note->ordinal && nla_put_u32(skb, SIPNAT_SPOT_ORDINAL, note->ordinal)) ||
	    (with && nla_put(skb, SIPNAT_SPOT_WITH, with_len, with)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static enum sipnat_why why_of(const struct sipnat_notes *notes, const struct sip_edit *edit)
{
	unsigned int i;

	for (i = 0; i < notes->n; i++)
		if (notes->note[i].off == edit->off && notes->note[i].len == edit->len)
			return notes->note[i].why;
	return SIPNAT_WHY_UNSPEC;
}

static int put_changes(struct sk_buff *skb, const struct sipnat_job *job)
{
	const struct sip_edit *edit = job->edits.edit, *end = edit + job->edits.n;
	struct sipnat_note note;

	for (; edit < end; edit++) {
		note = (struct sipnat_note){
			.off = edit->off, .len = edit->len, .place = edit->place,
			.why = why_of(&job->notes, edit),
		};
		if (put_spot(skb, SIPNAT_A_TRACE_CHANGE, &note, job->edits.arena + edit->with,
			     edit->with_len))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_left(struct sk_buff *skb, const struct sipnat_job *job)
{
	const struct sipnat_note *note = job->notes.note, *end = note + job->notes.n;

	for (; note < end; note++)
		if (note->why >= SIPNAT_WHY_SAME &&
		    put_spot(skb, SIPNAT_A_TRACE_LEFT, note, NULL, 0))
			return -EMSGSIZE;
	return 0;
}

static int put_text(struct sk_buff *skb, struct sip_span text)
{
	unsigned int len;

	for (; text.len; text.p += len, text.len -= len) {
		len = min_t(unsigned int, text.len, TEXT_MAX);
		if (nla_put(skb, SIPNAT_A_TRACE_TEXT, len, text.p))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_call_id(struct sk_buff *skb, struct sip_span id)
{
	return id.len ? nla_put(skb, SIPNAT_TRACE_CALL_ID, id.len, id.p) : 0;
}

static int put_head(struct sk_buff *skb, const struct sipnat_job *job, struct sip_span text,
		    enum sipnat_stat outcome)
{
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_A_TRACE);
	const struct sipnat_flow *flow = &job->flow;
	bool inbound = flow->side == SIPNAT_INBOUND;

	if (!nest ||
	    nla_put_u64_64bit(skb, SIPNAT_TRACE_TIME, ktime_get_real_ns(), SIPNAT_TRACE_PAD) ||
	    nla_put_u8(skb, SIPNAT_TRACE_OUTCOME, outcome) ||
	    (sipnat_job_is_refused(job->sn, outcome) &&
	     nla_put_flag(skb, SIPNAT_TRACE_DROPPED)) ||
	    nla_put_u8(skb, SIPNAT_TRACE_SIDE, flow->side) ||
	    nla_put_u8(skb, SIPNAT_TRACE_PROTO, flow->proto) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_TRACE_FROM, inbound ? &flow->peer : &flow->inside) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_TRACE_TO, inbound ? &flow->inside : &flow->peer) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_TRACE_SHOWN, &flow->local) ||
	    (flow->zone && nla_put_u16(skb, SIPNAT_TRACE_ZONE, flow->zone)) ||
	    put_call_id(skb, sipnat_job_call_id(job, text)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static unsigned int size_of(const struct sipnat_job *job, struct sip_span text)
{
	return GENL_HDRLEN + HEAD_SIZE + text.len + 4 * NLA_HDRLEN +
	       job->edits.n * (SPOT_SIZE + nla_total_size(0)) + job->edits.used +
	       job->edits.n * NLA_ALIGNTO + job->notes.n * SPOT_SIZE;
}

static void tell(const struct sipnat_job *job, struct sip_span text, enum sipnat_stat outcome)
{
	bool changed = outcome == SIPNAT_STAT_REWRITTEN;
	struct sk_buff *skb = NULL;
	void *header;

	if (text.p)
		skb = genlmsg_new(size_of(job, text), GFP_ATOMIC | __GFP_NOWARN);
	header = skb ? genlmsg_put(skb, 0, 0, &sipnat_genl_family, 0, SIPNAT_CMD_TRACE) : NULL;
	if (!header || put_head(skb, job, text, outcome) || put_text(skb, text) ||
	    (changed && put_changes(skb, job)) || put_left(skb, job)) {
		nlmsg_free(skb);
		sipnat_netlink_lost(job->sn, SIPNAT_GROUP_TRACE);
		return;
	}
	genlmsg_end(skb, header);
	sipnat_netlink_tell(job->sn, SIPNAT_GROUP_TRACE, skb);
}

static void trace_edits(const struct sipnat_job *job, struct sip_span text)
{
	const struct sip_edit *edit = job->edits.edit;
	unsigned int i;

	for (i = 0; i < job->edits.n; i++, edit++)
		trace_sipnat_edit(job->sn->net, &job->edits, edit, text.p + edit->off);
}

void sipnat_trace_end(const struct sipnat_job *job, struct sip_span text,
		      enum sipnat_stat outcome)
{
	if (outcome == SIPNAT_STAT_REWRITTEN && text.p && trace_sipnat_edit_enabled())
		trace_edits(job, text);
	if (job->notes.wanted)
		tell(job, text, outcome);
}
