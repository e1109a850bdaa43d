// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "binding.h"
#include "deadline.h"
#include "event.h"
#include "expect.h"
#include "media.h"
#include "lifetime.h"
#include "netlink.h"
#include "port.h"
#include "trace.h"
#include "traffic.h"

static const struct rhashtable_params inside_params = {
	.key_len = sizeof(struct sipnat_inside_key),
	.key_offset = offsetof(struct sipnat_binding, inside),
	.head_offset = offsetof(struct sipnat_binding, by_inside),
	.automatic_shrinking = true,
};

static const struct rhashtable_params outside_params = {
	.key_len = sizeof(struct sipnat_outside_key),
	.key_offset = offsetof(struct sipnat_binding, outside),
	.head_offset = offsetof(struct sipnat_binding, by_outside),
	.automatic_shrinking = true,
};

/* There are as many as there are endpoints: one that outgrows its slab costs twice the memory. */
static_assert(sizeof(struct sipnat_binding) <= 512);

int sipnat_binding_tables_init(struct sipnat_net *sn)
{
	int err;

	err = rhltable_init(&sn->inside, &inside_params);
	if (err)
		return err;
	err = rhltable_init(&sn->outside, &outside_params);
	if (err)
		rhltable_destroy(&sn->inside);
	return err;
}

static struct rhlist_head *at_inside(struct sipnat_net *sn, const struct sipnat_endpoint *inside,
				     u16 zone, u8 proto)
{
	struct sipnat_inside_key key = { .ep = *inside, .zone = zone, .proto = proto };

	if (!READ_ONCE(sn->nbindings))
		return NULL;
	return rhltable_lookup(&sn->inside, &key, inside_params);
}

struct sipnat_binding *sipnat_binding_by_inside(struct sipnat_net *sn,
						const struct sipnat_endpoint *inside,
						u16 zone, u8 proto,
						const union nf_inet_addr *local)
{
	struct rhlist_head *list = at_inside(sn, inside, zone, proto), *pos;
	struct sipnat_binding *b;

	rhl_for_each_entry_rcu(b, pos, list, by_inside)
		if (!local || nf_inet_addr_cmp(&b->local, local))
			return b;
	return NULL;
}

struct sipnat_binding *sipnat_binding_towards(struct sipnat_net *sn,
					      const struct sipnat_endpoint *inside,
					      u16 zone, u8 proto, int ifindex)
{
	struct rhlist_head *list = at_inside(sn, inside, zone, proto), *pos;
	struct sipnat_binding *b;

	rhl_for_each_entry_rcu(b, pos, list, by_inside)
		if (b->ifindex == ifindex)
			return b;
	return NULL;
}

static struct sipnat_binding *by_outside(struct sipnat_net *sn, const struct sipnat_endpoint *ep,
					 u16 zone, u8 proto, bool advertised)
{
	struct sipnat_outside_key key = {
		.port = ep->port, .family = ep->family, .zone = zone, .proto = proto,
	};
	struct rhlist_head *list, *pos;
	struct sipnat_binding *b;

	if (!READ_ONCE(sn->nbindings))
		return NULL;
	list = rhltable_lookup(&sn->outside, &key, outside_params);
	rhl_for_each_entry_rcu(b, pos, list, by_outside)
		if (nf_inet_addr_cmp(&b->local, &ep->addr) ||
		    (advertised && nf_inet_addr_cmp(&b->advertised, &ep->addr)))
			return b;
	return NULL;
}

struct sipnat_binding *sipnat_binding_by_local(struct sipnat_net *sn,
					       const struct sipnat_endpoint *ep,
					       u16 zone, u8 proto)
{
	return by_outside(sn, ep, zone, proto, false);
}

struct sipnat_binding *sipnat_binding_by_face(struct sipnat_net *sn,
					      const struct sipnat_endpoint *ep,
					      u16 zone, u8 proto)
{
	return by_outside(sn, ep, zone, proto, true);
}

