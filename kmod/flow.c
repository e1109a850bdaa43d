// SPDX-License-Identifier: GPL-2.0
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/route.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "flow.h"

bool sipnat_flow_on_this_machine(struct net *net, const struct net_device *dev,
				 const struct sipnat_endpoint *ep)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (ep->family == NFPROTO_IPV6)
		return ipv6_chk_addr(net, &ep->addr.in6, dev, 0);
#endif
	return inet_addr_type_dev_table(net, dev, ep->addr.ip) == RTN_LOCAL;
}

static enum sipnat_side side(const struct sipnat_config *config,
			     const struct sipnat_endpoint *src, bool src_nat,
			     const struct sipnat_endpoint *dst, bool dst_nat)
{
	bool src_inside = sipnat_config_inside(config, src->family, &src->addr);

	if (sipnat_config_inside(config, dst->family, &dst->addr))
		return src_inside ? SIPNAT_STAYS : SIPNAT_INBOUND;
	/* Whoever is hidden by NAT is inside, also where its address lies in no localnet. */
	if (src_inside || src_nat)
		return SIPNAT_OUTBOUND;
	return dst_nat ? SIPNAT_INBOUND : SIPNAT_STAYS;
}

/* In a VRF it is the interface itself, and not the VRF. */
static int came_by(const struct sk_buff *skb, u16 family)
{
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
	bool src_nat = !nf_inet_addr_cmp(&src.addr, &src_shown.addr);
	bool dst_nat = !nf_inet_addr_cmp(&dst.addr, &dst_shown.addr);
	const union nf_inet_addr *externip = NULL;

	flow->dev = skb->dev;
	flow->came_by = came_by(skb, src.family);
	flow->mark = skb->mark;
	flow->side = side(config, &src, src_nat, &dst, dst_nat);
	flow->on_gateway = false;
	/*
	 * A PBX on the gateway may have nothing but a public address, and still speak for phones
	 * behind it.
	 */
	if (flow->side == SIPNAT_STAYS && !sipnat_config_inside(config, dst.family, &dst.addr)) {
		if (sipnat_flow_on_this_machine(nf_ct_net(ct), skb->dev, &src))
			flow->side = SIPNAT_OUTBOUND;
		else if (sipnat_flow_on_this_machine(nf_ct_net(ct), skb->dev, &dst))
			flow->side = SIPNAT_INBOUND;
	}
	if (flow->side == SIPNAT_STAYS && !src_nat && !dst_nat)
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
