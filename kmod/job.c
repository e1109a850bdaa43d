// SPDX-License-Identifier: GPL-2.0
#include <linux/jhash.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include "connection.h"
#include "job.h"
#include "lifetime.h"
#include "mangle.h"
#include "netlink.h"
#include "sip/contact.h"
#include "sip/keepalive.h"
#include "trace.h"
#include "translate.h"

/* Does the message belong to a call, so that a dialog must be known before anything else */
static bool makes_dialog(const struct sip_msg *msg)
{
	return msg->cseq_method == SIP_METHOD_INVITE;
}

static bool may_have_dialog(struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;

	switch (msg->cseq_method) {
	case SIP_METHOD_OPTIONS:
		/* With a tag it asks whether a call is still there: RFC 3261 section 11. */
		return msg->request && sipnat_job_tag(job, SIP_HDR_TO);
	case SIP_METHOD_PUBLISH:
	case SIP_METHOD_REGISTER:
		return false;
	default:
		return true;
	}
}

/* Without a Call-ID, or with one that is too long to be kept, a message belongs to no dialog. */
static bool has_call_id(const struct sip_msg *msg)
{
	return msg->call_id.len && msg->call_id.len <= SIPNAT_CALL_ID_MAX;
}

enum sipnat_stat sipnat_job_find_dialog(struct sipnat_job *job, bool make)
{
	struct sipnat_source_key whose;
	struct sipnat_dialog *d;

	if (job->dialog || !has_call_id(&job->msg))
		return 0;
	sipnat_job_lock(job);
	job->dialog = sipnat_dialog_find(job->sn, job->flow.zone, job->msg.call_id);
	if (job->dialog || !make)
		return 0;
	whose = sipnat_job_source(job);
	sipnat_parties_read(job);
	d = sipnat_dialog_make(job->sn, job->config, &whose, job->msg.call_id, &job->parties);
	if (IS_ERR(d)) {
		switch (PTR_ERR(d)) {
		case -ENOSPC:
			return SIPNAT_STAT_DIALOG_LIMIT;
		case -EDQUOT:
			return SIPNAT_STAT_SOURCE_LIMIT;
		default:
			return SIPNAT_STAT_NO_MEMORY;
		}
	}
	job->dialog = d;
	job->dialog_made = true;
	return 0;
}

static u32 read_tag(const struct sipnat_job *job, enum sip_hdr_id id)
{
	const struct sip_hdr *hdr = sip_msg_hdr(&job->msg, id, 0);
	struct sip_contact contact;

	if (!hdr)
		return 0;
	/* The tag is read also where the address is not. */
	sip_contact_parse(hdr->value, &contact);
	if (!contact.tag.len)
		return 0;
	/* 0 stands for none. */
	return jhash(contact.tag.p, contact.tag.len, 0) ?: 1;
}

u32 sipnat_job_tag(struct sipnat_job *job, enum sip_hdr_id id)
{
	bool to = id == SIP_HDR_TO;

	if (!(job->tags_read & (1u << to))) {
		job->tags[to] = read_tag(job, id);
		job->tags_read |= 1u << to;
	}
	return job->tags[to];
}

unsigned int sipnat_job_expires(const struct sipnat_job *job, unsigned int otherwise)
{
	const struct sip_hdr *hdr = sip_msg_hdr(&job->msg, SIP_HDR_EXPIRES, 0);
	u32 seconds;

	if (!hdr || !sip_span_number(hdr->value, U32_MAX, &seconds))
		return otherwise;
	return min_t(u32, seconds, SIPNAT_JOB_EXPIRES_MAX);
}

/* Does the message grant a subscription, or agree to be told of one */
static void read_grant(struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;
	struct sipnat_dialog_event *event = &job->event;

	event->outside = job->flow.side == SIPNAT_INBOUND;
	if (msg->status < 200 || msg->status > 299)
		return;
	switch (msg->cseq_method) {
	case SIP_METHOD_SUBSCRIBE:
		event->grants = true;
		event->granted = sipnat_job_expires(job, SIPNAT_DIALOG_SUBSCRIPTION);
		break;
	case SIP_METHOD_REFER:
		/* RFC 3515 section 2.4.4: who is asked to call tells how that goes. */
		event->grants = true;
		event->granted = job->config->ring_timeout;
		break;
	case SIP_METHOD_NOTIFY:
		event->grants = !event->outside;
		event->granted = SIPNAT_DIALOG_SUBSCRIPTION;
		break;
	default:
		break;
	}
}

