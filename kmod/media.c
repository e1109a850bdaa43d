// SPDX-License-Identifier: GPL-2.0
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "allow.h"
#include "binding.h"
#include "event.h"
#include "helper.h"
#include "line.h"
#include "media.h"
#include "port.h"

static u16 flow_zone(const struct nf_conn *ct)
{
	return nf_ct_zone_id(nf_ct_zone(ct), IP_CT_DIR_ORIGINAL);
}

/* Port 0: one that makes the flow unlike all others, its own if possible */
static void map(struct nf_conn *ct, const struct sipnat_endpoint *ep,
		enum nf_nat_manip_type manip)
{
	struct nf_nat_range2 range = {
		.flags = NF_NAT_RANGE_MAP_IPS | (ep->port ? NF_NAT_RANGE_PROTO_SPECIFIED : 0),
		.min_addr = ep->addr,
		.max_addr = ep->addr,
		.min_proto.all = ep->port,
		.max_proto.all = ep->port,
	};

	nf_nat_setup_info(ct, &range, manip);
}

/**
 * struct meeting - what a new flow is to become
 * @from: binding of its source, or NULL
 * @to: binding of its destination, or NULL
 * @src: its source behind NAT
 * @dst: its destination behind NAT
 */
struct meeting {
	struct sipnat_binding *from;
	struct sipnat_binding *to;
	struct sipnat_endpoint src;
	struct sipnat_endpoint dst;
};

static bool find(struct sipnat_net *sn, const struct nf_conn *ct, struct meeting *m)
{
	const struct nf_conntrack_tuple *tuple = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	u16 zone = flow_zone(ct);

	m->src = sipnat_endpoint_src(tuple);
	m->dst = sipnat_endpoint_dst(tuple);
	m->to = sipnat_binding_by_local(sn, &m->dst, zone, tuple->dst.protonum);
	if (m->to)
		m->from = sipnat_binding_by_inside(sn, &m->src, zone, tuple->dst.protonum,
						   &m->to->local);
	if (!m->to || !m->from)
		m->from = sipnat_binding_by_inside(sn, &m->src, zone, tuple->dst.protonum, NULL);
	if (m->to) {
		m->dst = m->to->inside.ep;
		/* Two that meet by their outside faces see each other's. */
		if (m->from && !sipnat_binding_bare(m->to))
			m->src = sipnat_binding_outside(m->from);
	}
	return m->to || m->from;
}

/*
 * Does what a binding's inside endpoint sends there stay inside, and so as it is? Not if it leaves
 * by the interface where those outside have such addresses, too.
 */
static bool stays_inside(struct sipnat_net *sn, const struct meeting *m, bool leaves)
{
	const struct sipnat_config *config = rcu_dereference(sn->config);

	return sipnat_config_inside(config, m->dst.family, &m->dst.addr) &&
	       !(leaves && sipnat_binding_peers_in_localnet(m->from, config, &m->dst.addr));
}

static struct nf_conntrack_tuple reply_of(const struct nf_conn *ct, const struct meeting *m)
{
	struct nf_conntrack_tuple reply = ct->tuplehash[IP_CT_DIR_REPLY].tuple;

	reply.src.u3 = m->dst.addr;
	reply.src.u.all = m->dst.port;
	reply.dst.u3 = m->src.addr;
	reply.dst.u.all = m->src.port;
	return reply;
}

/* Would the flow's answers look like those of another flow? Then they would go there. */
static bool clashes(const struct nf_conn *ct, const struct meeting *m)
{
	struct nf_conntrack_tuple reply = reply_of(ct, m);

	return nf_conntrack_tuple_taken(&reply, ct);
}

static bool is_signalling(const struct meeting *m)
{
	return (m->to ?: m->from)->kind == SIPNAT_BINDING_SIP;
}

/*
 * The inside endpoint may have sent there before it had its binding, as when our address has
 * changed and its audio went on. That flow shows another face than the one that is told now, and
 * gives way. Not so signalling that merely has another port of the same address: whoever is at the
 * other end may know both, and answer or call by either.
 */
