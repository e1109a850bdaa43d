// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include "allow.h"
#include "dnat.h"
#include "face.h"
#include "port.h"

/* Nobody is let in to a port below this one. */
#define FIRST_PORT	1024
/* Free ports that are tried until rules send one nowhere else, and how far apart they are */
#define MAX_TRIES	16
#define STRIDE		4099
/* Ports of which the administrator's rules are asked for one message */
#define MAX_ASKED	32

static bool is_other(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	return ep->family != job->flow.inside.family;
}

static bool on_this_machine(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	return sipnat_flow_on_this_machine(job->sn->net, job->flow.dev, ep);
}

/* The address by which the sender, this machine, is seen outside. NULL: none of that family */
static const union nf_inet_addr *own_addr(const struct sipnat_job *job, u16 family)
{
	if (family == job->flow.inside.family)
		return &job->flow.inside.addr;
	return job->line.family == family && job->line.has_address ? &job->line.local : NULL;
}

/*
 * A PBX on the gateway may name any of the gateway's addresses. What its sockets are not bound to
 * one of is at all of them, and so at that which it sends from.
 */
static void follow_socket(const struct sipnat_job *job, struct sipnat_endpoint *ep)
{
	const union nf_inet_addr *own;

	if (!job->flow.on_gateway || job->flow.side != SIPNAT_OUTBOUND || !ep->family)
		return;
	own = own_addr(job, ep->family);
	if (own && !nf_inet_addr_cmp(&ep->addr, own) && on_this_machine(job, ep) &&
	    sipnat_port_at_all_addresses(job->sn->net, ep))
		ep->addr = *own;
}

struct sipnat_endpoint sipnat_face_media_endpoint(const struct sipnat_job *job,
						  const struct sip_host *host, u16 port)
{
	struct sipnat_endpoint ep = { .port = htons(port) };

	if (host->type == SIP_HOST_IP4) {
		ep.family = NFPROTO_IPV4;
		ep.addr.ip = host->addr.ip;
	} else if (host->type == SIP_HOST_IP6) {
		ep.family = NFPROTO_IPV6;
		memcpy(&ep.addr.in6, host->addr.bytes, sizeof(ep.addr.in6));
	}
	follow_socket(job, &ep);
	return ep;
}

struct sipnat_endpoint sipnat_face_endpoint(const struct sipnat_job *job,
					    const struct sip_host *host, u16 port)
{
	bool ip4 = job->flow.inside.family == NFPROTO_IPV4;

	if (host->type != (ip4 ? SIP_HOST_IP4 : SIP_HOST_IP6))
		return (struct sipnat_endpoint){ .port = htons(port) };
	return sipnat_face_media_endpoint(job, host, port);
}

static bool is_from_localnet(const struct sipnat_job *job)
{
	const struct sipnat_endpoint *inside = &job->flow.inside;

	return sipnat_config_inside(job->config, inside->family, &inside->addr);
}

/*
 * May the sender speak for others in localnets? A stranger may not open the way to what lies
 * inside, whether its message is in transit, or comes from inside only in the eyes of NAT.
 */
static bool may_be_proxy(const struct sipnat_job *job)
{
	const struct sipnat_flow *flow = &job->flow;

	return (flow->side != SIPNAT_TRANSIT && !flow->peer_in_localnet) || is_from_localnet(job);
}

/*
 * Does an address in a localnet lie on the other party's side all the same? That is told by the way
 * there where that party lies in a localnet, too; unless what is inside is on that way as well.
 */
static bool is_peers(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;
	int ifindex = is_other(job, ep) ? job->line.ifindex : flow->ifindex;

	if (!flow->peer_in_localnet || sipnat_config_explicit(job->config, ep->family, &ep->addr))
		return false;
	if (!is_other(job, ep) && nf_inet_addr_cmp(&ep->addr, &flow->peer.addr))
		return true;
	return ifindex != flow->came_by && sipnat_line_leads_to(job->sn->net, flow, ep, ifindex);
}

