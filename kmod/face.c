// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include "face.h"
#include "port.h"

/* Nobody is let in to a port below this one. */
#define FIRST_PORT	1024

struct sipnat_endpoint sipnat_face_endpoint(const struct sipnat_job *job,
					    const struct sip_host *host, u16 port)
{
	struct sipnat_endpoint ep = { .port = htons(port) };

	if (host->type == SIP_HOST_IP4 && job->flow.inside.family == NFPROTO_IPV4) {
		ep.family = NFPROTO_IPV4;
		ep.addr.ip = host->addr.ip;
	} else if (host->type == SIP_HOST_IP6 && job->flow.inside.family == NFPROTO_IPV6) {
		ep.family = NFPROTO_IPV6;
		memcpy(&ep.addr.in6, host->addr.bytes, sizeof(ep.addr.in6));
	}
	return ep;
}

bool sipnat_face_hides(const struct sipnat_job *job, const union nf_inet_addr *addr)
{
	const struct sipnat_flow *flow = &job->flow;

	if (nf_inet_addr_cmp(addr, &flow->inside.addr))
		return true;
	/* Where nothing here does NAT for the sender, nothing does for its neighbours. */
	if (!sipnat_flow_has_nat(flow) && !flow->on_gateway)
		return false;
	return sipnat_config_inside(job->config, flow->inside.family, addr);
}

bool sipnat_face_shows(const struct sipnat_job *job, const union nf_inet_addr *addr)
{
	return nf_inet_addr_cmp(addr, &job->flow.local.addr) ||
	       sipnat_config_is_externip(job->config, job->flow.local.family, addr);
}

static bool show_flow(const struct sipnat_job *job, const struct sipnat_endpoint *ep,
		      struct sipnat_endpoint *to)
{
	if (!sipnat_endpoint_eq(ep, &job->flow.inside))
		return false;
	*to = job->flow.local;
	to->addr = job->flow.advertised;
	return true;
}

static void show_binding(const struct sipnat_binding *b, struct sipnat_endpoint *to)
{
	to->family = b->outside.family;
	to->addr = b->advertised;
	to->port = b->outside.port;
}

void sipnat_face_name(const struct sipnat_job *job, const struct sipnat_endpoint *ep,
		      struct sipnat_endpoint *to)
{
	to->family = 0;
	if (show_flow(job, ep, to) || !sipnat_face_hides(job, &ep->addr))
		return;
	*to = *ep;
	to->addr = job->flow.advertised;
}

static struct sipnat_binding_spec spec_of(const struct sipnat_job *job,
					  const struct sipnat_endpoint *inside,
					  enum sipnat_binding_kind kind, u8 proto)
{
	return (struct sipnat_binding_spec){
		.inside = *inside,
		.local = job->flow.local.addr,
		.advertised = job->flow.advertised,
		.kind = kind,
		.zone = job->flow.zone,
		.proto = proto,
		.master = job->flow.master,
	};
}

static enum sipnat_stat fault_of(long err)
{
	switch (err) {
	case -ENOSPC:
		return SIPNAT_STAT_BINDING_LIMIT;
	case -EADDRINUSE:
		return SIPNAT_STAT_NO_PORT;
	default:
		return SIPNAT_STAT_NO_MEMORY;
	}
}

/* The job keeps the binding in mind; what it names becomes valid when the message has left. */
static bool name(struct sipnat_job *job, struct sipnat_binding *b, unsigned int seconds)
{
	unsigned int i;

	for (i = 0; i < job->nnamed; i++) {
		if (job->named[i].binding != b)
			continue;
		job->named[i].seconds = max(job->named[i].seconds, seconds);
		return true;
	}
	if (job->nnamed == SIPNAT_JOB_MAX_NAMED)
		return false;
	job->named[job->nnamed].binding = b;
	job->named[job->nnamed++].seconds = seconds;
	return true;
}

