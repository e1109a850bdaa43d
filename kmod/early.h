/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Segments of one direction of a TCP connection that came before what precedes them. The receiver
 * cannot be sent them before that is known.
 */
#ifndef SIPNAT_EARLY_H
#define SIPNAT_EARLY_H

#include <linux/list.h>
#include <linux/types.h>

struct sipnat_segment;

/**
 * struct sipnat_early_segment - one of them
 * @list: entry of sipnat_early.list
 * @seq: its first byte
 * @len: of its payload
 * @data: the payload
 */
struct sipnat_early_segment {
	struct list_head list;
	u32 seq;
	unsigned int len;
	char data[];
};

/**
 * struct sipnat_early - those of one direction
 * @list: by their numbers; they may overlap
 * @bytes: memory that they take
 *
 * Serialised by the connection's lock.
 */
struct sipnat_early {
	struct list_head list;
	unsigned int bytes;
};

void sipnat_early_init(struct sipnat_early *early);
void sipnat_early_free(struct sipnat_early *early);

/* sipnat_early_keep - keep a segment's payload, if there is room; else its sender repeats it */
void sipnat_early_keep(struct sipnat_early *early, const struct sipnat_segment *seg);

/* sipnat_early_due - the first one, if it does not begin behind @next; else NULL */
struct sipnat_early_segment *sipnat_early_due(const struct sipnat_early *early, u32 next);

/* sipnat_early_drop - forget one */
void sipnat_early_drop(struct sipnat_early *early, struct sipnat_early_segment *one);

#endif
