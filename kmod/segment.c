// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/tcp.h>
#include "segment.h"

/* RFC 5925 section 2.2; not every kernel has a name for it. */
#define OPTION_AO	29

/**
 * next_option - go through a header's options
 * @seg: the segment
 * @off: where the next one begins, from the header's start; moved on behind it
 *
 * Return: the option, whole; NULL at their end.
 */
static u8 *next_option(const struct sipnat_segment *seg, unsigned int *off)
{
	struct tcphdr *th = sipnat_segment_header(seg);
	unsigned int end = th->doff * 4;
	u8 *option;

	while (*off < end) {
		option = (u8 *)th + *off;
		if (*option == TCPOPT_EOL)
			break;
		if (*option == TCPOPT_NOP) {
			++*off;
			continue;
		}
		if (end - *off < 2 || option[1] < 2 || option[1] > end - *off)
			break;
		*off += option[1];
		return option;
	}
	return NULL;
}

static void read_stamp(struct sipnat_segment *seg)
{
	unsigned int off = sizeof(struct tcphdr);
	const u8 *option;

	seg->has_stamp = false;
	while ((option = next_option(seg, &off))) {
		if (option[0] != TCPOPT_TIMESTAMP || option[1] != TCPOLEN_TIMESTAMP)
			continue;
		seg->has_stamp = true;
		seg->stamp = get_unaligned_be32(option + 2);
	}
}

int sipnat_segment_read(struct sipnat_segment *seg, struct sk_buff *skb, unsigned int protoff)
{
	const struct tcphdr *th;
	struct tcphdr buf;

	th = skb_header_pointer(skb, protoff, sizeof(buf), &buf);
	if (!th || th->doff < sizeof(*th) / 4 || skb->len < protoff + th->doff * 4)
		return -EINVAL;
	seg->dataoff = protoff + th->doff * 4;
	if (skb_ensure_writable(skb, seg->dataoff))
		return -ENOMEM;
	/* Segments with headers of their own would go on with those: linear, they have one. */
	if (skb_is_gso(skb) && skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST) {
		if (skb_linearize(skb))
			return -ENOMEM;
		skb_shinfo(skb)->gso_type &= ~SKB_GSO_FRAGLIST;
	}
	seg->skb = skb;
	seg->protoff = protoff;
	seg->len = skb->len - seg->dataoff;
	seg->seq = ntohl(sipnat_segment_header(seg)->seq);
	read_stamp(seg);
	return 0;
}

void sipnat_segment_syn(const struct sipnat_segment *seg, struct sipnat_syn_options *options)
{
	unsigned int off = sizeof(struct tcphdr);
	const u8 *option;

	/* RFC 9293 section 3.7.1 */
	*options = (struct sipnat_syn_options){ .mss = TCP_MSS_DEFAULT };
	while ((option = next_option(seg, &off))) {
		switch (option[0]) {
		case TCPOPT_MSS:
			if (option[1] == TCPOLEN_MSS)
				options->mss = get_unaligned_be16(option + 2);
			break;
		case TCPOPT_WINDOW:
			if (option[1] == TCPOLEN_WINDOW)
				options->window_scale = min_t(u8, option[2], TCP_MAX_WSCALE);
			break;
		case TCPOPT_MD5SIG:
		case OPTION_AO:
			options->authenticated = true;
			break;
		}
	}
}

static void put(const struct sipnat_segment *seg, __be32 *field, u32 value)
{
	struct tcphdr *th = sipnat_segment_header(seg);
	__be32 new = htonl(value), old = get_unaligned(field);

	if (new == old)
		return;
	inet_proto_csum_replace4(&th->check, seg->skb, old, new, false);
	put_unaligned(new, field);
}

void sipnat_segment_put_seq(const struct sipnat_segment *seg, u32 seq)
{
	put(seg, &sipnat_segment_header(seg)->seq, seq);
}

void sipnat_segment_put_ack(const struct sipnat_segment *seg, u32 ack)
{
	put(seg, &sipnat_segment_header(seg)->ack_seq, ack);
}

void sipnat_segment_put_fin(const struct sipnat_segment *seg, bool fin)
{
	struct tcphdr *th = sipnat_segment_header(seg);
	__be16 *flags = (__be16 *)th + 6, old = *flags;

	th->fin = fin;
	inet_proto_csum_replace2(&th->check, seg->skb, old, *flags, false);
}

