// SPDX-License-Identifier: GPL-2.0
/* Edits in any order against a model that looks at each byte by itself. */
#include <stdlib.h>
#include "rewrite.h"

#define TEXT_LEN	64
#define STEP_LEN	4

/* At each offset: what is inserted before the byte there, and what replaces it from there on. */
struct model {
	bool inserted[TEXT_LEN + 1];
	char insertion[TEXT_LEN + 1];
	unsigned int insertion_len[TEXT_LEN + 1];
	unsigned int taken[TEXT_LEN + 1];	/* 1 + offset of the edit that owns the byte */
	unsigned int len[TEXT_LEN + 1];
	char with[TEXT_LEN + 1];
	unsigned int with_len[TEXT_LEN + 1];
};

static bool inside_another(const struct model *model, unsigned int off)
{
	return off && off < TEXT_LEN && model->taken[off] &&
	       model->taken[off] == model->taken[off - 1];
}

static int model_insert(struct model *model, unsigned int off, char with, unsigned int with_len)
{
	if (model->inserted[off])
		return model->insertion[off] == with && model->insertion_len[off] == with_len ?
		       0 : -EEXIST;
	if (inside_another(model, off))
		return -EEXIST;
	if (with_len) {
		model->inserted[off] = true;
		model->insertion[off] = with;
		model->insertion_len[off] = with_len;
	}
	return 0;
}

static int model_replace(struct model *model, unsigned int off, unsigned int len, char with,
			 unsigned int with_len)
{
	unsigned int i;

	if (off + len > TEXT_LEN)
		return -ERANGE;
	if (!len)
		return model_insert(model, off, with, with_len);
	if (model->taken[off] == off + 1 && model->len[off] == len &&
	    model->with_len[off] == with_len && (!with_len || model->with[off] == with))
		return 0;
	for (i = off; i < off + len; i++)
		if (model->taken[i] || (i > off && model->inserted[i]))
			return -EEXIST;
	for (i = off; i < off + len; i++)
		model->taken[i] = off + 1;
	model->len[off] = len;
	model->with[off] = with;
	model->with_len[off] = with_len;
	return 0;
}

static unsigned int model_apply(const struct model *model, const char *text, char *out)
{
	unsigned int off, n = 0;

	for (off = 0; off <= TEXT_LEN; off++) {
		if (model->inserted[off]) {
			memset(out + n, model->insertion[off], model->insertion_len[off]);
			n += model->insertion_len[off];
		}
		if (off == TEXT_LEN)
			break;
		if (!model->taken[off]) {
			out[n++] = text[off];
		} else if (model->taken[off] == off + 1) {
			memset(out + n, model->with[off], model->with_len[off]);
			n += model->with_len[off];
		}
	}
	return n;
}

static int model_growth(const struct model *model, unsigned int first, unsigned int last)
{
	unsigned int off;
	int growth = 0;

	for (off = first; off <= last; off++) {
		if (model->inserted[off] && (off > first || first == last))
			growth += model->insertion_len[off];
		if (off < TEXT_LEN && model->taken[off] == off + 1 &&
		    off + model->len[off] <= last)
			growth += model->with_len[off] - model->len[off];
	}
	return growth;
}

static void compare(const struct sip_edits *edits, const struct model *model)
{
	unsigned int off, old_len, new_len, want_len, first, last;
	char want[TEXT_LEN * 18], got[TEXT_LEN * 18];

	sip_edits_window(edits, &off, &old_len, &new_len);
	memcpy(got, edits->start, off);
	if (sip_edits_apply(edits, got + off, new_len) != (int)new_len)
		die("apply: not the %u bytes it counted", new_len);
	memcpy(got + off + new_len, edits->start + off + old_len, TEXT_LEN - off - old_len);
	want_len = model_apply(model, edits->start, want);
	if (want_len != TEXT_LEN - old_len + new_len || memcmp(want, got, want_len))
		die("another text");
	/* some spans of each; which ones changes with the edits */
	for (first = edits->used % 5; first <= TEXT_LEN; first += 5)
		for (last = first + edits->n % 3; last <= TEXT_LEN; last += 3)
			if (sip_edits_growth(edits, sip_span(edits->start + first,
							     edits->start + last)) !=
			    model_growth(model, first, last))
				die("growth of %u to %u", first, last);
}

/* A step is an offset, a length, and a letter that comes so many times. */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct sip_edits edits;
	struct model model = { };
	char text[TEXT_LEN], with[16];
	unsigned int off, len, with_len, i;
	int ret, want;

	for (i = 0; i < TEXT_LEN; i++)
		text[i] = '0' + i % 10;
	sip_edits_init(&edits, text, TEXT_LEN);
	for (; size >= STEP_LEN; size -= STEP_LEN, data += STEP_LEN) {
		off = data[0] % (TEXT_LEN + 1);
		len = data[1] % 8;
		with_len = data[3] % sizeof(with);
		memset(with, 'a' + data[2] % 4, sizeof(with));
		/* letters for digits: to replace bytes by the same ones is tested elsewhere */
		want = model_replace(&model, off, len, *with, with_len);
		ret = sip_edits_replace(&edits, (struct sip_span){ text + off, len }, with,
					with_len, SIP_PLACE_VIA);
		if (ret != want)
			die("replace %u+%u by %u: %d, want %d", off, len, with_len, ret, want);
	}
	compare(&edits, &model);
	return 0;
}
