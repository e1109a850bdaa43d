// SPDX-License-Identifier: GPL-2.0
#include "echo.h"
#include "face.h"
#include "sip/contact.h"
#include "sip/lex.h"
#include "sip/via.h"
#include "translate.h"
#include "translate_put.h"

/* RFC 3261 section 17: nobody answers, or repeats, a request that is older. */
#define TRANSACTION_SECONDS	32
/* So many edits one of them makes at most, header fields in its URI aside */
#define EDITS_OF_ELEMENT	4
/* Edits that are kept for a body, if there is one */
#define EDITS_OF_BODY		192

/**
 * enum mode - what is done with an address in a place
 * @LEAVE: nothing: it belongs to the other side, or is an echo of what the other side wrote
 * @NAME: outbound: hide it; nobody sends there
 * @CALLED: outbound: who is called; nobody sends there, either
 * @CALL: outbound: others will send there, so it needs a binding
 * @ANSWER: outbound: others will answer there; the flow's own is where the flow is
 * @ECHO_TARGET: outbound: where the sender has been told to send its request to
 * @ECHO_ROUTE: outbound: which way the sender has been told
 * @ECHO_RECORD: outbound: the way of a request, repeated by its answer
 * @BACK: inbound: exactly what we have shown becomes what it stood for
 * @BACK_NAME: inbound: any address that we have shown becomes the flow's
 */
enum mode {
	LEAVE,
	NAME,
	CALLED,
	CALL,
	ANSWER,
	ECHO_TARGET,
	ECHO_ROUTE,
	ECHO_RECORD,
	BACK,
	BACK_NAME,
};

/**
 * struct rule - what is done with a header field
 * @config: the switch that an administrator has for it
 * @place: for traces
 * @out: outbound, in a request and in a response
 * @in: inbound, in a request and in a response
 */
struct rule {
	enum sipnat_place config;
	enum sip_place place;
	enum mode out[2];
	enum mode in[2];
};

/*
 * Which party an address belongs to follows from the field and from who sends it. RFC 3261 section
 * 8.2.6.2: a response repeats From, To and Record-Route of its request, so what the other side
 * wrote there goes back to it as it came, private addresses of its own included. Whatever a dialog
 * has been shown before takes precedence: see restore().
 */
static const struct rule rules[SIP_HDR_COUNT] = {
	[SIP_HDR_FROM] = {
		SIPNAT_PLACE_FROM, SIP_PLACE_FROM, { NAME, LEAVE }, { LEAVE, BACK_NAME },
	},
	[SIP_HDR_TO] = {
		SIPNAT_PLACE_TO, SIP_PLACE_TO, { CALLED, NAME }, { BACK_NAME, BACK_NAME },
	},
	[SIP_HDR_CONTACT] = {
		SIPNAT_PLACE_CONTACT, SIP_PLACE_CONTACT, { CALL, CALL }, { BACK, BACK },
	},
	[SIP_HDR_RECORD_ROUTE] = {
		SIPNAT_PLACE_ROUTE, SIP_PLACE_ROUTE, { CALL, ECHO_RECORD }, { BACK, BACK },
	},
	[SIP_HDR_ROUTE] = {
		SIPNAT_PLACE_ROUTE, SIP_PLACE_ROUTE, { ECHO_ROUTE, LEAVE }, { BACK, LEAVE },
	},
	[SIP_HDR_PATH] = {
		SIPNAT_PLACE_ROUTE, SIP_PLACE_ROUTE, { CALL, LEAVE }, { LEAVE, BACK },
	},
	[SIP_HDR_SERVICE_ROUTE] = {
		SIPNAT_PLACE_ROUTE, SIP_PLACE_ROUTE, { LEAVE, CALL }, { LEAVE, LEAVE },
	},
	[SIP_HDR_P_ASSERTED_IDENTITY] = {
		SIPNAT_PLACE_IDENTITY, SIP_PLACE_IDENTITY, { NAME, NAME }, { LEAVE, LEAVE },
	},
	[SIP_HDR_P_PREFERRED_IDENTITY] = {
		SIPNAT_PLACE_IDENTITY, SIP_PLACE_IDENTITY, { NAME, NAME }, { LEAVE, LEAVE },
	},
	[SIP_HDR_REMOTE_PARTY_ID] = {
		SIPNAT_PLACE_IDENTITY, SIP_PLACE_IDENTITY, { NAME, NAME }, { LEAVE, LEAVE },
	},
	[SIP_HDR_DIVERSION] = {
		SIPNAT_PLACE_IDENTITY, SIP_PLACE_IDENTITY, { NAME, NAME }, { LEAVE, LEAVE },
	},
	[SIP_HDR_REFER_TO] = {
		SIPNAT_PLACE_REFER, SIP_PLACE_REFER, { CALL, LEAVE }, { BACK, LEAVE },
	},
	[SIP_HDR_REFERRED_BY] = {
		SIPNAT_PLACE_REFER, SIP_PLACE_REFER, { NAME, LEAVE }, { LEAVE, LEAVE },
	},
};

