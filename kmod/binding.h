/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bindings: one inside endpoint <-> one outside endpoint.
 *
 * A binding belongs to the network namespace, not to a dialog: the same inside endpoint is the
 * same outside endpoint in every dialog that names it (invariant 5), and it goes when the last
 * one lets it go. What a signalling binding is needed for by no dialog and no registration (a Via)
 * keeps it until its own deadline.
 */
#ifndef SIPNAT_BINDING_H
#define SIPNAT_BINDING_H

#include <linux/rhashtable.h>
#include "deadline.h"
#include "net.h"
#include "source.h"

struct sipnat_tally;

/* Flows that a binding remembers, to end them with the call. More of them end by timeout. */
#define SIPNAT_BINDING_MAX_FLOWS	4

/* Room for hosts that may send media, in bytes: see allow.h. The whole binding fits 512. */
#define SIPNAT_BINDING_PEERS		32
#define SIPNAT_BINDING_ANNOUNCED	64

/* Keys are hashed as bytes: no padding, and nothing left unset. */
struct sipnat_inside_key {
	struct sipnat_endpoint ep;
	u16 zone;
	u16 proto;
};

/*
 * The address is not in the key, since a message may name either face of a binding. Only the
 * same port on another of our addresses shares a chain.
 */
struct sipnat_outside_key {
	__be16 port;
	u16 family;
	u16 zone;
	u16 proto;
};

/**
 * struct sipnat_binding - one inside endpoint <-> one outside endpoint
 * @by_inside: entry of sipnat_net.inside
 * @by_outside: entry of sipnat_net.outside
 * @inside: the inside endpoint, zone and transport; constant
 * @outside: port (the same for both faces), family, zone and transport; constant
 * @local: address where packets from outside arrive on this machine; constant
 * @advertised: address that messages name, but to peers in localnets (see sipnat_face_of());
 *	constant
 * @source: the inside host in which it counts: who named it first; constant
 * @kind: what it carries; constant
 * @ifindex: interface that packets to the outside leave by; constant
 * @masq_index: interface whose address @local is by masquerading, or 0; constant
 * @forwarded: the administrator's rules send there what comes to @local; constant
 * @peer_in_localnet: a flow that named it had a peer in a localnet: what is in the default
 *	localnets is outside where it is reached by @ifindex. Written under sipnat_net.lock, and
 *	read without it
 * @users: streams, dialogs and registrations that hold it; sipnat_net.lock
 * @dead: it has left the tables, and is freed with its last user; sipnat_net.lock
 * @told: it has come to stay, and that was told; sipnat_net.lock
 * @used: a flow has met it, likewise
 * @deadline: entry of sipnat_net.deadlines (signalling only)
 * @expires: when it ends, in jiffies (signalling only); may be later than @deadline
 * @master: original tuple of the signalling flow that named it last; sipnat_net.lock
 * @tally: what has been counted of @flows, or NULL; see traffic.h; sipnat_net.lock
 * @nflows: how many of @flows are in use; sipnat_net.lock
 * @flows: original tuples of the flows that met this binding, and of those whose life in
 *	conntrack follows its registrations and dialogs; sipnat_net.lock
 * @npeers: how many addresses are in @peers; sipnat_net.lock
 * @nannounced: likewise, in @announced
 * @peers: addresses that have signalled about it, the latest last; sipnat_net.lock
 * @registrations: sipnat_registration.latest of those that are granted, by when they end
 *	(signalling only); sipnat_net.lock
 * @registered: when the last of them ends, in jiffies, never 0; 0 if there is none (signalling
 *	only); sipnat_net.lock
 * @announced: addresses that the other side has announced for it, as @peers (media only)
 * @rcu: freed a grace period after it left the tables
 */