static bool in_localnet(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	return sipnat_config_inside(job->config, ep->family, &ep->addr) && !is_peers(job, ep);
}

/* Of the other family: an address of the sender's own for certain, which is this machine */
static bool is_own_other(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	return job->flow.on_gateway && on_this_machine(job, ep);
}

/*
 * Does an address of the other family go out as it is? No flow tells. Those that the whole world
 * knows the way to do, and private ones where the sender's own does: then NAT is not what this
 * gateway is for.
 */
static bool bare_other(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;
	const union nf_inet_addr *own = own_addr(job, ep->family);

	if (!sipnat_config_private(ep->family, &ep->addr))
		return true;
	if (flow->on_gateway)
		return own && nf_inet_addr_cmp(&ep->addr, own);
	if (flow->side == SIPNAT_TRANSIT && is_from_localnet(job))
		return true;	/* to another localnet */
	return !sipnat_flow_has_nat(flow) &&
	       sipnat_config_private(flow->inside.family, &flow->inside.addr);
}

/*
 * Nothing ties an address of the other family to the sender's, so that it counts as any of a
 * localnet: where the sender may open nothing but its own, it is left alone. In transit between
 * public addresses that are in no localnet either, one side may be inside all the same: it is, if
 * the address is where the message has come from. Nobody outside is where inside addresses lead.
 */
static bool owns_other(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;

	if (!ep->family || job->line.family != ep->family ||
	    (!job->line.has_address && !bare_other(job, ep)))
		return false;
	if (is_own_other(job, ep))
		return true;
	if (job->config->third_party != SIPNAT_THIRD_PARTY_LOCALNET ||
	    !in_localnet(job, ep))
		return false;
	return may_be_proxy(job) ||
	       sipnat_line_leads_to(job->sn->net, flow, ep, flow->came_by);
}

bool sipnat_face_owns(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;

	if (is_other(job, ep))
		return owns_other(job, ep);
	if (nf_inet_addr_cmp(&ep->addr, &flow->inside.addr))
		return true;
	if (!in_localnet(job, ep))
		return false;
	return may_be_proxy(job);
}

bool sipnat_face_bare(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;

	if (is_other(job, ep))
		return bare_other(job, ep);
	if (sipnat_flow_has_nat(flow))
		return false;
	/* Where nothing does NAT for the sender, nothing does for its neighbours. */
	return !flow->on_gateway || nf_inet_addr_cmp(&ep->addr, &flow->inside.addr);
}

const union nf_inet_addr *sipnat_face_local(const struct sipnat_job *job,
					    const struct sipnat_endpoint *ep)
{
	if (sipnat_face_bare(job, ep))
		return &ep->addr;
	return is_other(job, ep) ? &job->line.local : &job->flow.local.addr;
}

bool sipnat_face_shows(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	return !is_other(job, ep) &&
	       (nf_inet_addr_cmp(&ep->addr, &job->flow.local.addr) ||
		sipnat_config_is_externip(job->config, ep->family, &ep->addr));
}

bool sipnat_face_may_open(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	/* Of the other family nothing else gets as far as here. */
	return job->config->third_party == SIPNAT_THIRD_PARTY_LOCALNET || !ep->family ||
	       is_other(job, ep) || nf_inet_addr_cmp(&ep->addr, &job->flow.inside.addr);
}

/*
 * The address that the flow's peer is told. A peer in a localnet is not behind the NAT that maps
 * the externip to this machine, so it is told the local address.
 */
static const union nf_inet_addr *address_for_peer(const struct sipnat_job *job)
{
	const struct sipnat_flow *flow = &job->flow;

	return flow->peer_in_localnet ? &flow->local.addr : &flow->advertised;
}

void sipnat_face_of(const struct sipnat_job *job, const struct sipnat_binding *b,
		    struct sipnat_endpoint *to)
{
	*to = sipnat_binding_outside(b);
	if (!job->flow.peer_in_localnet || to->family != job->flow.local.family)
		to->addr = b->advertised;
}

