// SPDX-License-Identifier: GPL-2.0
#include "face.h"
#include "name.h"
#include "sip/contact.h"
#include "sip/via.h"
#include "translate.h"
#include "translate_put.h"

/* RFC 3261 section 17: nobody answers, or repeats, a request that is older. */
#define TRANSACTION_SECONDS	32
/* RFC 6665 section 4.1.2.1 leaves it to the event package; and what is kept at most. */
#define SUBSCRIPTION_DEFAULT	3600
#define SUBSCRIPTION_MAX	604800
/* Elements of address lists in one message; those behind them are left. */
#define MAX_ELEMENTS		256
/* So many edits one of them makes at most, header fields in its URI aside */
#define EDITS_OF_ELEMENT	4
/* Edits that are kept for a body, if there is one */
#define EDITS_OF_BODY		192

/**
 * enum mode - what is done with an address in a place
 * @LEAVE: nothing: it belongs to the other side, or is an echo of what the other side wrote
 * @NAME: outbound: hide it; nobody sends there
 * @OWN_NAME: outbound: hide it if it is the sender's own; else it is the other side's
 * @CALL: outbound: others will send there, so it needs a binding
 * @KNOWN: outbound: only if it is one of ours for certain
 * @BACK: inbound: exactly what we have shown becomes what it stood for
 * @BACK_NAME: inbound: any address that we have shown becomes the flow's
 */