/**
 * struct spot - an address list in a message, and what is done with its addresses
 * @id: which field; SIP_HDR_OTHER: the Request-URI
 * @mode: what is done with it
 * @place: for traces
 * @seconds: how long others may use it (CALL)
 */
struct spot {
	enum sip_hdr_id id;
	enum mode mode;
	enum sip_place place;
	unsigned int seconds;
};

/**
 * struct target - where a URI leads
 * @ep: its endpoint; family 0: none of the flow's family
 * @proto: IPPROTO_UDP or IPPROTO_TCP; 0: another transport (TLS, ...), which is not ours to map
 * @any_proto: inbound: the URI does not say so itself, so it may as well be that of the flow
 */
struct target {
	struct sipnat_endpoint ep;
	u8 proto;
	bool any_proto;
};

/*
 * The hash of the tag of the party who wrote an address that the message repeats, or is the first
 * to name. Only the field tells: a Record-Route in an answer is the asking party's, and the route
 * to the answering one as well, so that it depends on who gets to see it.
 */
static u32 author_of(struct sipnat_job *job, enum sip_hdr_id id)
{
	bool outbound = job->flow.side != SIPNAT_INBOUND;

	switch (id) {
	case SIP_HDR_OTHER:
	case SIP_HDR_ROUTE:
	case SIP_HDR_TO:
		return sipnat_job_tag(job, SIP_HDR_TO);
	case SIP_HDR_FROM:
		return sipnat_job_tag(job, SIP_HDR_FROM);
	case SIP_HDR_RECORD_ROUTE:
		return sipnat_job_tag(job, outbound || job->msg.request ? SIP_HDR_FROM :
									  SIP_HDR_TO);
	default:
		return sipnat_job_tag(job, job->msg.request ? SIP_HDR_FROM : SIP_HDR_TO);
	}
}

/* The value of Replaces among the header fields of a URI; absent if there is none */
static struct sip_span replaces_of(struct sipnat_job *job, const struct sip_uri *uri)
{
	struct sip_unescaped *u = &job->uri_header;
	struct sip_span rest = uri->headers;
	struct sip_param header;

	if (!sip_unescaped_has(u, rest))
		while (sip_uri_header_next(&rest, &header))
			if (sip_span_caseeq(header.name, "Replaces") &&
			    sip_unescape(header.value, u))
				return sip_unescaped_text(u);
	return (struct sip_span){};
}

/* The dialog that a call to the URI is to replace (RFC 3891); NULL if none is named, or known */
static const struct sipnat_dialog *replaced(struct sipnat_job *job, const struct spot *spot,
					    const struct sip_uri *uri)
{
	struct sip_span value = {}, call_id;
	const struct sip_hdr *hdr;

	if (spot->id == SIP_HDR_REFER_TO) {
		value = replaces_of(job, uri);
	} else if (spot->id == SIP_HDR_OTHER) {
		hdr = sip_msg_hdr(&job->msg, SIP_HDR_REPLACES, 0);
		if (hdr)
			value = hdr->value;
	}
	if (!value.len)
		return NULL;
	call_id = sip_span_trim(sip_span(value.p, sip_find(value.p, sip_span_end(value), ';')));
	sipnat_job_lock(job);
	return sipnat_dialog_find(job->sn, job->flow.zone, call_id);
}

/*
 * Find what the sender has been shown as that target: in the dialog that Replaces names, which the
 * target belongs to, or else in the message's own.
 */
static const struct sipnat_echo *find_echo(struct sipnat_job *job, const struct spot *spot,
					   const struct target *target,
					   const struct sip_uri *uri)
{
	const struct sipnat_echo *echo;
	u32 tag = 0;

	echo = sipnat_echo_find(replaced(job, spot, uri), 0, target->proto, &target->ep);
	if (echo || !job->dialog || !job->dialog->nechoes)
		return echo;
	if (spot->id != SIP_HDR_REFER_TO)
		tag = author_of(job, spot->id);
	return sipnat_echo_find(job->dialog, tag, target->proto, &target->ep);
}

