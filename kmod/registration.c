// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/jhash.h>
#include <linux/slab.h>
#include "binding.h"
#include "event.h"
#include "registration.h"

/* RFC 3261 section 17.1.2.2, timer F: after that nobody waits for an answer any more. */
#define TRANSACTION_SECONDS	32

static u32 aor_hash(const void *data, u32 len, u32 seed)
{
	const struct sip_span *aor = data;

	return jhash(aor->p, aor->len, seed);
}

static u32 registration_hash(const void *data, u32 len, u32 seed)
{
	const struct sipnat_registration *r = data;

	return jhash(r->aor, r->aor_len, seed);
}

static int registration_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct sip_span *aor = arg->key;
	const struct sipnat_registration *r = obj;

	return r->aor_len != aor->len || memcmp(r->aor, aor->p, aor->len);
}

static const struct rhashtable_params registration_params = {
	.head_offset = offsetof(struct sipnat_registration, node),
	.hashfn = aor_hash,
	.obj_hashfn = registration_hash,
	.obj_cmpfn = registration_cmp,
	.key_len = sizeof(struct sip_span),
	.automatic_shrinking = true,
};

int sipnat_registration_table_init(struct sipnat_net *sn)
{
	return rhltable_init(&sn->registrations, &registration_params);
}

/* All contacts of an address of record. Context: sipnat_net.lock held, RCU read side. */
static struct rhlist_head *contacts(struct sipnat_net *sn, struct sip_span aor)
{
	lockdep_assert_held(&sn->lock);
	return rhltable_lookup(&sn->registrations, &aor, registration_params);
}

struct sipnat_registration *sipnat_registration_find(struct sipnat_net *sn, struct sip_span aor,
						     const struct sipnat_binding *b)
{
	struct sipnat_registration *r;
	struct rhlist_head *list, *pos;

	list = contacts(sn, aor);
	rhl_for_each_entry_rcu(r, pos, list, node)
		if (r->binding == b)
			return r;
	return NULL;
}

static bool has_room(struct sipnat_net *sn, const struct sipnat_config *config,
		     struct sip_span aor)
{
	struct rhlist_head *list = contacts(sn, aor), *pos;
	unsigned int n = 0;

	if (sn->nregistrations >= config->max_bindings)
		return false;
	rhl_for_each_rcu(pos, list)
		n++;
	return n < SIPNAT_AOR_MAX_CONTACTS;
}

struct sipnat_registration *sipnat_registration_make(struct sipnat_net *sn,
						     const struct sipnat_config *config,
						     const struct sipnat_source_key *whose,
						     struct sip_span aor,
						     struct sipnat_binding *b)
{
	struct sipnat_registration *r;
	struct sipnat_source *source;

	if (!has_room(sn, config, aor))
		return ERR_PTR(-ENOSPC);
	source = sipnat_source_take(sn, whose, SIPNAT_HOLDING_REGISTRATIONS,
				    config->max_bindings_per_source);
	if (IS_ERR(source))
		return ERR_CAST(source);
	r = kzalloc(struct_size(r, aor, aor.len), GFP_ATOMIC | __GFP_NOWARN);
	if (!r)
		goto err_source;
	r->source = source;
	timerqueue_init(&r->latest);
	timerqueue_init(&r->deadline.node);
	r->deadline.owner = SIPNAT_OWNER_REGISTRATION;
	r->aor_len = aor.len;
	memcpy(r->aor, aor.p, aor.len);
	r->binding = b;
	if (rhltable_insert_key(&sn->registrations, &aor, &r->node, registration_params))
		goto err_free;
	sipnat_binding_hold(b);
	sn->nregistrations++;
	return r;

err_free:
	kfree(r);
err_source:
	sipnat_source_give_back(sn, source, SIPNAT_HOLDING_REGISTRATIONS);
	return ERR_PTR(-ENOMEM);
}

static void tell_ended(struct sipnat_net *sn, const struct sipnat_registration *r,
		       enum sipnat_end end)
{
	sipnat_event_registration(sn, r, SIPNAT_EVENT_REGISTRATION_ENDED, end);
}

/* Under sipnat_net.lock; leaves it in the table */
static void let_go(struct sipnat_net *sn, struct sipnat_registration *r)
{
	sipnat_deadline_clear(sn, &r->deadline);
	if (r->granted) {
		WRITE_ONCE(sn->ngranted, sn->ngranted - 1);
		sipnat_binding_unregister(sn, r->binding, &r->latest);
		tell_ended(sn, r, SIPNAT_END_KILLED);
	}
	sipnat_source_give_back(sn, r->source, SIPNAT_HOLDING_REGISTRATIONS);
	sipnat_binding_put(sn, r->binding);
}

/* Ends it, or waits for the first that may end. */
static void settle(struct sipnat_net *sn, struct sipnat_registration *r)
{
	if (r->granted)
		sipnat_deadline_start(sn, &r->deadline, r->granted_until);
	if (r->asked)
		sipnat_deadline_start(sn, &r->deadline, r->asked_until);
	sipnat_registration_drop(sn, r);
}

