/* SPDX-License-Identifier: GPL-2.0 */
/* A TCP segment in a packet: what its header says, and how it is changed. RFC 9293 section 3.1 */
#ifndef SIPNAT_SEGMENT_H
#define SIPNAT_SEGMENT_H

#include <linux/skbuff.h>
#include <linux/tcp.h>

/**
 * struct sipnat_segment - a segment, or several in one packet (GSO, GRO)
 * @skb: the packet
 * @protoff: where the TCP header begins
 * @dataoff: where the payload begins
 * @len: bytes of the payload
 * @seq: of the first of them, or of SYN or FIN
 * @has_stamp: there is a Timestamps option (RFC 7323)
 * @stamp: its TSval
 *
 * Numbers are in host byte order, and as they came: changing the packet does not change them.
 */
struct sipnat_segment {
	struct sk_buff *skb;
	unsigned int protoff;
	unsigned int dataoff;
	unsigned int len;
	u32 seq;
	bool has_stamp;
	u32 stamp;
};

/* sipnat_segment_header - the TCP header; not valid any more after the packet has been resized */
static inline struct tcphdr *sipnat_segment_header(const struct sipnat_segment *seg)
{
	return (struct tcphdr *)(seg->skb->data + seg->protoff);
}

static inline char *sipnat_segment_data(const struct sipnat_segment *seg)
{
	return (char *)seg->skb->data + seg->dataoff;
}

/* What matters of the options of a SYN */
struct sipnat_syn_options {
	u16 mss;
	u8 window_scale;
	bool authenticated;	/* RFC 2385 or RFC 5925: nothing in the segment can be changed */
};

/**
 * sipnat_segment_read - look at a packet's TCP header
 *
 * Makes the header, options included, linear and writable.
 * Return: 0, -EINVAL if this is no whole header, -ENOMEM.
 */
int sipnat_segment_read(struct sipnat_segment *seg, struct sk_buff *skb, unsigned int protoff);

/* sipnat_segment_syn - the options of a SYN */
void sipnat_segment_syn(const struct sipnat_segment *seg, struct sipnat_syn_options *options);

/* Change a number in the header, and the checksum with it. */
void sipnat_segment_put_seq(const struct sipnat_segment *seg, u32 seq);
void sipnat_segment_put_ack(const struct sipnat_segment *seg, u32 ack);
void sipnat_segment_put_fin(const struct sipnat_segment *seg, bool fin);

/**
 * sipnat_segment_sacks - go through the blocks of the SACK option (RFC 2018)
 * @translate: changes a block; false takes it away
 */
void sipnat_segment_sacks(const struct sipnat_segment *seg,
			  bool (*translate)(u32 *from, u32 *to, void *data), void *data);

/**
 * sipnat_segment_resize - change the length of the payload, bytes to be written by the caller
 * @len: the new one; the bytes there are stay, up to that
 * @mss: size of the segments that the packet is to be cut into
 *
 * The payload is linear, and the checksum left to whom it may concern.
 * Return: the payload; NULL: no memory, and the packet is as it was.
 */
char *sipnat_segment_resize(const struct sipnat_segment *seg, unsigned int len, unsigned int mss);

#endif