enum mode {
	LEAVE,
	NAME,
	OWN_NAME,
	CALL,
	KNOWN,
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
 * wrote there goes back to it as it came, private addresses of its own included.
 */
static const struct rule rules[SIP_HDR_COUNT] = {
	[SIP_HDR_FROM] = {
		SIPNAT_PLACE_FROM, SIP_PLACE_FROM, { NAME, LEAVE }, { LEAVE, BACK_NAME },
	},
	[SIP_HDR_TO] = {
		SIPNAT_PLACE_TO, SIP_PLACE_TO, { OWN_NAME, NAME }, { BACK_NAME, BACK_NAME },
	},
	[SIP_HDR_CONTACT] = {
		SIPNAT_PLACE_CONTACT, SIP_PLACE_CONTACT, { CALL, CALL }, { BACK, BACK },
	},
	[SIP_HDR_RECORD_ROUTE] = {
		SIPNAT_PLACE_ROUTE, SIP_PLACE_ROUTE, { CALL, KNOWN }, { BACK, BACK },
	},
	[SIP_HDR_ROUTE] = {
		SIPNAT_PLACE_ROUTE, SIP_PLACE_ROUTE, { KNOWN, LEAVE }, { BACK, LEAVE },
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

/* Where the endpoint of a place leads now. @seconds: how long others may use it (CALL) */
static enum sipnat_stat resolve(struct sipnat_job *job, enum mode mode,
				const struct sipnat_endpoint *ep, unsigned int seconds,
				struct sipnat_endpoint *to)
{
	to->family = 0;
	job->notes.why = ep->family ? SIPNAT_WHY_OTHERS : SIPNAT_WHY_FAMILY;
	if (!ep->family)
		return 0;
	switch (mode) {
	case LEAVE:
		break;
	case OWN_NAME:
		if (!nf_inet_addr_cmp(&ep->addr, &job->flow.inside.addr))
			break;
		fallthrough;
	case NAME:
		sipnat_face_name(job, ep, to);
		break;
	case CALL:
		return sipnat_face_call(job, ep, seconds, to);
	case KNOWN:
		sipnat_face_known(job, ep, to);
		break;
	case BACK:
		sipnat_face_back(job, ep, job->flow.proto, to);
		break;
	case BACK_NAME:
		sipnat_face_back_name(job, ep, to);
		break;
	}
	return 0;
}

/* Nobody sends to what stands there. */
static bool only_shown(enum mode mode)
{
	return mode == NAME || mode == OWN_NAME || mode == BACK_NAME;
}

static enum sipnat_stat translate_maddr(struct sipnat_job *job, enum mode mode,
					struct sip_span text, enum sip_place place)
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
		sipnat_face_back_name(job, &ep, &to);
	else if (mode != KNOWN)
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

static enum sipnat_stat translate_uri(struct sipnat_job *job, enum mode mode,
				      const struct sip_uri *uri, enum sip_place place,
				      unsigned int seconds)
{
	u16 default_port = sip_uri_default_port(uri);
	const struct sip_hostport *hp = &uri->hostport;
	struct sipnat_endpoint ep, to;
	struct sip_param maddr;
	enum sipnat_stat fault;

	if (uri->scheme != SIP_SCHEME_SIP && uri->scheme != SIP_SCHEME_SIPS)
		return 0;
	if (only_shown(mode)) {
		ep = shown_endpoint(job, hp);
		fault = resolve(job, mode, &ep, seconds, &to);
		if (!fault)
			fault = put_shown(job, hp, &to, place);
	} else {
		ep = sipnat_face_endpoint(job, &hp->host, hp->port ?: default_port);
		fault = resolve(job, mode, &ep, seconds, &to);
		if (!fault)
			fault = sipnat_put_hostport(job, hp, &to, default_port, place);
	}
	if (!fault && uri->params.len && sip_param_find(uri->params, "maddr", &maddr))
		fault = translate_maddr(job, mode, maddr.value, place);
	if (!fault && uri->headers.len)
		fault = translate_uri_headers(job, uri, seconds);
	return fault;
}

static enum sipnat_stat translate_request_uri(struct sipnat_job *job)
{
	struct sip_parsed parsed;
	struct sip_uri uri;

	if (!job->msg.request)
		return 0;
	/*
	 * Outbound it is mostly the Contact of a phone behind a NAT of its own, with a private
	 * address that is not ours, however much it looks like ours.
	 */
	if (job->flow.side != SIPNAT_INBOUND) {
		sipnat_note(job, job->msg.uri, SIPNAT_SPOT_IN_REQUEST_URI, SIPNAT_WHY_OTHERS);
		return 0;
	}
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
	return translate_uri(job, BACK_NAME, &uri, SIP_PLACE_REQUEST_URI, 0);
}

/*
 * RFC 3261 section 18.2.2: answers go to sent-by's port, at the address in received; with rport
 * (RFC 3581) to where the request came from, so that sent-by's port needs no binding.
 */
static enum sipnat_stat via_sent_by(struct sipnat_job *job, const struct sip_via *via)
{
	u16 default_port = via->transport == SIP_TRANSPORT_TLS ? 5061 : 5060;
	const struct sip_hostport *hp = &via->sent_by;
	struct sipnat_endpoint ep, to;
	enum sipnat_stat fault;
	enum mode mode;

	if (job->flow.side == SIPNAT_INBOUND)
		mode = BACK_NAME;
	else
		mode = sip_span_present(via->rport_text) ? NAME : CALL;
	ep = sipnat_face_endpoint(job, &hp->host, hp->port ?: default_port);
	fault = resolve(job, mode, &ep, TRANSACTION_SECONDS, &to);
	if (fault)
		return fault;
	/* What is not hidden, and still ours, is an outside address that the sender knows. */
	if (mode != BACK_NAME && ep.family)
		WRITE_ONCE(job->memory->knows_face,
			   !to.family && sipnat_face_shows(job, &ep));
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
		fault = translate_maddr(job, outbound ? NAME : BACK_NAME, via.maddr.text,
					SIP_PLACE_VIA);
	if (!fault && !outbound)
		fault = via_received(job, &via);
	return fault;
}

/* How long the message's Expires field says, in seconds */
static unsigned int expires_of(const struct sip_msg *msg, unsigned int otherwise)
{
	const struct sip_hdr *hdr = sip_msg_hdr(msg, SIP_HDR_EXPIRES, 0);
	u32 seconds;

	if (!hdr || !sip_span_number(hdr->value, U32_MAX, &seconds))
		return otherwise;
	return min_t(u32, seconds, SUBSCRIPTION_MAX);
}

static unsigned int contact_seconds(const struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;
	unsigned int seconds;

	switch (msg->cseq_method) {
	case SIP_METHOD_REGISTER:
		return SIPNAT_FACE_HELD;	/* by a registration */
	case SIP_METHOD_SUBSCRIBE:
		seconds = expires_of(msg, SUBSCRIPTION_DEFAULT);
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

/* From and To hold one address, and mostly nothing else in the field matters here. */
static enum sipnat_stat translate_name(struct sipnat_job *job, enum mode mode,
				       const struct sip_hdr *hdr, enum sip_place place)
{
	const struct sip_hostport *hp;
	struct sipnat_endpoint ep, to;
	struct sip_contact contact;
	struct sip_parsed parsed = sip_contact_parse_addr(hdr->value, &contact);

	job->flaws.elements[place]++;
	if (parsed.status != SIP_OK)
		sipnat_flaw(job, contact.text, place, job->flaws.elements[place], parsed.flaw);
	if (parsed.status != SIP_OK || contact.star)
		return 0;
	if (contact.uri.scheme == SIP_SCHEME_SIP || contact.uri.scheme == SIP_SCHEME_SIPS) {
		hp = &contact.uri.hostport;
		ep = shown_endpoint(job, hp);
		if (mode == NAME)
			sipnat_name_keep(job, hdr->id, &ep);
		job->notes.why = SIPNAT_WHY_RECALLED;
		if (mode == BACK_NAME && sipnat_name_recall(job, hdr->id, &ep, &to))
			return put_shown(job, hp, &to, place);
	}
	return translate_uri(job, mode, &contact.uri, place, 0);
}

/* What there is no room for stays. Nothing was reserved for it either: that is what comes first. */
static enum sipnat_stat translate_element(struct sipnat_job *job, enum mode mode,
					  const struct sip_contact *contact,
					  enum sip_place place, unsigned int seconds)
{
	unsigned int kept = job->msg.body.len ? EDITS_OF_BODY : 0;
	enum sipnat_stat fault = SIPNAT_STAT_TOO_MANY_EDITS;

	if (sipnat_job_has_room(job, EDITS_OF_ELEMENT + kept))
		fault = translate_uri(job, mode, &contact->uri, place, seconds);
	if (fault != SIPNAT_STAT_TOO_MANY_EDITS)
		return fault;
	sipnat_flaw(job, contact->text, place, job->flaws.elements[place], SIP_FLAW_LIMIT);
	return 0;
}

/* @seconds: how long others may use what the list names (CALL) */
static enum sipnat_stat translate_list(struct sipnat_job *job, const struct rule *rule,
				       enum mode mode, struct sip_span rest, unsigned int seconds)
{
	u16 *ordinal = &job->flaws.elements[rule->place];
	const char *end = sip_span_end(rest);
	struct sip_contact contact;
	struct sip_parsed parsed;
	enum sipnat_stat fault;

	while (sip_list_more(&rest)) {
		++*ordinal;
		if (++job->nelements > MAX_ELEMENTS) {
			sipnat_flaw(job, rest, rule->place, *ordinal, SIP_FLAW_LIMIT);
			break;
		}
		parsed = sip_contact_parse(rest, &contact);
		rest = sip_span(sip_span_end(contact.text), end);
		if (parsed.status != SIP_OK) {
			sipnat_flaw(job, contact.text, rule->place, *ordinal, parsed.flaw);
			continue;
		}
		if (contact.star)
			continue;
		fault = translate_element(job, mode, &contact, rule->place, seconds);
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
	case KNOWN:
		return CALL;
	case OWN_NAME:
		return NAME;
	default:
		return rule->out[0];
	}
}

static enum sipnat_stat translate_uri_header(struct sipnat_job *job,
					     const struct sip_param *header, unsigned int seconds)
{
	struct sip_unescaped *u = &job->uri_header;
	const struct rule *rule;
	enum mode mode;

	if (!sip_unescape(header->name, u))
		return 0;
	rule = &rules[sip_hdr_lookup(sip_unescaped_text(u))];
	mode = uri_header_mode(job, rule);
	if (mode == LEAVE || !sipnat_job_writes(job, rule->config))
		return 0;
	if (!sip_unescape(header->value, u)) {
		sipnat_flaw(job, header->value, rule->place, 0, SIP_FLAW_LIMIT);
		return 0;
	}
	return translate_list(job, rule, mode, sip_unescaped_text(u), seconds);
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
	enum mode mode;

	mode = job->flow.side != SIPNAT_INBOUND ? rule->out[response] : rule->in[response];
	if (mode == LEAVE || !sipnat_job_writes(job, rule->config)) {
		if (translates(rule))
			sipnat_note(job, hdr->value, rule->place, mode == LEAVE ?
				    SIPNAT_WHY_OTHERS : SIPNAT_WHY_SWITCHED_OFF);
		return 0;
	}
	if (hdr->id == SIP_HDR_FROM || hdr->id == SIP_HDR_TO)
		return translate_name(job, mode, hdr, rule->place);
	/* What a registrar inside grants is a list of the Contacts that the outside has sent. */
	if (hdr->id == SIP_HDR_CONTACT && mode == CALL && response &&
	    job->msg.cseq_method == SIP_METHOD_REGISTER) {
		sipnat_note(job, hdr->value, rule->place, SIPNAT_WHY_OTHERS);
		return 0;
	}
	return translate_list(job, rule, mode, hdr->value, contact_seconds(job));
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
