// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include "allow.h"
#include "expect.h"
#include "face.h"

/* Announcements that a dialog keeps, each for another party inside. */
#define MAX_ANNOUNCEMENTS	8
/* Hosts that one announcement has room for; of more of them the last ones count. */
#define MAX_ANNOUNCED		64

/*
 * Hosts are kept as bytes, the latest one last: IPv4 addresses need a quarter of the room. A
 * binding has one family.
 */
static unsigned int addr_size(const struct sipnat_binding *b)
{
	return b->outside.family == NFPROTO_IPV4 ? sizeof(struct in_addr) : sizeof(struct in6_addr);
}

static bool is_listed(const struct sipnat_binding *b, const u8 *list, unsigned int n,
		      const union nf_inet_addr *addr)
{
	unsigned int size = addr_size(b), i;

	for (i = 0; i < n; i++)
		if (!memcmp(list + i * size, addr, size))
			return true;
	return false;
}

static bool has_room(const struct sipnat_binding *b, unsigned int n, unsigned int room)
{
	return (n + 1) * addr_size(b) <= room;
}

/* One more; the oldest gives way where there is no room. */
static void add_host(const struct sipnat_binding *b, u8 *list, u8 *n, unsigned int room,
		     const union nf_inet_addr *addr)
{
	unsigned int size = addr_size(b);

	if (!has_room(b, *n, room))
		memmove(list, list + size, --*n * size);
	memcpy(list + (*n)++ * size, addr, size);
}

void sipnat_allow_peer(struct sipnat_net *sn, struct sipnat_binding *b,
		       const struct sipnat_endpoint *peer)
{
	lockdep_assert_held(&sn->lock);
	if (b->outside.family != peer->family ||
	    is_listed(b, b->peers, b->npeers, &peer->addr))
		return;
	/* The one that is forgotten now may be expected. */
	if (!has_room(b, b->npeers, sizeof(b->peers)))
		sipnat_expect_withdraw(sn, b);
	add_host(b, b->peers, &b->npeers, sizeof(b->peers), &peer->addr);
}

bool sipnat_allow_nth_peer(const struct sipnat_binding *b, unsigned int n,
			   union nf_inet_addr *peer)
{
	unsigned int size = addr_size(b);

	if (n >= b->npeers)
		return false;
	memset(peer, 0, sizeof(*peer));
	memcpy(peer, b->peers + n * size, size);
	return true;
}

static void announce(struct sipnat_stream *s, const struct sipnat_announced *host)
{
	struct sipnat_binding *b;
	unsigned int i;

	if (host->index != s->index && host->index != SIPNAT_ANNOUNCED_FOR_ALL)
		return;
	for (i = 0; i < s->nbindings; i++) {
		b = s->binding[i];
		if (b->kind != SIPNAT_BINDING_SIP && b->outside.family == host->family &&
		    !is_listed(b, b->announced, b->nannounced, &host->addr))
			add_host(b, b->announced, &b->nannounced, sizeof(b->announced),
				 &host->addr);
	}
}

static void announce_all(struct sipnat_stream *s, const struct sipnat_announcement *a)
{
	unsigned int i;

	for (i = 0; i < a->n; i++)
		announce(s, &a->host[i]);
}

static struct sipnat_announcement *find(struct sipnat_dialog *d, const union nf_inet_addr *to)
{
	struct sipnat_announcement *a;

	list_for_each_entry(a, &d->announcements, list)
		if (nf_inet_addr_cmp(&a->to, to))
			return a;
	return NULL;
}

void sipnat_allow_stream(struct sipnat_dialog *d, struct sipnat_stream *s)
{
	const struct sipnat_announcement *a = find(d, &s->owner);

	if (a)
		announce_all(s, a);
}

static void drop(struct sipnat_dialog *d, struct sipnat_announcement *a)
{
	list_del(&a->list);
	d->nannouncements--;
	kfree(a);
}

void sipnat_allow_forget(struct sipnat_dialog *d)
{
	struct sipnat_announcement *a, *next;

	list_for_each_entry_safe(a, next, &d->announcements, list)
		drop(d, a);
}

/* @room: how many hosts fit */
static void add_announced(const struct sipnat_job *job, struct sipnat_announcement *a,
			  unsigned int room, unsigned int index, const struct sip_host *host)
{
	static const union nf_inet_addr nobody;
	struct sipnat_endpoint ep = sipnat_face_media_endpoint(job, host, 0);
	unsigned int i;

	/* RFC 3264 section 8.4: 0.0.0.0 is nobody, on hold. */
	if (!ep.family || nf_inet_addr_cmp(&ep.addr, &nobody))
		return;
	for (i = 0; i < a->n; i++)
		if (a->host[i].index == index && nf_inet_addr_cmp(&a->host[i].addr, &ep.addr))
			return;
	if (a->n == room)
		memmove(&a->host[0], &a->host[1], --a->n * sizeof(a->host[0]));
	a->host[a->n++] = (struct sipnat_announced){
		.family = ep.family, .index = index, .addr = ep.addr,
	};
}