/* Does the field repeat what the other side has written */
static bool is_echo(enum mode mode)
{
	return mode == ECHO_TARGET || mode == ECHO_ROUTE || mode == ECHO_RECORD;
}

/*
 * Outbound: an address that the other side has written goes back to it as it was. In a field that
 * speaks for the sender, such as the Contact that a proxy inside relays, that is only told by an
 * address which looks like ours and is not; all others are as good as their endpoints are now.
 * Return: true if there is no more to decide.
 */
static bool restore(struct sipnat_job *job, const struct spot *spot, const struct target *target,
		    const struct sip_uri *uri, struct sipnat_endpoint *to)
{
	const struct sipnat_echo *echo;

	if (job->flow.side == SIPNAT_INBOUND || (!is_echo(spot->mode) && spot->mode != CALL))
		return false;
	if (spot->mode == CALL && nf_inet_addr_cmp(&target->ep.addr, &job->flow.inside.addr))
		return false;
	echo = find_echo(job, spot, target, uri);
	if (!echo || (spot->mode == CALL && !sipnat_echo_is_foreign(echo)))
		return false;
	job->notes.why = SIPNAT_WHY_RECALLED;
	*to = echo->written;
	return true;
}

/* Methods whose requests can begin a dialog without a call: RFC 6665, RFC 3515 */
static bool subscribes(enum sip_method method)
{
	return method == SIP_METHOD_SUBSCRIBE || method == SIP_METHOD_NOTIFY ||
	       method == SIP_METHOD_REFER;
}

/*
 * Inbound: the receiver will repeat such an address. It is remembered if it was translated, and if
 * it was not although it could be one of ours. Where there is no room for that, the message passes
 * all the same.
 */
static void remember(struct sipnat_job *job, const struct spot *spot,
		     const struct target *target, const struct sipnat_endpoint *to)
{
	const struct sipnat_endpoint *ep = &target->ep;

	if (job->flow.side != SIPNAT_INBOUND ||
	    (spot->id != SIP_HDR_CONTACT && spot->id != SIP_HDR_RECORD_ROUTE &&
	     spot->id != SIP_HDR_REFER_TO))
		return;
	if (!to->family && !nf_inet_addr_cmp(&ep->addr, &job->flow.inside.addr) &&
	    !sipnat_config_inside(job->config, ep->family, &ep->addr))
		return;
	if (!job->dialog &&
	    (!subscribes(job->msg.cseq_method) || sipnat_job_find_dialog(job, true)))
		return;
	sipnat_echo_save(job, author_of(job, spot->id), target->proto, ep, to->family ? to : ep);
}

/*
 * A request whose target nobody has named in its dialog. At the beginning of one that may come from
 * elsewhere, a Refer-To or a directory; later the dialog would know (RFC 3261 section 12.2).
 */
static void known_target(struct sipnat_job *job, const struct target *target,
			 struct sipnat_endpoint *to)
{
	if (!nf_inet_addr_cmp(&target->ep.addr, &job->flow.inside.addr))
		sipnat_face_known(job, &target->ep, target->proto, to);
	if (to->family && sipnat_job_tag(job, SIP_HDR_TO))
		to->family = 0;
	if (!to->family)
		job->notes.why = SIPNAT_WHY_OTHERS;
	/* The ACK of a refusal repeats it, and has a tag: RFC 3261 section 17.1.1.3. */
	else if (job->dialog)
		sipnat_echo_save(job, 0, target->proto, to, &target->ep);
}

static void turn_back(struct sipnat_job *job, enum mode mode, const struct target *target,
		      struct sipnat_endpoint *to)
{
	sipnat_face_back(job, &target->ep, target->proto, to);
	if (!to->family && target->any_proto && target->proto != job->flow.proto)
		sipnat_face_back(job, &target->ep, job->flow.proto, to);
	if (!to->family && mode == BACK_NAME)
		sipnat_face_back_name(job, &target->ep, job->flow.proto, to);
}

