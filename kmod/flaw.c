// SPDX-License-Identifier: GPL-2.0
#include "flaw.h"
#include "job.h"
#include "sip/lex.h"

static_assert(SIPNAT_WHY_BAD_LINE + SIP_FLAW_COUNT - SIP_FLAW_LINE == SIPNAT_WHY_OVER_LIMIT + 1);

static u8 why_of(enum sip_flaw flaw)
{
	return SIPNAT_WHY_BAD_LINE + flaw - SIP_FLAW_LINE;
}

void sipnat_flaw(struct sipnat_job *job, struct sip_span what, unsigned int place,
		 unsigned int ordinal, enum sip_flaw flaw)
{
	struct sipnat_flaws *flaws = &job->flaws;

	/* Headers of a URI are unescaped before they are read: find the bytes in the message. */
	if (sipnat_job_unescaped(job, what))
		what = sip_unescaped_raw(&job->uri_header, what);
	if (unlikely(job->notes.wanted))
		sipnat_note_flaw(job, what, place, ordinal, why_of(flaw));
	if (flaws->n++)
		return;
	flaws->place = place;
	flaws->why = why_of(flaw);
	flaws->ordinal = ordinal;
}

/**
 * struct line - a place in the head of a message
 * @p: a byte there
 * @number: of its line; the start line is 1
 */
struct line {
	const char *p;
	unsigned int number;
};

/* Go on to a place further down, so that all flaws together count the lines once. */
static void flaw_of_line(struct sipnat_job *job, struct line *line, struct sip_span what,
			 enum sip_flaw flaw)
{
	while ((line->p = sip_find(line->p, what.p, '\n')) < what.p) {
		line->p++;
		line->number++;
	}
	sipnat_flaw(job, what, SIPNAT_SPOT_IN_LINE, line->number, flaw);
}

void sipnat_flaws_of_head(struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;
	struct line start = { .p = msg->start, .number = 1 }, line = start;
	unsigned int i;

	for (i = 0; i < msg->nhdrs; i++)
		if (msg->hdrs[i].flaw)
			flaw_of_line(job, &line, msg->hdrs[i].value, msg->hdrs[i].flaw);
	if (sip_span_present(msg->over))
		flaw_of_line(job, &line, msg->over, SIP_FLAW_LIMIT);
	line = start;
	if (msg->call_id.len > SIPNAT_CALL_ID_MAX)
		flaw_of_line(job, &line, msg->call_id, SIP_FLAW_LIMIT);
	if (msg->incomplete)
		flaw_of_line(job, &start, (struct sip_span){ .p = msg->start }, SIP_FLAW_MISSING);
}

void sipnat_flaws_of_body(struct sipnat_job *job)
{
	const struct sip_body *body = &job->body;
	unsigned int i;

	for (i = 0; i < body->nparts; i++)
		if (body->parts[i].flaw)
			sipnat_flaw(job, body->parts[i].flawed, SIPNAT_SPOT_IN_BODY, i + 1,
				    body->parts[i].flaw);
	if (sip_span_present(body->over))
		sipnat_flaw(job, body->over, SIPNAT_SPOT_IN_BODY, SIP_BODY_MAX_PARTS + 1,
			    SIP_FLAW_LIMIT);
}

static unsigned int spot_of(struct sip_span line)
{
	static const char rtcp[] = "a=rtcp";

	switch (*line.p) {
	case 'o':
		return SIPNAT_SPOT_IN_SDP_ORIGIN;
	case 'c':
		return SIPNAT_SPOT_IN_SDP_CONNECTION;
	case 'm':
		return SIPNAT_SPOT_IN_SDP_MEDIA;
	case 'a':
		if (line.len < strlen(rtcp) || memcmp(line.p, rtcp, strlen(rtcp)))
			return SIPNAT_SPOT_IN_SDP_CANDIDATE;
		return SIPNAT_SPOT_IN_SDP_RTCP;
	default:
		return SIPNAT_SPOT_IN_SDP;
	}
}

void sipnat_flaws_of_sdp(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	unsigned int i;

	for (i = 0; i < sdp->nflaws; i++)
		sipnat_flaw(job, sdp->flaws[i].line, spot_of(sdp->flaws[i].line),
			    sdp->flaws[i].ordinal, sdp->flaws[i].flaw);
}

enum sipnat_stat sipnat_flaws_fault(const struct sipnat_job *job)
{
	if (!job->flaws.n || !job->config->strict)
		return 0;
	switch (job->flaws.place) {
	case SIPNAT_SPOT_IN_SDP_ORIGIN:
	case SIPNAT_SPOT_IN_SDP_CONNECTION:
	case SIPNAT_SPOT_IN_SDP_MEDIA:
	case SIPNAT_SPOT_IN_SDP_RTCP:
	case SIPNAT_SPOT_IN_SDP_CANDIDATE:
	case SIPNAT_SPOT_IN_SDP:
		return SIPNAT_STAT_BAD_SDP;
	case SIPNAT_SPOT_IN_BODY:
		return SIPNAT_STAT_BAD_BODY;
	default:
		return SIPNAT_STAT_BAD_MESSAGE;
	}
}