struct sipnat_binding *sipnat_binding_make(struct sipnat_net *sn,
					   const struct sipnat_config *config,
					   const struct sipnat_binding_spec *spec, __be16 port)
{
	struct sipnat_endpoint local = {
		.addr = spec->local, .port = port, .family = spec->inside.family,
	};
	struct sipnat_binding *b;
	int err;

	lockdep_assert_held(&sn->lock);
	if (sn->nbindings >= config->max_bindings)
		return ERR_PTR(-ENOSPC);
	if (sipnat_binding_by_local(sn, &local, spec->zone, spec->proto))
		return ERR_PTR(-EADDRINUSE);
	b = kzalloc(sizeof(*b), GFP_ATOMIC | __GFP_NOWARN);
	if (!b)
		return ERR_PTR(-ENOMEM);
	b->inside = (struct sipnat_inside_key){
		.ep = spec->inside, .zone = spec->zone, .proto = spec->proto,
	};
	b->outside = (struct sipnat_outside_key){
		.port = port, .family = spec->inside.family,
		.zone = spec->zone, .proto = spec->proto,
	};
	b->local = spec->local;
	b->advertised = spec->advertised;
	b->kind = spec->kind;
	b->ifindex = spec->ifindex;
	b->masq_index = spec->masq_index;
	b->forwarded = spec->forwarded;
	b->peer_in_localnet = spec->peer_in_localnet;
	b->master = spec->master;
	b->source = sipnat_source_take(sn, &spec->source, SIPNAT_HOLDING_BINDINGS,
				       config->max_bindings_per_source);
	if (IS_ERR(b->source)) {
		err = PTR_ERR(b->source);
		goto err_free;
	}
	if (b->kind == SIPNAT_BINDING_SIP)
		timerqueue_init_head(&b->registrations);
	timerqueue_init(&b->deadline.node);
	b->deadline.owner = SIPNAT_OWNER_BINDING;

	err = rhltable_insert(&sn->inside, &b->by_inside, inside_params);
	if (err)
		goto err_source;
	err = rhltable_insert(&sn->outside, &b->by_outside, outside_params);
	if (err)
		goto err_inside;
	/* A port of an address that is its own face is none of ours. */
	if (!sipnat_binding_bare(b)) {
		sipnat_port_take(sn, spec->proto, ntohs(port));
		sipnat_media_want_nat(sn, b->outside.family);
	}
	WRITE_ONCE(sn->nbindings, sn->nbindings + 1);
	sipnat_count(sn, SIPNAT_STAT_BINDINGS_MADE);
	trace_sipnat_binding_made(b);
	return b;

err_inside:
	rhltable_remove(&sn->inside, &b->by_inside, inside_params);
err_source:
	sipnat_source_give_back(sn, b->source, SIPNAT_HOLDING_BINDINGS);
	err = -ENOMEM;
err_free:
	/* A reader may have found it by its inside endpoint already. */
	kfree_rcu(b, rcu);
	return ERR_PTR(err);
}

/*
 * A flow is ours to end only if it still runs through the binding: the entry that was seen
 * then may be gone, and another one may have come with the same tuple.
 */
static bool flow_is_ours(const struct nf_conn *ct, const struct sipnat_binding *b)
{
	struct sipnat_endpoint to = sipnat_endpoint_dst(&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple);
	struct sipnat_endpoint back = sipnat_endpoint_dst(&ct->tuplehash[IP_CT_DIR_REPLY].tuple);

	return (to.port == b->outside.port && nf_inet_addr_cmp(&to.addr, &b->local)) ||
	       (back.port == b->outside.port && nf_inet_addr_cmp(&back.addr, &b->local));
}

static struct nf_conn *entry_get(struct sipnat_net *sn, const struct sipnat_binding *b,
				 const struct nf_conntrack_tuple *tuple)
{
	struct nf_conntrack_tuple_hash *h;
	struct nf_conntrack_zone zone;

	nf_ct_zone_init(&zone, b->inside.zone, NF_CT_DEFAULT_ZONE_DIR, 0);
	h = nf_conntrack_find_get(sn->net, &zone, tuple);
	return h ? nf_ct_tuplehash_to_ctrack(h) : NULL;
}

struct nf_conn *sipnat_binding_flow(struct sipnat_net *sn, const struct sipnat_binding *b,
				    unsigned int i)
{
	struct nf_conn *ct = entry_get(sn, b, &b->flows[i]);

	if (!ct)
		return NULL;
	/* One that the other side has begun since, in its place, is found by its way back. */
	if (nf_ct_tuple_equal(&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple, &b->flows[i]) &&
	    flow_is_ours(ct, b))
		return ct;
	nf_ct_put(ct);
	return NULL;
}

bool sipnat_binding_alive(struct sipnat_net *sn, const struct sipnat_binding *b)
{
	unsigned int i;

	for (i = 0; i < b->nflows; i++) {
		struct nf_conn *ct = sipnat_binding_flow(sn, b, i);

		if (ct) {
			nf_ct_put(ct);
			return true;
		}
	}
	return false;
}

