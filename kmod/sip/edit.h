/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A rewrite, decided piece by piece and written once.
 *
 * An edit says: replace bytes [off, off + len) by these bytes. Edits are kept sorted by
 * offset and never overlap. What lies between them is copied as it is. What is inserted at an
 * offset goes before what replaces the bytes that begin there.
 */
#ifndef SIPNAT_SIP_EDIT_H
#define SIPNAT_SIP_EDIT_H

#include "host.h"

#define SIP_MAX_EDITS	512
/* Room for the replacements of all edits together, each as long as an endpoint can be. */
#define SIP_EDIT_ARENA	(SIP_MAX_EDITS * SIP_HOSTPORT_MAX)

/**
 * enum sip_place - where in a message an edit stands; told by traces
 */
enum sip_place {
	SIP_PLACE_REQUEST_URI,
	SIP_PLACE_VIA,
	SIP_PLACE_CONTACT,
	SIP_PLACE_ROUTE,		/* Route, Record-Route, Path, Service-Route */
	SIP_PLACE_FROM,
	SIP_PLACE_TO,
	SIP_PLACE_IDENTITY,		/* P-...-Identity, Remote-Party-ID, Diversion */
	SIP_PLACE_REFER,		/* Refer-To, Referred-By */
	SIP_PLACE_SDP_ORIGIN,
	SIP_PLACE_SDP_CONNECTION,
	SIP_PLACE_SDP_MEDIA,
	SIP_PLACE_SDP_RTCP,
	SIP_PLACE_SDP_CANDIDATE,
	SIP_PLACE_CONTENT_LENGTH,
	SIP_PLACE_COUNT
};

/**
 * struct sip_edit - one replacement
 * @off: first byte that is replaced, counted from the start of the message
 * @len: bytes that are replaced; 0 inserts
 * @with: where the replacement starts in the list's arena
 * @with_len: bytes of the replacement
 * @place: see enum sip_place
 */
struct sip_edit {
	u16 off;
	u16 len;
	u16 with;
	u16 with_len;
	enum sip_place place;
};

/**
 * struct sip_edits - all edits of one message
 * @start: of the message that they are about
 * @len: its length
 * @n: number of edits
 * @used: bytes of @arena in use
 * @growth: by how many bytes all edits together lengthen the message
 * @edit: sorted by @off
 * @arena: the replacements
 */
struct sip_edits {
	const char *start;
	unsigned int len;
	unsigned int n;
	unsigned int used;
	int growth;
	struct sip_edit edit[SIP_MAX_EDITS];
	char arena[SIP_EDIT_ARENA];
};

/* sip_edits_init - no edits yet for the message of @len bytes at @start */
void sip_edits_init(struct sip_edits *edits, const char *start, unsigned int len);

/**
 * sip_edits_replace - replace a span of the message
 * @edits: the list
 * @what: span inside the message; may be empty, then @with is inserted at @what.p
 * @with: the new bytes, copied; may be the same as the old ones, then no edit is made
 * @with_len: how many
 * @place: where this is
 *
 * Edits may come in any order; in rising order it costs O(1).
 *
 * Return: 0; -E2BIG over a limit; -EEXIST if it overlaps an edit that would do something else
 * (the same edit again is 0; two different insertions at one offset overlap, since nothing tells
 * their order); -ERANGE outside the message. After an error the list is unchanged.
 */
int sip_edits_replace(struct sip_edits *edits, struct sip_span what, const char *with,
		      unsigned int with_len, enum sip_place place);

/**
 * sip_edits_number - replace a span by an unsigned decimal number
 *
 * Digits that mean that number already stay as they are, leading zeros too. Otherwise like
 * sip_edits_replace().
 */
int sip_edits_number(struct sip_edits *edits, struct sip_span what, u32 number,
		     enum sip_place place);

/**
 * sip_edits_growth - by how many bytes the edits inside a span change its length
 * @edits: the list
 * @s: span of the message; an insertion at its very end counts as inside, one at its very start
 *	does not, unless the span is empty and that is its end as well
 *
 * An edit that reaches over an end of the span does not count.
 */
int sip_edits_growth(const struct sip_edits *edits, struct sip_span s);

/**
 * sip_edits_window - the part of the message that changes, before and after
 * @edits: the list, not empty
 * @off: first byte that changes
 * @old_len: bytes from there to the end of the last edit, in the message
 * @new_len: bytes they become
 */
void sip_edits_window(const struct sip_edits *edits, unsigned int *off, unsigned int *old_len,
		      unsigned int *new_len);

/**
 * sip_edits_apply - write the changed part of the message
 * @edits: the list, not empty
 * @buf: where to write; NULL only counts
 * @room: bytes there are
 *
 * Writes what replaces the window of sip_edits_window(): the edits, and what lies between them.
 *
 * Return: the number of bytes the window becomes, or -ENOSPC if that is more than @room.
 */
int sip_edits_apply(const struct sip_edits *edits, char *buf, unsigned int room);

#endif
