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

/* Lengths come last, when it is known by how much the body grows. A wrong one stays wrong. */
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

static bool is_about(const struct fact *fact, struct sip_span s)
{
	u32 first = s.p - seen_old.start;

	return s.p && fact->about > first && fact->about <= first + s.len;
}

/* But for those about @cut, which is not there any more */
static void facts_compare(struct sip_span cut)
{
	const struct fact *old = seen_old.facts;
	const struct fact *new = seen_new.facts;
	unsigned int i, n = 0;

	for (i = 0; i < seen_old.nfacts; i++) {
		if (is_about(&old[i], cut))
			continue;
		if (n++ == seen_new.nfacts)
			die("%u facts became %u", seen_old.nfacts, seen_new.nfacts);
		if (old[i].span != new->span || strcmp(old[i].what, new->what))
			die("%s became %s", old[i].what, new->what);
		if (old[i].span ? new->value != shifted[old[i].value] ||
				  new->end != shifted[old[i].end] :
				  new->value != old[i].value)
			die("%s %u became %u", old[i].what, old[i].value, new->value);
		new++;
	}
	if (n != seen_new.nfacts)
		die("%u facts became %u", seen_old.nfacts, seen_new.nfacts);
}

/*
 * @seen_old has been told by change_all() what is in its places now, or has the same in them, but
 * for those in @cut.
 */
static void places_compare(struct sip_span cut)
{
	const struct place *want = seen_old.places;
	const struct place *got = seen_new.places;
	unsigned int i, n = 0;

	for (i = 0; i < seen_old.nplaces; i++, want++) {
		if (want->text.p >= cut.p && want->text.p < sip_span_end(cut))
			continue;
		if (n++ == seen_new.nplaces)
			die("%u places became %u", seen_old.nplaces, seen_new.nplaces);
		if (want->kind != got->kind || want->port != got->port ||
		    memcmp(&want->host.addr, &got->host.addr, sizeof(want->host.addr)))
			die("place %u (of kind %u): \"%.*s\" became \"%.*s\"", i, want->kind,
			    (int)want->text.len, want->text.p, (int)got->text.len, got->text.p);
		got++;
	}
	if (n != seen_new.nplaces)
		die("%u places became %u", seen_old.nplaces, seen_new.nplaces);
}

/* @new has been rewritten. */
static void unread_compare(const char *new)
{
	const struct unread *unread;
	unsigned int i;

	for (i = 0; i < seen_old.nunread; i++) {
		unread = &seen_old.unread[i];
		if (memcmp(unread->text.p, new + shifted[unread->text.p - seen_old.start],
			   unread->text.len))
			die("what cannot be read has changed: %.*s", (int)unread->text.len,
			    unread->text.p);
	}
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
		shift_all();
		facts_compare((struct sip_span){ });
		places_compare((struct sip_span){ });
		unread_compare(new);
		if (change_back(&seen_new, &seen_old)) {
			back = changed_text(&back_len);
			if (back_len != len || memcmp(text, back, len))
				die("not the same again: %.*s", (int)back_len, back);
			free(back);
		}
	}
	free(new);
}

/* Where in the text without @cut each offset of the old one is */
static void shift_cut(unsigned int len, struct sip_span cut)
{
	unsigned int first = cut.p - seen_old.start, off;

	for (off = 0; off <= len; off++)
		shifted[off] = off <= first ? off : max(off, first + cut.len) - cut.len;
}

static void without_check(const char *text, unsigned int len, see_fn *see,
			  const struct unread *unread)
{
	unsigned int first = unread->cut.p - text, new_len = len - unread->cut.len;
	char *new = malloc(new_len ?: 1);

	if (!new)
		die("no memory");
	memcpy(new, text, first);
	memcpy(new + first, sip_span_end(unread->cut), new_len - first);
	if (!see(&seen_new, new, new_len))
		die("not understood without \"%.*s\"", (int)unread->text.len, unread->text.p);
	shift_cut(len, unread->cut);
	facts_compare(unread->cut);
	places_compare(unread->cut);
	free(new);
}

void unread_check(const char *text, unsigned int len, see_fn *see)
{
	unsigned int i;

	if (!see(&seen_old, text, len) || seen_old.full || seen_old.limit || len > U16_MAX)
		return;
	for (i = 0; i < seen_old.nunread; i++)
		without_check(text, len, see, &seen_old.unread[i]);
}
