// SPDX-License-Identifier: GPL-2.0
#include <linux/jhash.h>
#include "allow.h"
#include "translate_sdp.h"

/* More ports than that on one m= line, and the description passes untouched. */
#define MAX_COUNT	8
/* So many edits an m= line makes at most, with its a=rtcp */
#define EDITS_OF_MEDIA	3

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
	struct sipnat_endpoint ep = sipnat_face_media_endpoint(job, &addr->host, port);
	static const union nf_inet_addr hold;

	/* RFC 3264 section 8.4: 0.0.0.0 is nobody's, even where all addresses are inside. */
	if (addr->mismatch || addr->multicast || nf_inet_addr_cmp(&ep.addr, &hold))
		ep.family = 0;
	return ep;
}

static const struct sdp_addr *conn_of(const struct sdp *sdp, const struct sdp_media *m)
{
	return m->conn < 0 ? NULL : &sdp->conns[m->conn];
}

/* The transport that takes a stream through NAT; 0 if it is none of ours */
static u8 proto_of(const struct sdp_media *m)
{
	switch (m->proto) {
	case SDP_PROTO_RTP:
	case SDP_PROTO_UDP:
		return IPPROTO_UDP;
	case SDP_PROTO_TCP:
	case SDP_PROTO_TCP_RTP:
		return IPPROTO_TCP;
	case SDP_PROTO_OTHER:
		break;
	}
	return 0;
}

static bool has_rtp(const struct sdp_media *m)
{
	return m->proto == SDP_PROTO_RTP || m->proto == SDP_PROTO_TCP_RTP;
}

/*
 * RFC 4145 section 4: nobody connects to the side that is active, nor while the connection is on
 * hold. Without a=setup the offerer would be active, but MSRP has it name its port all the same
 * (RFC 4975 section 8), and older implementations (RFC 4571) know no a=setup.
 */
static bool is_open(const struct sdp_media *m)
{
	return proto_of(m) != IPPROTO_TCP ||
	       (m->setup != SDP_SETUP_ACTIVE && m->setup != SDP_SETUP_HOLDCONN);
}

static u32 mid_hash(struct sip_span mid)
{
	return sip_span_present(mid) ? jhash(mid.p, mid.len, 0) ?: 1 : 0;
}

/* A fragment names streams by their mid alone: its m= lines need not be all that there are. */
static const struct sipnat_stream *stream_of(const struct sipnat_job *job, u32 mid)
{
	const struct sipnat_stream *s;

	if (!mid || job->sdp.version)
		return NULL;
	list_for_each_entry(s, &job->dialog->streams, list)
		if (s->mid == mid && nf_inet_addr_cmp(&s->owner, &job->flow.inside.addr))
			return s;
	return NULL;
}

struct sipnat_face_wish sipnat_sdp_wish(const struct sipnat_job *job, int index)
{
	struct sipnat_face_wish wish = { .media = SIPNAT_MEDIA_OTHER };
	const struct sipnat_stream *s;

	if (index < 0)
		return wish;
	wish.index = index;
	wish.media = media_of(job->sdp.media[index].type);
	wish.mid = mid_hash(job->sdp.media[index].mid);
	s = stream_of(job, wish.mid);
	if (s) {
		wish.index = s->index;
		wish.media = s->media;
	}
	return wish;
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

	to.family = 0;
	job->notes.why = SIPNAT_WHY_NOBODY;
	if (ep.family)
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