/* The address that stands for an inside one in messages. @nat: where the flow's NAT hides it */
static const union nf_inet_addr *advertised_of(const struct sipnat_job *job,
					       const struct sipnat_endpoint *ep,
					       const union nf_inet_addr *nat)
{
	const union nf_inet_addr *own = own_addr(job, ep->family);

	/* What NAT leaves alone stays, unless it is the flow's own and has an externip. */
	if (sipnat_face_bare(job, ep) && !(own && nf_inet_addr_cmp(&ep->addr, own)))
		return &ep->addr;
	return is_other(job, ep) ? &job->line.advertised : nat;
}

void sipnat_face_use(const struct sipnat_job *job, struct sipnat_binding *b)
{
	b->master = job->flow.master;
	if (job->flow.peer_in_localnet)
		WRITE_ONCE(b->peer_in_localnet, true);
}

static bool show_flow(struct sipnat_job *job, const struct sipnat_endpoint *ep,
		      struct sipnat_endpoint *to)
{
	if (!sipnat_endpoint_eq(ep, &job->flow.inside))
		return false;
	*to = job->flow.local;
	to->addr = *address_for_peer(job);
	job->notes.why = SIPNAT_WHY_FLOW;
	return true;
}

/* The same for others to call: at a port of its own where that of the flow is somebody else's */
static bool show_own(struct sipnat_job *job, const struct sipnat_endpoint *ep,
		     struct sipnat_endpoint *to)
{
	const struct sipnat_binding *b;

	if (!show_flow(job, ep, to))
		return false;
	b = sipnat_job_own_binding(job);
	if (!b || b->outside.port == job->flow.local.port)
		return true;
	job->notes.why = SIPNAT_WHY_BINDING;
	sipnat_face_of(job, b, to);
	return true;
}

void sipnat_face_name(struct sipnat_job *job, const struct sipnat_endpoint *ep,
		      struct sipnat_endpoint *to)
{
	const struct sipnat_flow *flow = &job->flow;
	const struct sipnat_binding *b = NULL;

	to->family = 0;
	job->notes.why = SIPNAT_WHY_OUTSIDE;
	if (show_flow(job, ep, to) || !sipnat_face_owns(job, ep))
		return;
	if (ep->port)
		b = sipnat_binding_by_inside(job->sn, ep, flow->zone, flow->proto,
					     sipnat_face_local(job, ep));
	/* What sipnat_face_back() would make this endpoint of becomes it again. */
	if (b && b->kind == SIPNAT_BINDING_SIP) {
		job->notes.why = SIPNAT_WHY_BINDING;
		sipnat_face_of(job, b, to);
		return;
	}
	job->notes.why = SIPNAT_WHY_NAME;
	*to = *ep;
	to->addr = *advertised_of(job, ep, address_for_peer(job));
}

struct sipnat_binding_spec sipnat_face_spec(const struct sipnat_job *job,
					    const struct sipnat_endpoint *inside,
					    enum sipnat_binding_kind kind, u8 proto)
{
	bool other = is_other(job, inside);

	return (struct sipnat_binding_spec){
		.inside = *inside,
		.local = *sipnat_face_local(job, inside),
		.advertised = *advertised_of(job, inside, &job->flow.advertised),
		.source = sipnat_job_source(job),
		.kind = kind,
		.zone = job->flow.zone,
		.proto = proto,
		.ifindex = other ? job->line.ifindex : job->flow.ifindex,
		.masq_index = other ? job->line.ifindex : job->flow.masq_index,
		.peer_in_localnet = job->flow.peer_in_localnet,
		.master = job->flow.master,
	};
}

enum sipnat_stat sipnat_face_fault(long err)
{
	switch (err) {
	case -ENOSPC:
		return SIPNAT_STAT_BINDING_LIMIT;
	case -EDQUOT:
		return SIPNAT_STAT_SOURCE_LIMIT;
	case -EADDRINUSE:
		return SIPNAT_STAT_NO_PORT;
	default:
		return SIPNAT_STAT_NO_MEMORY;
	}
}