static enum sipnat_stat make_signalling(struct sipnat_job *job,
					const struct sipnat_endpoint *inside, u16 port,
					unsigned int seconds, struct sipnat_binding **b)
{
	struct sipnat_binding_spec spec = spec_of(job, inside, SIPNAT_BINDING_SIP,
						  job->flow.proto);

	if (job->nnamed == SIPNAT_JOB_MAX_NAMED)
		return SIPNAT_STAT_BINDING_LIMIT;
	*b = sipnat_binding_make(job->sn, job->config, &spec, htons(port));
	if (IS_ERR(*b))
		return fault_of(PTR_ERR(*b));
	name(job, *b, seconds);
	return 0;
}

/*
 * The flow's own endpoint: NAT has chosen its face already. A binding keeps it when the flow
 * times out. If another endpoint is bound to that face, the flow must do alone.
 */
static enum sipnat_stat keep_flow(struct sipnat_job *job, unsigned int seconds)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_binding *b;

	if (ntohs(flow->inside.port) < FIRST_PORT)
		return 0;
	sipnat_job_lock(job);
	b = sipnat_binding_by_local(job->sn, &flow->local, flow->zone, flow->proto);
	if (!b)
		return make_signalling(job, &flow->inside, ntohs(flow->local.port), seconds, &b);
	if (b->kind == SIPNAT_BINDING_SIP && sipnat_endpoint_eq(&b->inside.ep, &flow->inside)) {
		b->master = flow->master;
		name(job, b, seconds);
	}
	return 0;
}

enum sipnat_stat sipnat_face_call(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				  unsigned int seconds, struct sipnat_endpoint *to)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_port_wish wish = {
		.local = flow->local.addr,
		.wanted = ntohs(ep->port),
		.run = 1,
		.family = flow->local.family,
	};
	struct sipnat_binding *b;
	enum sipnat_stat fault;
	u16 port;

	to->family = 0;
	if (show_flow(job, ep, to))
		return seconds ? keep_flow(job, seconds) : 0;
	if (!sipnat_face_hides(job, &ep->addr))
		return 0;
	/* Without NAT the endpoint is where it says; and some ports are not opened to anyone. */
	if ((!sipnat_flow_has_nat(flow) && nf_inet_addr_cmp(&ep->addr, &flow->inside.addr)) ||
	    ntohs(ep->port) < FIRST_PORT) {
		sipnat_face_name(job, ep, to);
		return 0;
	}

	sipnat_job_lock(job);
	b = sipnat_binding_by_inside(job->sn, ep, flow->zone, flow->proto, &flow->local.addr);
	if (b) {
		b->master = flow->master;
		if (!name(job, b, seconds))
			return SIPNAT_STAT_BINDING_LIMIT;
	} else {
		port = sipnat_port_find(job->sn, &wish, FIRST_PORT, 65535);
		if (!port)
			return SIPNAT_STAT_NO_PORT;
		fault = make_signalling(job, ep, port, seconds, &b);
		if (fault)
			return fault;
	}
	show_binding(b, to);
	return 0;
}

void sipnat_face_known(struct sipnat_job *job, const struct sipnat_endpoint *ep,
		       struct sipnat_endpoint *to)
{
	const struct sipnat_binding *b;

	to->family = 0;
	if (show_flow(job, ep, to))
		return;
	b = sipnat_binding_by_inside(job->sn, ep, job->flow.zone, job->flow.proto,
				     &job->flow.local.addr);
	if (b)
		show_binding(b, to);
}

void sipnat_face_granted(struct sipnat_job *job, const struct sip_uri *uri, unsigned int seconds)
{
	struct sipnat_endpoint ep;
	struct sipnat_binding *b;

	ep = sipnat_face_endpoint(job, &uri->hostport.host,
				  uri->hostport.port ?: sip_uri_default_port(uri));
	if (!ep.family)
		return;
	sipnat_job_lock(job);
	b = sipnat_binding_by_face(job->sn, &ep, job->flow.zone, job->flow.proto);
	if (b && b->kind == SIPNAT_BINDING_SIP)
		name(job, b, seconds);
}

