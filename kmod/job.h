/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One message on its way through: what was read, what was decided, what was reserved. Each CPU
 * has one job, used with BH disabled.
 */
#ifndef SIPNAT_JOB_H
#define SIPNAT_JOB_H

#include "dialog.h"
#include "event.h"
#include "expect.h"
#include "flaw.h"
#include "flow.h"
#include "line.h"
#include "note.h"
#include "party.h"
#include "register.h"
#include "sip/body.h"
#include "sip/edit.h"
#include "sip/escape.h"
#include "sip/msg.h"
#include "sip/sdp.h"

struct sipnat_connection;
struct sipnat_splice;

/* New media bindings and streams of one message: RTP and RTCP of all that a dialog may have. */
#define SIPNAT_JOB_MAX_MADE	(2 * SIPNAT_STREAMS_LIMIT)
/* Signalling bindings that one message names. */
#define SIPNAT_JOB_MAX_NAMED	64
/* Edits that are kept for lengths: of the message, and of parts of its body */
#define SIPNAT_JOB_LENGTHS	(8 + SIP_BODY_MAX_PARTS)
/* A changed window up to this size is written here, a larger one into memory of its own. */
#define SIPNAT_JOB_SCRATCH	4096

/**
 * struct sipnat_job - one message
 * @sn: its namespace
 * @config: the configuration for all of it
 * @ct: its flow
 * @cause: the same, and its direction there
 * @flow: which way it goes
 * @line: how the other family leaves, if a description names an address of it
 * @memory: what is remembered of the flow
 * @locked: sipnat_net.lock is held; from sipnat_job_lock() to the job's end
 * @dialog: its dialog, if it has one
 * @dialog_made: @dialog is new
 * @tags: hashes of the tags of From and To, as far as @tags_read says
 * @tags_read: bit 0: From, bit 1: To
 * @parties: who calls whom, if it is new
 * @event: what the message means to @dialog
 * @nstreams: how many of @streams are in use
 * @streams: streams that are new in @dialog
 * @nmade: how many of @made are in use
 * @made: media bindings that are new, to be published
 * @nnamed: how many of @named are in use
 * @named: signalling bindings that it names, and for how many seconds that holds
 * @nasked: of how many ports the administrator's rules were asked for it
 * @reg: which registrations it is about
 * @origins: addresses by which its o= lines are shown, if they are the first of @dialog; by family
 * @nelements: elements of address lists that have been read
 * @readable: @msg is valid
 * @msg: the message
 * @body: its body
 * @sdp: the session description that is being translated
 * @uri_header: the header of a URI that is being translated
 * @edits: what is to change
 * @flaws: what cannot be read
 * @notes: why, for who traces
 * @scratch: where the changed window is written
 */
struct sipnat_job {
	struct sipnat_net *sn;
	const struct sipnat_config *config;
	struct nf_conn *ct;
	struct sipnat_event_cause cause;
	struct sipnat_flow flow;
	struct sipnat_line line;
	struct sipnat_flow_memory *memory;
	bool locked;
	struct sipnat_dialog *dialog;
	bool dialog_made;
	u32 tags[2];
	u8 tags_read;
	struct sipnat_parties parties;
	struct sipnat_dialog_event event;
	unsigned int nstreams;
	struct sipnat_stream *streams[SIPNAT_JOB_MAX_MADE];
	unsigned int nmade;
	struct {
		struct sipnat_binding *binding;
		enum sipnat_expect_class class;
	} made[SIPNAT_JOB_MAX_MADE];
	unsigned int nnamed;
	struct {
		struct sipnat_binding *binding;
		unsigned int seconds;
	} named[SIPNAT_JOB_MAX_NAMED];
	unsigned int nasked;
	struct sipnat_register reg;
	struct sipnat_endpoint origins[SIPNAT_DIALOG_ORIGINS];
	unsigned int nelements;
	bool readable;
	struct sip_msg msg;
	struct sip_body body;
	struct sdp sdp;
	struct sip_unescaped uri_header;
	struct sip_edits edits;
	struct sipnat_flaws flaws;
	struct sipnat_notes notes;
	char scratch[SIPNAT_JOB_SCRATCH];
};

/* sipnat_job_lock - take sipnat_net.lock for the rest of the job, if it is not held yet */
static inline void sipnat_job_lock(struct sipnat_job *job)
{
	if (job->locked)
		return;
	spin_lock(&job->sn->lock);
	/* Taken on some paths and not on others: @locked knows, and sparse need not. */
	__release(&job->sn->lock);
	job->locked = true;
}

