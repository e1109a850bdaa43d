// SPDX-License-Identifier: GPL-2.0
#include <linux/ip.h>
#include <linux/slab.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/netfilter/nf_nat_helper.h>
#include "mangle.h"
#include "splice.h"

/* An IP packet is not longer than that, headers included: RFC 791. */
#define MAX_PACKET	65535

/*
 * A message that has outgrown the path's MTU must be fragmented, or it never arrives: its sender
 * has kept to the limit and would learn nothing from an ICMP error. That goes for IPv6, too, where
 * routers leave it to senders (RFC 8200 section 5): ip6_fragment() asks for ignore_df only.
 */
void sipnat_mangle_allow_fragments(struct net *net, struct sk_buff *skb)
{
	struct iphdr *iph = ip_hdr(skb);

	if (!skb_dst(skb) || skb->len <= dst_mtu(skb_dst(skb)))
		return;
	if (skb->protocol != htons(ETH_P_IP)) {
		skb->ignore_df = 1;
		return;
	}
	if (!(iph->frag_off & htons(IP_DF)))
		return;
	iph->frag_off &= ~htons(IP_DF);
	/* With DF the sender may have left the identification at 0: RFC 6864 section 4.1. */
	__ip_select_ident(net, iph, 1);
	ip_send_check(iph);
}

enum sipnat_stat sipnat_mangle_udp(struct sipnat_job *job, struct sk_buff *skb,
				   unsigned int protoff, unsigned int dataoff,
				   enum ip_conntrack_info ctinfo)
{
	unsigned int before = job->edits.start - (const char *)skb->data - dataoff;
	unsigned int off, old_len, new_len;
	char *window = job->scratch;
	bool done;

	sip_edits_window(&job->edits, &off, &old_len, &new_len);
	if (skb->len - old_len + new_len > MAX_PACKET)
		return SIPNAT_STAT_TOO_LONG;
	if (new_len > sizeof(job->scratch)) {
		/* Failing is counted; the log need not tell how. */
		window = kmalloc(new_len, GFP_ATOMIC | __GFP_NOWARN);
		if (!window)
			return SIPNAT_STAT_NO_MEMORY;
	}
	sip_edits_apply(&job->edits, window, new_len);
	done = nf_nat_mangle_udp_packet(skb, job->ct, ctinfo, protoff, before + off, old_len,
					window, new_len);
	if (window != job->scratch)
		kfree(window);
	if (!done)
		return SIPNAT_STAT_NO_MEMORY;
	if (new_len > old_len)
		sipnat_mangle_allow_fragments(job->sn->net, skb);
	return 0;
}

enum sipnat_stat sipnat_mangle_stream(struct sipnat_job *job, struct sipnat_splice **splice)
{
	const struct sip_edits *edits = &job->edits;
	unsigned int off, old_len, new_len, rest;
	struct sipnat_splice *new;

	sip_edits_window(edits, &off, &old_len, &new_len);
	rest = edits->len - off - old_len;
	new = sipnat_splice_alloc(off + new_len + rest);
	if (!new)
		return SIPNAT_STAT_NO_MEMORY;
	memcpy(new->bytes, edits->start, off);
	sip_edits_apply(edits, new->bytes + off, new_len);
	memcpy(new->bytes + off + new_len, edits->start + off + old_len, rest);
	*splice = new;
	return 0;
}
