/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What happens, told to whoever listens to the multicast group "events", see uapi/sipnat_event.h.
 *
 * Nothing is built as long as nobody listens. What happens under sipnat_net.lock is told under it,
 * so that it is told in the order in which it happened; netlink's locks nest inside ours, and
 * nothing of ours is called under them. An event that cannot be built is told as ENOBUFS, as one
 * that a listener has no room for. All functions: any context, BH need not be disabled.
 */
#ifndef SIPNAT_EVENT_H
#define SIPNAT_EVENT_H

#include <net/netfilter/nf_conntrack.h>
#include "net.h"
#include "sip/span.h"

struct sipnat_binding;
struct sipnat_dialog;
struct sipnat_flaws;
struct sipnat_registration;

/**
 * struct sipnat_event_cause - the packet that something happened with
 * @ct: its flow
 * @dir: its direction
 */
struct sipnat_event_cause {
	const struct nf_conn *ct;
	enum ip_conntrack_dir dir;
};

/**
 * sipnat_event_call - a call has begun, was answered, has ended
 * @kind: SIPNAT_EVENT_CALL_*
 * @cause: the packet; NULL if there is none
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_event_call(struct sipnat_net *sn, const struct sipnat_dialog *d,
		       enum sipnat_event kind, const struct sipnat_event_cause *cause);

/**
 * sipnat_event_binding - a binding was made, has met its first flow, was closed
 * @kind: SIPNAT_EVENT_BINDING_*
 * @cause: the flow that it has met, else NULL
 * @end: why it was closed, else 0
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_event_binding(struct sipnat_net *sn, struct sipnat_binding *b,
			  enum sipnat_event kind, const struct sipnat_event_cause *cause,
			  enum sipnat_end end);

/**
 * sipnat_event_registration - a registration was granted, has ended
 * @kind: SIPNAT_EVENT_REGISTRATION_*
 * @end: why it has ended, else 0
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_event_registration(struct sipnat_net *sn, const struct sipnat_registration *r,
			       enum sipnat_event kind, enum sipnat_end end);

/**
 * sipnat_event_untouched - a message passes as it is, or is dropped, since it was not understood
 * @text: as much of it as is known; may be empty
 * @call_id: of it, up to SIPNAT_CALL_ID_MAX bytes; empty if it is not known
 * @stat: why
 */
void sipnat_event_untouched(struct sipnat_net *sn, const struct sipnat_event_cause *cause,
			    struct sip_span text, struct sip_span call_id,
			    enum sipnat_stat stat);

/**
 * sipnat_event_partly_read - a message passes, and a piece of it could not be read
 * @text: as above
 * @call_id: as above
 * @flaws: what could not
 */
void sipnat_event_partly_read(struct sipnat_net *sn, const struct sipnat_event_cause *cause,
			      struct sip_span text, struct sip_span call_id,
			      const struct sipnat_flaws *flaws);

#endif