/* The job keeps the binding in mind; what it names becomes valid when the message has left. */
static bool name(struct sipnat_job *job, struct sipnat_binding *b, unsigned int seconds)
{
	unsigned int i;

	for (i = 0; i < job->nnamed; i++) {
		if (job->named[i].binding != b)
			continue;
		job->named[i].seconds = max(job->named[i].seconds, seconds);
		return true;
	}
	if (job->nnamed == SIPNAT_JOB_MAX_NAMED)
		return false;
	job->named[job->nnamed].binding = b;
	job->named[job->nnamed++].seconds = seconds;
	return true;
}

static enum sipnat_stat make_signalling(struct sipnat_job *job,
					const struct sipnat_endpoint *inside, u8 proto, u16 port,
					bool forwarded, unsigned int seconds,
					struct sipnat_binding **b)
{
	struct sipnat_binding_spec spec = sipnat_face_spec(job, inside, SIPNAT_BINDING_SIP,
							   proto);

	if (job->nnamed == SIPNAT_JOB_MAX_NAMED)
		return SIPNAT_STAT_TOO_MANY_EDITS;
	spec.forwarded = forwarded;
	*b = sipnat_binding_make(job->sn, job->config, &spec, htons(port));
	if (IS_ERR(*b))
		return sipnat_face_fault(PTR_ERR(*b));
	name(job, *b, seconds);
	return 0;
}

/* Do the administrator's rules send what the other party sends to a port of ours elsewhere */
static bool is_forwarded(struct sipnat_job *job, u16 port, u8 proto,
			 struct sipnat_endpoint *target)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_arrival arrival = {
		.from = flow->peer,
		.to = flow->local,
		.ifindex = flow->ifindex,
		.zone = flow->zone,
		.proto = proto,
	};

	if (job->nasked == MAX_ASKED)
		return false;
	job->nasked++;
	arrival.to.port = htons(port);
	return sipnat_dnat_asked(job->sn->net, &arrival, target);
}

/* Rules say who may come; those to whom it turns may, too. */
static void let_peer_in(struct sipnat_job *job, struct sipnat_binding *b)
{
	if (b->forwarded)
		sipnat_allow_peer(job->sn, b, &job->flow.peer);
}

/*
 * An outside port for signalling; 0 if there is none. Where the administrator's rules lead to the
 * endpoint, it has that port already, and keeps it when the gateway has forgotten all else.
 * @named: preferred; of the flow's own endpoint the one that NAT has chosen
 */
static u16 choose_port(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		       u16 named, bool *forwarded)
{
	const struct sipnat_flow *flow = &job->flow;
	struct sipnat_port_wish wish = {
		.local = flow->local.addr,
		.wanted = named,
		.run = 1,
		.proto = proto,
		.family = flow->local.family,
	};
	bool own = proto == flow->proto && sipnat_endpoint_eq(ep, &flow->inside);
	struct sipnat_endpoint target, local = flow->local;
	bool taken, elsewhere;
	u16 first, port;
	unsigned int i;

	/*
	 * Flows that it has there already are no hindrance. Rules come before sockets: docker-proxy
	 * waits where they lead to a container.
	 */
	local.port = htons(named);
	taken = sipnat_binding_by_local(job->sn, &local, flow->zone, proto);
	elsewhere = !taken && is_forwarded(job, named, proto, &target);
	*forwarded = elsewhere && sipnat_endpoint_eq(&target, ep);
	if (*forwarded)
		return named;
	taken = taken || (sipnat_port_has_socket(job->sn->net, &wish, named) &&
			  !(own && on_this_machine(job, ep)));
	if (own && !taken && !elsewhere)
		return named;
	first = sipnat_port_find(job->sn, &wish, FIRST_PORT, 65535);
	for (i = 0, port = first; port && i < MAX_TRIES; i++) {
		if (port == named ? !taken && !elsewhere :
				    !is_forwarded(job, port, proto, &target))
			return port;
		wish.wanted = FIRST_PORT +
			      (wish.wanted + STRIDE - FIRST_PORT) % (65536 - FIRST_PORT);
		port = sipnat_port_find(job->sn, &wish, FIRST_PORT, 65535);
	}
	/* All of them lead elsewhere, as with a host that is exposed. */
	return own && !taken ? named : first;
}

