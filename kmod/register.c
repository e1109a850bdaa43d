// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/jhash.h>
#include "face.h"
#include "job.h"
#include "lifetime.h"
#include "register.h"
#include "sip/contact.h"
#include "translate.h"

/* RFC 3261 section 10.2: what a registration lives for if nobody says, and at most here. */
#define DEFAULT_SECONDS	3600

/* RFC 3261 sections 22.2, 22.3, 21.4.17: it comes again, with credentials, or for longer. */
static bool comes_again(u16 status)
{
	return status == 401 || status == 407 || status == 423;
}

/* Section 21.4: the request is at fault, and not, as section 21.4.9 has it, whoever is asked */
static bool is_definite(u16 status)
{
	return status >= 400 && status < 500 && status != 408;
}

static enum sipnat_register_step step_of(const struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;

	if (msg->cseq_method != SIP_METHOD_REGISTER)
		return SIPNAT_REGISTER_NOTHING;
	if (msg->request)
		return job->flow.side != SIPNAT_INBOUND ? SIPNAT_REGISTER_ASKS :
							  SIPNAT_REGISTER_NOTHING;
	if (job->flow.side == SIPNAT_OUTBOUND || msg->status < 200 || comes_again(msg->status) ||
	    !READ_ONCE(job->sn->nregistrations))
		return SIPNAT_REGISTER_NOTHING;
	return msg->status < 300 ? SIPNAT_REGISTER_ACCEPTED : SIPNAT_REGISTER_REFUSED;
}

/* In transit the sender is told first, who is the registrar in an answer. */
static const struct sipnat_endpoint *phone_of(const struct sipnat_job *job)
{
	return !job->msg.request && job->flow.side == SIPNAT_TRANSIT ? &job->flow.peer :
								       &job->flow.inside;
}

static struct sip_span aor_of(const struct sipnat_register *reg)
{
	return sip_span(reg->aor, reg->aor + reg->aor_len);
}

/* To in front of its parameters, where there is no URI: a registrar repeats it as it is. */
static unsigned int print_raw(char *buf, const struct sip_contact *contact)
{
	struct sip_span text = contact->text;

	if (sip_span_present(contact->params))
		text.len = contact->params.p - text.p;
	text = sip_span_trim(text);
	while (text.len && text.p[text.len - 1] == ';')
		text = sip_span_trim(sip_span(text.p, sip_span_end(text) - 1));
	if (text.len > SIP_AOR_MAX)
		return 0;
	memcpy(buf, text.p, text.len);
	return text.len;
}

/*
 * To, as it leaves in a request and as it comes in an answer: the same text for both. False: there
 * is none, or it is too long to be kept, and the registration is not followed.
 */
static bool read_aor(struct sipnat_job *job)
{
	const struct sip_hdr *hdr = sip_msg_hdr(&job->msg, SIP_HDR_TO, 0);
	struct sipnat_register *reg = &job->reg;
	struct sipnat_endpoint ep, to;
	struct sip_contact contact;
	struct sip_hostport *hp;

	reg->aor_len = 0;
	if (!hdr)
		return false;
	if (sip_contact_parse(hdr->value, &contact).status != SIP_OK || contact.star) {
		reg->aor_len = print_raw(reg->aor, &contact);
		return reg->aor_len;
	}
	hp = &contact.uri.hostport;
	if (job->msg.request && sipnat_job_writes(job, SIPNAT_PLACE_TO)) {
		ep = sipnat_face_endpoint(job, &hp->host,
					  hp->port ?: sip_uri_default_port(&contact.uri));
		if (ep.family && nf_inet_addr_cmp(&ep.addr, &job->flow.inside.addr)) {
			sipnat_face_name(job, &ep, &to);
			if (to.family)
				memcpy(hp->host.addr.bytes, &to.addr, sizeof(to.addr));
			if (to.family && hp->port)
				hp->port = ntohs(to.port);
		}
	}
	reg->aor_len = sip_aor_print(reg->aor, &contact.uri);
	return reg->aor_len;
}

/* RFC 3261 section 10.2.1.1; what an answer leaves out is as the request wanted it. */
static u32 seconds_of(const struct sipnat_job *job, const struct sip_contact *contact,
		      u32 otherwise)
{
	if (contact->has_expires)
		return min_t(u32, contact->expires, SIPNAT_JOB_EXPIRES_MAX);
	return sipnat_job_expires(job, otherwise);
}

