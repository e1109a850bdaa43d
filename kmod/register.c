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
#define MAX_SECONDS	604800

/* RFC 3261 sections 22.2, 22.3, 21.4.17: it comes again, with credentials, or for longer. */
static bool comes_again(u16 status)
{
	return status == 401 || status == 407 || status == 423;
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

/* To, as it leaves in a request and as it comes in an answer: the same text for both */
static enum sipnat_stat read_aor(struct sipnat_job *job)
{
	const struct sip_hdr *hdr = sip_msg_hdr(&job->msg, SIP_HDR_TO, 0);
	struct sipnat_register *reg = &job->reg;
	struct sipnat_endpoint ep, to;
	struct sip_contact contact;
	struct sip_hostport *hp;

	if (!hdr || sip_contact_parse_addr(hdr->value, &contact).status != SIP_OK || contact.star)
		return SIPNAT_STAT_BAD_MESSAGE;
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
	return reg->aor_len ? 0 : SIPNAT_STAT_BAD_MESSAGE;
}

static u32 header_seconds(const struct sip_msg *msg, u32 otherwise)
{
	const struct sip_hdr *hdr = sip_msg_hdr(msg, SIP_HDR_EXPIRES, 0);
	u32 seconds;

	return hdr && sip_span_number(hdr->value, U32_MAX, &seconds) ? seconds : otherwise;
}

/* RFC 3261 section 10.2.1.1; what an answer leaves out is as the request wanted it. */
static u32 seconds_of(const struct sip_msg *msg, const struct sip_contact *contact, u32 otherwise)
{
	u32 seconds = contact->has_expires ? contact->expires : header_seconds(msg, otherwise);

	return min_t(u32, seconds, MAX_SECONDS);
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
	reg->contacts[reg->n++].answered = r->asked && r->request == reg->request;
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

static enum sipnat_stat ask(struct sipnat_job *job, const struct sip_contact *contact,
			    const struct sipnat_endpoint *ep)
{
	u32 seconds = seconds_of(&job->msg, contact, DEFAULT_SECONDS);
	struct sip_span aor = aor_of(&job->reg);
	struct sipnat_source_key whose;
	struct sipnat_registration *r;
	struct sipnat_binding *b;
	enum sipnat_stat fault;

	fault = sipnat_face_contact(job, ep, sipnat_uri_proto(&contact->uri), &b);
	if (fault || !b)
		return fault;
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

static void list(struct sipnat_job *job, const struct sip_contact *contact,
		 const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_registration *r;
	struct sipnat_binding *b;
	u32 otherwise;

	/* Where Contact is not rewritten, the registrar knows the phone by its own address. */
	if (flow->side == SIPNAT_INBOUND && sipnat_endpoint_eq(ep, &flow->inside))
		b = sipnat_binding_by_local(job->sn, &flow->local, flow->zone, flow->proto);
	else
		b = sipnat_binding_by_face(job->sn, ep, flow->zone,
					   sipnat_uri_proto(&contact->uri));
	r = b ? sipnat_registration_find(job->sn, aor_of(&job->reg), b) : NULL;
	if (!r)
		return;
	otherwise = r->asked && r->asked_seconds ? r->asked_seconds : DEFAULT_SECONDS;
	add(&job->reg, r, seconds_of(&job->msg, contact, otherwise), false);
}

static enum sipnat_stat read_contact(struct sipnat_job *job, const struct sip_contact *contact)
{
	const struct sip_uri *uri = &contact->uri;
	struct sipnat_endpoint ep;

	if (contact->star) {
		job->reg.all = job->msg.request;
		return 0;
	}
	if (uri->scheme != SIP_SCHEME_SIP && uri->scheme != SIP_SCHEME_SIPS)
		return 0;
	ep = sipnat_face_endpoint(job, &uri->hostport.host,
				  uri->hostport.port ?: sip_uri_default_port(uri));
	if (!ep.family || !sipnat_uri_proto(uri))
		return 0;
	if (job->msg.request)
		return ask(job, contact, &ep);
	list(job, contact, &ep);
	return 0;
}

static enum sipnat_stat read_field(struct sipnat_job *job, struct sip_span rest)
{
	struct sip_contact contact;
	struct sip_parsed parsed;
	enum sipnat_stat fault;

	while (sip_list_more(&rest)) {
		parsed = sip_contact_parse(rest, &contact);
		/* Whether that is a fault, the translation has decided. */
		if (parsed.status != SIP_OK)
			return 0;
		fault = read_contact(job, &contact);
		if (fault)
			return fault;
		rest = sip_span(rest.p + parsed.off, sip_span_end(rest));
	}
	return 0;
}

enum sipnat_stat sipnat_register_read(struct sipnat_job *job)
{
	struct sipnat_register *reg = &job->reg;
	const struct sip_msg *msg = &job->msg;
	const struct sip_hdr *hdr;
	enum sipnat_stat fault;

	reg->step = step_of(job);
	if (reg->step == SIPNAT_REGISTER_NOTHING)
		return 0;
	reg->all = false;
	reg->n = 0;
	reg->request = jhash_1word(msg->cseq, jhash(msg->call_id.p, msg->call_id.len, 0));
	sipnat_job_lock(job);
	fault = read_aor(job);
	if (fault || reg->step == SIPNAT_REGISTER_REFUSED)
		return fault;
	for (hdr = sip_msg_hdr(msg, SIP_HDR_CONTACT, 0); !fault && hdr;
	     hdr = sip_msg_hdr(msg, SIP_HDR_CONTACT, hdr - msg->hdrs + 1))
		fault = read_field(job, hdr->value);
	return fault;
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
		for (i = 0; i < reg->n; i++)
			sipnat_registration_ask(sn, reg->contacts[i].registration, reg->request,
						reg->contacts[i].seconds);
		if (reg->all)
			sipnat_registration_ask_all(sn, aor_of(reg), reg->request);
		break;
	case SIPNAT_REGISTER_ACCEPTED:
		for (i = 0; i < reg->n; i++) {
			reg->contacts[i].registration->listed = true;
			reg->contacts[i].registration->seconds = reg->contacts[i].seconds;
		}
		sipnat_registration_accepted(sn, aor_of(reg), reg->request,
					     &phone_of(job)->addr);
		carry(job);
		break;
	case SIPNAT_REGISTER_REFUSED:
		sipnat_registration_refused(sn, aor_of(reg), reg->request);
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
