/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which endpoint becomes which: from the inside endpoint to the face that it shows, and back.
 *
 * The functions that may have to reserve something return 0, or the reason why the message must
 * pass untouched. An endpoint that is not translated leaves @to with family 0.
 */
#ifndef SIPNAT_FACE_H
#define SIPNAT_FACE_H

#include "job.h"

/* Seconds for a binding that something else holds as soon as the message has left */
#define SIPNAT_FACE_HELD	1

/* A host as a message names it; family 0 if it is no address of the flow's family */
struct sipnat_endpoint sipnat_face_endpoint(const struct sipnat_job *job,
					    const struct sip_host *host, u16 port);

/* A host as a session description names it, which may be of either family; else family 0 */
struct sipnat_endpoint sipnat_face_media_endpoint(const struct sipnat_job *job,
						  const struct sip_host *host, u16 port);

/*
 * sipnat_face_owns - outbound, is the address inside: the sender's own, or one in a localnet that
 * the sender may speak for
 */
bool sipnat_face_owns(const struct sipnat_job *job, const struct sipnat_endpoint *ep);

/* sipnat_face_bare - is an inside address its own face: nothing here does NAT for it (outbound) */
bool sipnat_face_bare(const struct sipnat_job *job, const struct sipnat_endpoint *ep);

/* sipnat_face_shows - is the address one that we show for what is inside (inbound) */
bool sipnat_face_shows(const struct sipnat_job *job, const struct sipnat_endpoint *ep);

/**
 * sipnat_face_name - outbound, an address that is only shown: nobody sends there
 * @ep: as the message names it; its port is kept, unless it is the flow's own
 */
void sipnat_face_name(struct sipnat_job *job, const struct sipnat_endpoint *ep,
		      struct sipnat_endpoint *to);

/**
 * sipnat_face_call - outbound, an endpoint that others will send requests to
 * @proto: by which transport, IPPROTO_UDP or IPPROTO_TCP
 * @seconds: for how long they may, if no dialog keeps it open for longer; 0: for as long as the
 *	flow itself lasts
 */
enum sipnat_stat sipnat_face_call(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				  u8 proto, unsigned int seconds, struct sipnat_endpoint *to);

/*
 * sipnat_face_answer - outbound, an endpoint that answers are sent to. As sipnat_face_call(), but
 * the flow's own is shown as the flow has it: there its answers come
 */
enum sipnat_stat sipnat_face_answer(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				    unsigned int seconds, struct sipnat_endpoint *to);

/* sipnat_face_own - outbound, an endpoint only if it is the flow's own */
void sipnat_face_own(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		     struct sipnat_endpoint *to);

/* sipnat_face_known - outbound, an endpoint only if it has a binding for signalling */
void sipnat_face_known(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		       struct sipnat_endpoint *to);

/* sipnat_face_is_own - is an endpoint the flow's own, as the sender knows it or as we show it */
bool sipnat_face_is_own(const struct sipnat_job *job, const struct sipnat_endpoint *ep);

/**
 * sipnat_face_contact - outbound, the signalling binding of an endpoint that is to be registered
 * @ep: as the message names it, which may be the outside endpoint of the flow itself, if the sender
 *	knows that
 * @proto: by which transport it is to be called
 * @b: set to the binding; NULL if it has none, or is not the sender's to register
 *
 * Comes behind sipnat_face_call(). Context: sipnat_net.lock held.
 */
enum sipnat_stat sipnat_face_contact(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				     u8 proto, struct sipnat_binding **b);

/*
 * sipnat_face_back - inbound, the inside endpoint that shows @ep; in transit, too, but only one of
 * the family that signalling does not use
 */
void sipnat_face_back(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		      struct sipnat_endpoint *to);

/* sipnat_face_back_name - as sipnat_face_back(), else the flow's address for one of ours */
void sipnat_face_back_name(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
			   struct sipnat_endpoint *to);

/* What face.c and face_media.c share. */

/* sipnat_face_local - our address for an inside one: where packets for it arrive from outside */
const union nf_inet_addr *sipnat_face_local(const struct sipnat_job *job,
					    const struct sipnat_endpoint *ep);

/* sipnat_face_spec - a new binding of this flow */
struct sipnat_binding_spec sipnat_face_spec(const struct sipnat_job *job,
					    const struct sipnat_endpoint *inside,
					    enum sipnat_binding_kind kind, u8 proto);

/* sipnat_face_use - this flow names the binding, from now on as the latest; lock held */
void sipnat_face_use(const struct sipnat_job *job, struct sipnat_binding *b);

/* sipnat_face_may_open - may the sender open this inside endpoint (family 0: there is none) */
bool sipnat_face_may_open(const struct sipnat_job *job, const struct sipnat_endpoint *ep);

/* sipnat_face_fault - why there is no new binding: from a negative errno */
enum sipnat_stat sipnat_face_fault(long err);

/* sipnat_face_of - the endpoint by which messages to the flow's peer name a binding */
void sipnat_face_of(const struct sipnat_job *job, const struct sipnat_binding *b,
		    struct sipnat_endpoint *to);

#endif