void sipnat_face_back(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		      struct sipnat_endpoint *to)
{
	const struct sipnat_flow *flow = &job->flow;
	const struct sipnat_binding *b;

	to->family = 0;
	if (proto == flow->proto && ep->port == flow->local.port &&
	    sipnat_face_shows(job, &ep->addr)) {
		*to = flow->inside;
		return;
	}
	b = sipnat_binding_by_face(job->sn, ep, flow->zone, proto);
	if (b)
		*to = b->inside.ep;
}

void sipnat_face_back_name(struct sipnat_job *job, const struct sipnat_endpoint *ep,
			   struct sipnat_endpoint *to)
{
	sipnat_face_back(job, ep, job->flow.proto, to);
	if (to->family || !sipnat_face_shows(job, &ep->addr))
		return;
	*to = *ep;
	to->addr = job->flow.inside.addr;
}

/* The inside endpoint is its own face: nothing here does NAT for it, or it is this machine's. */
static bool is_own_face(const struct sipnat_job *job, const union nf_inet_addr *addr)
{
	return !sipnat_flow_has_nat(&job->flow) && nf_inet_addr_cmp(addr, &job->flow.inside.addr);
}

static enum sipnat_expect_class class_of(enum sipnat_media media, enum sipnat_binding_kind kind)
{
	if (media == SIPNAT_MEDIA_AUDIO)
		return kind == SIPNAT_BINDING_RTCP ? SIPNAT_EXPECT_AUDIO_RTCP :
						     SIPNAT_EXPECT_AUDIO;
	return kind == SIPNAT_BINDING_RTCP ? SIPNAT_EXPECT_MEDIA_RTCP : SIPNAT_EXPECT_MEDIA;
}

static struct sipnat_binding *find_media(struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	struct sipnat_binding *b;

	b = sipnat_binding_by_inside(job->sn, ep, job->flow.zone, IPPROTO_UDP,
				     &job->flow.local.addr);
	if (b)
		b->master = job->flow.master;
	return b;
}

static enum sipnat_stat make_media(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				   enum sipnat_media media, enum sipnat_binding_kind kind,
				   u16 port, struct sipnat_binding **b)
{
	struct sipnat_binding_spec spec = spec_of(job, ep, kind, IPPROTO_UDP);

	if (job->nmade == SIPNAT_JOB_MAX_MADE)
		return SIPNAT_STAT_STREAM_LIMIT;
	/* A row of ports that runs past the last one begins anew at 0, inside or outside. */
	if (port < FIRST_PORT || ntohs(ep->port) < FIRST_PORT)
		return SIPNAT_STAT_NO_PORT;
	*b = sipnat_binding_make(job->sn, job->config, &spec, htons(port));
	if (IS_ERR(*b))
		return fault_of(PTR_ERR(*b));
	job->made[job->nmade].binding = *b;
	job->made[job->nmade++].class = class_of(media, kind);
	return 0;
}

/* A port that is free, out of a range; or that very one, if @min and @max are both it */
static u16 find_port(struct sipnat_job *job, u16 wanted, u16 run, bool keep_parity, u16 min,
		     u16 max)
{
	struct sipnat_port_wish wish = {
		.local = job->flow.local.addr,
		.wanted = wanted,
		.run = run,
		.keep_parity = keep_parity,
		.family = job->flow.local.family,
	};

	return sipnat_port_find(job->sn, &wish, min, max);
}

static enum sipnat_stat hold_stream(struct sipnat_job *job, unsigned int index,
				    enum sipnat_media media, struct sipnat_binding *rtp,
				    struct sipnat_binding *rtcp)
{
	struct sipnat_stream *s;