/*
 * A signalling flow that carries the binding's registrations need not be one of its endpoint; and
 * one that is another's by now loses nothing, since its next packet says how long it lives.
 */
static void forget_flow(struct sipnat_net *sn, const struct sipnat_binding *b,
			const struct nf_conntrack_tuple *tuple)
{
	struct nf_conn *ct = entry_get(sn, b, tuple);

	if (!ct)
		return;
	sipnat_lifetime_end(ct);
	nf_ct_put(ct);
}

static void end_flows(struct sipnat_net *sn, struct sipnat_binding *b, bool lost)
{
	unsigned int i;

	/* When the namespace or the module goes, calls need not go with it. */
	if (sn->exiting)
		return;
	/*
	 * Signalling goes on without a binding: a late BYE, the next REGISTER; but not from an
	 * address that is lost.
	 */
	if (b->kind == SIPNAT_BINDING_SIP && !lost) {
		for (i = 0; i < b->nflows; i++)
			forget_flow(sn, b, &b->flows[i]);
		return;
	}
	for (i = 0; i < b->nflows; i++) {
		struct nf_conn *ct = sipnat_binding_flow(sn, b, i);

		if (!ct)
			continue;
		nf_ct_kill(ct);
		nf_ct_put(ct);
	}
}

/* Does another binding have its port, on another of our addresses? */
static bool port_is_shared(struct sipnat_net *sn, const struct sipnat_binding *b)
{
	bool shared;

	/* The reaper comes with nothing but the lock. */
	rcu_read_lock();
	shared = rhltable_lookup(&sn->outside, &b->outside, outside_params);
	rcu_read_unlock();
	return shared;
}

/* May flows go on that the binding has carried: signalling, and what it had no room to remember */
static bool leaves_flows(const struct sipnat_binding *b)
{
	return b->kind == SIPNAT_BINDING_SIP || b->nflows == SIPNAT_BINDING_MAX_FLOWS;
}

/* Nobody finds it any more. @end: why */
static void leave_tables(struct sipnat_net *sn, struct sipnat_binding *b, enum sipnat_end end)
{
	lockdep_assert_held(&sn->lock);
	b->dead = true;
	sipnat_deadline_clear(sn, &b->deadline);
	rhltable_remove(&sn->inside, &b->by_inside, inside_params);
	rhltable_remove(&sn->outside, &b->by_outside, outside_params);
	WRITE_ONCE(sn->nbindings, sn->nbindings - 1);
	sipnat_source_give_back(sn, b->source, SIPNAT_HOLDING_BINDINGS);
	if (!sipnat_binding_bare(b) && !port_is_shared(sn, b))
		sipnat_port_release(sn, b->outside.proto, ntohs(b->outside.port), leaves_flows(b));
	sipnat_expect_withdraw(sn, b);
	/* What its flows have carried is told when they are gone. */
	if (b->told && sipnat_netlink_listens(sn, SIPNAT_GROUP_EVENTS))
		sipnat_traffic_read(sn, b);
	end_flows(sn, b, end == SIPNAT_END_ADDRESS_LOST);
	if (b->told)
		sipnat_event_binding(sn, b, SIPNAT_EVENT_BINDING_CLOSED, NULL, end);
	trace_sipnat_binding_released(b);
}

static void end_unused(struct sipnat_net *sn, struct sipnat_binding *b)
{
	if (b->users || sipnat_deadline_set(&b->deadline))
		return;
	if (!b->dead)
		leave_tables(sn, b, SIPNAT_END_RELEASED);
	kfree(b->tally);
	kfree_rcu(b, rcu);
}

void sipnat_binding_end(struct sipnat_net *sn, struct sipnat_binding *b)
{
	lockdep_assert_held(&sn->lock);
	if (b->dead)
		return;
	leave_tables(sn, b, SIPNAT_END_KILLED);
	end_unused(sn, b);
}

void sipnat_binding_put_now(struct sipnat_net *sn, struct sipnat_binding *b, unsigned long until)
{
	if (!time_after(b->expires, until))
		sipnat_deadline_clear(sn, &b->deadline);
	sipnat_binding_put(sn, b);
}

void sipnat_binding_put(struct sipnat_net *sn, struct sipnat_binding *b)
{
	b->users--;
	end_unused(sn, b);
}

void sipnat_binding_drop(struct sipnat_net *sn, struct sipnat_binding *b)
{
	end_unused(sn, b);
}