static void read_parties(struct sipnat_job *job)
{
	static const union nf_inet_addr outside, inside = { .all = { 1 } };
	const struct sipnat_flow *flow = &job->flow;

	switch (flow->side) {
	case SIPNAT_OUTBOUND:
		job->event.sender = inside;
		job->event.receiver = outside;
		break;
	case SIPNAT_INBOUND:
		job->event.sender = outside;
		job->event.receiver = inside;
		break;
	default:
		job->event.sender = flow->inside.addr;
		job->event.receiver = flow->peer.addr;
	}
}

/* RFC 3261 section 12: the tags tell the legs of a Call-ID apart, whichever side is sending. */
static void read_event(struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;

	job->event = (struct sipnat_dialog_event){
		.method = msg->cseq_method,
		.status = msg->request ? 0 : msg->status,
		.cseq = msg->cseq,
	};
	read_parties(job);
	read_grant(job);
	/* A final answer begins a leg, BYE ends it. */
	if (msg->cseq_method == SIP_METHOD_BYE ||
	    (msg->status >= 200 && msg->cseq_method == SIP_METHOD_INVITE))
		job->event.leg = sipnat_job_tag(job, SIP_HDR_FROM) ^
				 sipnat_job_tag(job, SIP_HDR_TO);
}

/*
 * The digits of a Content-Length that counts the bytes of @counted. A number that says something
 * else goes on to be wrong by as much; what is no number stays.
 */
static enum sipnat_stat resize(struct sipnat_job *job, struct sip_span digits,
			       struct sip_span counted)
{
	u32 len;
	int growth;

	if (!sip_span_number(digits, U32_MAX / 2, &len))
		return 0;
	counted.len = min(counted.len, len);
	growth = sip_edits_growth(&job->edits, counted);
	if (!growth)
		return 0;
	sipnat_note(job, digits, SIPNAT_SPOT_IN_CONTENT_LENGTH, SIPNAT_WHY_LENGTH);
	if (sip_edits_number(&job->edits, digits, len + growth, SIP_PLACE_CONTENT_LENGTH))
		return SIPNAT_STAT_TOO_MANY_EDITS;
	return 0;
}

static enum sipnat_stat translate_part(struct sipnat_job *job, const struct sip_part *part)
{
	bool fragment = part->content == SIP_CONTENT_TRICKLE_ICE;
	enum sipnat_stat fault;

	if (part->content != SIP_CONTENT_SDP && !fragment)
		return 0;
	if (part->encoded) {
		sipnat_note(job, part->data, SIPNAT_SPOT_IN_BODY, SIPNAT_WHY_ENCODED);
		return 0;
	}
	fault = sipnat_job_find_dialog(job, job->flow.side != SIPNAT_INBOUND);
	if (fault)
		return fault;
	/* Openings end with their dialog: without one there are none. */
	if (!job->dialog && job->flow.side != SIPNAT_INBOUND) {
		sipnat_flaw(job, part->data, SIPNAT_SPOT_IN_SDP, 0, SIP_FLAW_MISSING);
		return 0;
	}
	fault = sipnat_translate_sdp(job, part->data, fragment);
	if (fault || !sip_span_present(part->content_length))
		return fault;
	return resize(job, part->content_length, part->data);
}

/* The field may be there more than once. */
static enum sipnat_stat resize_all(struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;
	enum sipnat_stat fault = 0;
	unsigned int i;

	for (i = 0; !fault && i < msg->nhdrs; i++)
		if (msg->hdrs[i].id == SIP_HDR_CONTENT_LENGTH)
			fault = resize(job, msg->hdrs[i].value, msg->body);
	return fault;
}

static enum sipnat_stat translate_body(struct sipnat_job *job)
{
	const struct sip_msg *msg = &job->msg;
	enum sipnat_stat fault = 0;
	unsigned int i;

