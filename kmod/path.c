// SPDX-License-Identifier: GPL-2.0
#include <net/dst.h>
#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/route.h>
#include <net/tcp.h>
#include "path.h"

bool sipnat_path_is_local(const struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return skb_rtable(skb)->rt_type == RTN_LOCAL;
	return ((struct rt6_info *)skb_dst(skb))->rt6i_flags & RTF_LOCAL;
}

static void note_route(struct sipnat_path *path, const struct sk_buff *skb)
{
	struct dst_entry *dst = skb_dst(skb);

	if (dst == path->dst)
		return;
	sipnat_path_release(path);
	/* A bridge's own is part of the bridge, and goes with it. */
	if (!dst || dst->flags & DST_FAKE_RTABLE || !dst_hold_safe(dst))
		return;
	path->dst = dst;
	path->cookie = 0;
#if IS_ENABLED(CONFIG_IPV6)
	if (skb->protocol == htons(ETH_P_IPV6))
		path->cookie = rt6_get_cookie((struct rt6_info *)dst);
#endif
}

static void note_ip(struct sipnat_path *path, const struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	const struct iphdr *iph = ip_hdr(skb);

	if (skb->protocol == htons(ETH_P_IP)) {
		path->family = NFPROTO_IPV4;
		path->tos = iph->tos;
		path->ttl = iph->ttl;
		path->src.ip = iph->saddr;
		path->dst_addr.ip = iph->daddr;
	} else {
		path->family = NFPROTO_IPV6;
		path->tos = ipv6_get_dsfield(ip6h);
		path->ttl = ip6h->hop_limit;
		path->flowlabel = ip6_flowlabel(ip6h);
		path->src.in6 = ip6h->saddr;
		path->dst_addr.in6 = ip6h->daddr;
	}
}

/* What a socket here is looked up by, beside addresses and ports */
static void note_control(struct sipnat_path *path, const struct sk_buff *skb)
{
	path->flags = 0;
	if (!path->dst || !sipnat_path_is_local(skb))
		return;
	if (skb->protocol == htons(ETH_P_IP))
		path->flags = IPCB(skb)->flags & IPSKB_L3SLAVE;
	else
		path->flags = IP6CB(skb)->flags & IP6SKB_L3SLAVE;
}

void sipnat_path_note(struct sipnat_path *path, const struct sipnat_segment *seg)
{
	const struct tcphdr *th = sipnat_segment_header(seg);

	note_route(path, seg->skb);
	note_ip(path, seg->skb);
	note_control(path, seg->skb);
	path->mark = seg->skb->mark;
	path->iif = seg->skb->skb_iif;
	path->sport = th->source;
	path->dport = th->dest;
	if (!th->rst)
		path->window = ntohs(th->window);
	path->has_stamp = seg->has_stamp;
	if (seg->has_stamp)
		path->stamp = seg->stamp;
}

void sipnat_path_release(struct sipnat_path *path)
{
	dst_release(path->dst);
	path->dst = NULL;
}

static unsigned int headers_len(const struct sipnat_path *path)
{
	return (path->family == NFPROTO_IPV4 ? sizeof(struct iphdr) : sizeof(struct ipv6hdr)) +
	       sizeof(struct tcphdr) + (path->has_stamp ? TCPOLEN_TSTAMP_ALIGNED : 0);
}

unsigned int sipnat_path_room(const struct sipnat_path *path, unsigned int headers)
{
	unsigned int mtu = path->dst ? dst_mtu(path->dst) : 0;

	headers = max(headers, headers_len(path));

	return mtu > headers ? mtu - headers : 0;
}

static void make_ip(const struct sipnat_path *path, struct sk_buff *skb)
{
	struct ipv6hdr *ip6h;
	struct iphdr *iph;

	skb_reset_network_header(skb);
	if (path->family == NFPROTO_IPV4) {
		skb->protocol = htons(ETH_P_IP);
		iph = skb_put_zero(skb, sizeof(*iph));
		iph->version = 4;
		iph->ihl = sizeof(*iph) / 4;
		iph->tos = path->tos & ~INET_ECN_MASK;
		iph->frag_off = htons(IP_DF);
		iph->ttl = path->ttl;
		iph->protocol = IPPROTO_TCP;
		iph->saddr = path->src.ip;
		iph->daddr = path->dst_addr.ip;
	} else {
		skb->protocol = htons(ETH_P_IPV6);
		ip6h = skb_put_zero(skb, sizeof(*ip6h));
		ip6_flow_hdr(ip6h, path->tos & ~INET_ECN_MASK, path->flowlabel);
		ip6h->nexthdr = IPPROTO_TCP;
		ip6h->hop_limit = path->ttl;
		ip6h->saddr = path->src.in6;
		ip6h->daddr = path->dst_addr.in6;
	}
}