struct sipnat_binding {
	struct rhlist_head by_inside;
	struct rhlist_head by_outside;
	struct sipnat_inside_key inside;
	struct sipnat_outside_key outside;
	union nf_inet_addr local;
	union nf_inet_addr advertised;
	struct sipnat_source *source;
	enum sipnat_binding_kind kind;
	int ifindex;
	int masq_index;
	bool forwarded;
	bool peer_in_localnet;
	unsigned int users;
	bool dead;
	bool told;
	bool used;
	struct sipnat_deadline deadline;
	unsigned long expires;
	struct nf_conntrack_tuple master;
	struct sipnat_tally *tally;
	u8 nflows;
	u8 npeers;
	u8 nannounced;
	struct nf_conntrack_tuple flows[SIPNAT_BINDING_MAX_FLOWS];
	u8 peers[SIPNAT_BINDING_PEERS];
	union {
		struct {
			struct timerqueue_head registrations;
			unsigned long registered;
		};
		u8 announced[SIPNAT_BINDING_ANNOUNCED];
	};
	struct rcu_head rcu;
};

/**
 * struct sipnat_binding_spec - what a new binding is to be
 * @inside: the inside endpoint
 * @local: our address, where packets from outside arrive
 * @advertised: the address that messages name
 * @source: the inside host that names it
 * @kind: what it carries
 * @zone: conntrack zone
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 * @ifindex: interface that packets to the outside leave by
 * @masq_index: interface whose address @local is by masquerading, or 0
 * @forwarded: the administrator's rules send there what comes to @local
 * @peer_in_localnet: as in struct sipnat_flow
 * @master: original tuple of the signalling flow
 */
struct sipnat_binding_spec {
	struct sipnat_endpoint inside;
	union nf_inet_addr local;
	union nf_inet_addr advertised;
	struct sipnat_source_key source;
	enum sipnat_binding_kind kind;
	u16 zone;
	u8 proto;
	int ifindex;
	int masq_index;
	bool forwarded;
	bool peer_in_localnet;
	struct nf_conntrack_tuple master;
};

int sipnat_binding_tables_init(struct sipnat_net *sn);
void sipnat_binding_tables_destroy(struct sipnat_net *sn);

/**
 * sipnat_binding_by_inside - the binding of an inside endpoint
 * @local: only a binding with that address of ours; NULL: whichever there is
 *
 * Context: RCU read side, or sipnat_net.lock. Return: the binding or NULL.
 */
struct sipnat_binding *sipnat_binding_by_inside(struct sipnat_net *sn,
						const struct sipnat_endpoint *inside,
						u16 zone, u8 proto,
						const union nf_inet_addr *local);

/**
 * sipnat_binding_towards - the binding of an inside endpoint for what leaves by an interface
 * @ifindex: the interface
 *
 * Context: RCU read side, or sipnat_net.lock. Return: the binding or NULL.
 */
struct sipnat_binding *sipnat_binding_towards(struct sipnat_net *sn,
					      const struct sipnat_endpoint *inside,
					      u16 zone, u8 proto, int ifindex);

/**
 * sipnat_binding_by_local - the binding at whose local face packets for @ep arrive
 *
 * Context: RCU read side, or sipnat_net.lock. Return: the binding or NULL.
 */
struct sipnat_binding *sipnat_binding_by_local(struct sipnat_net *sn,
					       const struct sipnat_endpoint *ep,
					       u16 zone, u8 proto);

/**
 * sipnat_binding_by_face - the binding that a message means by @ep, by either face
 *
 * Context: RCU read side, or sipnat_net.lock. Return: the binding or NULL.
 */
struct sipnat_binding *sipnat_binding_by_face(struct sipnat_net *sn,
					      const struct sipnat_endpoint *ep,
					      u16 zone, u8 proto);

/**
 * sipnat_binding_make - a new binding on a port that the caller has chosen
 * @port: outside port, network byte order
 *
 * Context: sipnat_net.lock held, RCU read side. The binding has no user yet.
 * Return: the binding, or ERR_PTR(-ENOSPC) at the limit, ERR_PTR(-EDQUOT) at its host's,
 * ERR_PTR(-EADDRINUSE) if another binding has the port, ERR_PTR(-ENOMEM).
 */
struct sipnat_binding *sipnat_binding_make(struct sipnat_net *sn,
					   const struct sipnat_config *config,
					   const struct sipnat_binding_spec *spec, __be16 port);

/* sipnat_binding_bare - is the inside endpoint its own face: nothing does NAT for it */
static inline bool sipnat_binding_bare(const struct sipnat_binding *b)
{
	return b->inside.ep.port == b->outside.port &&
	       nf_inet_addr_cmp(&b->inside.ep.addr, &b->local);
}

