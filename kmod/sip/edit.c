// SPDX-License-Identifier: GPL-2.0
#include "edit.h"

/* Offsets and lengths of an edit are 16 bits wide. */
#define SIP_EDIT_MAX_END	65535

void sip_edits_init(struct sip_edits *edits, const char *start, unsigned int len)
{
	edits->start = start;
	edits->len = len;
	edits->n = 0;
	edits->used = 0;
	edits->growth = 0;
}

static unsigned int sip_edit_end(const struct sip_edit *edit)
{
	return edit->off + edit->len;
}

/* What is inserted at an offset goes before what replaces the bytes that begin there. */
static unsigned int sip_edit_key(unsigned int off, unsigned int len)
{
	return 2 * off + !!len;
}

/* The first edit that does not go before one at @off; they mostly come in rising order. */
static unsigned int sip_edits_find(const struct sip_edits *edits, unsigned int off,
				   unsigned int len)
{
	unsigned int key = sip_edit_key(off, len);
	unsigned int low = 0, high = edits->n, mid;
	const struct sip_edit *edit;

	for (mid = high - 1; low < high; mid = low + (high - low) / 2) {
		edit = &edits->edit[mid];
		if (sip_edit_key(edit->off, edit->len) < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool sip_bytes_same(const char *a, unsigned int a_len, const char *b, unsigned int b_len)
{
	return a_len == b_len && (!a_len || !memcmp(a, b, a_len));
}

static bool sip_edit_same(const struct sip_edits *edits, const struct sip_edit *edit,
			  unsigned int off, unsigned int len, const char *with,
			  unsigned int with_len)
{
	return edit->off == off && edit->len == len &&
	       sip_bytes_same(edits->arena + edit->with, edit->with_len, with, with_len);
}

/* Would [@off, @off + @len) share a byte with a neighbour, or leave its place in doubt? */
static bool sip_edits_overlap(const struct sip_edits *edits, unsigned int at, unsigned int off,
			      unsigned int len)
{
	const struct sip_edit *next = &edits->edit[at];

	if (at && sip_edit_end(next - 1) > off)
		return true;
	if (at == edits->n)
		return false;
	return off + len > next->off ||
	       sip_edit_key(off, len) == sip_edit_key(next->off, next->len);
}

int sip_edits_replace(struct sip_edits *edits, struct sip_span what, const char *with,
		      unsigned int with_len, enum sip_place place)
{
	struct sip_edit *edit;
	unsigned int off, at;

	if (what.p < edits->start || what.p > edits->start + edits->len)
		return -ERANGE;
	off = (unsigned int)(what.p - edits->start);
	if (what.len > edits->len - off)
		return -ERANGE;
	at = sip_edits_find(edits, off, what.len);
	edit = &edits->edit[at];
	if (at < edits->n && sip_edit_same(edits, edit, off, what.len, with, with_len))
		return 0;
	if (sip_edits_overlap(edits, at, off, what.len))
		return -EEXIST;
	if (sip_bytes_same(what.p, what.len, with, with_len))
		return 0;
	if (edits->n == SIP_MAX_EDITS || off + what.len > SIP_EDIT_MAX_END ||
	    with_len > SIP_EDIT_ARENA - edits->used)
		return -E2BIG;

	memmove(edit + 1, edit, (edits->n - at) * sizeof(*edit));
	*edit = (struct sip_edit){
		.off = off,
		.len = what.len,
		.with = edits->used,
		.with_len = with_len,
		.place = place,
	};
	if (with_len)
		memcpy(edits->arena + edits->used, with, with_len);
	edits->used += with_len;
	edits->growth += with_len - what.len;
	edits->n++;
	return 0;
}

int sip_edits_number(struct sip_edits *edits, struct sip_span what, u32 number,
		     enum sip_place place)
{
	char digits[10];
	char *p = digits + sizeof(digits);
	u32 old;

	if (sip_span_number(what, U32_MAX, &old) && old == number)
		return sip_edits_replace(edits, what, what.p, what.len, place);
	do {
		*--p = '0' + number % 10;
		number /= 10;
	} while (number);
	return sip_edits_replace(edits, what, p, (unsigned int)(digits + sizeof(digits) - p),
				 place);
}

int sip_edits_growth(const struct sip_edits *edits, struct sip_span s)
{
	unsigned int first = (unsigned int)(s.p - edits->start);
	unsigned int last = first + s.len;
	const struct sip_edit *edit;
	unsigned int i;
	int growth = 0;

	/* From the first edit that replaces bytes of a span that is not empty. */
	for (i = sip_edits_find(edits, first, s.len); i < edits->n; i++) {
		edit = &edits->edit[i];
		if (edit->off > last)
			break;
		if (sip_edit_end(edit) <= last)
			growth += edit->with_len - edit->len;
	}
	return growth;
}

void sip_edits_window(const struct sip_edits *edits, unsigned int *off, unsigned int *old_len,
		      unsigned int *new_len)
{
	if (!edits->n) {
		*off = *old_len = *new_len = 0;
		return;
	}
	*off = edits->edit[0].off;
	*old_len = sip_edit_end(&edits->edit[edits->n - 1]) - *off;
	*new_len = *old_len + edits->growth;
}

/* Where sip_edits_apply() writes. Without a @buf the bytes are only counted. */
struct sip_sink {
	char *buf;
	unsigned int room;
	unsigned int len;
};

static int sip_sink_put(struct sip_sink *sink, const char *p, unsigned int len)
{
	if (sink->buf) {
		if (len > sink->room - sink->len)
			return -ENOSPC;
		memcpy(sink->buf + sink->len, p, len);
	}
	sink->len += len;
	return 0;
}

int sip_edits_apply(const struct sip_edits *edits, char *buf, unsigned int room)
{
	struct sip_sink sink = { .buf = buf, .room = room };
	const struct sip_edit *edit = edits->edit;
	const struct sip_edit *end = edit + edits->n;
	const char *from, *to;

	for (from = edits->start + (edits->n ? edit->off : 0); edit < end; edit++) {
		to = edits->start + edit->off;
		if (sip_sink_put(&sink, from, (unsigned int)(to - from)) ||
		    sip_sink_put(&sink, edits->arena + edit->with, edit->with_len))
			return -ENOSPC;
		from = to + edit->len;
	}
	return sink.len;
}