/* The candidates of a line first: what c= says is never what gives way. */
static void read_candidates(const struct sipnat_job *job, struct sipnat_announcement *a,
			    unsigned int room, bool fragment)
{
	const struct sdp *sdp = &job->sdp;
	const struct sdp_candidate *c = sdp->candidates;

	for (; c < sdp->candidates + sdp->ncandidates; c++)
		if (!c->remote && (fragment || c->media >= 0))
			add_announced(job, a, room,
				      fragment ? SIPNAT_ANNOUNCED_FOR_ALL : c->media, &c->host);
}

static void read_lines(const struct sipnat_job *job, struct sipnat_announcement *a,
		       unsigned int room)
{
	const struct sdp *sdp = &job->sdp;
	const struct sdp_media *m;
	unsigned int i;

	for (i = 0; i < sdp->nmedia; i++) {
		m = &sdp->media[i];
		if (!m->port && !m->bundle_only)
			continue;
		if (m->rtcp.addr.host.type != SIP_HOST_NONE)
			add_announced(job, a, room, i, &m->rtcp.addr.host);
		if (m->conn >= 0)
			add_announced(job, a, room, i, &sdp->conns[m->conn].host);
	}
}

/* A stream of the party to which the description is sent */
static void note(struct sipnat_job *job, struct sipnat_stream *s,
		 const struct sipnat_announcement *a, const struct sipnat_endpoint *sender)
{
	unsigned int i;

	announce_all(s, a);
	for (i = 0; i < s->nbindings; i++)
		sipnat_allow_peer(job->sn, s->binding[i], sender);
}

enum sipnat_stat sipnat_allow_announced(struct sipnat_job *job, bool fragment)
{
	bool inbound = job->flow.side == SIPNAT_INBOUND;
	const struct sipnat_flow *flow = &job->flow;
	const union nf_inet_addr *to = inbound ? &flow->inside.addr : &flow->peer.addr;
	struct sipnat_dialog *d = job->dialog;
	struct sipnat_announcement *old = find(d, to), *a;
	unsigned int room = job->sdp.ncandidates + 2 * job->sdp.nmedia;
	struct sipnat_stream *s;

	if (fragment && old)
		room += old->n;
	room = min_t(unsigned int, room, MAX_ANNOUNCED);
	if (!room)
		return 0;
	a = kzalloc(struct_size(a, host, room), GFP_ATOMIC | __GFP_NOWARN);
	if (!a)
		return SIPNAT_STAT_NO_MEMORY;
	a->to = *to;
	if (fragment && old) {
		a->n = old->n;
		memcpy(a->host, old->host, old->n * sizeof(a->host[0]));
	}
	read_candidates(job, a, room, fragment);
	if (!fragment)
		read_lines(job, a, room);

	if (!old && d->nannouncements == MAX_ANNOUNCEMENTS)
		old = list_first_entry(&d->announcements, struct sipnat_announcement, list);
	if (old)
		drop(d, old);
	list_add_tail(&a->list, &d->announcements);
	d->nannouncements++;
	list_for_each_entry(s, &d->streams, list)
		if (nf_inet_addr_cmp(&s->owner, to))
			note(job, s, a, inbound ? &flow->peer : &flow->inside);
	return 0;
}

/*
 * Is the source inside: in a localnet, or hidden by NAT? Where peers are in localnets, those that
 * come in from there are not.
 */
static bool from_inside(const struct sipnat_config *config, const struct sipnat_endpoint *src,
			const struct sipnat_binding *from, const struct sipnat_binding *to,
			int ifindex)
{
	if (from && !sipnat_binding_bare(from))
		return true;
	return sipnat_config_inside(config, src->family, &src->addr) &&
	       (ifindex != to->ifindex ||
		!sipnat_binding_peers_in_localnet(to, config, &src->addr));
}

bool sipnat_allow_flow(struct sipnat_net *sn, const struct nf_conn *ct,
		       const struct sipnat_binding *from, const struct sipnat_binding *to,
		       int ifindex)
{
	struct sipnat_endpoint src = sipnat_endpoint_src(&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple);
	const struct sipnat_config *config = rcu_dereference(sn->config);
	bool signalling = to->kind == SIPNAT_BINDING_SIP, listed;

	if (signalling ? !to->forwarded : config->media_from == SIPNAT_MEDIA_FROM_ANYONE)
		return true;
	if (from_inside(config, &src, from, to, ifindex))
		return true;
	spin_lock_bh(&sn->lock);
	if (signalling || config->media_from == SIPNAT_MEDIA_FROM_PEER)
		listed = is_listed(to, to->peers, to->npeers, &src.addr);
	else
		listed = is_listed(to, to->announced, to->nannounced, &src.addr);
	spin_unlock_bh(&sn->lock);
	return listed;
}