/* Where the endpoint of a place leads now */
static enum sipnat_stat resolve(struct sipnat_job *job, const struct spot *spot,
				const struct target *target, struct sipnat_endpoint *to)
{
	const struct sipnat_endpoint *ep = &target->ep;

	to->family = 0;
	job->notes.why = ep->family ? SIPNAT_WHY_OTHERS : SIPNAT_WHY_FAMILY;
	if (!ep->family)
		return 0;
	if (!target->proto) {
		job->notes.why = SIPNAT_WHY_TRANSPORT;
		return 0;
	}
	switch (spot->mode) {
	case LEAVE:
		break;
	case CALLED:
	case NAME:
		sipnat_face_name(job, ep, to);
		break;
	case CALL:
		return sipnat_face_call(job, ep, target->proto, spot->seconds, to);
	case ANSWER:
		return sipnat_face_answer(job, ep, spot->seconds, to);
	case ECHO_TARGET:
		known_target(job, target, to);
		break;
	case ECHO_ROUTE:
		sipnat_face_own(job, ep, target->proto, to);
		break;
	case ECHO_RECORD:
		sipnat_face_own(job, ep, target->proto, to);
		if (!to->family)
			sipnat_face_known(job, ep, target->proto, to);
		break;
	case BACK:
	case BACK_NAME:
		turn_back(job, spot->mode, target, to);
		break;
	}
	return 0;
}

/* Nobody sends to what stands there. */
static bool only_shown(enum mode mode)
{
	return mode == NAME || mode == CALLED || mode == BACK_NAME;
}

static enum sipnat_stat translate_maddr(struct sipnat_job *job, struct sip_span text,
					enum sip_place place)
{
	struct sipnat_endpoint ep, to;
	struct sip_host host;

	if (sip_host_parse_bare(text, &host).status != SIP_OK)
		return 0;
	ep = sipnat_face_endpoint(job, &host, 0);
	to.family = 0;
	if (!ep.family)
		return 0;
	if (job->flow.side == SIPNAT_INBOUND)
		sipnat_face_back_name(job, &ep, job->flow.proto, &to);
	else
		sipnat_face_name(job, &ep, &to);
	return sipnat_put_host(job, &host, &to, place);
}

/*
 * A name that says nothing about a port goes on saying nothing: an address of record is no place to
 * send to (RFC 3261 section 19.1.2 keeps ports out of From and To). It is nobody's in particular,
 * so that the party's own endpoint comes first.
 */
static struct sipnat_endpoint shown_endpoint(const struct sipnat_job *job,
					     const struct sip_hostport *hp)
{
	const struct sipnat_flow *flow = &job->flow;
	__be16 own = flow->side == SIPNAT_INBOUND ? flow->local.port : flow->inside.port;

	return sipnat_face_endpoint(job, &hp->host, hp->port ?: ntohs(own));
}

static enum sipnat_stat put_shown(struct sipnat_job *job, const struct sip_hostport *hp,
				  const struct sipnat_endpoint *to, enum sip_place place)
{
	enum sipnat_stat fault = sipnat_put_host(job, &hp->host, to, place);

	if (fault || !to->family || !sip_span_present(hp->port_text))
		return fault;
	return sipnat_put_port(job, hp->port_text, to->port, place);
}

static enum sipnat_stat translate_uri_headers(struct sipnat_job *job, const struct sip_uri *uri,
					      unsigned int seconds);

static struct target target_of(const struct sipnat_job *job, const struct sip_uri *uri)
{
	struct target target = {
		.ep = sipnat_face_endpoint(job, &uri->hostport.host,
					   uri->hostport.port ?: sip_uri_default_port(uri)),
		.proto = sipnat_uri_proto(uri),
	};
	struct sip_param param;

	if (job->flow.side == SIPNAT_INBOUND && target.proto)
		target.any_proto = !uri->params.len ||
				   !sip_param_find(uri->params, "transport", &param);
	return target;
}

/*
 * Inbound, To of an answer: what a party is called there is To of its requests, RFC 3261 section
 * 12.2.1.1.
 */
static void remember_called(struct sipnat_job *job, const struct sip_hostport *hp,
			    const struct sipnat_endpoint *written,
			    const struct sipnat_endpoint *shown)
{
	struct sipnat_endpoint ep = *shown;

	if (job->msg.request || !job->dialog)
		return;
	/* A name without a port is kept without one: the flow's differs after a reconnect. */
	if (!hp->port)
		ep.port = 0;
	sipnat_echo_save(job, author_of(job, SIP_HDR_TO), 0, written, &ep);
}

/* @to: what the endpoint of the URI became; family 0: it stays */
static enum sipnat_stat translate_shown(struct sipnat_job *job, const struct spot *spot,
					const struct sip_uri *uri, struct sipnat_endpoint *to)
{
	struct target target = {
		.ep = shown_endpoint(job, &uri->hostport), .proto = job->flow.proto,
	};
	enum sipnat_stat fault;
	u8 proto;

	if (spot->id == SIP_HDR_OTHER || spot->id == SIP_HDR_TO) {
		proto = sipnat_uri_proto(uri);
		target.any_proto = proto != target.proto;
		target.proto = proto ?: target.proto;
	}
	fault = resolve(job, spot, &target, to);
	if (!fault && to->family && spot->id == SIP_HDR_TO && spot->mode == BACK_NAME)
		remember_called(job, &uri->hostport, &target.ep, to);
	return fault ?: put_shown(job, &uri->hostport, to, spot->place);
}

