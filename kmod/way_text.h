/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What one direction of a TCP connection says, in order: cut into messages, and withheld as long as
 * a message is not whole. All functions: BH disabled, RCU read side, the connection's lock held.
 */
#ifndef SIPNAT_WAY_TEXT_H
#define SIPNAT_WAY_TEXT_H

#include "way.h"

/**
 * struct sipnat_text - bytes in order, from the first that has not gone on
 * @p: they
 * @seq: the first of them
 * @len: how many
 */
struct sipnat_text {
	const char *p;
	u32 seq;
	unsigned int len;
};

/**
 * sipnat_text_read - read what a segment brings that is next in order
 * @text: all that could be read now: in the segment, or in sipnat_way.buf together with what was
 *	withheld
 *
 * Moves sipnat_way.next and sipnat_way.gone on. Return: -ENOMEM: it is as if it had not come.
 */
int sipnat_text_read(struct sipnat_reading *r, struct sipnat_text *text);

/**
 * sipnat_text_finish - its sender's FIN is next: what is withheld will never be whole
 * @text: is left as it is if nothing was
 *
 * Return: -ENOMEM: it is as if it had not come.
 */
int sipnat_text_finish(struct sipnat_reading *r, struct sipnat_text *text);

/**
 * sipnat_text_release - give up waiting for the rest of a message
 * @why: to be counted and told; 0: nothing is
 *
 * What is withheld goes on as it is: with what the sender repeats, or, where we are answerable, by
 * sipnat_emit_repeat(). Return: -ENOMEM: it could not be kept for that.
 */
int sipnat_text_release(struct sipnat_way *way, enum sipnat_stat why);

/* sipnat_text_tidy - forget what is not withheld any more, and what was read with it */
void sipnat_text_tidy(struct sipnat_way *way);

/* sipnat_text_free - forget all that is withheld */
void sipnat_text_free(struct sipnat_way *way);

#endif
