/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the packets of one direction of a TCP connection carry, as the receiver counts: bytes as
 * they came, and what was put in the place of others. All functions: BH disabled, RCU read side,
 * the connection's lock held.
 */
#ifndef SIPNAT_WAY_EMIT_H
#define SIPNAT_WAY_EMIT_H

#include "way.h"

struct sipnat_text;

/**
 * sipnat_emit - let the packet carry what goes on with it
 * @text: where bytes are from that were not changed, and that the packet has not brought itself
 * @from: the first byte, as the sender counts
 * @to: behind the last
 * @repeats: all of that has gone before
 * @answerable: we were, before the packet was read
 *
 * What does not fit it is queued. Return: 0; -ENOMEM: it must be dropped.
 */
int sipnat_emit(const struct sipnat_reading *r, const struct sipnat_text *text, u32 from, u32 to,
		bool repeats, bool answerable);

/* sipnat_emit_early - what came early need not wait any more: nothing is read */
void sipnat_emit_early(const struct sipnat_reading *r);

/* sipnat_emit_repeat - send again what we are answerable for; @ack: as the receiver counts */
void sipnat_emit_repeat(struct sipnat_way *way, u32 ack, u32 echo, struct sk_buff_head *queue);

/* sipnat_emit_place - where a segment without payload stands, as the receiver counts */
u32 sipnat_emit_place(const struct sipnat_way *way, u32 seq);

#endif