static void make_tcp(const struct sipnat_path *path, const struct sipnat_own *own,
		     struct sk_buff *skb)
{
	struct tcphdr *th;
	__be32 *option;

	skb_set_transport_header(skb, skb->len);
	th = skb_put_zero(skb, sizeof(*th));
	th->source = path->sport;
	th->dest = path->dport;
	th->seq = htonl(own->seq);
	th->ack_seq = htonl(own->ack);
	th->ack = 1;
	th->rst = own->rst;
	th->psh = own->len;
	th->window = own->rst ? 0 : htons(path->window);
	th->doff = sizeof(*th) / 4;
	if (!path->has_stamp)
		return;
	option = skb_put(skb, TCPOLEN_TSTAMP_ALIGNED);
	option[0] = htonl(TCPOPT_NOP << 24 | TCPOPT_NOP << 16 | TCPOPT_TIMESTAMP << 8 |
			  TCPOLEN_TIMESTAMP);
	option[1] = htonl(path->stamp);
	option[2] = htonl(own->echo);
	th->doff += TCPOLEN_TSTAMP_ALIGNED / 4;
}

static void set_control(const struct sipnat_path *path, struct sk_buff *skb)
{
	/* On the way out that is what keeps it from going through the rules, and to us, again. */
	if (skb->protocol == htons(ETH_P_IP)) {
		memset(IPCB(skb), 0, sizeof(*IPCB(skb)));
		IPCB(skb)->flags = IPSKB_REROUTED | path->flags;
		IPCB(skb)->iif = path->iif;
	} else {
		memset(IP6CB(skb), 0, sizeof(*IP6CB(skb)));
		IP6CB(skb)->flags = IP6SKB_REROUTED | path->flags;
		IP6CB(skb)->iif = path->iif;
		IP6CB(skb)->nhoff = offsetof(struct ipv6hdr, nexthdr);
	}
}

bool sipnat_path_is_own(const struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return IPCB(skb)->flags & IPSKB_REROUTED;
	return IP6CB(skb)->flags & IP6SKB_REROUTED;
}

struct sk_buff *sipnat_path_make(const struct sipnat_path *path, const struct sipnat_own *own,
				 char **payload)
{
	struct sipnat_segment seg;
	struct sk_buff *skb;
	char *data;

	if (!path->dst || !dst_check(path->dst, path->cookie))
		return NULL;
	skb = alloc_skb(LL_MAX_HEADER + headers_len(path) + own->len, GFP_ATOMIC | __GFP_NOWARN);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_MAX_HEADER);
	make_ip(path, skb);
	make_tcp(path, own, skb);
	skb->mark = path->mark;
	skb_dst_set(skb, dst_clone(path->dst));
	skb->dev = path->dst->dev;
	nf_conntrack_get(&path->ct->ct_general);
	nf_ct_set(skb, path->ct, path->dir == IP_CT_DIR_ORIGINAL ? IP_CT_ESTABLISHED :
								   IP_CT_ESTABLISHED_REPLY);
	skb->skb_iif = path->iif;
	set_control(path, skb);
	if (sipnat_segment_read(&seg, skb, skb_transport_offset(skb)))
		goto err;
	data = sipnat_segment_resize(&seg, own->len, own->mss);
	if (!data)
		goto err;
	if (payload)
		*payload = data;
	return skb;

err:
	kfree_skb(skb);
	return NULL;
}

void sipnat_path_send(struct net *net, struct sk_buff_head *queue)
{
	struct sk_buff *skb;

	if (skb_queue_empty(queue))
		return;
	local_bh_disable();
	while ((skb = __skb_dequeue(queue))) {
		/* To a socket here it goes by the rules for what comes in. */
		if (!sipnat_path_is_local(skb)) {
			dst_output(net, NULL, skb);
			continue;
		}
		skb->dev = dev_get_by_index_rcu(net, skb->skb_iif);
		if (skb->dev)
			dst_input(skb);
		else
			kfree_skb(skb);
	}
	local_bh_enable();
}
