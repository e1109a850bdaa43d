// SPDX-License-Identifier: GPL-2.0
#include "face_media.h"
#include "translate.h"

/* No media is opened to a port below this one; 9 means "not known yet" (RFC 8840, RFC 4145). */
#define FIRST_PORT	1024
/* More ports than that on one m= line, and the description passes untouched. */
#define MAX_COUNT	8

static enum sipnat_media media_of(enum sdp_media_type type)
{
	switch (type) {
	case SDP_MEDIA_AUDIO:
		return SIPNAT_MEDIA_AUDIO;
	case SDP_MEDIA_VIDEO:
		return SIPNAT_MEDIA_VIDEO;
	case SDP_MEDIA_IMAGE:
		return SIPNAT_MEDIA_IMAGE;
	case SDP_MEDIA_TEXT:
		return SIPNAT_MEDIA_TEXT;
	case SDP_MEDIA_MESSAGE:
		return SIPNAT_MEDIA_MESSAGE;
	case SDP_MEDIA_APPLICATION:
		return SIPNAT_MEDIA_APPLICATION;
	case SDP_MEDIA_OTHER:
		break;
	}
	return SIPNAT_MEDIA_OTHER;
}

/* An address that a packet could be sent to, as an endpoint; else family 0 */
static struct sipnat_endpoint endpoint(const struct sipnat_job *job, const struct sdp_addr *addr,
				       u16 port)
{
	if (addr->mismatch || addr->multicast)
		return (struct sipnat_endpoint){ .family = 0 };
	return sipnat_face_endpoint(job, &addr->host, port);
}

static const struct sdp_addr *conn_of(const struct sdp *sdp, const struct sdp_media *m)
{
	return m->conn < 0 ? NULL : &sdp->conns[m->conn];
}

static bool has_datagrams(const struct sdp_media *m)
{
	return m->proto == SDP_PROTO_RTP || m->proto == SDP_PROTO_UDP;
}

/* Does the description have an a=rtcp line that names an address of its own */
static bool rtcp_has_addr(const struct sdp_media *m)
{
	return m->rtcp.addr.host.type != SIP_HOST_NONE;
}

/* Outbound: an address that is hidden becomes the one that is shown. */
static enum sipnat_stat hide_addr(struct sipnat_job *job, const struct sdp_addr *addr,
				  enum sip_place place)
{
	struct sipnat_endpoint ep = endpoint(job, addr, 0), to;

	if (!ep.family)
		return 0;
	sipnat_face_name(job, &ep, &to);
	return sipnat_put_host(job, &addr->host, &to, place);
}

/* The RTCP endpoint of a stream: RFC 3550 section 11, RFC 3605, RFC 8858 */
static struct sipnat_endpoint rtcp_of(const struct sipnat_job *job, const struct sdp_media *m,
				      const struct sipnat_endpoint *rtp)
{
	struct sipnat_endpoint rtcp = { .family = 0 };
	bool named = sip_span_present(m->rtcp.port_text);
	u32 port = named ? m->rtcp.port : ntohs(rtp->port) + 1;

	if (m->proto != SDP_PROTO_RTP || m->rtcp_mux_only || port > 65535 || port < FIRST_PORT)
		return rtcp;
	if (named && rtcp_has_addr(m)) {
		rtcp = endpoint(job, &m->rtcp.addr, port);
		if (!sipnat_face_owns(job, &rtcp.addr))
			rtcp.family = 0;
	} else {
		rtcp = *rtp;
		rtcp.port = htons(port);
	}
	/* On the port of RTP it needs none of its own. */
	if (sipnat_endpoint_eq(&rtcp, rtp))
		rtcp.family = 0;
	return rtcp;
}

static enum sipnat_stat hide_rtcp(struct sipnat_job *job, const struct sdp_media *m,
				  const struct sipnat_endpoint *rtp,
				  const struct sipnat_endpoint *rtp_inside,
				  const struct sipnat_endpoint *rtcp)
{
	enum sipnat_stat fault = 0;
	__be16 port = rtcp->port;

	if (!sip_span_present(m->rtcp.port_text))
		return 0;
	if (rtcp_has_addr(m))
		fault = hide_addr(job, &m->rtcp.addr, SIP_PLACE_SDP_RTCP);
	if (fault)
		return fault;
	if (!rtcp->family) {
		if (htons(m->rtcp.port) != rtp_inside->port)
			return 0;
		port = rtp->port;
	}
	return sipnat_put_port(job, m->rtcp.port_text, port, SIP_PLACE_SDP_RTCP);
}

static enum sipnat_stat hide_media(struct sipnat_job *job, unsigned int index)
{
	const struct sdp_media *m = &job->sdp.media[index];
	const struct sdp_addr *conn = conn_of(&job->sdp, m);
	struct sipnat_face_wish wish = {
		.index = index,
		.media = media_of(m->type),
		.count = m->count,
		.rtcp_named = sip_span_present(m->rtcp.port_text),
	};
	struct sipnat_face_media face;
	enum sipnat_stat fault;