	if (!has_rtp(m) || m->rtcp_mux_only || port > 65535 || port < SIPNAT_SDP_FIRST_PORT)
		return rtcp;
	if (named && rtcp_has_addr(m)) {
		rtcp = endpoint(job, &m->rtcp.addr, port);
		if (!sipnat_face_owns(job, &rtcp))
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

/* What is on hold or connects itself opens nothing, but has the place that it has. */
static enum sipnat_stat hide_closed(struct sipnat_job *job, const struct sdp_media *m,
				    const struct sipnat_endpoint *ep)
{
	struct sipnat_endpoint to;

	sipnat_face_bound(job, ep, proto_of(m), &to);
	if (to.family)
		return sipnat_put_port(job, m->port_text, to.port, SIP_PLACE_SDP_MEDIA);
	sipnat_note(job, m->port_text, SIPNAT_SPOT_IN_SDP_MEDIA, job->notes.why);
	return 0;
}

/* Where RTP is none of ours, RTCP may be all the same if it is of the other address family. */
static enum sipnat_stat hide_rtcp_alone(struct sipnat_job *job, const struct sdp_media *m,
					struct sipnat_face_wish *wish)
{
	struct sipnat_endpoint rtcp = rtcp_of(job, m, &wish->rtp);
	struct sipnat_face_media face;
	enum sipnat_stat fault;

	if (!wish->rtp.family || !rtcp.family || rtcp.family == wish->rtp.family || !is_open(m))
		return 0;
	wish->rtp = rtcp;
	wish->proto = proto_of(m);
	wish->count = 1;
	wish->step = 1;
	fault = sipnat_face_bind(job, wish, &face);
	if (!fault)
		fault = sipnat_put_host(job, &m->rtcp.addr.host, &face.rtp, SIP_PLACE_SDP_RTCP);
	if (!fault)
		fault = sipnat_put_port(job, m->rtcp.port_text, face.rtp.port, SIP_PLACE_SDP_RTCP);
	return fault;
}

static enum sipnat_stat hide_media(struct sipnat_job *job, unsigned int index)
{
	const struct sdp_media *m = &job->sdp.media[index];
	const struct sdp_addr *conn = conn_of(&job->sdp, m);
	struct sipnat_face_wish wish = sipnat_sdp_wish(job, index);
	struct sipnat_face_media face;
	enum sipnat_stat fault;

	if (!conn || !proto_of(m) || m->port < SIPNAT_SDP_FIRST_PORT) {
		sipnat_note(job, m->port_text, SIPNAT_SPOT_IN_SDP_MEDIA,
			    proto_of(m) ? SIPNAT_WHY_CLOSED : SIPNAT_WHY_TRANSPORT);
		return 0;
	}
	wish.rtp = endpoint(job, conn, m->port);
	if (!wish.rtp.family || !sipnat_face_owns(job, &wish.rtp)) {
		sipnat_note(job, m->port_text, SIPNAT_SPOT_IN_SDP_MEDIA, SIPNAT_WHY_OUTSIDE);
		return hide_rtcp_alone(job, m, &wish);
	}
	if (!is_open(m))
		return hide_closed(job, m, &wish.rtp);
	if (m->count > MAX_COUNT)
		return SIPNAT_STAT_STREAM_LIMIT;
	wish.proto = proto_of(m);
	wish.count = m->count;
	wish.step = has_rtp(m) ? 2 : 1;
	wish.rtcp = rtcp_of(job, m, &wish.rtp);
	wish.rtcp_named = sip_span_present(m->rtcp.port_text);
	fault = sipnat_face_bind(job, &wish, &face);
	if (!fault)
		fault = sipnat_put_port(job, m->port_text, face.rtp.port, SIP_PLACE_SDP_MEDIA);
	if (!fault)
		fault = hide_rtcp(job, m, &face.rtp, &wish.rtp, &face.rtcp);
	if (!fault)
		fault = sipnat_sdp_put_path(job, m, &wish.rtp, &face.rtp);
	return fault;
}

/*
 * RFC 3264 section 8: o= is the same for as long as the session lives, whatever becomes of its
 * media, and of the way that signalling takes.
 */
static enum sipnat_stat hide_origin(struct sipnat_job *job)
{
	struct sipnat_endpoint ep = endpoint(job, &job->sdp.origin, 0), to;
	bool ip6 = ep.family == NFPROTO_IPV6;
	const struct sipnat_endpoint *shown = &job->dialog->origins[ip6];

	to.family = 0;
	job->notes.why = SIPNAT_WHY_NOBODY;
	if (ep.family)
		sipnat_face_name(job, &ep, &to);
	if (!to.family || sipnat_same_host(&job->sdp.origin.host, &to))
		return sipnat_put_host(job, &job->sdp.origin.host, &to, SIP_PLACE_SDP_ORIGIN);
	if (shown->family) {
		job->notes.why = SIPNAT_WHY_ORIGIN;
		to.addr = shown->addr;
	} else if (!job->origins[ip6].family) {
		job->origins[ip6] = to;
	}
	return sipnat_put_host(job, &job->sdp.origin.host, &to, SIP_PLACE_SDP_ORIGIN);
}

static enum sipnat_stat hide(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	enum sipnat_stat fault;
	unsigned int i;

	fault = hide_origin(job);
	for (i = 0; !fault && i < sdp->nconns; i++)
		fault = hide_addr(job, &sdp->conns[i], SIP_PLACE_SDP_CONNECTION);
	for (i = 0; !fault && i < sdp->nmedia; i++)
		fault = hide_media(job, i);
	if (!fault)
		fault = sipnat_sdp_hide_candidates(job);
	return fault;
}

/* Inbound: the inside endpoint behind an m= line's, if it is one of our faces */
static struct sipnat_endpoint media_behind(struct sipnat_job *job, const struct sdp_media *m,
					   u16 port)
{
	const struct sdp_addr *conn = conn_of(&job->sdp, m);
	struct sipnat_endpoint ep = { .family = 0 }, to = { .family = 0 };

	if (conn && proto_of(m))
		ep = endpoint(job, conn, port);
	if (ep.family && port)
		sipnat_face_back(job, &ep, proto_of(m), &to);
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

	job->notes.why = SIPNAT_WHY_CLOSED;
	for (i = 0; i < sdp->nmedia; i++) {
		if (sdp->media[i].conn != conn || sdp->media[i].port < SIPNAT_SDP_FIRST_PORT)
			continue;
		one = media_behind(job, &sdp->media[i], sdp->media[i].port);
		if (!one.family)
			return one;
		if (all.family && !nf_inet_addr_cmp(&all.addr, &one.addr)) {
			job->notes.why = SIPNAT_WHY_MIXED;
			return (struct sipnat_endpoint){ .family = 0 };
		}
		all = one;
	}
	return all;
}

static enum sipnat_stat reveal_rtcp(struct sipnat_job *job, const struct sdp_media *m)
{
	struct sipnat_endpoint ep, to = { .family = 0 };
	enum sipnat_stat fault;

	if (!sip_span_present(m->rtcp.port_text))
		return 0;
	if (rtcp_has_addr(m)) {
		ep = endpoint(job, &m->rtcp.addr, m->rtcp.port);
		if (ep.family)
			sipnat_face_back(job, &ep, proto_of(m), &to);
		fault = sipnat_put_host(job, &m->rtcp.addr.host, &to, SIP_PLACE_SDP_RTCP);
		if (fault)
			return fault;
	} else {
		to = media_behind(job, m, m->rtcp.port);
	}
	if (to.family)
		return sipnat_put_port(job, m->rtcp.port_text, to.port, SIP_PLACE_SDP_RTCP);
	sipnat_note(job, m->rtcp.port_text, SIPNAT_SPOT_IN_SDP_RTCP, job->notes.why);
	return 0;
}

static enum sipnat_stat reveal_media(struct sipnat_job *job, const struct sdp_media *m)
{
	struct sipnat_endpoint rtp = media_behind(job, m, m->port), face;
	enum sipnat_stat fault;

	if (!rtp.family)
		return 0;
	face = endpoint(job, conn_of(&job->sdp, m), m->port);
	fault = sipnat_put_port(job, m->port_text, rtp.port, SIP_PLACE_SDP_MEDIA);
	if (!fault)
		fault = reveal_rtcp(job, m);
	if (!fault)
		fault = sipnat_sdp_put_path(job, m, &face, &rtp);
	return fault;
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

/*
 * o= stays as the outside knows it: it is a name. What one description reveals another of the same
 * session may not, and then o= would not be the same (RFC 3264 section 8).
 */
static enum sipnat_stat reveal(struct sipnat_job *job)
{
	const struct sdp *sdp = &job->sdp;
	struct sipnat_endpoint to;
	enum sipnat_stat fault = 0;
	unsigned int i;

	if (job->flow.side == SIPNAT_INBOUND)
		sipnat_note(job, sdp->origin.host.text, SIPNAT_SPOT_IN_SDP_ORIGIN,
			    SIPNAT_WHY_KEPT_ORIGIN);
	for (i = 0; !fault && i < sdp->nconns; i++) {
		to = conn_behind(job, i);
		if (to.family)
			fault = reveal_conn(job, i, &to);
		else
			sipnat_note(job, sdp->conns[i].host.text, SIPNAT_SPOT_IN_SDP_CONNECTION,
				    sdp->conns[i].host.type == SIP_HOST_NAME ?
				    SIPNAT_WHY_HOST_NAME : job->notes.why);
	}
	if (!fault)
		fault = sipnat_sdp_reveal_candidates(job);
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

/* Does the description name an address of this type */
static bool names(const struct sdp *sdp, enum sip_host_type type)
{
	unsigned int i;

	for (i = 0; i < sdp->nconns; i++)
		if (sdp->conns[i].host.type == type)
			return true;
	for (i = 0; i < sdp->nmedia; i++)
		if (sdp->media[i].rtcp.addr.host.type == type)
			return true;
	for (i = 0; i < sdp->ncandidates; i++)
		if (sdp->candidates[i].host.type == type || sdp->candidates[i].raddr.type == type)
			return true;
	return sdp->origin.host.type == type;
}

/* Not inbound: how the family leaves that signalling does not use, if that matters */
static void find_line(struct sipnat_job *job)
{
	bool ip4 = job->flow.inside.family == NFPROTO_IPV4;

	if (!job->line.family && names(&job->sdp, ip4 ? SIP_HOST_IP6 : SIP_HOST_IP4))
		sipnat_line_find(job->sn->net, job->config, &job->flow,
				 ip4 ? NFPROTO_IPV6 : NFPROTO_IPV4, &job->line);
}

enum sipnat_stat sipnat_translate_sdp(struct sipnat_job *job, struct sip_span text, bool fragment)
{
	enum sipnat_stat fault;

	if (!sipnat_job_writes(job, SIPNAT_PLACE_SDP)) {
		sipnat_note(job, text, SIPNAT_SPOT_IN_BODY, SIPNAT_WHY_SWITCHED_OFF);
		return 0;
	}
	sdp_parse(text, fragment, &job->sdp);
	sipnat_flaws_of_sdp(job);
	/* Candidates are looked at one by one. */
	if (!sipnat_job_has_room(job, 1 + job->sdp.nconns + EDITS_OF_MEDIA * job->sdp.nmedia)) {
		sipnat_flaw(job, text, SIPNAT_SPOT_IN_SDP, 0, SIP_FLAW_LIMIT);
		return 0;
	}
	if (job->flow.side != SIPNAT_OUTBOUND && job->dialog) {
		note_remote(job);
		fault = sipnat_allow_announced(job, fragment);
		if (fault)
			return fault;
	}
	/* ICE finds its way by itself, or fails if only half of its addresses are changed. */
	if (job->sdp.ice && job->config->ice == SIPNAT_ICE_LEAVE) {
		sipnat_note(job, text, SIPNAT_SPOT_IN_BODY, SIPNAT_WHY_ICE);
		return 0;
	}
	if (job->flow.side == SIPNAT_INBOUND)
		return reveal(job);
	find_line(job);
	fault = hide(job);
	if (!fault && job->flow.side == SIPNAT_TRANSIT && job->line.family)
		fault = reveal(job);
	return fault;
}
