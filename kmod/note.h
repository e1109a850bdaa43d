/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why a piece of a message is changed, or left alone: noted while it is decided, and told with the
 * message to whoever traces (trace.h, uapi/sipnat_trace.h). Nothing is noted as long as nobody
 * does.
 */
#ifndef SIPNAT_NOTE_H
#define SIPNAT_NOTE_H

#include <linux/types.h>
#include "sip/edit.h"
#include "uapi/sipnat.h"

struct sipnat_job;

/* Of each edit, and of as many pieces that are left; what is beyond is not told. */
#define SIPNAT_NOTES_MAX	(2 * SIP_MAX_EDITS)

/**
 * struct sipnat_note - why a piece is as it is
 * @off: where it begins in the message
 * @len: how long it is
 * @place: see enum sipnat_spot
 * @why: see enum sipnat_why
 * @ordinal: see struct sipnat_flaws
 */
struct sipnat_note {
	u16 off;
	u16 len;
	u8 place;
	u8 why;
	u16 ordinal;
};

/**
 * struct sipnat_notes - notes about one message
 * @wanted: somebody listens
 * @why: of the endpoint that was looked at last
 * @n: how many of @note are in use
 * @note: they; one of each piece
 */
struct sipnat_notes {
	bool wanted;
	enum sipnat_why why;
	unsigned int n;
	struct sipnat_note note[SIPNAT_NOTES_MAX];
};

/* sipnat_note_put - what sipnat_note() does where somebody listens */
void sipnat_note_put(struct sipnat_job *job, struct sip_span what, unsigned int place,
		     enum sipnat_why why);

/* sipnat_note_flaw - the same of what cannot be read; @ordinal: as in struct sipnat_flaws */
void sipnat_note_flaw(struct sipnat_job *job, struct sip_span what, unsigned int place,
		      unsigned int ordinal, enum sipnat_why why);

/* sipnat_trace_begin - a message comes: does anybody listen */
void sipnat_trace_begin(struct sipnat_job *job);

/* sipnat_trace_keeps - is the message to be kept as it came, until sipnat_trace_end() */
bool sipnat_trace_keeps(const struct sipnat_job *job);

/**
 * sipnat_trace_end - tell what has become of a message
 * @text: as it came; without bytes if there was no memory to keep it
 * @outcome: as it is counted
 *
 * Context: RCU read side; sipnat_net.lock is not held.
 */
void sipnat_trace_end(const struct sipnat_job *job, struct sip_span text,
		      enum sipnat_stat outcome);

#endif
