// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include "allow.h"
#include "face_media.h"
#include "port.h"

/* Nobody is let in to a port below this one. */
#define FIRST_PORT	1024

static enum sipnat_expect_class class_of(enum sipnat_media media, enum sipnat_binding_kind kind)
{
	if (media == SIPNAT_MEDIA_AUDIO)
		return kind == SIPNAT_BINDING_RTCP ? SIPNAT_EXPECT_AUDIO_RTCP :
						     SIPNAT_EXPECT_AUDIO;
	return kind == SIPNAT_BINDING_RTCP ? SIPNAT_EXPECT_MEDIA_RTCP : SIPNAT_EXPECT_MEDIA;
}

static struct sipnat_binding *find_media(struct sipnat_job *job, const struct sipnat_endpoint *ep,
					 u8 proto)
{
	struct sipnat_binding *b;

	b = sipnat_binding_by_inside(job->sn, ep, job->flow.zone, proto,
				     sipnat_face_local(job, ep));
	if (b)
		sipnat_face_use(job, b);
	return b;
}

static enum sipnat_stat make_media(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				   const struct sipnat_face_wish *wish,
				   enum sipnat_binding_kind kind, u16 port,
				   struct sipnat_binding **b)
{
	struct sipnat_binding_spec spec = sipnat_face_spec(job, ep, kind, wish->proto);

	if (job->nmade == SIPNAT_JOB_MAX_MADE)
		return SIPNAT_STAT_STREAM_LIMIT;
	/* A row of ports that runs past the last one begins anew at 0, inside or outside. */
	if (port < FIRST_PORT || ntohs(ep->port) < FIRST_PORT)
		return SIPNAT_STAT_NO_PORT;
	*b = sipnat_binding_make(job->sn, job->config, &spec, htons(port));
	if (IS_ERR(*b))
		return sipnat_face_fault(PTR_ERR(*b));
	job->made[job->nmade].binding = *b;
	job->made[job->nmade++].class = class_of(wish->media, kind);
	return 0;
}

/**
 * struct row - which ports are looked for
 * @inside: for whom
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 * @wanted: the inside port, host byte order
 * @run: how many in a row
 * @keep_parity: even stays even, odd stays odd
 */
struct row {
	const struct sipnat_endpoint *inside;
	u8 proto;
	u16 wanted;
	u16 run;
	bool keep_parity;
};

/* Ports that are free, out of a range; or that very one, if @min and @max are both it */
static u16 find_port(struct sipnat_job *job, const struct row *row, u16 min, u16 max)
{
	struct sipnat_port_wish wish = {
		.local = *sipnat_face_local(job, row->inside),
		.wanted = row->wanted,
		.run = row->run,
		.keep_parity = row->keep_parity,
		.proto = row->proto,
		.family = row->inside->family,
	};

	return sipnat_port_find(job->sn, &wish, min, max);
}

static enum sipnat_stat hold_stream(struct sipnat_job *job, const struct sipnat_face_wish *wish,
				    struct sipnat_binding *rtp, struct sipnat_binding *rtcp)
{
	struct sipnat_stream *s;

	sipnat_allow_peer(job->sn, rtp, &job->flow.peer);
	if (rtcp)
		sipnat_allow_peer(job->sn, rtcp, &job->flow.peer);
	if (sipnat_dialog_stream(job->dialog, wish->index, rtp, rtcp))
		return 0;
	if (job->nstreams == SIPNAT_JOB_MAX_MADE)
		return SIPNAT_STAT_STREAM_LIMIT;
	s = sipnat_dialog_add_stream(job->config, job->dialog, rtp, rtcp);
	if (IS_ERR(s))
		return PTR_ERR(s) == -ENOSPC ? SIPNAT_STAT_STREAM_LIMIT : SIPNAT_STAT_NO_MEMORY;
	s->index = wish->index;
	s->media = wish->media;
	s->mid = wish->mid;
	s->owner = job->flow.inside.addr;
	sipnat_allow_stream(job->dialog, s);
	job->streams[job->nstreams++] = s;
	return 0;
}

/**
 * struct pair - the ports of one RTP and RTCP pair
 * @rtp: inside endpoint
 * @rtcp: inside endpoint; family 0 if it has none
 * @rtp_port: outside port for a new binding, host byte order
 * @rtcp_port: likewise; 0: do without
 */
struct pair {
	struct sipnat_endpoint rtp;
	struct sipnat_endpoint rtcp;
	u16 rtp_port;
	u16 rtcp_port;
};