	if (!msg->body.len)
		return 0;
	if (msg->encoded) {
		sipnat_note(job, msg->body, SIPNAT_SPOT_IN_BODY, SIPNAT_WHY_ENCODED);
		return 0;
	}
	sip_body_parse(msg, &job->body);
	sipnat_flaws_of_body(job);
	for (i = 0; !fault && i < job->body.nparts; i++)
		fault = translate_part(job, &job->body.parts[i]);
	return fault ?: resize_all(job);
}

static enum sipnat_stat translate(struct sipnat_job *job)
{
	enum sipnat_stat fault = 0;

	sipnat_flaws_of_head(job);
	if (may_have_dialog(job))
		fault = sipnat_job_find_dialog(job, makes_dialog(&job->msg));
	if (!fault)
		fault = sipnat_translate_headers(job);
	if (!fault)
		fault = sipnat_register_read(job);
	if (!fault)
		fault = translate_body(job);
	return fault ?: sipnat_flaws_fault(job);
}

/*
 * The kernel expects media from anywhere, or from one host. What a description announces may be
 * several, and another one at any time, so that media.c alone can tell who is let in then.
 */
static void publish_media(struct sipnat_job *job)
{
	bool peer = job->config->media_from == SIPNAT_MEDIA_FROM_PEER;
	struct sipnat_binding *b;
	unsigned int i;

	if (job->config->media_from == SIPNAT_MEDIA_FROM_ANNOUNCED)
		return;
	for (i = 0; i < job->nmade; i++) {
		b = job->made[i].binding;
		/* ctnetlink tells an expectation's NAT in its master's family. */
		if (b->inside.ep.family == job->flow.inside.family)
			sipnat_expect_publish(job->sn, job->ct, b, job->made[i].class,
					      peer ? &job->flow.peer.addr : NULL);
	}
}

/* Does the message say where a party of the call is from now on? RFC 3261 section 12.2, RFC 3311 */
static bool moves_target(const struct sip_msg *msg)
{
	return msg->cseq_method == SIP_METHOD_INVITE || msg->cseq_method == SIP_METHOD_UPDATE;
}

struct sipnat_binding *sipnat_job_own_binding(const struct sipnat_job *job)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_binding *b;

	b = sipnat_binding_by_local(job->sn, &flow->local, flow->zone, flow->proto);
	if (!b || !sipnat_endpoint_eq(&b->inside.ep, &flow->inside))
		b = sipnat_binding_by_inside(job->sn, &flow->inside, flow->zone, flow->proto,
					     &flow->local.addr);
	return b && b->kind == SIPNAT_BINDING_SIP ? b : NULL;
}

/* A call goes on as long as its dialog does, also when nobody says anything. */
static void keep_flow_of_call(struct sipnat_job *job)
{
	struct sipnat_binding *b;

	if (!test_bit(IPS_SEEN_REPLY_BIT, &job->ct->status) ||
	    !sipnat_lifetime_extend(job->ct, job->dialog->expires))
		return;
	b = sipnat_job_own_binding(job);
	if (b)
		sipnat_binding_add_flow(job->sn, b, &job->flow.master);
}

static void tell_binding(struct sipnat_job *job, struct sipnat_binding *b)
{
	if (b->told)
		return;
	b->told = true;
	sipnat_event_binding(job->sn, b, SIPNAT_EVENT_BINDING_MADE, NULL, 0);
}

/* What is new by the message. A call comes before what it opens. */
static void tell(struct sipnat_job *job)
{
	unsigned int i;

	if (job->dialog)
		sipnat_dialog_tell_begin(job->sn, job->dialog, &job->event, &job->cause);
	for (i = 0; i < job->nnamed; i++)
		tell_binding(job, job->named[i].binding);
	for (i = 0; i < job->nmade; i++)
		tell_binding(job, job->made[i].binding);
	if (job->dialog)
		sipnat_dialog_tell(job->sn, job->dialog, &job->cause);
}

