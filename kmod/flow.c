// SPDX-License-Identifier: GPL-2.0
#include <linux/ipv6.h>
#include <linux/netfilter_bridge.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/route.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "flow.h"
#include "line.h"

bool sipnat_flow_on_this_machine(struct net *net, const struct net_device *dev,
				 const struct sipnat_endpoint *ep)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (ep->family == NFPROTO_IPV6)
		return ipv6_chk_addr(net, &ep->addr.in6, dev, 0);
#endif
	return inet_addr_type_dev_table(net, dev, ep->addr.ip) == RTN_LOCAL;
}

/**
 * struct end - one end of a flow
 * @ep: its own endpoint
 * @shown: what the other end sees instead
 * @ifindex: interface that its packets come in by, or leave by; 0: this machine
 * @hidden: NAT changes its address
 * @inside: it lies in a localnet
 */
struct end {
	struct sipnat_endpoint ep;
	struct sipnat_endpoint shown;
	int ifindex;
	bool hidden;
	bool inside;
};

static struct end end_of(const struct sipnat_config *config, const struct sipnat_endpoint *ep,
			 const struct sipnat_endpoint *shown, int ifindex)
{
	return (struct end){
		.ep = *ep,
		.shown = *shown,
		.ifindex = ifindex,
		.hidden = !nf_inet_addr_cmp(&ep->addr, &shown->addr),
		.inside = sipnat_config_inside(config, ep->family, &ep->addr),
	};
}

static enum sipnat_side by_localnets(const struct end *src, const struct end *dst)
{
	if (dst->inside)
		return src->inside ? SIPNAT_STAYS : SIPNAT_INBOUND;
	/* Whoever is hidden by NAT is inside, also where its address lies in no localnet. */
	if (src->inside || src->hidden)
		return SIPNAT_OUTBOUND;
	return dst->hidden ? SIPNAT_INBOUND : SIPNAT_STAYS;
}

/*
 * The end that NAT hides from the other one, or NULL. A published server is hidden from clients on
 * the side of the address by which it is published. Clients on other sides are insiders that take
 * the way around (hairpin), whether they are masqueraded for it or not. If the address is not on
 * this machine, it is the server's side that is outside, and the client is redirected.
 */
static const struct end *hidden_end(struct net *net, const struct sipnat_flow *flow,
				    const struct end *client, const struct end *server)
{
	if (!server->hidden)
		return client->hidden ? client : NULL;
	/* Of a packet to this machine only the input interface is known: equal ones say nothing. */
	if (client->ifindex == server->ifindex &&
	    !sipnat_flow_on_this_machine(net, flow->dev, &server->ep))
		return NULL;
	if (sipnat_line_is_at(net, &server->shown, client->ifindex))
		return server;
	if (!client->hidden || sipnat_flow_on_this_machine(net, flow->dev, &server->shown))
		return NULL;
	return client;
}

/* Localnets that are only the defaults are a guess, and NAT knows better. */
static enum sipnat_side side_of(struct net *net, const struct sipnat_config *config,
				enum ip_conntrack_dir dir, const struct end *src,
				const struct end *dst, struct sipnat_flow *flow)
{
	const struct end *client = dir == IP_CT_DIR_ORIGINAL ? src : dst;
	const struct end *server = dir == IP_CT_DIR_ORIGINAL ? dst : src;
	enum sipnat_side side = by_localnets(src, dst);
	const struct end *hidden, *other;

	flow->peer_in_localnet = false;
	flow->overruled = false;
	if (!server->inside || !(client->inside || (client->hidden && !server->hidden)))
		return side;
	hidden = hidden_end(net, flow, client, server);
	other = hidden == client ? server : client;
	/* This machine needs no NAT to reach whom it hides from others. */
	if (!hidden || sipnat_flow_on_this_machine(net, flow->dev, &other->ep))
		return side;
	if (sipnat_config_explicit(config, other->ep.family, &other->ep.addr)) {
		flow->overruled = side == SIPNAT_STAYS;
		return side;
	}
	flow->peer_in_localnet = true;
	return hidden == src ? SIPNAT_OUTBOUND : SIPNAT_INBOUND;
}