/**
 * sipnat_binding_peers_in_localnet - is an address outside where it is reached by b->ifindex,
 *	though it lies in a localnet
 *
 * Context: RCU read side, or sipnat_net.lock.
 */
static inline bool sipnat_binding_peers_in_localnet(const struct sipnat_binding *b,
						    const struct sipnat_config *config,
						    const union nf_inet_addr *addr)
{
	return READ_ONCE(b->peer_in_localnet) &&
	       !sipnat_config_explicit(config, b->outside.family, addr);
}

/* sipnat_binding_outside - the endpoint by which the outside sees it */
static inline struct sipnat_endpoint sipnat_binding_outside(const struct sipnat_binding *b)
{
	return (struct sipnat_endpoint){
		.addr = b->local,
		.port = b->outside.port,
		.family = b->outside.family,
	};
}

/* sipnat_binding_hold - one more user; sipnat_net.lock held */
static inline void sipnat_binding_hold(struct sipnat_binding *b)
{
	b->users++;
}

/**
 * sipnat_binding_put - one user less; ends the binding if it was the last
 *
 * A signalling binding whose time is not up yet stays until then.
 * Context: sipnat_net.lock held.
 */
void sipnat_binding_put(struct sipnat_net *sn, struct sipnat_binding *b);

/**
 * sipnat_binding_end - end a binding, whoever uses it
 *
 * Who holds it goes on holding it; messages make a new one. Its signalling goes on by plain NAT.
 * Context: sipnat_net.lock held, RCU read side.
 */
void sipnat_binding_end(struct sipnat_net *sn, struct sipnat_binding *b);

/**
 * sipnat_binding_put_now - as sipnat_binding_put(), and do not wait for its time
 * @until: jiffies; if its time is up later, others have asked for it, and it stays until then.
 *	Who holds it needs no time.
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_binding_put_now(struct sipnat_net *sn, struct sipnat_binding *b, unsigned long until);

/* sipnat_binding_drop - end a binding if nobody uses it: it was made in vain; lock held */
void sipnat_binding_drop(struct sipnat_net *sn, struct sipnat_binding *b);

/**
 * sipnat_binding_keep - keep a signalling binding for that long at least
 * @seconds: from now on
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_binding_keep(struct sipnat_net *sn, struct sipnat_binding *b, unsigned int seconds);

/**
 * sipnat_binding_expired - the reaper's turn: end the binding, or put it off
 *
 * Context: sipnat_net.lock held; the binding has left sipnat_net.deadlines.
 */
void sipnat_binding_expired(struct sipnat_net *sn, struct sipnat_binding *b);

/**
 * sipnat_binding_lost_address - this machine has an address no more: end what stood on it
 *
 * Who holds such a binding goes on holding it; messages make new ones. Context: any.
 */
void sipnat_binding_lost_address(struct sipnat_net *sn, u16 family,
				 const union nf_inet_addr *addr);

/**
 * sipnat_binding_add_flow - remember a flow, to end it with the binding
 * @tuple: its original tuple
 *
 * Signalling goes on, see lifetime.h. Context: sipnat_net.lock held.
 */
void sipnat_binding_add_flow(struct sipnat_net *sn, struct sipnat_binding *b,
			     const struct nf_conntrack_tuple *tuple);

/**
 * sipnat_binding_register - a registration of a signalling binding is granted, or granted anew
 * @latest: of the registration
 * @until: jiffies
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_binding_register(struct sipnat_net *sn, struct sipnat_binding *b,
			     struct timerqueue_node *latest, unsigned long until);

/* sipnat_binding_unregister - a registration that was granted has ended; lock held */
void sipnat_binding_unregister(struct sipnat_net *sn, struct sipnat_binding *b,
			       struct timerqueue_node *latest);

/**
 * sipnat_binding_flow - the conntrack entry of one of a binding's flows
 * @i: which of sipnat_binding.flows
 *
 * Context: sipnat_net.lock held. Return: the entry, to be put, or NULL if there is none any more.
 */
struct nf_conn *sipnat_binding_flow(struct sipnat_net *sn, const struct sipnat_binding *b,
				    unsigned int i);

/* sipnat_binding_alive - is there a conntrack entry of one of its flows; lock held */
bool sipnat_binding_alive(struct sipnat_net *sn, const struct sipnat_binding *b);

#endif