/* There is room for as many as an address of record has. */
static void add(struct sipnat_register *reg, struct sipnat_registration *r, u32 seconds, bool made)
{
	unsigned int i;

	for (i = 0; i < reg->n; i++) {
		if (reg->contacts[i].registration != r)
			continue;
		reg->contacts[i].seconds = max(reg->contacts[i].seconds, seconds);
		return;
	}
	reg->contacts[reg->n].registration = r;
	reg->contacts[reg->n].seconds = seconds;
	reg->contacts[reg->n].made = made;
	reg->contacts[reg->n++].answered = sipnat_registration_awaits(r, reg->request);
}

static enum sipnat_stat fault_of(long err)
{
	switch (err) {
	case -ENOSPC:
		return SIPNAT_STAT_REGISTRATION_LIMIT;
	case -EDQUOT:
		return SIPNAT_STAT_SOURCE_LIMIT;
	default:
		return SIPNAT_STAT_NO_MEMORY;
	}
}

/* The sender's own binding that is shown as @ep: what it knows by STUN, or by an answer before */
static struct sipnat_binding *shown_as(const struct sipnat_job *job,
				       const struct sipnat_endpoint *ep, u8 proto)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_binding *b = sipnat_binding_by_face(job->sn, ep, flow->zone, proto);

	if (!b || b->kind != SIPNAT_BINDING_SIP ||
	    !nf_inet_addr_cmp(&b->inside.ep.addr, &flow->inside.addr))
		return NULL;
	return b;
}

static enum sipnat_stat ask(struct sipnat_job *job, const struct sip_contact *contact,
			    const struct sipnat_endpoint *ep)
{
	u32 seconds = seconds_of(job, contact, DEFAULT_SECONDS);
	u8 proto = sipnat_uri_proto(&contact->uri);
	struct sip_span aor = aor_of(&job->reg);
	struct sipnat_source_key whose;
	struct sipnat_registration *r;
	struct sipnat_binding *b;
	enum sipnat_stat fault;

	fault = sipnat_face_contact(job, ep, proto, &b);
	/* The translation has left what there is no room for. */
	if (fault == SIPNAT_STAT_TOO_MANY_EDITS)
		return 0;
	if (fault)
		return fault;
	b = b ?: shown_as(job, ep, proto);
	if (!b)
		return 0;
	r = sipnat_registration_find(job->sn, aor, b);
	if (r)
		add(&job->reg, r, seconds, false);
	if (r || !seconds)
		return 0;
	whose = sipnat_job_source(job);
	r = sipnat_registration_make(job->sn, job->config, &whose, aor, b);
	if (IS_ERR(r))
		return fault_of(PTR_ERR(r));
	add(&job->reg, r, seconds, true);
	return 0;
}

/* A Contact that matches no binding: another phone's, or this one's by another name */
static void list_other(struct sipnat_register *reg, const struct sip_contact *contact)
{
	reg->nothers++;
	reg->others_seconds = contact->has_expires ?
			      min_t(u32, contact->expires, SIPNAT_JOB_EXPIRES_MAX) : 0;
}

static void list(struct sipnat_job *job, const struct sip_contact *contact,
		 const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_registration *r;
	u32 otherwise = DEFAULT_SECONDS;
	struct sipnat_binding *b;

	/* Where Contact is not rewritten, the registrar knows the phone by its own address. */
	if (flow->side == SIPNAT_INBOUND && sipnat_uri_proto(&contact->uri) == flow->proto &&
	    sipnat_face_is_own(job, ep))
		b = sipnat_job_own_binding(job);
	else
		b = sipnat_binding_by_face(job->sn, ep, flow->zone,
					   sipnat_uri_proto(&contact->uri));
	r = b ? sipnat_registration_find(job->sn, aor_of(&job->reg), b) : NULL;
	if (!r) {
		list_other(&job->reg, contact);
		return;
	}
	if (sipnat_registration_awaits(r, job->reg.request))
		otherwise = r->asked_seconds;
	/* A Contact that the request removes stays removed, unless it has an expires of its own. */
	if (otherwise || contact->has_expires)
		otherwise = seconds_of(job, contact, otherwise);
	add(&job->reg, r, otherwise, false);
}

