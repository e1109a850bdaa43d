// SPDX-License-Identifier: GPL-2.0
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "dnat.h"

#define TTL	64

static void make_ip(struct sk_buff *skb, const struct sipnat_arrival *a, unsigned int len)
{
	struct ipv6hdr *ip6h;
	struct iphdr *iph;

	skb_reset_network_header(skb);
	skb_reset_mac_len(skb);
	if (a->to.family == NFPROTO_IPV4) {
		skb->protocol = htons(ETH_P_IP);
		iph = skb_put_zero(skb, sizeof(*iph));
		iph->version = 4;
		iph->ihl = sizeof(*iph) / 4;
		iph->tot_len = htons(sizeof(*iph) + len);
		iph->ttl = TTL;
		iph->protocol = a->proto;
		iph->saddr = a->from.addr.ip;
		iph->daddr = a->to.addr.ip;
		ip_send_check(iph);
	} else {
		skb->protocol = htons(ETH_P_IPV6);
		ip6h = skb_put_zero(skb, sizeof(*ip6h));
		ip6h->version = 6;
		ip6h->payload_len = htons(len);
		ip6h->nexthdr = a->proto;
		ip6h->hop_limit = TTL;
		ip6h->saddr = a->from.addr.in6;
		ip6h->daddr = a->to.addr.in6;
	}
}

static void make_transport(struct sk_buff *skb, const struct sipnat_arrival *a, unsigned int len)
{
	struct tcphdr *th;
	struct udphdr *uh;

	skb_set_transport_header(skb, skb->len);
	if (a->proto == IPPROTO_TCP) {
		th = skb_put_zero(skb, len);
		th->source = a->from.port;
		th->dest = a->to.port;
		th->doff = len / 4;
		th->syn = 1;
	} else {
		uh = skb_put_zero(skb, len);
		uh->source = a->from.port;
		uh->dest = a->to.port;
		uh->len = htons(len);
	}
}

static struct sk_buff *make_packet(const struct sipnat_arrival *a)
{
	unsigned int len = a->proto == IPPROTO_TCP ? sizeof(struct tcphdr) : sizeof(struct udphdr);
	struct sk_buff *skb;

	skb = alloc_skb(LL_MAX_HEADER + sizeof(struct ipv6hdr) + len, GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	/* Rules may read, and log, where a packet comes from on its network. */
	memset(skb_push(skb, ETH_HLEN), 0, ETH_HLEN);
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	make_ip(skb, a, len);
	make_transport(skb, a, len);
	return skb;
}

/* A flow that is new to the rules, and that nobody else ever hears of */
static struct nf_conn *make_flow(struct net *net, const struct sipnat_arrival *a)
{
	struct nf_conntrack_tuple tuple = {
		.src.u3 = a->from.addr,
		.src.u.all = a->from.port,
		.src.l3num = a->to.family,
		.dst.u3 = a->to.addr,
		.dst.u.all = a->to.port,
		.dst.protonum = a->proto,
		.dst.dir = IP_CT_DIR_ORIGINAL,
	};
	struct nf_conntrack_zone zone;
	struct nf_conn *ct;

	nf_ct_zone_init(&zone, a->zone, NF_CT_DEFAULT_ZONE_DIR, 0);
	ct = nf_ct_tmpl_alloc(net, &zone, GFP_ATOMIC | __GFP_NOWARN);
	if (!ct)
		return NULL;
	ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple = tuple;
	nf_ct_invert_tuple(&ct->tuplehash[IP_CT_DIR_REPLY].tuple, &tuple);
	return ct;
}

/*
 * NAT is one hook for all its rules, nft's and iptables', at the same place in both families.
 * nfnetlink_hook reads the priorities of hooks in this way, too.
 */
static void traverse(struct sk_buff *skb, struct nf_hook_state *state)
{
	const struct netns_nf *nf = &state->net->nf;
	const struct nf_hook_entries *hooks;
	struct nf_hook_ops **ops;
	unsigned int i;

	BUILD_BUG_ON((int)NF_IP_PRI_NAT_DST != (int)NF_IP6_PRI_NAT_DST);
	if (state->pf == NFPROTO_IPV4)
		hooks = rcu_dereference(nf->hooks_ipv4[state->hook]);
	else
		hooks = rcu_dereference(nf->hooks_ipv6[state->hook]);
	if (!hooks)
		goto out;
	ops = nf_hook_entries_get_hook_ops(hooks);
	for (i = 0; i < hooks->num_hook_entries; i++) {
		if (ops[i]->priority != NF_IP_PRI_NAT_DST)
			continue;
		switch (nf_hook_entry_hookfn(&hooks->hooks[i], skb, state) & NF_VERDICT_MASK) {
		case NF_ACCEPT:
			continue;
		case NF_STOLEN:
			return;
		default:
			goto out;
		}
	}
out:
	kfree_skb(skb);
}

bool sipnat_dnat_asked(struct net *net, const struct sipnat_arrival *arrival,
		       struct sipnat_endpoint *to)
{
	struct nf_hook_state state = {
		.hook = NF_INET_PRE_ROUTING,
		.pf = arrival->to.family,
		.in = dev_get_by_index_rcu(net, arrival->ifindex),
		.net = net,
	};
	struct sk_buff *skb;
	struct nf_conn *ct;
	bool elsewhere;

	if (!state.in)
		return false;
	ct = make_flow(net, arrival);
	if (!ct)
		return false;
	skb = make_packet(arrival);
	if (!skb) {
		nf_ct_put(ct);
		return false;
	}
	skb->dev = state.in;
	skb->skb_iif = arrival->ifindex;
	nf_conntrack_get(&ct->ct_general);
	nf_ct_set(skb, ct, IP_CT_NEW);
	traverse(skb, &state);
	elsewhere = ct->status & IPS_DST_NAT;
	*to = sipnat_endpoint_src(&ct->tuplehash[IP_CT_DIR_REPLY].tuple);
	nf_ct_put(ct);
	return elsewhere;
}