/* @to: as above */
static enum sipnat_stat translate_target(struct sipnat_job *job, const struct spot *spot,
					 const struct sip_uri *uri, struct sipnat_endpoint *to)
{
	struct target target = target_of(job, uri);
	enum sipnat_stat fault = 0;

	if (!target.ep.family || !target.proto || !restore(job, spot, &target, uri, to))
		fault = resolve(job, spot, &target, to);
	if (!fault && target.ep.family && target.proto)
		remember(job, spot, &target, to);
	return fault ?: sipnat_put_hostport(job, &uri->hostport, to, sip_uri_default_port(uri),
					    spot->place);
}

/* Where the host is turned back, or forward again, so is a maddr that is the same address. */
static enum sipnat_stat translate_uri_maddr(struct sipnat_job *job, const struct spot *spot,
					    const struct sip_uri *uri, struct sip_span text,
					    const struct sipnat_endpoint *host_to)
{
	struct sipnat_endpoint maddr, ep;
	struct sip_host host;

	if (spot->mode != BACK && !is_echo(spot->mode))
		return translate_maddr(job, text, spot->place);
	if (!host_to->family || sip_host_parse_bare(text, &host).status != SIP_OK)
		return 0;
	maddr = sipnat_face_endpoint(job, &host, 0);
	ep = sipnat_face_endpoint(job, &uri->hostport.host, 0);
	if (!maddr.family || !sipnat_endpoint_eq(&maddr, &ep))
		return 0;
	return sipnat_put_host(job, &host, host_to, spot->place);
}

static enum sipnat_stat translate_uri(struct sipnat_job *job, const struct spot *spot,
				      const struct sip_uri *uri)
{
	struct sipnat_endpoint to = { .family = 0 };
	struct sip_param maddr;
	enum sipnat_stat fault;

	if (uri->scheme != SIP_SCHEME_SIP && uri->scheme != SIP_SCHEME_SIPS)
		return 0;
	if (only_shown(spot->mode))
		fault = translate_shown(job, spot, uri, &to);
	else
		fault = translate_target(job, spot, uri, &to);
	if (!fault && uri->params.len && sip_param_find(uri->params, "maddr", &maddr))
		fault = translate_uri_maddr(job, spot, uri, maddr.value, &to);
	if (!fault && uri->headers.len)
		fault = translate_uri_headers(job, uri, spot->seconds);
	return fault;
}

static enum sipnat_stat translate_request_uri(struct sipnat_job *job)
{
	struct spot spot = {
		.mode = job->flow.side == SIPNAT_INBOUND ? BACK_NAME : ECHO_TARGET,
		.place = SIP_PLACE_REQUEST_URI,
	};
	struct sip_parsed parsed;
	struct sip_uri uri;

	if (!job->msg.request)
		return 0;
	if (!sipnat_job_writes(job, SIPNAT_PLACE_REQUEST_URI)) {
		sipnat_note(job, job->msg.uri, SIPNAT_SPOT_IN_REQUEST_URI,
			    SIPNAT_WHY_SWITCHED_OFF);
		return 0;
	}
	parsed = sip_uri_parse(job->msg.uri, &uri);
	if (parsed.status != SIP_OK) {
		sipnat_flaw(job, job->msg.uri, SIPNAT_SPOT_IN_REQUEST_URI, 1, parsed.flaw);
		return 0;
	}
	return translate_uri(job, &spot, &uri);
}

/*
 * RFC 3261 section 18.2.2: answers go to sent-by's port, at the address in received; with rport
 * (RFC 3581) to where the request came from, so that sent-by's port needs no binding.
 */
static enum sipnat_stat via_sent_by(struct sipnat_job *job, const struct sip_via *via)
{
	u16 default_port = via->transport == SIP_TRANSPORT_TLS ? 5061 : 5060;
	const struct sip_hostport *hp = &via->sent_by;
	struct target target = {
		.ep = sipnat_face_endpoint(job, &hp->host, hp->port ?: default_port),
		.proto = job->flow.proto,
	};
	struct spot spot = { .mode = BACK_NAME, .seconds = TRANSACTION_SECONDS };
	struct sipnat_endpoint to;
	enum sipnat_stat fault;

