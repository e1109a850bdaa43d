// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "rewrite.h"

#define NEW_TEXT_MAX	512

static struct seen seen_old, seen_new;
static struct sip_edits edits;

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

/* Of the same kind: multicast stays multicast, brackets stay brackets. */
static int host_change(struct place *place)
{
	struct sip_host *host = &place->host;
	struct sip_span text = place->text;
	char buf[NEW_TEXT_MAX];
	unsigned int i, len;

	if (host->type != SIP_HOST_NAME) {
		for (i = 1; i < (host->type == SIP_HOST_IP4 ? 4 : 16); i++)
			host->addr.bytes[i] = host->addr.bytes[i] * 5 + 7 * i;
		len = sip_host_spell(buf, host, host->type, host->addr.bytes);
		return sip_edits_replace(&edits, text, buf, len, place->where);
	}
	if (*text.p == '[' || text.len >= NEW_TEXT_MAX)
		return 0;
	*buf = 'n';
	memcpy(buf + 1, text.p, text.len);
	return sip_edits_replace(&edits, text, buf, text.len + 1, place->where);
}

static u16 port_change(u16 old)
{
	return (u16)(old * 3 + 5) ?: 1;
}

/* Fills in what @place holds afterwards, and makes the edit. */
static int place_change(struct place *place)
{
	switch (place->kind) {
	case PLACE_HOST:
		return host_change(place);
	case PLACE_PORT:
		place->port = port_change(place->port);
		return sip_edits_number(&edits, place->text, place->port, place->where);
	default:
		return 0;
	}
}

/* Lengths come last, when it is known by how much the body grows. */
static int length_change(const struct place *place)
{
	struct sip_span counted = place->counted;
	u32 len;

	/* What is no number stays, and what is wrong stays as wrong as it is. */
	if (place->kind != PLACE_LENGTH || !sip_span_number(place->text, U32_MAX / 2, &len))
		return 0;
	counted.len = min(counted.len, len);
	return sip_edits_number(&edits, place->text, len + sip_edits_growth(&edits, counted),
				place->where);
}

/* Returns false if there is no room; two places that overlap are an error. */
static bool change_all(struct seen *seen)
{
	unsigned int i;
	int ret = 0;

	sip_edits_init(&edits, seen->start, seen->inside.len);
	for (i = 0; !ret && i < seen->nplaces; i++)
		ret = place_change(&seen->places[i]);
	for (i = 0; !ret && i < seen->nplaces; i++)
		ret = length_change(&seen->places[i]);
	if (ret && ret != -E2BIG)
		die("edit: %d", ret);
	return !ret;
}

/* The old text, which lies at @old, back into every place. */
static bool change_back(const struct seen *seen, const struct seen *old)
{
	const struct place *place;
	unsigned int i;
	int ret;

	sip_edits_init(&edits, seen->start, seen->inside.len);
	for (i = 0; i < seen->nplaces; i++) {
		place = &old->places[i];
		ret = sip_edits_replace(&edits, seen->places[i].text, place->text.p,
					place->text.len, place->where);
		if (ret == -E2BIG)
			return false;
		if (ret)
			die("edit back: %d", ret);
	}
	return true;
}

/* The whole text with its edits, in memory that ends where it ends. */
static char *changed_text(unsigned int *len)
{
	unsigned int off, old_len, new_len;
	const char *rest;
	char *text;

	sip_edits_window(&edits, &off, &old_len, &new_len);
	*len = edits.len - old_len + new_len;
	text = malloc(*len ?: 1);
	if (!text)
		die("no memory");
	memcpy(text, edits.start, off);
	if (sip_edits_apply(&edits, text + off, new_len) != (int)new_len)
		die("apply: not the %u bytes it counted", new_len);
	if (new_len && sip_edits_apply(&edits, text + off, new_len - 1) != -ENOSPC)
		die("apply: fits where it cannot");
	rest = edits.start + off + old_len;
	sip_edits_apply(&edits, text + off, new_len);
	memcpy(text + off + new_len, rest, edits.len - off - old_len);
	return text;
}

/* Where in the new text each offset of the old one is: behind the edits that end there. */
static u32 shifted[U16_MAX + 1];

static unsigned int shift_up_to(unsigned int off, unsigned int last, int shift)
{
	if (sip_edits_growth(&edits, sip_span(edits.start, edits.start + last)) != shift)
		die("growth up to %u", last);
	for (; off <= last; off++)
		shifted[off] = off + shift;
	return off;
}

/* There are no insertions among the edits. */
static void shift_all(void)
{
	const struct sip_edit *edit;
	unsigned int off = 0;
	int shift = 0;

	for (edit = edits.edit; edit < edits.edit + edits.n; edit++) {
		off = shift_up_to(off, edit->off + edit->len - 1, shift);
		shift += edit->with_len - edit->len;
	}
	shift_up_to(off, edits.len, shift);
}

static void facts_compare(void)
{
	const struct fact *old = seen_old.facts;
	const struct fact *new = seen_new.facts;
	unsigned int i;

	shift_all();
	if (seen_old.nfacts != seen_new.nfacts || seen_old.nplaces != seen_new.nplaces)
		die("%u facts became %u", seen_old.nfacts, seen_new.nfacts);
	for (i = 0; i < seen_old.nfacts; i++, old++, new++) {
		if (old->span != new->span || strcmp(old->what, new->what))
			die("%s became %s", old->what, new->what);
		if (old->span ? new->value != shifted[old->value] || new->end != shifted[old->end] :
				new->value != old->value)
			die("%s %u became %u", old->what, old->value, new->value);
	}
}

/* @seen_old has been told by change_all() what is in its places now. */
static void places_compare(void)
{
	const struct place *want = seen_old.places;
	const struct place *got = seen_new.places;
	unsigned int i;

	for (i = 0; i < seen_old.nplaces; i++, want++, got++)
		if (want->kind != got->kind || want->port != got->port ||
		    memcmp(&want->host.addr, &got->host.addr, sizeof(want->host.addr)))
			die("place %u (of kind %u): \"%.*s\" became \"%.*s\"", i, want->kind,
			    (int)want->text.len, want->text.p, (int)got->text.len, got->text.p);
}

void rewrite_check(const char *text, unsigned int len, see_fn *see)
{
	unsigned int new_len, back_len;
	char *new, *back;

	if (!see(&seen_old, text, len) || seen_old.full || !change_all(&seen_old) || !edits.n)
		return;
	new = changed_text(&new_len);
	if (new_len <= U16_MAX) {
		if (!see(&seen_new, new, new_len))
			die("not understood any more: %.*s", (int)new_len, new);
		facts_compare();
		places_compare();
		if (change_back(&seen_new, &seen_old)) {
			back = changed_text(&back_len);
			if (back_len != len || memcmp(text, back, len))
				die("not the same again: %.*s", (int)back_len, back);
			free(back);
		}
	}
	free(new);
}