	if (!conn || !has_datagrams(m) || m->port < FIRST_PORT)
		return 0;
	wish.rtp = endpoint(job, conn, m->port);
	if (!wish.rtp.family || !sipnat_face_owns(job, &wish.rtp.addr))
		return 0;
	if (m->count > MAX_COUNT)
		return SIPNAT_STAT_STREAM_LIMIT;
	wish.rtcp = rtcp_of(job, m, &wish.rtp);
	fault = sipnat_face_bind(job, &wish, &face);
	if (!fault)
		fault = sipnat_put_port(job, m->port_text, face.rtp.port, SIP_PLACE_SDP_MEDIA);
	if (!fault)
		fault = hide_rtcp(job, m, &face.rtp, &wish.rtp, &face.rtcp);
	return fault;
}

/*
 * A host candidate is the same endpoint as in c= and m=, or one more. Either all of them are
 * hidden or ICE sees that something has been changed, and gives up (RFC 8839 section 4.2.5).
 */
static enum sipnat_stat hide_candidate(struct sipnat_job *job, const struct sdp_candidate *c)
{
	struct sipnat_endpoint ep = sipnat_face_endpoint(job, &c->host, c->port);
	struct sipnat_face_wish wish = {
		.index = c->media < 0 ? 0 : c->media,
		.media = c->media < 0 ? SIPNAT_MEDIA_OTHER :
					media_of(job->sdp.media[c->media].type),
		.count = 1,
		.rtp = ep,
	};
	struct sipnat_face_media face;
	struct sipnat_endpoint to;
	enum sipnat_stat fault;

	/* The other side's candidates are its own business. */
	if (c->remote || !ep.family || !sipnat_face_owns(job, &ep.addr))
		return 0;
	if (c->tcp || c->port < FIRST_PORT) {
		sipnat_face_name(job, &ep, &to);
		return sipnat_put_host(job, &c->host, &to, SIP_PLACE_SDP_CANDIDATE);
	}
	fault = sipnat_face_bind(job, &wish, &face);
	if (!fault)
		fault = sipnat_put_host(job, &c->host, &face.rtp, SIP_PLACE_SDP_CANDIDATE);
	if (!fault)
		fault = sipnat_put_port(job, c->port_text, face.rtp.port, SIP_PLACE_SDP_CANDIDATE);
	return fault;
}

/* raddr and rport are for diagnosis only (RFC 8839 section 5.1): hidden, never bound. */
static enum sipnat_stat hide_related(struct sipnat_job *job, const struct sdp_candidate *c)
{
	struct sipnat_endpoint ep = sipnat_face_endpoint(job, &c->raddr, c->rport), to;

	if (!ep.family)
		return 0;
	sipnat_face_name(job, &ep, &to);
	return sipnat_put_host(job, &c->raddr, &to, SIP_PLACE_SDP_CANDIDATE);
}

static enum sipnat_stat hide(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	enum sipnat_stat fault;
	unsigned int i;

	fault = hide_addr(job, &sdp->origin, SIP_PLACE_SDP_ORIGIN);
	for (i = 0; !fault && i < sdp->nconns; i++)
		fault = hide_addr(job, &sdp->conns[i], SIP_PLACE_SDP_CONNECTION);
	for (i = 0; !fault && i < sdp->nmedia; i++)
		fault = hide_media(job, i);
	for (i = 0; !fault && i < sdp->ncandidates; i++) {
		fault = hide_candidate(job, &sdp->candidates[i]);
		if (!fault)
			fault = hide_related(job, &sdp->candidates[i]);
	}
	return fault;
}

/* Inbound: the inside endpoint behind an m= line's, if it is one of our faces */
static struct sipnat_endpoint media_behind(struct sipnat_job *job, const struct sdp_media *m,
					   u16 port)
{
	const struct sdp_addr *conn = conn_of(&job->sdp, m);
	struct sipnat_endpoint ep = { .family = 0 }, to = { .family = 0 };

	if (conn)
		ep = endpoint(job, conn, port);
	if (ep.family && port)
		sipnat_face_back(job, &ep, IPPROTO_UDP, &to);
	return to;
}

/*
 * The inside address that a c= line stands for: all m= lines that it holds for must agree.
 * If they do not, the line stays, and media takes the way through the gateway's outside face.
 */
static struct sipnat_endpoint conn_behind(struct sipnat_job *job, int conn)
{
	struct sipnat_endpoint all = { .family = 0 }, one;
	const struct sdp *sdp = &job->sdp;
	unsigned int i;

	for (i = 0; i < sdp->nmedia; i++) {
		if (sdp->media[i].conn != conn || !sdp->media[i].port)
			continue;
		one = media_behind(job, &sdp->media[i], sdp->media[i].port);
		if (!one.family || (all.family && !nf_inet_addr_cmp(&all.addr, &one.addr)))
			return (struct sipnat_endpoint){ .family = 0 };
		all = one;
	}
	return all;
}

static enum sipnat_stat reveal_media(struct sipnat_job *job, const struct sdp_media *m)
{
	struct sipnat_endpoint rtp = media_behind(job, m, m->port);
	struct sipnat_endpoint rtcp, ep;
	enum sipnat_stat fault;