	if (job->flow.side != SIPNAT_INBOUND)
		spot.mode = sip_span_present(via->rport_text) ? NAME : ANSWER;
	fault = resolve(job, &spot, &target, &to);
	if (fault)
		return fault;
	/* What is not hidden, and still ours, is an outside address that the sender knows. */
	if (spot.mode != BACK_NAME && target.ep.family)
		WRITE_ONCE(job->memory->knows_face,
			   !to.family && sipnat_face_shows(job, &target.ep));
	return sipnat_put_hostport(job, hp, &to, default_port, SIP_PLACE_VIA);
}

/* received and rport are what the outside saw of us: inside, they would give that away. */
static enum sipnat_stat via_received(struct sipnat_job *job, const struct sip_via *via)
{
	struct sipnat_endpoint ep, to;
	enum sipnat_stat fault;

	ep = sipnat_face_endpoint(job, &via->received, via->rport);
	if (!ep.family)
		return 0;
	if (!via->rport)
		ep.port = job->flow.local.port;
	sipnat_face_back(job, &ep, job->flow.proto, &to);
	fault = sipnat_put_host(job, &via->received, &to, SIP_PLACE_VIA);
	if (fault || !to.family || !via->rport)
		return fault;
	return sipnat_put_port(job, via->rport_text, to.port, SIP_PLACE_VIA);
}

/* Those that are not looked at: all, or all but the topmost. Nothing is done if nobody traces. */
static void note_other_vias(struct sipnat_job *job, bool topmost)
{
	const struct sip_hdr *hdr;
	unsigned int i;

	if (!job->notes.wanted)
		return;
	for (i = 0; i < job->msg.nhdrs; i++) {
		hdr = &job->msg.hdrs[i];
		if (hdr->id == SIP_HDR_VIA && !topmost)
			sipnat_note(job, hdr->value, SIPNAT_SPOT_IN_VIA, SIPNAT_WHY_OTHERS);
		if (hdr->id == SIP_HDR_VIA)
			topmost = false;
	}
}

/*
 * Only the topmost Via, and only where it is the inside party's own: in a request that it sends,
 * and in the response that comes back. The ones below are echoed to us as they were.
 */
static enum sipnat_stat translate_via(struct sipnat_job *job)
{
	bool outbound = job->flow.side != SIPNAT_INBOUND;
	const struct sip_hdr *hdr = sip_msg_hdr(&job->msg, SIP_HDR_VIA, 0);
	struct sip_parsed parsed;
	enum sipnat_stat fault;
	struct sip_via via;

	note_other_vias(job, outbound == job->msg.request);
	if (outbound != job->msg.request)
		return 0;
	if (hdr && !sipnat_job_writes(job, SIPNAT_PLACE_VIA))
		sipnat_note(job, hdr->value, SIPNAT_SPOT_IN_VIA, SIPNAT_WHY_SWITCHED_OFF);
	if (!sipnat_job_writes(job, SIPNAT_PLACE_VIA))
		return 0;
	if (!hdr)
		return 0;
	parsed = sip_via_parse(hdr->value, &via);
	if (parsed.status != SIP_OK || via.flaw)
		sipnat_flaw(job, via.flaw ? via.flawed : hdr->value, SIPNAT_SPOT_IN_VIA, 1,
			    via.flaw ?: parsed.flaw);
	if (parsed.status != SIP_OK)
		return 0;
	fault = via_sent_by(job, &via);
	if (!fault && via.maddr.type != SIP_HOST_NONE)
		fault = translate_maddr(job, via.maddr.text, SIP_PLACE_VIA);
	if (!fault && !outbound)
		fault = via_received(job, &via);
	return fault;
}

static unsigned int contact_seconds(const struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;
	unsigned int seconds;

	switch (msg->cseq_method) {
	case SIP_METHOD_REGISTER:
		return SIPNAT_FACE_HELD;	/* by a registration */
	case SIP_METHOD_SUBSCRIBE:
		seconds = sipnat_job_expires(job, SIPNAT_DIALOG_SUBSCRIPTION);
		break;
	case SIP_METHOD_REFER:
		/* RFC 3515 section 2.4.4: who is asked to call tells how that goes. */
		seconds = job->config->ring_timeout;
		break;
	case SIP_METHOD_OPTIONS:
		/* It leads to nothing that would be sent there later: RFC 3261 section 11. */
		return 0;
	default:
		seconds = 0;
	}
	return max_t(unsigned int, seconds, TRANSACTION_SECONDS);
}