/* sipnat_note - why a piece of the message is changed, or left alone; @place: enum sipnat_spot */
static inline void sipnat_note(struct sipnat_job *job, struct sip_span what, unsigned int place,
			       enum sipnat_why why)
{
	if (unlikely(job->notes.wanted))
		sipnat_note_put(job, what, place, why);
}

/*
 * sipnat_job_own_binding - the signalling binding of the flow's own endpoint, or NULL: at the port
 * that NAT gave to the flow, else at another one; lock held, or RCU read side
 */
struct sipnat_binding *sipnat_job_own_binding(const struct sipnat_job *job);

/* sipnat_job_unescaped - does a span point into the header of a URI that is being translated */
static inline bool sipnat_job_unescaped(const struct sipnat_job *job, struct sip_span s)
{
	return sip_unescaped_has(&job->uri_header, s);
}

/* sipnat_job_has_room - for so many more edits, and for those of Content-Length in the end */
static inline bool sipnat_job_has_room(const struct sipnat_job *job, unsigned int edits)
{
	return job->edits.n + edits + SIPNAT_JOB_LENGTHS <= SIP_MAX_EDITS;
}

/* sipnat_job_source - the inside host that speaks or is spoken to: what is new counts as its own */
static inline struct sipnat_source_key sipnat_job_source(const struct sipnat_job *job)
{
	return (struct sipnat_source_key){
		.addr = job->flow.inside.addr,
		.family = job->flow.inside.family,
		.zone = job->flow.zone,
	};
}

/* sipnat_job_call_id - Call-ID in @text, the message or a copy of it; absent if it is not known */
struct sip_span sipnat_job_call_id(const struct sipnat_job *job, struct sip_span text);

/* sipnat_job_tag - hash of the tag of SIP_HDR_FROM or SIP_HDR_TO, 0 if there is none */
u32 sipnat_job_tag(struct sipnat_job *job, enum sip_hdr_id id);

/* Elements of address lists that are looked at in one message; those behind them are left. */
#define SIPNAT_JOB_MAX_ELEMENTS	256

/* Nothing is kept for longer than a week, whatever Expires says. */
#define SIPNAT_JOB_EXPIRES_MAX	604800

/* sipnat_job_expires - what the message's Expires field says, in seconds, a week at most */
unsigned int sipnat_job_expires(const struct sipnat_job *job, unsigned int otherwise);

/**
 * sipnat_job_find_dialog - find the dialog of the message's Call-ID
 * @make: make one if there is none
 *
 * Takes sipnat_net.lock for the rest of the job. Return: 0, or the reason why there is no new one.
 */
enum sipnat_stat sipnat_job_find_dialog(struct sipnat_job *job, bool make);

static inline bool sipnat_job_writes(const struct sipnat_job *job, enum sipnat_place place)
{
	return job->config->places & (1u << place);
}

/**
 * sipnat_job_run - the message in a datagram, from its bytes to what becomes of it
 * @skb: the packet; its payload is linear
 * @dataoff: where the message begins
 *
 * Context: BH disabled, RCU read side. Return: the outcome; the packet is untouched unless it is
 * SIPNAT_STAT_REWRITTEN.
 */
enum sipnat_stat sipnat_job_run(struct sipnat_job *job, struct sk_buff *skb,
				unsigned int protoff, unsigned int dataoff, struct nf_conn *ct,
				enum ip_conntrack_info ctinfo);

/**
 * sipnat_job_run_stream - a message in a stream
 * @skb: the packet that has completed it, which is not changed
 * @text: the message, from its first byte to its last
 * @c: the connection; locked
 * @splice: what becomes of the message, if the outcome is SIPNAT_STAT_REWRITTEN
 *
 * Context: BH disabled, RCU read side. Return: the outcome.
 */
enum sipnat_stat sipnat_job_run_stream(struct sipnat_job *job, const struct sk_buff *skb,
				       struct sip_span text, struct sipnat_connection *c,
				       enum ip_conntrack_info ctinfo,
				       struct sipnat_splice **splice);

/**
 * sipnat_job_is_refused - is a message with that outcome to be dropped
 *
 * No message is dropped for what is in it, unless the administrator has chosen to be strict.
 * Context: RCU read side.
 */
bool sipnat_job_is_refused(const struct sipnat_net *sn, enum sipnat_stat outcome);

#endif