	if (sipnat_dialog_stream(job->dialog, index, rtp, rtcp))
		return 0;
	if (job->nstreams == SIPNAT_JOB_MAX_MADE)
		return SIPNAT_STAT_STREAM_LIMIT;
	s = sipnat_dialog_add_stream(job->config, job->dialog, rtp, rtcp);
	if (IS_ERR(s))
		return PTR_ERR(s) == -ENOSPC ? SIPNAT_STAT_STREAM_LIMIT : SIPNAT_STAT_NO_MEMORY;
	s->index = index;
	s->media = media;
	s->owner = job->flow.inside.addr;
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

static enum sipnat_stat bind_pair(struct sipnat_job *job, unsigned int index,
				  enum sipnat_media media, const struct pair *pair,
				  struct sipnat_face_media *face)
{
	struct sipnat_binding *rtp = find_media(job, &pair->rtp);
	struct sipnat_binding *rtcp = NULL;
	enum sipnat_stat fault;

	if (!rtp) {
		fault = make_media(job, &pair->rtp, media, SIPNAT_BINDING_RTP, pair->rtp_port,
				   &rtp);
		if (fault)
			return fault;
	}
	if (pair->rtcp.family)
		rtcp = find_media(job, &pair->rtcp);
	if (!rtcp && pair->rtcp.family && pair->rtcp_port) {
		fault = make_media(job, &pair->rtcp, media, SIPNAT_BINDING_RTCP, pair->rtcp_port,
				   &rtcp);
		if (fault)
			return fault;
	}
	show_binding(rtp, &face->rtp);
	face->rtcp.family = 0;
	if (rtcp)
		show_binding(rtcp, &face->rtcp);
	return hold_stream(job, index, media, rtp, rtcp);
}

/*
 * Where RTP has its place already and RTCP has not: the next port, since that is what a receiver
 * takes for granted (RFC 3550 section 11), or any port if the description names it (RFC 3605).
 */
static u16 late_rtcp_port(struct sipnat_job *job, const struct sipnat_binding *rtp,
			  const struct sipnat_face_wish *wish)
{
	u16 next = ntohs(rtp->outside.port) + 1;
	u16 port = next ? find_port(job, next, 1, false, next, next) : 0;

	if (!port && wish->rtcp_named)
		port = find_port(job, ntohs(wish->rtcp.port), 1, false, job->config->rtp_min,
				 job->config->rtp_max);
	return port;
}

enum sipnat_stat sipnat_face_bind(struct sipnat_job *job, const struct sipnat_face_wish *wish,
				  struct sipnat_face_media *face)
{
	const struct sipnat_binding *old = find_media(job, &wish->rtp);
	struct pair pair = { .rtp = wish->rtp, .rtcp = wish->rtcp };
	bool has_rtcp = wish->rtcp.family;
	unsigned int step = has_rtcp ? 2 : 1;
	struct sipnat_face_media rest;
	enum sipnat_stat fault;
	unsigned int i;

	if (is_own_face(job, &wish->rtp.addr)) {
		pair.rtp_port = ntohs(wish->rtp.port);
		pair.rtcp_port = ntohs(wish->rtcp.port);
	} else if (old) {
		pair.rtp_port = ntohs(old->outside.port);
		if (has_rtcp && !find_media(job, &wish->rtcp))
			pair.rtcp_port = late_rtcp_port(job, old, wish);
	} else {
		pair.rtp_port = find_port(job, ntohs(wish->rtp.port), step * wish->count, has_rtcp,
					  job->config->rtp_min, job->config->rtp_max);
		if (!pair.rtp_port)
			return SIPNAT_STAT_NO_PORT;
		pair.rtcp_port = pair.rtp_port + 1;
	}

	fault = bind_pair(job, wish->index, wish->media, &pair, face);
	for (i = 1; !fault && i < wish->count; i++) {
		be16_add_cpu(&pair.rtp.port, step);
		be16_add_cpu(&pair.rtcp.port, step);
		pair.rtp_port += step;
		if (pair.rtcp_port)
			pair.rtcp_port += step;
		fault = bind_pair(job, wish->index, wish->media, &pair, &rest);
	}
	return fault;
}