/* The message has left: what it named is valid, what it opened may be met. */
static void publish(struct sipnat_job *job)
{
	struct sipnat_net *sn = job->sn;
	struct sipnat_binding *b;
	unsigned int i;

	/* Media may go elsewhere from now on. */
	if (job->dialog && !job->dialog_made && moves_target(&job->msg))
		sipnat_dialog_read_traffic(sn, job->dialog);
	publish_media(job);
	/* First what begins: an answer may name what it revokes. */
	for (i = 0; i < job->nnamed; i++) {
		b = job->named[i].binding;
		sipnat_binding_keep(sn, b, job->named[i].seconds);
		if (job->dialog && moves_target(&job->msg))
			sipnat_dialog_hold(job->dialog, b);
	}
	sipnat_register_publish(job);
	if (job->dialog) {
		for (i = 0; i < SIPNAT_DIALOG_ORIGINS; i++)
			if (!job->dialog->origins[i].family)
				job->dialog->origins[i] = job->origins[i];
		sipnat_dialog_saw(sn, job->config, job->dialog, &job->event);
		keep_flow_of_call(job);
	}
	tell(job);
}

/* In reverse: nothing of what the message wanted stays. */
static void undo(struct sipnat_job *job)
{
	struct sipnat_net *sn = job->sn;

	while (job->nnamed)
		sipnat_binding_drop(sn, job->named[--job->nnamed].binding);
	/* A binding that a new registration holds ends with that. */
	sipnat_register_undo(job);
	while (job->nstreams)
		sipnat_dialog_drop_stream(sn, job->dialog, job->streams[--job->nstreams]);
	/* Dropping its stream has ended a binding, unless it never got as far as into one. */
	while (job->nmade)
		if (!job->made[--job->nmade].binding->dead)
			sipnat_binding_drop(sn, job->made[job->nmade].binding);
	if (job->dialog_made)
		sipnat_dialog_end(sn, job->dialog);
}

static_assert(sizeof(struct sipnat_flow_memory) <= sizeof_field(struct nf_conn_help, data));

static void start(struct sipnat_job *job, struct nf_conn *ct, enum ip_conntrack_info ctinfo,
		  struct sipnat_flow_memory *memory)
{
	job->sn = sipnat_pernet(nf_ct_net(ct));
	job->config = rcu_dereference(job->sn->config);
	job->ct = ct;
	job->cause.ct = ct;
	job->cause.dir = CTINFO2DIR(ctinfo);
	job->memory = memory;
	job->locked = false;
	job->dialog = NULL;
	job->dialog_made = false;
	job->tags_read = 0;
	job->nstreams = 0;
	job->nmade = 0;
	job->nnamed = 0;
	job->nasked = 0;
	memset(job->origins, 0, sizeof(job->origins));
	job->line.family = 0;
	job->reg.step = SIPNAT_REGISTER_NOTHING;
	job->nelements = 0;
	memset(&job->flaws, 0, sizeof(job->flaws));
	job->readable = false;
	job->edits.n = 0;
	job->edits.used = 0;
	sipnat_trace_begin(job);
}

struct sip_span sipnat_job_call_id(const struct sipnat_job *job, struct sip_span text)
{
	struct sip_span id = job->msg.call_id;

	if (!job->readable || !text.p || !sip_span_present(id))
		return (struct sip_span){};
	id.p = text.p + (id.p - job->edits.start);
	id.len = min_t(unsigned int, id.len, SIPNAT_CALL_ID_MAX);
	return id;
}

static bool is_untouched(enum sipnat_stat outcome)
{
	return outcome != SIPNAT_STAT_REWRITTEN && outcome != SIPNAT_STAT_UNCHANGED &&
	       outcome != SIPNAT_STAT_KEEPALIVE;
}

/* @text: the message, as it came if anybody wants to know; @len: its bytes as it leaves */
static void finish(struct sipnat_job *job, struct sip_span text, unsigned int len,
		   enum sipnat_stat outcome)
{
	if (job->locked) {
		if (outcome == SIPNAT_STAT_REWRITTEN || outcome == SIPNAT_STAT_UNCHANGED)
			publish(job);
		else
			undo(job);
		__acquire(&job->sn->lock);
		spin_unlock(&job->sn->lock);
	}
	sipnat_count(job->sn, outcome);
	trace_sipnat_message(job->sn->net, job->ct, len, outcome);
	sipnat_trace_end(job, text, outcome);
	if (is_untouched(outcome)) {
		sipnat_event_untouched(job->sn, &job->cause, text,
				       sipnat_job_call_id(job, text), outcome);
	} else if (job->flaws.n) {
		sipnat_count(job->sn, SIPNAT_STAT_PARTLY_READ);
		sipnat_event_partly_read(job->sn, &job->cause, text,
					 sipnat_job_call_id(job, text), &job->flaws);
	}
}