static bool gives_way(struct sipnat_net *sn, const struct nf_conn *ct, const struct meeting *m)
{
	struct nf_conntrack_tuple reply = reply_of(ct, m);
	struct sipnat_endpoint face = sipnat_binding_outside(m->to), shown;
	struct nf_conntrack_tuple_hash *h;
	struct nf_conn *other;
	bool stale;

	h = nf_conntrack_find_get(sn->net, nf_ct_zone(ct), &reply);
	if (!h)
		return true;	/* it has ended meanwhile */
	other = nf_ct_tuplehash_to_ctrack(h);
	shown = sipnat_endpoint_dst(&other->tuplehash[IP_CT_DIR_REPLY].tuple);
	if (is_signalling(m))
		shown.port = face.port;
	stale = NF_CT_DIRECTION(h) == IP_CT_DIR_ORIGINAL && !sipnat_endpoint_eq(&shown, &face);
	if (stale)
		nf_ct_kill(other);
	nf_ct_put(other);
	return stale;
}

/*
 * In the place of a master that has timed out while its call has not: ctnetlink reads the tuple of
 * the master of every flow that is IPS_EXPECTED.
 */
static struct nf_conn *stand_in(struct sipnat_net *sn, const struct nf_conn *ct,
				const struct nf_conntrack_tuple *tuple)
{
	struct nf_conn *master = nf_ct_tmpl_alloc(sn->net, nf_ct_zone(ct), GFP_ATOMIC);

	if (master)
		master->tuplehash[IP_CT_DIR_ORIGINAL].tuple = *tuple;
	return master;
}

/*
 * The signalling flow, with a reference. A flow that has a master gives way to it: a chain of flows
 * that hold one another would never end, and be freed by recursion.
 */
static struct nf_conn *get_master(struct sipnat_net *sn, const struct nf_conn *ct,
				  const struct nf_conntrack_tuple *tuple)
{
	struct nf_conntrack_tuple_hash *h = nf_conntrack_find_get(sn->net, nf_ct_zone(ct), tuple);
	struct nf_conn *flow, *master;

	if (!h)
		return stand_in(sn, ct, tuple);
	flow = nf_ct_tuplehash_to_ctrack(h);
	master = flow->master;
	if (!master)
		return flow;
	nf_conntrack_get(&master->ct_general);
	nf_ct_put(flow);
	return master;
}

/*
 * Make the signalling flow the master, as conntrack does with what it expects: `ct state
 * related`, the mark, and events then tell where the flow belongs.
 */
static void follow_master(struct sipnat_net *sn, struct nf_conn *ct,
			  const struct nf_conntrack_tuple *tuple)
{
	struct nf_conn *master = get_master(sn, ct, tuple);

	if (!master)
		return;
	ct->master = master;
	__set_bit(IPS_EXPECTED_BIT, &ct->status);
#ifdef CONFIG_NF_CONNTRACK_MARK
	ct->mark = READ_ONCE(master->mark);
#endif
#ifdef CONFIG_NF_CONNTRACK_SECMARK
	ct->secmark = master->secmark;
#endif
}

/* Under sipnat_net.lock */
static void use(struct sipnat_net *sn, const struct nf_conn *ct, struct sipnat_binding *b)
{
	const struct sipnat_event_cause cause = { .ct = ct, .dir = IP_CT_DIR_ORIGINAL };

	sipnat_binding_add_flow(sn, b, &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple);
	if (b->used)
		return;
	b->used = true;
	sipnat_event_binding(sn, b, SIPNAT_EVENT_BINDING_USED, &cause, 0);
}

/*
 * Let the bindings remember the flow, and tell whose it is. False if one of them ended in the
 * meantime.
 */
static bool note(struct sipnat_net *sn, const struct nf_conn *ct, const struct meeting *m,
		 struct nf_conntrack_tuple *master)
{
	bool alive;

	spin_lock_bh(&sn->lock);
	alive = !(m->from && m->from->dead) && !(m->to && m->to->dead);
	if (alive) {
		if (master)
			*master = m->from ? m->from->master : m->to->master;
		if (m->from)
			use(sn, ct, m->from);
		if (m->to)
			use(sn, ct, m->to);
	}
	spin_unlock_bh(&sn->lock);
	return alive;
}