void sipnat_registration_drop(struct sipnat_net *sn, struct sipnat_registration *r)
{
	lockdep_assert_held(&sn->lock);
	if (r->granted || r->asked)
		return;
	rhltable_remove(&sn->registrations, &r->node, registration_params);
	sn->nregistrations--;
	let_go(sn, r);
	kfree_rcu(r, rcu);
}

static void end_one(void *ptr, void *arg)
{
	struct sipnat_net *sn = arg;
	struct sipnat_registration *r = ptr;

	/* The table is going: only what hangs on the registration is let go. */
	spin_lock_bh(&sn->lock);
	let_go(sn, r);
	spin_unlock_bh(&sn->lock);
	kfree_rcu(r, rcu);
}

void sipnat_registration_table_destroy(struct sipnat_net *sn)
{
	rhltable_free_and_destroy(&sn->registrations, end_one, sn);
}

static void revoke(struct sipnat_net *sn, struct sipnat_registration *r, enum sipnat_end end)
{
	if (!r->granted)
		return;
	r->granted = false;
	WRITE_ONCE(sn->ngranted, sn->ngranted - 1);
	sipnat_binding_unregister(sn, r->binding, &r->latest);
	tell_ended(sn, r, end);
}

static void grant(struct sipnat_net *sn, struct sipnat_registration *r, u32 seconds)
{
	bool fresh = !r->granted;

	if (fresh) {
		r->granted = true;
		WRITE_ONCE(sn->ngranted, sn->ngranted + 1);
		sipnat_count(sn, SIPNAT_STAT_REGISTRATIONS_MADE);
	}
	r->granted_until = jiffies + seconds * HZ;
	sipnat_binding_register(sn, r->binding, &r->latest, r->granted_until);
	if (fresh)
		sipnat_event_registration(sn, r, SIPNAT_EVENT_REGISTRATION_GRANTED, 0);
}

void sipnat_registration_end(struct sipnat_net *sn, struct sipnat_registration *r)
{
	revoke(sn, r, SIPNAT_END_KILLED);
	r->asked = false;
	sipnat_registration_drop(sn, r);
}

struct sipnat_registration *sipnat_registration_asked(struct sipnat_net *sn, struct sip_span aor,
						      u32 request,
						      const struct sipnat_registration *prev)
{
	struct rhlist_head *list, *pos;
	struct sipnat_registration *r;

	list = prev ? rcu_dereference(prev->node.next) : contacts(sn, aor);
	rhl_for_each_entry_rcu(r, pos, list, node)
		if (sipnat_registration_awaits(r, request))
			return r;
	return NULL;
}

void sipnat_registration_ask(struct sipnat_net *sn, struct sipnat_registration *r, u32 request,
			     u32 seconds)
{
	r->asked = true;
	r->request = request;
	r->asked_seconds = seconds;
	r->asked_until = jiffies + TRANSACTION_SECONDS * HZ;
	settle(sn, r);
}

void sipnat_registration_ask_all(struct sipnat_net *sn, struct sip_span aor, u32 request)
{
	struct sipnat_registration *r;
	struct rhlist_head *list, *pos;

	list = contacts(sn, aor);
	rhl_for_each_entry_rcu(r, pos, list, node)
		sipnat_registration_ask(sn, r, request, 0);
}

void sipnat_registration_accepted(struct sipnat_net *sn, struct sip_span aor, u32 request,
				  const union nf_inet_addr *host)
{
	struct rhlist_head *list = contacts(sn, aor), *pos;
	struct sipnat_registration *r;

	/* What ends on the way stays readable: a grace period has to pass first. */
	rhl_for_each_entry_rcu(r, pos, list, node) {
		bool decided = r->decided;

		r->decided = false;
		if (decided && r->seconds) {
			grant(sn, r, r->seconds);
			r->presumed = !r->listed;
		} else if (decided ||
			   (host && nf_inet_addr_cmp(&r->binding->inside.ep.addr, host))) {
			revoke(sn, r, SIPNAT_END_WITHDRAWN);
		}
		if (sipnat_registration_awaits(r, request))
			r->asked = false;
		settle(sn, r);
	}
}

void sipnat_registration_refused(struct sipnat_net *sn, struct sip_span aor, u32 request,
				 bool definite)
{
	struct sipnat_registration *r;
	struct rhlist_head *list, *pos;

	list = contacts(sn, aor);
	rhl_for_each_entry_rcu(r, pos, list, node) {
		if (!sipnat_registration_awaits(r, request))
			continue;
		r->asked = false;
		if (definite && r->presumed)
			revoke(sn, r, SIPNAT_END_WITHDRAWN);
		settle(sn, r);
	}
}

void sipnat_registration_expired(struct sipnat_net *sn, struct sipnat_registration *r)
{
	if (r->asked && !time_before(jiffies, r->asked_until))
		r->asked = false;
	if (r->granted && !time_before(jiffies, r->granted_until)) {
		revoke(sn, r, SIPNAT_END_EXPIRED);
		sipnat_count(sn, SIPNAT_STAT_REGISTRATIONS_EXPIRED);
	}
	/* The reaper comes with nothing but the lock. */
	rcu_read_lock();
	settle(sn, r);
	rcu_read_unlock();
}