static enum sipnat_stat bind_pair(struct sipnat_job *job, const struct sipnat_face_wish *wish,
				  const struct pair *pair, struct sipnat_face_media *face)
{
	struct sipnat_binding *rtp = find_media(job, &pair->rtp, wish->proto);
	struct sipnat_binding *rtcp = NULL;
	enum sipnat_stat fault;

	if (!rtp) {
		fault = make_media(job, &pair->rtp, wish, SIPNAT_BINDING_RTP, pair->rtp_port,
				   &rtp);
		if (fault)
			return fault;
	}
	if (pair->rtcp.family)
		rtcp = find_media(job, &pair->rtcp, wish->proto);
	if (!rtcp && pair->rtcp.family && pair->rtcp_port) {
		fault = make_media(job, &pair->rtcp, wish, SIPNAT_BINDING_RTCP, pair->rtcp_port,
				   &rtcp);
		if (fault)
			return fault;
	}
	sipnat_face_of(job, rtp, &face->rtp);
	face->rtcp.family = 0;
	if (rtcp)
		sipnat_face_of(job, rtcp, &face->rtcp);
	return hold_stream(job, wish, rtp, rtcp);
}

/*
 * Where RTP has its place already and RTCP has not: the next port, since that is what a receiver
 * takes for granted (RFC 3550 section 11), or any port if the description names it (RFC 3605).
 */
static u16 late_rtcp_port(struct sipnat_job *job, u16 rtp_port,
			  const struct sipnat_face_wish *wish)
{
	u16 next = rtp_port + 1;
	struct row row = {
		.inside = &wish->rtcp, .proto = wish->proto, .wanted = next, .run = 1,
	};
	u16 port = next ? find_port(job, &row, next, next) : 0;

	if (!port && wish->rtcp_named) {
		row.wanted = ntohs(wish->rtcp.port);
		port = find_port(job, &row, job->config->rtp_min, job->config->rtp_max);
	}
	return port;
}

/*
 * The port by which others know the endpoint already: a phone that asks a STUN server tells them
 * that one, and NAT goes on using it for the flows that there are.
 */
static u16 own_port(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto)
{
	struct sipnat_port_owner owner = {
		.inside = *ep,
		.local = *sipnat_face_local(job, ep),
		.zone = job->flow.zone,
		.proto = proto,
	};

	return sipnat_port_of(job->sn, &owner);
}

/* The first pair, from which the others follow */
static enum sipnat_stat place(struct sipnat_job *job, const struct sipnat_face_wish *wish,
			      struct pair *pair)
{
	const struct sipnat_binding *old = find_media(job, &wish->rtp, wish->proto);
	bool has_rtcp = wish->rtcp.family;
	/* Ports of the other family are no neighbours. */
	bool in_a_row = has_rtcp && wish->rtcp.family == wish->rtp.family;
	struct row row = {
		.inside = &wish->rtp,
		.proto = wish->proto,
		.wanted = ntohs(wish->rtp.port),
		.run = wish->step * (wish->count - 1) + (in_a_row ? 2 : 1),
		.keep_parity = wish->step == 2,
	};

	*pair = (struct pair){ .rtp = wish->rtp, .rtcp = wish->rtcp };
	if (sipnat_face_bare(job, &wish->rtp))
		pair->rtp_port = ntohs(wish->rtp.port);
	else if (old)
		pair->rtp_port = ntohs(old->outside.port);
	else if (wish->count == 1)
		pair->rtp_port = own_port(job, &wish->rtp, wish->proto);
	if (has_rtcp && sipnat_face_bare(job, &wish->rtcp))
		pair->rtcp_port = ntohs(wish->rtcp.port);
	if (!pair->rtp_port) {
		pair->rtp_port = find_port(job, &row, job->config->rtp_min, job->config->rtp_max);
		if (!pair->rtp_port)
			return SIPNAT_STAT_NO_PORT;
		if (in_a_row)
			pair->rtcp_port = pair->rtp_port + 1;
	}
	if (has_rtcp && !pair->rtcp_port && !find_media(job, &wish->rtcp, wish->proto))
		pair->rtcp_port = own_port(job, &wish->rtcp, wish->proto) ?:
				  late_rtcp_port(job, pair->rtp_port, wish);
	return 0;
}

enum sipnat_stat sipnat_face_bind(struct sipnat_job *job, const struct sipnat_face_wish *wish,
				  struct sipnat_face_media *face)
{
	struct sipnat_face_media rest;
	enum sipnat_stat fault;
	struct pair pair;
	unsigned int i;

	job->notes.why = SIPNAT_WHY_MEDIA;
	if (!sipnat_face_may_open(job, &wish->rtp) || !sipnat_face_may_open(job, &wish->rtcp))
		return SIPNAT_STAT_THIRD_PARTY;
	fault = place(job, wish, &pair);
	if (!fault)
		fault = bind_pair(job, wish, &pair, face);
	for (i = 1; !fault && i < wish->count; i++) {
		be16_add_cpu(&pair.rtp.port, wish->step);
		be16_add_cpu(&pair.rtcp.port, wish->step);
		pair.rtp_port += wish->step;
		if (pair.rtcp_port)
			pair.rtcp_port += wish->step;
		fault = bind_pair(job, wish, &pair, &rest);
	}
	return fault;
}

void sipnat_face_bound(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		       struct sipnat_endpoint *to)
{
	const struct sipnat_binding *b = find_media(job, ep, proto);

	to->family = 0;
	job->notes.why = b ? SIPNAT_WHY_MEDIA : SIPNAT_WHY_CLOSED;
	if (b)
		sipnat_face_of(job, b, to);
}