static enum sipnat_stat parse_fault(struct sip_span text, struct sip_parsed parsed)
{
	if (parsed.off)
		return SIPNAT_STAT_BAD_MESSAGE;
	return sip_is_keepalive(text) ? SIPNAT_STAT_KEEPALIVE : SIPNAT_STAT_NOT_SIP;
}

/* Decide what is to be edited. Return: 0, or why nothing is */
static enum sipnat_stat read(struct sipnat_job *job, const struct sk_buff *skb,
			     struct sip_span text, enum sip_framing framing,
			     enum ip_conntrack_info ctinfo)
{
	struct sip_parsed parsed;

	sipnat_flow_get(job->config, skb, job->ct, ctinfo, &job->flow);
	if (job->flow.side == SIPNAT_STAYS)
		return job->flow.overruled ? SIPNAT_STAT_LOCALNETS : 0;
	parsed = sip_msg_parse(text.p, text.len, framing, &job->msg);
	if (parsed.status != SIP_OK)
		return parse_fault(text, parsed);
	job->readable = true;
	sip_edits_init(&job->edits, text.p, text.len);
	read_event(job);
	return translate(job);
}

static enum sipnat_stat outcome_of(const struct sipnat_job *job, enum sipnat_stat fault)
{
	if (fault)
		return fault;
	return job->edits.n ? SIPNAT_STAT_REWRITTEN : SIPNAT_STAT_UNCHANGED;
}

static char *keep(const struct sipnat_job *job, struct sip_span text)
{
	if (!sipnat_trace_keeps(job) &&
	    !(job->flaws.n && sipnat_netlink_listens(job->sn, SIPNAT_GROUP_EVENTS)))
		return NULL;
	return kmemdup(text.p, text.len, GFP_ATOMIC | __GFP_NOWARN);
}

enum sipnat_stat sipnat_job_run(struct sipnat_job *job, struct sk_buff *skb,
				unsigned int protoff, unsigned int dataoff, struct nf_conn *ct,
				enum ip_conntrack_info ctinfo)
{
	const char *end = skb->data + skb->len, *p = skb->data + dataoff;
	enum sipnat_stat fault, outcome;
	struct sip_span text;
	char *kept = NULL;
	unsigned int off;

	start(job, ct, ctinfo, nfct_help_data(ct));
	/* RFC 3261 section 7.5: line ends are no part of the message, whole or half. */
	while (p < end && (*p == '\r' || *p == '\n'))
		p++;
	text = sip_span(p, end);
	off = p - (const char *)skb->data;
	fault = read(job, skb, text, SIP_FRAMING_DATAGRAM, ctinfo);
	if (!fault && job->edits.n) {
		/* The packet is changed in its place, and may be moved. */
		kept = keep(job, text);
		fault = sipnat_mangle_udp(job, skb, protoff, dataoff, ctinfo);
		text.p = fault ? (const char *)skb->data + off : kept;
	}
	outcome = outcome_of(job, fault);
	finish(job, text, skb->len - dataoff, outcome);
	kfree(kept);
	return outcome;
}

enum sipnat_stat sipnat_job_run_stream(struct sipnat_job *job, const struct sk_buff *skb,
				       struct sip_span text, struct sipnat_connection *c,
				       enum ip_conntrack_info ctinfo,
				       struct sipnat_splice **splice)
{
	enum sipnat_stat fault, outcome;

	start(job, c->ct, ctinfo, &c->memory);
	fault = read(job, skb, text, SIP_FRAMING_STREAM, ctinfo);
	if (!fault && job->edits.n)
		fault = sipnat_mangle_stream(job, splice);
	outcome = outcome_of(job, fault);
	finish(job, text, text.len, outcome);
	return outcome;
}

bool sipnat_job_is_refused(const struct sipnat_net *sn, enum sipnat_stat outcome)
{
	switch (outcome) {
	case SIPNAT_STAT_NOT_SIP:
	case SIPNAT_STAT_BAD_MESSAGE:
	case SIPNAT_STAT_BAD_SDP:
	case SIPNAT_STAT_BAD_BODY:
		return rcu_dereference(sn->config)->strict;
	default:
		return false;
	}
}
