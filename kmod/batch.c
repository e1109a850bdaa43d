// SPDX-License-Identifier: GPL-2.0
#include <linux/netfilter.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <linux/skbuff.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>
#include <net/udp.h>
#include "batch.h"
#include "compat/gso.h"
#include "helper.h"
#include "mangle.h"

/* In front of conntrack's confirm hooks, which call the helper at INT_MAX or INT_MAX - 1. */
#define PRIORITY	(INT_MAX - 2)

static bool is_gso_of(const struct sk_buff *skb, unsigned int types)
{
	return skb_shinfo(skb)->gso_type & types;
}

/* Is it UDP itself that is left to be cut, and not what a tunnel over UDP carries? */
static bool is_gso_udp(const struct sk_buff *skb)
{
	return is_gso_of(skb, SKB_GSO_UDP | SKB_GSO_UDP_L4) &&
	       !is_gso_of(skb, SKB_GSO_UDP_TUNNEL | SKB_GSO_UDP_TUNNEL_CSUM);
}

/* Return: where the UDP header begins, or -1 */
static int udp_offset(const struct sk_buff *skb, u8 family)
{
	int off = skb_network_offset(skb);
	__be16 frag_off;
	u8 nexthdr;

	if (family == NFPROTO_IPV4)
		return off + ip_hdrlen(skb);
	nexthdr = ipv6_hdr(skb)->nexthdr;
	return ipv6_skip_exthdr(skb, off + sizeof(struct ipv6hdr), &nexthdr, &frag_off);
}

/*
 * Not every such packet holds several datagrams. A virtual machine may leave it to us to fragment
 * one that is too long (SKB_GSO_UDP), and what it says of the size need not be true.
 */
static bool is_one_datagram(const struct sk_buff *skb, unsigned int protoff)
{
	return is_gso_of(skb, SKB_GSO_UDP) ||
	       skb->len - protoff - sizeof(struct udphdr) <= skb_shinfo(skb)->gso_size;
}

/*
 * Each datagram of a fraglist has headers of its own, and NAT and routing have changed only those
 * of the first. Turn the packet into one from whose headers all others are made.
 */
static int flatten(struct sk_buff *skb, unsigned int protoff, u8 family)
{
	unsigned int len = skb->len - protoff;
	struct udphdr *udph;

	if (!is_gso_of(skb, SKB_GSO_FRAGLIST))
		return 0;
	if (skb_ensure_writable(skb, protoff + sizeof(*udph)) || skb_linearize(skb))
		return -ENOMEM;
	udph = (struct udphdr *)(skb->data + protoff);
	if (family == NFPROTO_IPV4)
		udph->check = ~udp_v4_check(len, ip_hdr(skb)->saddr, ip_hdr(skb)->daddr, 0);
	else
		udph->check = ~udp_v6_check(len, &ipv6_hdr(skb)->saddr, &ipv6_hdr(skb)->daddr, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + protoff;
	skb->csum_offset = offsetof(struct udphdr, check);
	skb_shinfo(skb)->gso_type &= ~SKB_GSO_FRAGLIST;
	return 0;
}

/* Length of the link layer's header if a bridge is going to need it behind the hooks, else 0 */
static unsigned int link_len(const struct sk_buff *skb)
{
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	if (nf_bridge_info_exists(skb))
		return skb->network_header - skb->mac_header;
#endif
	return 0;
}

/* Return: a list of packets of one datagram each; NULL: no memory, and the packet is unchanged */
static struct sk_buff *cut(struct sk_buff *skb)
{
	unsigned int link = link_len(skb);
	struct sk_buff *segs, *seg;

	/* Headers are copied from here on. */
	__skb_push(skb, link);
	segs = skb_gso_segment(skb, 0);
	__skb_pull(skb, link);
	if (IS_ERR_OR_NULL(segs))
		return NULL;
	for (seg = segs; seg; seg = seg->next)
		__skb_pull(seg, link);
	return segs;
}

/*
 * TPROXY or BPF may have assigned a socket to an incoming packet that a look-up by its addresses
 * would not find. Segmentation does not pass it on.
 */
static void share_socket(struct sk_buff *seg, const struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	if (!sk || (skb->destructor != sock_edemux && skb->destructor != sock_efree &&
		    skb->destructor != sock_pfree))
		return;
	if (skb->destructor != sock_pfree || sk_is_refcounted(sk))
		sock_hold(sk);
	seg->sk = sk;
	seg->destructor = skb->destructor;
}

static const struct nf_hook_entries *hooks_at(const struct nf_hook_state *state)
{
	if (state->pf == NFPROTO_IPV4)
		return rcu_dereference(state->net->nf.hooks_ipv4[state->hook]);
	return rcu_dereference(state->net->nf.hooks_ipv6[state->hook]);
}

static unsigned int batch_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state);