/*
 * In a VRF it is the interface itself, and not the VRF. Bridges use the same bytes for something
 * else.
 */
static int came_by(const struct sk_buff *skb, u16 family)
{
	if (nf_bridge_info_exists(skb))
		return skb->skb_iif;
	return family == NFPROTO_IPV4 ? IPCB(skb)->iif : IP6CB(skb)->iif;
}

/* The interface whose address the flow has by masquerading; 0 if it has another, or none */
static int masq_index(const struct nf_conn *ct)
{
	const struct nf_conn_nat *nat = nfct_nat(ct);

	return nat ? nat->masq_index : 0;
}

void sipnat_flow_get(const struct sipnat_config *config, const struct sk_buff *skb,
		     const struct nf_conn *ct, enum ip_conntrack_info ctinfo,
		     struct sipnat_flow *flow)
{
	enum ip_conntrack_dir dir = CTINFO2DIR(ctinfo);
	const struct nf_conntrack_tuple *there = &ct->tuplehash[dir].tuple;
	const struct nf_conntrack_tuple *back = &ct->tuplehash[!dir].tuple;
	struct sipnat_endpoint src = sipnat_endpoint_src(there);
	struct sipnat_endpoint src_shown = sipnat_endpoint_dst(back);
	struct sipnat_endpoint dst_shown = sipnat_endpoint_dst(there);
	struct sipnat_endpoint dst = sipnat_endpoint_src(back);
	const union nf_inet_addr *externip = NULL;
	struct end from, to;

	flow->dev = skb->dev;
	flow->came_by = came_by(skb, src.family);
	flow->mark = skb->mark;
	from = end_of(config, &src, &src_shown, flow->came_by);
	to = end_of(config, &dst, &dst_shown, skb->dev ? skb->dev->ifindex : 0);
	flow->side = side_of(nf_ct_net(ct), config, dir, &from, &to, flow);
	flow->on_gateway = false;
	/*
	 * A PBX on the gateway may have nothing but a public address, and still speak for phones
	 * behind it.
	 */
	if (flow->side == SIPNAT_STAYS && !to.inside) {
		if (sipnat_flow_on_this_machine(nf_ct_net(ct), skb->dev, &src))
			flow->side = SIPNAT_OUTBOUND;
		else if (sipnat_flow_on_this_machine(nf_ct_net(ct), skb->dev, &dst))
			flow->side = SIPNAT_INBOUND;
	}
	if (flow->side == SIPNAT_STAYS && !from.hidden && !to.hidden)
		flow->side = SIPNAT_TRANSIT;
	if (flow->side == SIPNAT_INBOUND) {
		flow->inside = dst;
		flow->local = dst_shown;
		flow->peer = src;
	} else {
		flow->inside = src;
		flow->local = src_shown;
		flow->peer = dst;
	}
	if ((flow->side == SIPNAT_OUTBOUND || flow->side == SIPNAT_INBOUND) &&
	    !sipnat_flow_has_nat(flow))
		flow->on_gateway = sipnat_flow_on_this_machine(nf_ct_net(ct), skb->dev,
							       &flow->inside);
	/* Inbound, the packet leaves by an inner interface, which says nothing about this. */
	if (flow->side == SIPNAT_OUTBOUND)
		externip = sipnat_config_externip(config, src.family,
						  skb->dev ? skb->dev->name : "");
	flow->advertised = externip ? *externip : flow->local.addr;
	flow->ifindex = flow->side != SIPNAT_INBOUND && skb->dev ? skb->dev->ifindex : 0;
	flow->masq_index = masq_index(ct);
	flow->master = ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	flow->zone = nf_ct_zone_id(nf_ct_zone(ct), IP_CT_DIR_ORIGINAL);
	flow->proto = nf_ct_protonum(ct);
}
