/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registrations: an address of record that can be called at an inside endpoint (RFC 3261
 * section 10).
 *
 * A registration is the pair of an address of record, in the form of sip/aor.h, and the signalling
 * binding of a Contact. It belongs to the network namespace and is found by its address of record.
 * It begins with a REGISTER, so that there is something for the registrar to grant, and lives as
 * long as the registrar has granted, or as long as the answer may take. It holds its binding: the
 * opening is there as long as one registration, or a dialog, is. It ends at its deadline, when a
 * registrar revokes it, and with the namespace. There are as many as MAX_BINDINGS allows, for one
 * host as many as MAX_BINDINGS_PER_SOURCE, and SIPNAT_AOR_MAX_CONTACTS for one address of record.
 */
#ifndef SIPNAT_REGISTRATION_H
#define SIPNAT_REGISTRATION_H

#include <linux/rhashtable.h>
#include "deadline.h"
#include "net.h"
#include "source.h"
#include "sip/aor.h"

struct sipnat_binding;

/* Contacts of one address of record: all of them are looked at when a registrar answers. */
#define SIPNAT_AOR_MAX_CONTACTS	64

/**
 * struct sipnat_registration - one address of record at one inside endpoint
 * @node: entry of sipnat_net.registrations, on the list of its address of record
 * @binding: its signalling binding, of which it is a user; constant
 * @source: the host that registered it, for whom it counts; constant
 * @latest: entry of sipnat_binding.registrations; in it as long as @granted
 * @deadline: entry of sipnat_net.deadlines
 * @granted: a registrar has granted it, and not revoked it since
 * @presumed: the answer that granted it last did not list it
 * @asked: a REGISTER that names it waits for its answer
 * @granted_until: jiffies, if @granted
 * @asked_until: jiffies, if @asked
 * @request: hash of the REGISTER that names it last, if @asked
 * @asked_seconds: for how long that one wants it; 0: it is to go
 * @decided: the answer that is being looked at decides about it
 * @listed: it does so by listing it, if @decided
 * @seconds: for how long it is granted, if @decided; 0: it is to go
 * @rcu: freed a grace period after it left the table: dumps walk it
 * @aor_len: bytes of @aor; constant
 * @aor: its address of record; constant
 *
 * All but @node and the constants under sipnat_net.lock.
 */
struct sipnat_registration {
	struct rhlist_head node;
	struct sipnat_binding *binding;
	struct sipnat_source *source;
	struct timerqueue_node latest;
	struct sipnat_deadline deadline;
	bool granted;
	bool presumed;
	bool asked;
	unsigned long granted_until;
	unsigned long asked_until;
	u32 request;
	u32 asked_seconds;
	bool decided;
	bool listed;
	u32 seconds;
	struct rcu_head rcu;
	u8 aor_len;
	char aor[];
};

int sipnat_registration_table_init(struct sipnat_net *sn);

/**
 * sipnat_registration_table_destroy - end all registrations, and let go of their bindings
 *
 * Context: process; nothing else uses the namespace any more.
 */
void sipnat_registration_table_destroy(struct sipnat_net *sn);

/* sipnat_registration_find - that of an address of record at a binding, or NULL; lock held */
struct sipnat_registration *sipnat_registration_find(struct sipnat_net *sn, struct sip_span aor,
						     const struct sipnat_binding *b);

/**
 * sipnat_registration_make - a new one, which nobody has asked for yet
 * @whose: the host that it counts for
 *
 * Context: sipnat_net.lock held. Return: it, or ERR_PTR(-ENOSPC) at a limit, ERR_PTR(-EDQUOT) at
 * that of the host, ERR_PTR(-ENOMEM).
 */
struct sipnat_registration *sipnat_registration_make(struct sipnat_net *sn,
						     const struct sipnat_config *config,
						     const struct sipnat_source_key *whose,
						     struct sip_span aor,
						     struct sipnat_binding *b);

/* sipnat_registration_end - end it, whoever waits for what; lock held */
void sipnat_registration_end(struct sipnat_net *sn, struct sipnat_registration *r);

/* sipnat_registration_awaits - has a REGISTER named it that is not answered yet; lock held */
static inline bool sipnat_registration_awaits(const struct sipnat_registration *r, u32 request)
{
	return r->asked && r->request == request;
}

/**
 * sipnat_registration_asked - the registrations that a REGISTER has named, one after the other
 * @request: hash of the REGISTER
 * @prev: the one before, NULL for the first
 *
 * Context: sipnat_net.lock held, RCU read side. Return: the next one, NULL if there is none.
 */
struct sipnat_registration *sipnat_registration_asked(struct sipnat_net *sn, struct sip_span aor,
						      u32 request,
						      const struct sipnat_registration *prev);

/* sipnat_registration_drop - end it if it is neither granted nor asked for; lock held */
void sipnat_registration_drop(struct sipnat_net *sn, struct sipnat_registration *r);

/**
 * sipnat_registration_ask - a REGISTER names it
 * @request: hash of the REGISTER
 * @seconds: for how long it wants it; 0: it is to go
 *
 * What has been granted before stays granted until the answer comes. Context: sipnat_net.lock held.
 */
void sipnat_registration_ask(struct sipnat_net *sn, struct sipnat_registration *r, u32 request,
			     u32 seconds);

/* sipnat_registration_ask_all - a REGISTER wants all Contacts to go; lock held */
void sipnat_registration_ask_all(struct sipnat_net *sn, struct sip_span aor, u32 request);

/**
 * sipnat_registration_accepted - a registrar has accepted a REGISTER
 * @request: hash of the REGISTER that is answered
 * @host: the inside host that sent it, if the answer lists all that this host has registered; else
 *	NULL
 *
 * What is @decided is granted or revoked. What else is at @host is revoked. The contacts of other
 * hosts are left to end by themselves, since some registrars list only what has just been
 * registered. The caller makes sure that the REGISTER was sent: whoever else sends on the flow has
 * no say. Context: sipnat_net.lock held.
 */
void sipnat_registration_accepted(struct sipnat_net *sn, struct sip_span aor, u32 request,
				  const union nf_inet_addr *host);

/**
 * sipnat_registration_refused - a registrar has refused a REGISTER, and it will not be sent again
 * @definite: it says that the REGISTER was wrong, and not that something has failed
 *
 * RFC 3261 section 10.3: a registrar that refuses a REGISTER leaves everything as it was. So does
 * this, except with registrars that do not list what they have: nothing but the refusal tells that
 * it is no more. Context: sipnat_net.lock held.
 */
void sipnat_registration_refused(struct sipnat_net *sn, struct sip_span aor, u32 request,
				 bool definite);

/* sipnat_registration_expired - the reaper's turn: end it, or put it off; lock held */
void sipnat_registration_expired(struct sipnat_net *sn, struct sipnat_registration *r);

#endif