	if (!m->port)
		return 0;
	fault = sipnat_put_port(job, m->port_text, rtp.port, SIP_PLACE_SDP_MEDIA);
	if (fault || !sip_span_present(m->rtcp.port_text))
		return fault;
	if (rtcp_has_addr(m)) {
		ep = endpoint(job, &m->rtcp.addr, m->rtcp.port);
		rtcp.family = 0;
		if (ep.family)
			sipnat_face_back(job, &ep, IPPROTO_UDP, &rtcp);
		fault = sipnat_put_host(job, &m->rtcp.addr.host, &rtcp, SIP_PLACE_SDP_RTCP);
	} else {
		rtcp = media_behind(job, m, m->rtcp.port);
	}
	if (fault || !rtcp.family)
		return fault;
	return sipnat_put_port(job, m->rtcp.port_text, rtcp.port, SIP_PLACE_SDP_RTCP);
}

static enum sipnat_stat reveal_conn(struct sipnat_job *job, int conn,
				    const struct sipnat_endpoint *to)
{
	const struct sdp *sdp = &job->sdp;
	enum sipnat_stat fault;
	unsigned int i;

	fault = sipnat_put_host(job, &sdp->conns[conn].host, to, SIP_PLACE_SDP_CONNECTION);
	for (i = 0; !fault && i < sdp->nmedia; i++)
		if (sdp->media[i].conn == conn)
			fault = reveal_media(job, &sdp->media[i]);
	return fault;
}

static enum sipnat_stat reveal_candidate(struct sipnat_job *job, const struct sdp_candidate *c)
{
	struct sipnat_endpoint ep = sipnat_face_endpoint(job, &c->host, c->port), to;
	enum sipnat_stat fault;

	if (!ep.family || c->tcp)
		return 0;
	sipnat_face_back(job, &ep, IPPROTO_UDP, &to);
	if (!to.family)
		return 0;
	fault = sipnat_put_host(job, &c->host, &to, SIP_PLACE_SDP_CANDIDATE);
	if (fault)
		return fault;
	return sipnat_put_port(job, c->port_text, to.port, SIP_PLACE_SDP_CANDIDATE);
}

/* o= goes with the first c= line that has the same address: they came from one party. */
static enum sipnat_stat reveal_origin(struct sipnat_job *job, const struct sdp_addr *conn,
				      const struct sipnat_endpoint *to)
{
	const struct sdp_addr *origin = &job->sdp.origin;

	if (origin->host.type != conn->host.type ||
	    memcmp(&origin->host.addr, &conn->host.addr, sizeof(conn->host.addr)))
		return 0;
	return sipnat_put_host(job, &origin->host, to, SIP_PLACE_SDP_ORIGIN);
}

static enum sipnat_stat reveal(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	struct sipnat_endpoint to;
	enum sipnat_stat fault = 0;
	bool origin = false;
	unsigned int i;

	for (i = 0; !fault && i < sdp->nconns; i++) {
		to = conn_behind(job, i);
		if (!to.family)
			continue;
		fault = reveal_conn(job, i, &to);
		if (!fault && !origin)
			fault = reveal_origin(job, &sdp->conns[i], &to);
		origin = true;
	}
	for (i = 0; !fault && i < sdp->ncandidates; i++)
		fault = reveal_candidate(job, &sdp->candidates[i]);
	return fault;
}

/* What the sender names as its end of a stream of the receiver's: told by dumps */
static void note_remote(struct sipnat_job *job)
{
	const struct sipnat_flow *flow = &job->flow;
	const union nf_inet_addr *receiver = flow->side == SIPNAT_INBOUND ? &flow->inside.addr :
									    &flow->peer.addr;
	const struct sdp *sdp = &job->sdp;
	const struct sdp_addr *conn;
	struct sipnat_endpoint ep;
	struct sipnat_stream *s;

	list_for_each_entry(s, &job->dialog->streams, list) {
		if (s->index >= sdp->nmedia || !nf_inet_addr_cmp(&s->owner, receiver))
			continue;
		conn = conn_of(sdp, &sdp->media[s->index]);
		if (!conn || !sdp->media[s->index].port)
			continue;
		ep = endpoint(job, conn, sdp->media[s->index].port);
		if (ep.family)
			s->remote = ep;
	}
}

enum sipnat_stat sipnat_translate_sdp(struct sipnat_job *job, struct sip_span text, bool fragment)
{
	if (!sipnat_job_writes(job, SIPNAT_PLACE_SDP))
		return 0;
	if (sdp_parse(text, fragment, &job->sdp).status != SIP_OK)
		return SIPNAT_STAT_BAD_SDP;
	if (job->flow.side != SIPNAT_OUTBOUND && job->dialog)
		note_remote(job);
	/* ICE finds its way by itself, or fails if only half of its addresses are changed. */
	if (job->sdp.ice && job->config->ice == SIPNAT_ICE_LEAVE)
		return 0;
	return job->flow.side == SIPNAT_INBOUND ? reveal(job) : hide(job);
}