/* Family 0 if it is no address of the flow's family, or is for a transport that is none of ours */
static struct sipnat_endpoint endpoint_of(struct sipnat_job *job, const struct sip_contact *contact)
{
	const struct sip_uri *uri = &contact->uri;

	if ((uri->scheme != SIP_SCHEME_SIP && uri->scheme != SIP_SCHEME_SIPS) ||
	    !sipnat_uri_proto(uri))
		return (struct sipnat_endpoint){};
	return sipnat_face_endpoint(job, &uri->hostport.host,
				    uri->hostport.port ?: sip_uri_default_port(uri));
}

static enum sipnat_stat read_contact(struct sipnat_job *job, const struct sip_contact *contact)
{
	struct sipnat_endpoint ep;

	if (contact->star) {
		job->reg.all = job->msg.request;
		return 0;
	}
	ep = endpoint_of(job, contact);
	if (!job->msg.request)
		list(job, contact, &ep);
	else if (ep.family)
		return ask(job, contact, &ep);
	return 0;
}

static enum sipnat_stat read_field(struct sipnat_job *job, struct sip_span rest)
{
	struct sip_contact contact;
	struct sip_parsed parsed;
	enum sipnat_stat fault;

	while (sip_list_more(&rest)) {
		parsed = sip_contact_parse(rest, &contact);
		if (parsed.status != SIP_OK)
			job->reg.nothers++;
		if (++job->reg.nread > SIPNAT_JOB_MAX_ELEMENTS) {
			job->reg.nothers++;
			break;
		}
		fault = parsed.status == SIP_OK ? read_contact(job, &contact) : 0;
		if (fault)
			return fault;
		rest = sip_span(sip_span_end(contact.text), sip_span_end(rest));
	}
	return 0;
}

static bool is_listed(const struct sipnat_register *reg, const struct sipnat_registration *r)
{
	unsigned int i;

	for (i = 0; i < reg->nlisted; i++)
		if (reg->contacts[i].registration == r)
			return true;
	return false;
}

static u32 presumed_seconds(const struct sipnat_job *job, const struct sipnat_registration *r)
{
	const struct sipnat_register *reg = &job->reg;
	u32 seconds;

	if (!r->asked_seconds)
		return 0;
	seconds = sipnat_job_expires(job, r->asked_seconds);
	/* The only one that is listed may be this one by another name. */
	if (!reg->nlisted && reg->nothers == 1)
		seconds = max(seconds, reg->others_seconds);
	return seconds;
}

/*
 * RFC 3261 section 10.3, step 8 has a registrar list all Contacts that there are. Some list none,
 * or call them by a name or a port of their own, and send calls all the same: so what is accepted
 * and not listed is granted as it was asked for, unless the answer's Expires says otherwise.
 */
static void presume(struct sipnat_job *job)
{
	struct sipnat_register *reg = &job->reg;
	struct sipnat_registration *r = NULL;

	reg->nlisted = reg->n;
	while ((r = sipnat_registration_asked(job->sn, aor_of(reg), reg->request, r)))
		if (!is_listed(reg, r))
			add(reg, r, presumed_seconds(job, r), false);
}

/*
 * A registration that is not followed, so that nobody knows whether it was granted: keep the
 * bindings for as long as the request asks, an hour at most. In transit the sender may be anybody.
 */
static void keep_unfollowed(struct sipnat_job *job)
{
	u32 seconds = min_t(u32, sipnat_job_expires(job, DEFAULT_SECONDS), DEFAULT_SECONDS);
	unsigned int i;

	if (job->flow.side == SIPNAT_TRANSIT)
		return;
	for (i = 0; i < job->nnamed; i++)
		job->named[i].seconds = max(job->named[i].seconds, seconds);
}

enum sipnat_stat sipnat_register_read(struct sipnat_job *job)
{
	struct sipnat_register *reg = &job->reg;
	const struct sip_msg *msg = &job->msg;
	const struct sip_hdr *hdr;
	enum sipnat_stat fault = 0;