/*
 * What is sent to a face that NAT makes is decided here whole, so that no rule decides otherwise
 * later. Where an inside endpoint sends to stays the administrator's business, and what it looks
 * like there is known when the route is: see show_hook().
 */
static bool meet(struct sipnat_net *sn, struct nf_conn *ct, const struct meeting *m)
{
	bool decided = m->to && !sipnat_binding_bare(m->to);
	struct sipnat_endpoint src = m->src;
	struct nf_conntrack_tuple master;

	if (decided && clashes(ct, m) && !gives_way(sn, ct, m)) {
		if (!is_signalling(m)) {
			sipnat_count(sn, SIPNAT_STAT_FLOW_CLASH);
			return false;
		}
		/* RFC 3581: answers go to the port that a request came from, whichever it is. */
		src.port = 0;
	}
	if (!note(sn, ct, m, &master))
		return false;
	if (!ct->master)
		follow_master(sn, ct, &master);
	if (is_signalling(m))
		sipnat_helper_assign(ct);
	if (decided) {
		map(ct, &m->dst, NF_NAT_MANIP_DST);
		map(ct, &src, NF_NAT_MANIP_SRC);
	}
	sipnat_count(sn, SIPNAT_STAT_FLOWS);
	return true;
}

bool sipnat_media_expected(struct nf_conn *ct)
{
	struct sipnat_net *sn = sipnat_pernet(nf_ct_net(ct));
	struct meeting m;

	return find(sn, ct, &m) && m.to && meet(sn, ct, &m);
}

/* A flow on its first packet, which is no ICMP error about another one */
static struct nf_conn *first_packet(const struct sk_buff *skb, enum ip_conntrack_info *ctinfo)
{
	struct nf_conn *ct = nf_ct_get(skb, ctinfo);

	if (!ct || nf_ct_is_confirmed(ct) || nf_ct_is_template(ct) ||
	    (nf_ct_protonum(ct) != IPPROTO_UDP && nf_ct_protonum(ct) != IPPROTO_TCP))
		return NULL;
	return ct;
}

/* A flow that nobody has decided anything about yet */
static struct nf_conn *new_flow(const struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = first_packet(skb, &ctinfo);

	return ct && ctinfo == IP_CT_NEW ? ct : NULL;
}

/* Before routing: what goes out by the binding's interface */
static bool leaves(struct sipnat_net *sn, const struct meeting *m, const struct sk_buff *skb,
		   const struct nf_hook_state *state)
{
	const struct sipnat_flow way = {
		.came_by = state->in ? state->in->ifindex : 0,
		.mark = skb->mark,
	};

	return READ_ONCE(m->from->peer_in_localnet) &&
	       sipnat_line_leads_to(sn->net, &way, &m->dst, m->from->ifindex);
}

/*
 * A binding of the source alone lets the flow go anywhere. That is for who is inside, and comes
 * from there: in transit the binding may be a stranger's, and whoever is outside may name any
 * source.
 */
static bool comes_from_inside(struct sipnat_net *sn, const struct sipnat_binding *from,
			      const struct nf_hook_state *state)
{
	const struct sipnat_endpoint *ep = &from->inside.ep;

	if (state->hook == NF_INET_LOCAL_OUT)
		return true;
	if (state->in->ifindex == from->ifindex)
		return false;
	return !sipnat_binding_bare(from) ||
	       sipnat_config_inside(rcu_dereference(sn->config), ep->family, &ep->addr);
}