/* The checksum is over words of 16 bits, which an option need not begin with. */
static void put_option(const struct sipnat_segment *seg, u8 *option, const u8 *new,
		       unsigned int len)
{
	struct tcphdr *th = sipnat_segment_header(seg);
	unsigned int start = round_down(option - (u8 *)th, 2);
	unsigned int words = (round_up(option - (u8 *)th + len, 2) - start) / 2, i;
	__be16 *word = (__be16 *)((u8 *)th + start), old[U8_MAX / 2 + 2];

	memcpy(old, word, 2 * words);
	memcpy(option, new, len);
	for (i = 0; i < words; i++)
		inet_proto_csum_replace2(&th->check, seg->skb, old[i], word[i], false);
}

static void translate_option(const struct sipnat_segment *seg, u8 *option,
			     bool (*translate)(u32 *from, u32 *to, void *data), void *data)
{
	u8 new[U8_MAX];
	unsigned int i, len = TCPOLEN_SACK_BASE;
	u32 from, to;

	memset(new, TCPOPT_NOP, option[1]);
	for (i = TCPOLEN_SACK_BASE; i + TCPOLEN_SACK_PERBLOCK <= option[1];
	     i += TCPOLEN_SACK_PERBLOCK) {
		from = get_unaligned_be32(option + i);
		to = get_unaligned_be32(option + i + 4);
		if (!translate(&from, &to, data))
			continue;
		put_unaligned_be32(from, new + len);
		put_unaligned_be32(to, new + len + 4);
		len += TCPOLEN_SACK_PERBLOCK;
	}
	if (len > TCPOLEN_SACK_BASE) {
		new[0] = TCPOPT_SACK;
		new[1] = len;
	}
	put_option(seg, option, new, option[1]);
}

void sipnat_segment_sacks(const struct sipnat_segment *seg,
			  bool (*translate)(u32 *from, u32 *to, void *data), void *data)
{
	unsigned int off = sizeof(struct tcphdr);
	u8 *option;

	while ((option = next_option(seg, &off)))
		if (option[0] == TCPOPT_SACK)
			translate_option(seg, option, translate, data);
}

/*
 * The IP header's length, which is 0 for what only the kernel sees whole (BIG TCP), and TCP's
 * checksum, which is to be made of what stands there when the packet leaves.
 */
static void update_headers(const struct sipnat_segment *seg)
{
	struct tcphdr *th = sipnat_segment_header(seg);
	struct sk_buff *skb = seg->skb;
	unsigned int len = skb->len - seg->protoff;
	struct iphdr *iph = ip_hdr(skb);
	struct ipv6hdr *ip6h = ipv6_hdr(skb);

	if (skb->protocol == htons(ETH_P_IP)) {
		iph->tot_len = htons(skb->len <= IP_MAX_MTU ? skb->len : 0);
		ip_send_check(iph);
		th->check = ~tcp_v4_check(len, iph->saddr, iph->daddr, 0);
	} else {
		ip6h->payload_len = htons(skb->len - sizeof(*ip6h) <= IP_MAX_MTU ?
					  skb->len - sizeof(*ip6h) : 0);
		th->check = ~tcp_v6_check(len, &ip6h->saddr, &ip6h->daddr, 0);
	}
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_headroom(skb) + seg->protoff;
	skb->csum_offset = offsetof(struct tcphdr, check);
}

/* A single segment must not say that it is to be cut: tcp_gso_segment() refuses it. */
static void set_segments(struct sk_buff *skb, unsigned int len, unsigned int mss)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);

	if (len <= mss) {
		shinfo->gso_size = 0;
		shinfo->gso_segs = 0;
		shinfo->gso_type = 0;
		return;
	}
	shinfo->gso_size = mss;
	shinfo->gso_segs = DIV_ROUND_UP(len, mss);
	shinfo->gso_type = skb->protocol == htons(ETH_P_IP) ? SKB_GSO_TCPV4 : SKB_GSO_TCPV6;
}

char *sipnat_segment_resize(const struct sipnat_segment *seg, unsigned int len, unsigned int mss)
{
	struct sk_buff *skb = seg->skb;
	int more = (int)(seg->dataoff + len - skb->len);

	if (skb_linearize(skb))
		return NULL;
	if ((skb_cloned(skb) || skb_tailroom(skb) < more) &&
	    pskb_expand_head(skb, 0, max_t(int, more - skb_tailroom(skb), 0), GFP_ATOMIC))
		return NULL;
	if (more > 0)
		skb_put(skb, more);
	else
		__skb_trim(skb, seg->dataoff + len);
	/* What was left to the network card was for a GSO packet of another kind. */
	set_segments(skb, len, mss);
	update_headers(seg);
	return sipnat_segment_data(seg);
}