void sipnat_binding_lost_address(struct sipnat_net *sn, u16 family,
				 const union nf_inet_addr *addr)
{
	struct rhashtable_iter iter;
	struct sipnat_binding *b;

	if (!READ_ONCE(sn->nbindings))
		return;
	rhltable_walk_enter(&sn->outside, &iter);
	rhashtable_walk_start(&iter);
	while ((b = rhashtable_walk_next(&iter))) {
		if (IS_ERR(b))		/* the table is growing: some are seen twice */
			continue;
		if (b->outside.family != family || !nf_inet_addr_cmp(&b->local, addr))
			continue;
		spin_lock_bh(&sn->lock);
		if (!b->dead) {
			leave_tables(sn, b, SIPNAT_END_ADDRESS_LOST);
			end_unused(sn, b);
		}
		spin_unlock_bh(&sn->lock);
	}
	rhashtable_walk_stop(&iter);
	rhashtable_walk_exit(&iter);
}

void sipnat_binding_keep(struct sipnat_net *sn, struct sipnat_binding *b, unsigned int seconds)
{
	unsigned long expires = jiffies + seconds * HZ;

	if (sipnat_deadline_set(&b->deadline) && time_after_eq(b->expires, expires))
		return;
	b->expires = expires;
	sipnat_deadline_start(sn, &b->deadline, expires);
}

void sipnat_binding_expired(struct sipnat_net *sn, struct sipnat_binding *b)
{
	if (time_before(jiffies, b->expires))
		sipnat_deadline_start(sn, &b->deadline, b->expires);
	else
		end_unused(sn, b);
}

void sipnat_binding_add_flow(struct sipnat_net *sn, struct sipnat_binding *b,
			     const struct nf_conntrack_tuple *tuple)
{
	unsigned int i;

	for (i = 0; i < b->nflows; i++) {
		if (!nf_ct_tuple_equal(&b->flows[i], tuple))
			continue;
		sipnat_traffic_begin(b, i);
		return;
	}
	/* Past the limit the oldest is forgotten: it is likely to be idle, and times out. */
	if (b->nflows == SIPNAT_BINDING_MAX_FLOWS) {
		if (b->kind == SIPNAT_BINDING_SIP)
			forget_flow(sn, b, &b->flows[0]);
		else
			sipnat_traffic_drop_first(sn, b);
		memmove(&b->flows[0], &b->flows[1], sizeof(b->flows) - sizeof(b->flows[0]));
	} else {
		b->nflows++;
	}
	b->flows[b->nflows - 1] = *tuple;
}

static void shorten_flows(struct sipnat_net *sn, const struct sipnat_binding *b)
{
	struct nf_conn *ct;
	unsigned int i;

	for (i = 0; i < b->nflows; i++) {
		ct = entry_get(sn, b, &b->flows[i]);
		if (!ct)
			continue;
		sipnat_lifetime_shorten(ct, b->registered);
		nf_ct_put(ct);
	}
}

static void registrations_changed(struct sipnat_net *sn, struct sipnat_binding *b)
{
	struct rb_node *last = rb_last(&b->registrations.rb_root.rb_root);
	unsigned long before = b->registered;

	b->registered = 0;
	/* The low bits of a key are jiffies. */
	if (last)
		b->registered = (unsigned long)rb_entry(last, struct timerqueue_node,
							node)->expires | 1;
	if (before && !sn->exiting && (!last || time_before(b->registered, before)))
		shorten_flows(sn, b);
}

void sipnat_binding_register(struct sipnat_net *sn, struct sipnat_binding *b,
			     struct timerqueue_node *latest, unsigned long until)
{
	if (timerqueue_node_queued(latest))
		timerqueue_del(&b->registrations, latest);
	latest->expires = sipnat_deadline_key(until);
	timerqueue_add(&b->registrations, latest);
	registrations_changed(sn, b);
}

void sipnat_binding_unregister(struct sipnat_net *sn, struct sipnat_binding *b,
			       struct timerqueue_node *latest)
{
	timerqueue_del(&b->registrations, latest);
	registrations_changed(sn, b);
}

static void free_one(void *ptr, void *arg)
{
	struct sipnat_binding *b = ptr;

	trace_sipnat_binding_released(b);
	kfree(b->tally);
	kfree_rcu(b, rcu);
}

/*
 * The dialogs are gone already; what is left are signalling bindings. Not all are in the queue of
 * deadlines: there was none any more for the last messages of a namespace that goes.
 */
void sipnat_binding_tables_destroy(struct sipnat_net *sn)
{
	rhltable_destroy(&sn->inside);
	rhltable_free_and_destroy(&sn->outside, free_one, NULL);
}