/*
 * A binding for the flow's own endpoint, at the port that NAT has chosen if that is its to be
 * called at, else, with @move, at another one. It keeps the port when the flow times out. Where
 * there is no port, the flow must do alone.
 */
static enum sipnat_stat keep_flow(struct sipnat_job *job, unsigned int seconds, bool move)
{
	const struct sipnat_flow *flow = &job->flow;
	u16 port = ntohs(flow->local.port);
	struct sipnat_binding *b;
	enum sipnat_stat fault;
	bool forwarded = false;

	if (ntohs(flow->inside.port) < FIRST_PORT)
		return 0;
	sipnat_job_lock(job);
	b = sipnat_job_own_binding(job);
	if (b) {
		if (b->outside.port != flow->local.port && !move)
			return 0;
		sipnat_face_use(job, b);
		name(job, b, seconds);
	} else {
		/*
		 * Calls reach it by the rules that have led this flow here, also while the port is
		 * bound to another endpoint, whose own flow has it.
		 */
		if (!nf_inet_addr_cmp(&flow->master.src.u3, &flow->inside.addr) &&
		    sipnat_binding_by_local(job->sn, &flow->local, flow->zone, flow->proto))
			return 0;
		if (sipnat_flow_has_nat(flow))
			port = choose_port(job, &flow->inside, flow->proto, port, &forwarded);
		else if (sipnat_binding_by_local(job->sn, &flow->local, flow->zone, flow->proto))
			port = 0;
		if (!port || (port != ntohs(flow->local.port) && !move))
			return 0;
		fault = make_signalling(job, &flow->inside, flow->proto, port, forwarded,
					seconds, &b);
		if (fault)
			return fault;
	}
	let_peer_in(job, b);
	return 0;
}

enum sipnat_stat sipnat_face_call(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				  u8 proto, unsigned int seconds, struct sipnat_endpoint *to)
{
	const struct sipnat_flow *flow = &job->flow;
	u16 port = ntohs(ep->port);
	struct sipnat_binding *b;
	enum sipnat_stat fault;
	bool forwarded = false;

	to->family = 0;
	job->notes.why = SIPNAT_WHY_OUTSIDE;
	if (proto == flow->proto && sipnat_endpoint_eq(ep, &flow->inside)) {
		fault = seconds ? keep_flow(job, seconds, true) : 0;
		if (!fault)
			show_own(job, ep, to);
		return fault;
	}
	if (!sipnat_face_owns(job, ep))
		return 0;
	if (!sipnat_face_may_open(job, ep))
		return SIPNAT_STAT_THIRD_PARTY;
	/* Some ports are not opened to anyone. */
	if (ntohs(ep->port) < FIRST_PORT) {
		sipnat_face_name(job, ep, to);
		return 0;
	}

	sipnat_job_lock(job);
	b = sipnat_binding_by_inside(job->sn, ep, flow->zone, proto, sipnat_face_local(job, ep));
	if (b) {
		sipnat_face_use(job, b);
		if (!name(job, b, seconds))
			return SIPNAT_STAT_TOO_MANY_EDITS;
	} else {
		/* Over another transport, too, the sender's own endpoint looks the same. */
		if (!sipnat_face_bare(job, ep))
			port = choose_port(job, ep, proto,
					   sipnat_endpoint_eq(ep, &flow->inside) ?
					   ntohs(flow->local.port) : port, &forwarded);
		if (!port)
			return SIPNAT_STAT_NO_PORT;
		fault = make_signalling(job, ep, proto, port, forwarded, seconds, &b);
		if (fault)
			return fault;
	}
	let_peer_in(job, b);
	job->notes.why = SIPNAT_WHY_BINDING;
	sipnat_face_of(job, b, to);
	return 0;
}