static unsigned int meet_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct nf_conn *ct = new_flow(skb);
	struct sipnat_net *sn;
	struct meeting m;

	if (likely(!ct) || ct->status & IPS_NAT_DONE_MASK)
		return NF_ACCEPT;
	sn = sipnat_pernet(state->net);
	if (!READ_ONCE(sn->nbindings) || !find(sn, ct, &m))
		return NF_ACCEPT;
	if (!m.to && (stays_inside(sn, &m, leaves(sn, &m, skb, state)) ||
		      !comes_from_inside(sn, m.from, state)))
		return NF_ACCEPT;
	/* The administrator's DNAT rules come first where signalling comes in. */
	if (m.to && m.to->kind == SIPNAT_BINDING_SIP && !sipnat_binding_bare(m.to) &&
	    state->hook == NF_INET_PRE_ROUTING)
		return NF_ACCEPT;
	/*
	 * Who is not let in goes on as if there was nothing here. What is left of signalling is
	 * this machine's own, or goes to who is its own face.
	 */
	if (m.to && m.to->kind != SIPNAT_BINDING_SIP &&
	    !sipnat_allow_flow(sn, ct, m.from, m.to, state->in ? state->in->ifindex : 0)) {
		sipnat_count(sn, SIPNAT_STAT_MEDIA_REFUSED);
		return NF_ACCEPT;
	}
	if (meet(sn, ct, &m))
		nf_ct_set(skb, ct, IP_CT_RELATED);
	return NF_ACCEPT;
}

/* Signalling to a binding that no DNAT rule has wanted */
static unsigned int meet_signalling(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	struct nf_conn *ct = new_flow(skb);
	struct sipnat_net *sn;
	struct meeting m;

	if (!ct || ct->status & IPS_NAT_DONE_MASK)
		return NF_ACCEPT;
	sn = sipnat_pernet(state->net);
	if (find(sn, ct, &m) && m.to && m.to->kind == SIPNAT_BINDING_SIP &&
	    sipnat_allow_flow(sn, ct, m.from, m.to, state->in->ifindex) && meet(sn, ct, &m))
		nf_ct_set(skb, ct, IP_CT_RELATED);
	return NF_ACCEPT;
}

/*
 * Before source NAT: the route is known, and so which of our addresses an inside endpoint shows
 * there. By another interface than the signalling's nothing leaves with its address.
 */
static unsigned int show_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct nf_conntrack_tuple *tuple;
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = first_packet(skb, &ctinfo);
	struct nf_conn_nat *nat;
	struct sipnat_net *sn;
	struct meeting m = {};

	if (likely(!ct) || ct->status & IPS_SRC_NAT_DONE ||
	    CTINFO2DIR(ctinfo) != IP_CT_DIR_ORIGINAL)
		return NF_ACCEPT;
	sn = sipnat_pernet(state->net);
	if (!READ_ONCE(sn->nbindings))
		return NF_ACCEPT;
	tuple = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	m.src = sipnat_endpoint_src(tuple);
	m.dst = sipnat_endpoint_src(&ct->tuplehash[IP_CT_DIR_REPLY].tuple);
	m.from = sipnat_binding_towards(sn, &m.src, flow_zone(ct), tuple->dst.protonum,
					state->out->ifindex);
	if (!m.from || stays_inside(sn, &m, true))
		return NF_ACCEPT;
	m.src = sipnat_binding_outside(m.from);
	if (clashes(ct, &m)) {
		sipnat_count(sn, SIPNAT_STAT_FLOW_CLASH);
		return NF_ACCEPT;
	}
	if (!note(sn, ct, &m, NULL))
		return NF_ACCEPT;
	map(ct, &m.src, NF_NAT_MANIP_SRC);
	/* What masquerading has given goes with the interface's address. */
	nat = m.from->masq_index == state->out->ifindex ? nf_ct_nat_ext_add(ct) : NULL;
	if (nat)
		nat->masq_index = m.from->masq_index;
	return NF_ACCEPT;
}

/* Signalling to a binding that a DNAT rule has led there */
static void meet_forwarded(struct sipnat_net *sn, struct nf_conn *ct)
{
	const struct nf_conntrack_tuple *tuple = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct sipnat_endpoint to = sipnat_endpoint_dst(tuple);
	struct sipnat_endpoint inside = sipnat_endpoint_src(&ct->tuplehash[IP_CT_DIR_REPLY].tuple);
	const struct sipnat_binding *b;

	b = sipnat_binding_by_local(sn, &to, flow_zone(ct), tuple->dst.protonum);
	if (b && b->forwarded && sipnat_endpoint_eq(&b->inside.ep, &inside))
		sipnat_helper_assign(ct);
}