/*
 * Outbound, To of a request. Within a dialog it is what the other side is called, as that was
 * shown. Before, it is who is called, as in the Request-URI: the sender itself, as with REGISTER,
 * or one of ours, who comes back by the port if there is one, and else by the dialog.
 */
static void resolve_called(struct sipnat_job *job, const struct sip_uri *uri,
			   const struct sipnat_endpoint *ep, struct sipnat_endpoint *to)
{
	u32 tag = sipnat_job_tag(job, SIP_HDR_TO);
	bool has_port = uri->hostport.port;
	struct sipnat_endpoint called = *ep;
	const struct sipnat_echo *echo;

	to->family = 0;
	job->notes.why = SIPNAT_WHY_OTHERS;
	if (tag) {
		if (!has_port)
			called.port = 0;
		echo = sipnat_echo_find(job->dialog, tag, 0, &called);
		if (!echo)
			return;
		job->notes.why = SIPNAT_WHY_RECALLED;
		*to = echo->written;
	} else if (nf_inet_addr_cmp(&ep->addr, &job->flow.inside.addr)) {
		sipnat_face_name(job, ep, to);
	} else if (has_port || job->dialog) {
		if (!has_port)
			called.port = htons(sip_uri_default_port(uri));
		sipnat_face_known(job, &called, sipnat_uri_proto(uri), to);
		if (!to->family)
			job->notes.why = SIPNAT_WHY_OTHERS;
		else if (!has_port)
			sipnat_echo_save_name(job, SIP_HDR_TO, &called);
	}
}

/* From and To hold one address, and mostly nothing else in the field matters here. */
static enum sipnat_stat translate_name(struct sipnat_job *job, const struct spot *spot,
				       const struct sip_hdr *hdr)
{
	const struct sip_hostport *hp;
	struct sipnat_endpoint ep, to;
	struct sip_contact contact;
	struct sip_parsed parsed = sip_contact_parse_addr(hdr->value, &contact);

	job->flaws.elements[spot->place]++;
	if (parsed.status != SIP_OK)
		sipnat_flaw(job, contact.text, spot->place,
			    job->flaws.elements[spot->place], parsed.flaw);
	if (parsed.status != SIP_OK || contact.star)
		return 0;
	if (contact.uri.scheme == SIP_SCHEME_SIP || contact.uri.scheme == SIP_SCHEME_SIPS) {
		hp = &contact.uri.hostport;
		ep = shown_endpoint(job, hp);
		if (spot->mode == NAME)
			sipnat_echo_save_name(job, hdr->id, &ep);
		job->notes.why = SIPNAT_WHY_RECALLED;
		if (spot->mode == BACK_NAME && sipnat_echo_restore_name(job, hdr->id, &ep, &to)) {
			if (hdr->id == SIP_HDR_TO)
				remember_called(job, hp, &ep, &to);
			return put_shown(job, hp, &to, spot->place);
		}
		if (spot->mode == CALLED && ep.family) {
			resolve_called(job, &contact.uri, &ep, &to);
			return put_shown(job, hp, &to, spot->place);
		}
	}
	return translate_uri(job, spot, &contact.uri);
}

/* What there is no room for stays. Nothing was reserved for it either: that is what comes first. */
static enum sipnat_stat translate_element(struct sipnat_job *job, const struct spot *spot,
					  const struct sip_contact *contact)
{
	unsigned int kept = job->msg.body.len ? EDITS_OF_BODY : 0;
	enum sipnat_stat fault = SIPNAT_STAT_TOO_MANY_EDITS;

	if (sipnat_job_has_room(job, EDITS_OF_ELEMENT + kept))
		fault = translate_uri(job, spot, &contact->uri);
	if (fault != SIPNAT_STAT_TOO_MANY_EDITS)
		return fault;
	sipnat_flaw(job, contact->text, spot->place, job->flaws.elements[spot->place],
		    SIP_FLAW_LIMIT);
	return 0;
}

static enum sipnat_stat translate_list(struct sipnat_job *job, const struct spot *spot,
				       struct sip_span rest)
{
	u16 *ordinal = &job->flaws.elements[spot->place];
	const char *end = sip_span_end(rest);
	struct sip_contact contact;
	struct sip_parsed parsed;
	enum sipnat_stat fault;

	while (sip_list_more(&rest)) {
		++*ordinal;
		if (++job->nelements > SIPNAT_JOB_MAX_ELEMENTS) {
			sipnat_flaw(job, rest, spot->place, *ordinal, SIP_FLAW_LIMIT);
			break;
		}
		parsed = sip_contact_parse(rest, &contact);
		rest = sip_span(sip_span_end(contact.text), end);
		if (parsed.status != SIP_OK) {
			sipnat_flaw(job, contact.text, spot->place, *ordinal, parsed.flaw);
			continue;
		}
		if (contact.star)
			continue;
		fault = translate_element(job, spot, &contact);
		if (fault)
			return fault;
	}
	return 0;
}

