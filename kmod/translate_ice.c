// SPDX-License-Identifier: GPL-2.0
#include "translate_sdp.h"

static u8 proto_of(const struct sdp_candidate *c)
{
	return c->tcp ? IPPROTO_TCP : IPPROTO_UDP;
}

/* Does anybody send to the candidate: RFC 6544 section 4.5 has port 9 where it connects itself. */
static bool is_open(const struct sdp_candidate *c)
{
	return !c->active && c->port >= SIPNAT_SDP_FIRST_PORT;
}

/* How many candidates there is room for; those behind them are left. */
static unsigned int count_of(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	unsigned int edits = 0, i;

	for (i = 0; i < sdp->ncandidates; i++) {
		/* An address and a port, and those of the related one */
		edits += sdp->candidates[i].raddr.type ? 4 : 2;
		if (sipnat_job_has_room(job, edits))
			continue;
		sipnat_flaw(job, sdp->candidates[i].host.text, SIPNAT_SPOT_IN_SDP_CANDIDATE, i + 1,
			    SIP_FLAW_LIMIT);
		break;
	}
	return i;
}

/*
 * A host candidate is the same endpoint as in c= and m=, or one more. Either all of them are
 * hidden or ICE sees that something has been changed, and gives up (RFC 8839 section 4.2.5).
 */
static enum sipnat_stat hide_candidate(struct sipnat_job *job, const struct sdp_candidate *c)
{
	struct sipnat_face_wish wish = sipnat_sdp_wish(job, c->media);
	struct sipnat_face_media face;
	struct sipnat_endpoint to;
	enum sipnat_stat fault;

	/* The other side's candidates are its own business. */
	if (c->remote) {
		sipnat_note(job, c->host.text, SIPNAT_SPOT_IN_SDP_CANDIDATE, SIPNAT_WHY_OTHERS);
		return 0;
	}
	wish.proto = proto_of(c);
	wish.count = 1;
	wish.step = 1;
	wish.rtp = sipnat_face_media_endpoint(job, &c->host, c->port);
	if (!wish.rtp.family || !sipnat_face_owns(job, &wish.rtp)) {
		sipnat_note(job, c->host.text, SIPNAT_SPOT_IN_SDP_CANDIDATE,
			    wish.rtp.family ? SIPNAT_WHY_OUTSIDE : SIPNAT_WHY_HOST_NAME);
		return 0;
	}
	if (!is_open(c)) {
		sipnat_face_name(job, &wish.rtp, &to);
		return sipnat_put_host(job, &c->host, &to, SIP_PLACE_SDP_CANDIDATE);
	}
	fault = sipnat_face_bind(job, &wish, &face);
	if (!fault)
		fault = sipnat_put_host(job, &c->host, &face.rtp, SIP_PLACE_SDP_CANDIDATE);
	if (!fault)
		fault = sipnat_put_port(job, c->port_text, face.rtp.port, SIP_PLACE_SDP_CANDIDATE);
	return fault;
}

/*
 * raddr and rport are for diagnosis only (RFC 8839 section 5.1), and nothing is bound for them.
 * Mostly they are a host candidate, and then they remain the same one.
 */
static enum sipnat_stat hide_related(struct sipnat_job *job, const struct sdp_candidate *c)
{
	struct sipnat_endpoint ep = sipnat_face_media_endpoint(job, &c->raddr, c->rport), to;
	enum sipnat_stat fault;

	if (!ep.family || !sipnat_face_owns(job, &ep)) {
		sipnat_note(job, c->raddr.text, SIPNAT_SPOT_IN_SDP_CANDIDATE, SIPNAT_WHY_OUTSIDE);
		return 0;
	}
	sipnat_face_bound(job, &ep, proto_of(c), &to);
	if (!to.family)
		sipnat_face_name(job, &ep, &to);
	fault = sipnat_put_host(job, &c->raddr, &to, SIP_PLACE_SDP_CANDIDATE);
	if (fault || !sip_span_present(c->rport_text))
		return fault;
	return sipnat_put_port(job, c->rport_text, to.port, SIP_PLACE_SDP_CANDIDATE);
}

enum sipnat_stat sipnat_sdp_hide_candidates(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	unsigned int i, n = count_of(job);
	enum sipnat_stat fault = 0;

	for (i = 0; !fault && i < n; i++)
		fault = hide_candidate(job, &sdp->candidates[i]);
	/* When all are bound, so that what is sent again says the same. */
	for (i = 0; !fault && i < n; i++)
		fault = hide_related(job, &sdp->candidates[i]);
	return fault;
}

static enum sipnat_stat reveal_candidate(struct sipnat_job *job, const struct sdp_candidate *c)
{
	struct sipnat_endpoint ep = sipnat_face_media_endpoint(job, &c->host, c->port), to;
	enum sipnat_stat fault;

	to.family = 0;
	job->notes.why = SIPNAT_WHY_CLOSED;
	if (ep.family && is_open(c))
		sipnat_face_back(job, &ep, proto_of(c), &to);
	fault = sipnat_put_host(job, &c->host, &to, SIP_PLACE_SDP_CANDIDATE);
	if (fault || !to.family)
		return fault;
	return sipnat_put_port(job, c->port_text, to.port, SIP_PLACE_SDP_CANDIDATE);
}

enum sipnat_stat sipnat_sdp_reveal_candidates(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	unsigned int i, n = count_of(job);
	enum sipnat_stat fault = 0;

	for (i = 0; !fault && i < n; i++)
		fault = reveal_candidate(job, &sdp->candidates[i]);
	return fault;
}