/* Behind source NAT: which outside port has the flow got */
static unsigned int note_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sipnat_net *sn = sipnat_pernet(state->net);
	struct nf_conn *ct = new_flow(skb);

	if (likely(!ct))
		return NF_ACCEPT;
	if (ct->status & IPS_DST_NAT && READ_ONCE(sn->nbindings))
		meet_forwarded(sn, ct);
	sipnat_port_note_flow(sn, ct);
	return NF_ACCEPT;
}

static const struct nf_hook_ops media_hooks[] = {
	{
		.hook = meet_hook,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	}, {
		.hook = meet_hook,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP_PRI_CONNTRACK + 1,
	}, {
		.hook = show_hook,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP_PRI_NAT_SRC - 1,
	}, {
		.hook = note_hook,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP_PRI_NAT_SRC + 1,
	}, {
		.hook = meet_hook,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = NF_IP6_PRI_CONNTRACK + 1,
	}, {
		.hook = meet_hook,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_OUT,
		.priority = NF_IP6_PRI_CONNTRACK + 1,
	}, {
		.hook = show_hook,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP6_PRI_NAT_SRC - 1,
	}, {
		.hook = note_hook,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = NF_IP6_PRI_NAT_SRC + 1,
	},
};

static const struct nf_hook_ops signalling_hooks[] = {
	{
		.hook = meet_signalling,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = INT_MAX,
	}, {
		.hook = meet_signalling,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_PRE_ROUTING,
		.priority = INT_MAX,
	},
};

static int register_fn(struct net *net, const struct nf_hook_ops *ops)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (ops->pf == NFPROTO_IPV6)
		return nf_nat_ipv6_register_fn(net, ops);
#endif
	return nf_nat_ipv4_register_fn(net, ops);
}

static void unregister_fn(struct net *net, const struct nf_hook_ops *ops)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (ops->pf == NFPROTO_IPV6) {
		nf_nat_ipv6_unregister_fn(net, ops);
		return;
	}
#endif
	nf_nat_ipv4_unregister_fn(net, ops);
}

static void register_nat(struct work_struct *work)
{
	struct sipnat_net *sn = container_of(work, struct sipnat_net, nat_work);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(signalling_hooks); i++) {
		if (!(READ_ONCE(sn->nat_wanted) & BIT(i)) || sn->nat_registered & BIT(i))
			continue;
		if (!register_fn(sn->net, &signalling_hooks[i])) {
			sn->nat_registered |= BIT(i);
			continue;
		}
		/* Out of memory: the next binding tries again. */
		spin_lock_bh(&sn->lock);
		sn->nat_wanted &= ~BIT(i);
		spin_unlock_bh(&sn->lock);
	}
}

void sipnat_media_want_nat(struct sipnat_net *sn, u16 family)
{
	u8 bit = family == NFPROTO_IPV4 ? BIT(0) : BIT(1);

	lockdep_assert_held(&sn->lock);
	/* Nobody takes back what is asked for after the namespace has begun to go. */
	if (sn->nat_wanted & bit || sn->exiting)
		return;
	WRITE_ONCE(sn->nat_wanted, sn->nat_wanted | bit);
	schedule_work(&sn->nat_work);
}

int sipnat_media_init(struct net *net)
{
	INIT_WORK(&sipnat_pernet(net)->nat_work, register_nat);
	return nf_register_net_hooks(net, media_hooks, ARRAY_SIZE(media_hooks));
}

void sipnat_media_exit(struct net *net)
{
	struct sipnat_net *sn = sipnat_pernet(net);
	unsigned int i;

	cancel_work_sync(&sn->nat_work);
	for (i = 0; i < ARRAY_SIZE(signalling_hooks); i++)
		if (sn->nat_registered & BIT(i))
			unregister_fn(net, &signalling_hooks[i]);
	nf_unregister_net_hooks(net, media_hooks, ARRAY_SIZE(media_hooks));
}