/* What a header field of a URI names is for who makes a request of that URI, and not for us. */
static enum mode uri_header_mode(const struct sipnat_job *job, const struct rule *rule)
{
	if (job->flow.side == SIPNAT_INBOUND)
		return rule->in[0];
	switch (rule->out[0]) {
	case ECHO_ROUTE:
		return CALL;
	case CALLED:
		return NAME;
	default:
		return rule->out[0];
	}
}

static enum sipnat_stat translate_uri_header(struct sipnat_job *job,
					     const struct sip_param *header, unsigned int seconds)
{
	struct sip_unescaped *u = &job->uri_header;
	struct spot spot = { .seconds = seconds };
	const struct rule *rule;

	if (!sip_unescape(header->name, u))
		return 0;
	spot.id = sip_hdr_lookup(sip_unescaped_text(u));
	rule = &rules[spot.id];
	spot.mode = uri_header_mode(job, rule);
	spot.place = rule->place;
	if (spot.mode == LEAVE || !sipnat_job_writes(job, rule->config))
		return 0;
	if (!sip_unescape(header->value, u)) {
		sipnat_flaw(job, header->value, rule->place, 0, SIP_FLAW_LIMIT);
		return 0;
	}
	return translate_list(job, &spot, sip_unescaped_text(u));
}

/*
 * RFC 3261 section 19.1.5: who makes a request of a URI, being asked by Refer-To or redirected by
 * Contact, puts them into it. In there, a URI's own are left alone.
 */
static enum sipnat_stat translate_uri_headers(struct sipnat_job *job, const struct sip_uri *uri,
					      unsigned int seconds)
{
	struct sip_span rest = uri->headers;
	struct sip_param header;
	enum sipnat_stat fault = 0;

	if (sip_unescaped_has(&job->uri_header, rest))
		return 0;
	while (!fault && sip_uri_header_next(&rest, &header))
		fault = translate_uri_header(job, &header, seconds);
	return fault;
}

/* Is there anything that is done with such a field, at any time */
static bool translates(const struct rule *rule)
{
	return rule->out[0] || rule->out[1] || rule->in[0] || rule->in[1];
}

static enum sipnat_stat translate_field(struct sipnat_job *job, const struct sip_hdr *hdr)
{
	const struct rule *rule = &rules[hdr->id];
	bool response = !job->msg.request;
	struct spot spot = { .id = hdr->id, .place = rule->place };

	spot.mode = job->flow.side != SIPNAT_INBOUND ? rule->out[response] : rule->in[response];
	if (spot.mode == LEAVE || !sipnat_job_writes(job, rule->config)) {
		if (translates(rule))
			sipnat_note(job, hdr->value, rule->place, spot.mode == LEAVE ?
				    SIPNAT_WHY_OTHERS : SIPNAT_WHY_SWITCHED_OFF);
		return 0;
	}
	if (hdr->id == SIP_HDR_FROM || hdr->id == SIP_HDR_TO)
		return translate_name(job, &spot, hdr);
	/* What a registrar inside grants is a list of the Contacts that the outside has sent. */
	if (hdr->id == SIP_HDR_CONTACT && spot.mode == CALL && response &&
	    job->msg.cseq_method == SIP_METHOD_REGISTER) {
		sipnat_note(job, hdr->value, rule->place, SIPNAT_WHY_OTHERS);
		return 0;
	}
	spot.seconds = contact_seconds(job);
	return translate_list(job, &spot, hdr->value);
}

enum sipnat_stat sipnat_translate_headers(struct sipnat_job *job)
{
	const struct sip_hdr *via = sip_msg_hdr(&job->msg, SIP_HDR_VIA, 0);
	enum sipnat_stat fault;
	unsigned int i;

	if (job->flow.side == SIPNAT_INBOUND && READ_ONCE(job->memory->knows_face)) {
		if (via)
			sipnat_note(job, via->value, SIPNAT_SPOT_IN_VIA, SIPNAT_WHY_KNOWS_FACE);
		return 0;
	}
	fault = translate_request_uri(job);
	if (!fault)
		fault = translate_via(job);
	for (i = 0; !fault && i < job->msg.nhdrs; i++)
		fault = translate_field(job, &job->msg.hdrs[i]);
	return fault;
}
