/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was changed in one direction of a TCP connection, as long as the receiver may ask for it
 * again.
 *
 * The sender counts bytes of what it wrote, the receiver those of what it gets. A splice says that
 * some bytes of the one are replaced by some of the other; everything in between is shifted. The
 * kernel's own correction (nf_conntrack_seqadj) knows one point of change in a direction, so that
 * what is repeated from before it goes wrong.
 *
 * Sequence numbers are in host byte order and wrap around (RFC 9293 section 3.4).
 */
#ifndef SIPNAT_SPLICE_H
#define SIPNAT_SPLICE_H

#include <linux/list.h>
#include <linux/types.h>

/**
 * struct sipnat_splice - bytes in the place of others
 * @list: entry of sipnat_splices.list
 * @seq: first byte that is replaced, as the sender counts
 * @len: bytes that are replaced, not 0
 * @out: first byte instead, as the receiver counts
 * @out_len: bytes instead
 * @bytes: they
 */
struct sipnat_splice {
	struct list_head list;
	u32 seq;
	u32 len;
	u32 out;
	u32 out_len;
	char bytes[];
};

/**
 * struct sipnat_splices - the splices of one direction
 * @list: in rising order, not overlapping
 * @settled: how far the receiver's numbers are ahead before the first of @list
 * @ahead: likewise behind the last
 * @bytes: memory that they take
 * @changed: there is one, or was
 *
 * Serialised by the connection's lock.
 */
struct sipnat_splices {
	struct list_head list;
	s32 settled;
	s32 ahead;
	unsigned int bytes;
	bool changed;
};

void sipnat_splices_init(struct sipnat_splices *splices);
void sipnat_splices_free(struct sipnat_splices *splices);

/* sipnat_splice_alloc - a splice of @out_len bytes, still to be filled in; NULL: no memory */
struct sipnat_splice *sipnat_splice_alloc(unsigned int out_len);
void sipnat_splice_free(struct sipnat_splice *splice);

/* sipnat_splices_add - @splice, which is behind all others, replaces @len bytes from @seq on */
void sipnat_splices_add(struct sipnat_splices *splices, struct sipnat_splice *splice, u32 seq,
			u32 len);

/* sipnat_splices_settle - the receiver has everything before @ack: forget it */
void sipnat_splices_settle(struct sipnat_splices *splices, u32 ack);

/**
 * sipnat_splices_out - where a byte of the sender's stands for the receiver
 *
 * What is inside a splice is at its beginning. O(1) for what was sent last.
 */
u32 sipnat_splices_out(const struct sipnat_splices *splices, u32 seq);

/* sipnat_splices_out_end - likewise the end of a run of bytes: inside a splice, the splice's end */
u32 sipnat_splices_out_end(const struct sipnat_splices *splices, u32 seq);

/**
 * sipnat_splices_ack - an acknowledgment of the receiver's, as the sender counts
 *
 * As long as anything of a splice is missing, so is a byte of what it replaced: the sender goes on
 * repeating that. O(1) for what is acknowledged next.
 */
u32 sipnat_splices_ack(const struct sipnat_splices *splices, u32 ack);

/**
 * sipnat_splices_sack - a block of the receiver's SACK option, as the sender counts
 *
 * Of a splice that is there in parts nothing is claimed: RFC 2018 lets a receiver say less.
 * Return: false if nothing is left of it.
 */
bool sipnat_splices_sack(const struct sipnat_splices *splices, u32 *from, u32 *to);

/*
 * sipnat_splices_from - the first splice that ends behind @out; NULL if there is none. O(1) for
 * what was sent last
 */
const struct sipnat_splice *sipnat_splices_from(const struct sipnat_splices *splices, u32 out);

/* sipnat_splices_next - the splice behind @splice, or NULL */
const struct sipnat_splice *sipnat_splices_next(const struct sipnat_splices *splices,
						const struct sipnat_splice *splice);

#endif
