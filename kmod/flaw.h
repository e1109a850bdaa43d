/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pieces of a message that cannot be read. Each of them stays byte for byte, whatever becomes of
 * the others; if the administrator is strict, the whole message is refused.
 */
#ifndef SIPNAT_FLAW_H
#define SIPNAT_FLAW_H

#include <linux/types.h>
#include "sip/edit.h"
#include "uapi/sipnat.h"

struct sipnat_job;

/**
 * struct sipnat_flaws - what cannot be read of one message
 * @n: how many pieces; the rest is about the first of them
 * @place: where it stands, see enum sipnat_spot
 * @why: why it cannot be read
 * @ordinal: its position among those in that place, counting from 1; 0: they are not counted
 * @elements: elements of address lists that have been looked at, by place
 */
struct sipnat_flaws {
	unsigned int n;
	u8 place;
	u8 why;
	unsigned int ordinal;
	u16 elements[SIP_PLACE_COUNT];
};

/**
 * sipnat_flaw - a piece cannot be read
 * @what: the piece; may be empty
 * @place: enum sipnat_spot
 * @ordinal: as in struct sipnat_flaws
 * @flaw: why, as the parser says
 */
void sipnat_flaw(struct sipnat_job *job, struct sip_span what, unsigned int place,
		 unsigned int ordinal, enum sip_flaw flaw);

/* sipnat_flaws_of_head - tell those that the message's parser has found in its head */
void sipnat_flaws_of_head(struct sipnat_job *job);

/* sipnat_flaws_of_body - tell those that the body's parser has found */
void sipnat_flaws_of_body(struct sipnat_job *job);

/* sipnat_flaws_of_sdp - tell those that the parser of session descriptions has found */
void sipnat_flaws_of_sdp(struct sipnat_job *job);

/* sipnat_flaws_fault - 0, or, if the administrator is strict, as what the message is refused */
enum sipnat_stat sipnat_flaws_fault(const struct sipnat_job *job);

#endif