enum sipnat_stat sipnat_face_answer(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				    unsigned int seconds, struct sipnat_endpoint *to)
{
	if (show_flow(job, ep, to))
		return keep_flow(job, seconds, false);
	return sipnat_face_call(job, ep, job->flow.proto, seconds, to);
}

void sipnat_face_own(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		     struct sipnat_endpoint *to)
{
	to->family = 0;
	job->notes.why = SIPNAT_WHY_UNKNOWN;
	if (proto == job->flow.proto)
		show_own(job, ep, to);
}

void sipnat_face_known(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		       struct sipnat_endpoint *to)
{
	const struct sipnat_binding *b;

	to->family = 0;
	job->notes.why = SIPNAT_WHY_UNKNOWN;
	b = sipnat_binding_by_inside(job->sn, ep, job->flow.zone, proto,
				     sipnat_face_local(job, ep));
	if (!b || b->kind != SIPNAT_BINDING_SIP)
		return;
	job->notes.why = SIPNAT_WHY_BINDING;
	sipnat_face_of(job, b, to);
}

bool sipnat_face_is_own(const struct sipnat_job *job, const struct sipnat_endpoint *ep)
{
	const struct sipnat_flow *flow = &job->flow;

	return sipnat_endpoint_eq(ep, &flow->inside) ||
	       (ep->port == flow->local.port && sipnat_face_shows(job, ep));
}

enum sipnat_stat sipnat_face_contact(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				     u8 proto, struct sipnat_binding **b)
{
	const struct sipnat_flow *flow = &job->flow;
	enum sipnat_stat fault;

	if (proto == flow->proto && sipnat_face_is_own(job, ep)) {
		fault = keep_flow(job, SIPNAT_FACE_HELD, true);
		if (fault)
			return fault;
		*b = sipnat_job_own_binding(job);
	} else {
		*b = sipnat_binding_by_inside(job->sn, ep, flow->zone, proto,
					      sipnat_face_local(job, ep));
	}
	if (*b && (*b)->kind != SIPNAT_BINDING_SIP)
		*b = NULL;
	return 0;
}

/* In transit no side is inside for the signalling's family; in the other one it is. */
static bool is_towards(const struct sipnat_job *job, const struct sipnat_binding *b)
{
	return is_other(job, &b->inside.ep) && b->ifindex != job->flow.ifindex &&
	       sipnat_line_leads_to(job->sn->net, &job->flow, &b->inside.ep, job->flow.ifindex);
}

void sipnat_face_back(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		      struct sipnat_endpoint *to)
{
	const struct sipnat_flow *flow = &job->flow;
	const struct sipnat_binding *b;

	to->family = 0;
	job->notes.why = SIPNAT_WHY_NOT_OURS;
	if (proto == flow->proto && ep->port == flow->local.port &&
	    sipnat_face_shows(job, ep)) {
		job->notes.why = SIPNAT_WHY_BACK_FLOW;
		*to = flow->inside;
		return;
	}
	b = sipnat_binding_by_face(job->sn, ep, flow->zone, proto);
	if (b && (flow->side == SIPNAT_INBOUND || is_towards(job, b))) {
		job->notes.why = SIPNAT_WHY_BACK_BINDING;
		*to = b->inside.ep;
	}
}

void sipnat_face_back_name(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
			   struct sipnat_endpoint *to)
{
	sipnat_face_back(job, ep, proto, to);
	if (to->family || !sipnat_face_shows(job, ep))
		return;
	job->notes.why = SIPNAT_WHY_BACK_NAME;
	*to = *ep;
	to->addr = job->flow.inside.addr;
}