	reg->step = step_of(job);
	if (reg->step == SIPNAT_REGISTER_NOTHING)
		return 0;
	reg->all = false;
	reg->nread = 0;
	reg->nothers = 0;
	reg->others_seconds = 0;
	reg->n = 0;
	reg->request = jhash_1word(msg->cseq, jhash(msg->call_id.p, msg->call_id.len, 0));
	sipnat_job_lock(job);
	if (!read_aor(job)) {
		if (reg->step == SIPNAT_REGISTER_ASKS)
			keep_unfollowed(job);
		reg->step = SIPNAT_REGISTER_NOTHING;
		return 0;
	}
	if (reg->step == SIPNAT_REGISTER_REFUSED)
		return 0;
	for (hdr = sip_msg_hdr(msg, SIP_HDR_CONTACT, 0); !fault && hdr;
	     hdr = sip_msg_hdr(msg, SIP_HDR_CONTACT, hdr - msg->hdrs + 1))
		fault = read_field(job, hdr->value);
	if (!fault && reg->step == SIPNAT_REGISTER_ACCEPTED)
		presume(job);
	return fault;
}

static bool is_answer(const struct sipnat_register *reg)
{
	unsigned int i;

	for (i = 0; i < reg->n; i++)
		if (reg->contacts[i].answered)
			return true;
	return false;
}

/*
 * Does the answer list all that there is? It does if it lists what was asked for, and nothing that
 * may be something else of the same host by another name.
 */
static bool lists_all(const struct sipnat_register *reg)
{
	bool lists = false;
	unsigned int i;

	for (i = 0; i < reg->n; i++) {
		if (!reg->contacts[i].answered || !reg->contacts[i].registration->asked_seconds)
			continue;
		if (i >= reg->nlisted)
			return false;
		lists = true;
	}
	return lists && !reg->nothers;
}

static void accept(struct sipnat_job *job)
{
	struct sipnat_register *reg = &job->reg;
	unsigned int i;

	/* An answer to no request of ours decides nothing. */
	if (!is_answer(reg))
		return;
	for (i = 0; i < reg->n; i++) {
		struct sipnat_registration *r = reg->contacts[i].registration;

		r->decided = true;
		r->listed = i < reg->nlisted;
		r->seconds = reg->contacts[i].seconds;
	}
	sipnat_registration_accepted(job->sn, aor_of(reg), reg->request,
				     lists_all(reg) ? &phone_of(job)->addr : NULL);
}

/* What the request asked for is granted, and so it is this flow that the registrar knows. */
static void carry(struct sipnat_job *job)
{
	struct sipnat_register *reg = &job->reg;
	struct sipnat_binding *b;
	unsigned int i;

	for (i = 0; i < reg->n; i++) {
		if (!reg->contacts[i].answered || !reg->contacts[i].seconds)
			continue;
		b = reg->contacts[i].registration->binding;
		sipnat_binding_add_flow(job->sn, b, &job->flow.master);
		sipnat_lifetime_carries(job->memory, b->registered);
	}
}

void sipnat_register_publish(struct sipnat_job *job)
{
	struct sipnat_register *reg = &job->reg;
	struct sipnat_net *sn = job->sn;
	unsigned int i;

	switch (reg->step) {
	case SIPNAT_REGISTER_NOTHING:
		break;
	case SIPNAT_REGISTER_ASKS:
		if (reg->all)
			sipnat_registration_ask_all(sn, aor_of(reg), reg->request);
		for (i = 0; i < reg->n; i++)
			sipnat_registration_ask(sn, reg->contacts[i].registration, reg->request,
						reg->contacts[i].seconds);
		break;
	case SIPNAT_REGISTER_ACCEPTED:
		accept(job);
		carry(job);
		break;
	case SIPNAT_REGISTER_REFUSED:
		sipnat_registration_refused(sn, aor_of(reg), reg->request,
					    is_definite(job->msg.status));
		break;
	}
}

void sipnat_register_undo(struct sipnat_job *job)
{
	struct sipnat_register *reg = &job->reg;

	if (reg->step != SIPNAT_REGISTER_ASKS)
		return;
	while (reg->n--)
		if (reg->contacts[reg->n].made)
			sipnat_registration_drop(job->sn, reg->contacts[reg->n].registration);
}