/* Return: the index of the hook behind ours; 0 if ours is being removed */
static unsigned int hook_behind(const struct nf_hook_entries *hooks)
{
	unsigned int i;

	for (i = 0; hooks && i < hooks->num_hook_entries; i++)
		if (hooks->hooks[i].hook == batch_hook)
			return i + 1;
	return 0;
}

static void go_on(struct sk_buff *segs, const struct sk_buff *skb,
		  const struct nf_hook_state *state, const struct nf_hook_entries *hooks,
		  unsigned int behind)
{
	struct nf_hook_state rest = *state;
	struct sk_buff *seg, *next;

	/* nfqueue reinjects packets in process context, and receivers expect softirqs to be off. */
	local_bh_disable();
	skb_list_walk_safe(segs, seg, next) {
		skb_mark_not_on_list(seg);
		share_socket(seg, skb);
		if (nf_hook_slow(seg, &rest, hooks, behind) == 1)
			rest.okfn(rest.net, rest.sk, seg);
	}
	local_bh_enable();
}

/* A packet that cannot be cut goes on as it is, and the helper counts it. */
static unsigned int batch_hook(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	const struct nf_hook_entries *hooks;
	struct sk_buff *segs;
	unsigned int behind;
	int protoff;

	if (likely(!skb_is_gso(skb)) || !is_gso_udp(skb) || !sipnat_helper_reads(skb))
		return NF_ACCEPT;
	protoff = udp_offset(skb, state->pf);
	/* Headers, and what is said of segmentation, may be shared with who captures packets. */
	if (protoff < 0 || skb->len < protoff + sizeof(struct udphdr) ||
	    skb_unclone(skb, GFP_ATOMIC))
		return NF_ACCEPT;
	if (is_one_datagram(skb, protoff)) {
		skb_gso_reset(skb);
		sipnat_mangle_allow_fragments(state->net, skb);
		return NF_ACCEPT;
	}
	hooks = hooks_at(state);
	behind = hook_behind(hooks);
	if (!behind || flatten(skb, protoff, state->pf))
		return NF_ACCEPT;
	segs = cut(skb);
	if (!segs)
		return NF_ACCEPT;
	go_on(segs, skb, state, hooks, behind);
	/* Last, because it may hold the reference to state->sk. */
	consume_skb(skb);
	return NF_STOLEN;
}

static const struct nf_hook_ops batch_hooks[] = {
	{
		.hook = batch_hook,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = PRIORITY,
	}, {
		.hook = batch_hook,
		.pf = NFPROTO_IPV4,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = PRIORITY,
	}, {
		.hook = batch_hook,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_POST_ROUTING,
		.priority = PRIORITY,
	}, {
		.hook = batch_hook,
		.pf = NFPROTO_IPV6,
		.hooknum = NF_INET_LOCAL_IN,
		.priority = PRIORITY,
	},
};

int sipnat_batch_init(struct net *net)
{
	return nf_register_net_hooks(net, batch_hooks, ARRAY_SIZE(batch_hooks));
}

void sipnat_batch_exit(struct net *net)
{
	nf_unregister_net_hooks(net, batch_hooks, ARRAY_SIZE(batch_hooks));
}
