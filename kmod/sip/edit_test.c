// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "edit.h"

#define TEXT	"0123456789"

struct step {
	unsigned int off;
	unsigned int len;
	const char *with;
	int ret;
};

struct rewrite {
	struct step steps[6];
	unsigned int n;
	const char *result;
	unsigned int off;
	unsigned int old_len;
};

/* What a row of steps does to the text, in which window. */
static const struct rewrite rewrites[] = {
	{ { { 3, 2, "ab" } }, 1, "012ab56789", 3, 2 },
	{ { { 3, 2, "abcd" } }, 1, "012abcd56789", 3, 2 },
	{ { { 3, 2, "" } }, 1, "01256789", 3, 2 },
	{ { { 3, 0, "ab" } }, 1, "012ab3456789", 3, 0 },
	{ { { 0, 10, "x" } }, 1, "x", 0, 10 },
	{ { { 0, 0, "x" }, { 10, 0, "y" } }, 2, "x0123456789y", 0, 10 },
	{ { { 8, 1, "h" }, { 1, 1, "a" }, { 4, 2, "d" } }, 3, "0a23d67h9", 1, 8 },
	{ { { 1, 1, "a" }, { 8, 1, "h" }, { 4, 2, "" } }, 3, "0a2367h9", 1, 8 },
	/* neighbours touch, in any order */
	{ { { 2, 2, "A" }, { 4, 2, "B" }, { 0, 2, "C" } }, 3, "CAB6789", 0, 6 },
	/* an insertion stands between what ends and what begins where it is */
	{ { { 2, 2, "A" }, { 4, 0, "+" }, { 4, 2, "B" } }, 3, "01A+B6789", 2, 4 },
	{ { { 4, 2, "B" }, { 4, 0, "+" }, { 2, 2, "A" } }, 3, "01A+B6789", 2, 4 },
	{ { { 4, 0, "+" }, { 4, 2, "B" }, { 2, 2, "A" } }, 3, "01A+B6789", 2, 4 },
	/* the same again */
	{ { { 2, 2, "A" }, { 2, 2, "A" } }, 1, "01A456789", 2, 2 },
	{ { { 2, 0, "A" }, { 2, 0, "A" } }, 1, "01A23456789", 2, 0 },
	/* nothing to do */
	{ { { 2, 2, "23" }, { 4, 0, "" }, { 5, 1, "x" } }, 1, "01234x6789", 5, 1 },
	/* clashes change nothing */
	{ { { 2, 4, "A" }, { 2, 4, "B", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 2, 4, "A" }, { 2, 3, "A", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 2, 4, "A" }, { 2, 5, "A", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 2, 4, "A" }, { 1, 2, "x", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 2, 4, "A" }, { 5, 2, "x", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 2, 4, "A" }, { 3, 1, "x", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 2, 4, "A" }, { 0, 9, "x", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 2, 4, "A" }, { 3, 0, "x", -EEXIST } }, 1, "01A6789", 2, 4 },
	{ { { 3, 0, "x" }, { 2, 4, "A", -EEXIST } }, 1, "012x3456789", 3, 0 },
	{ { { 3, 0, "x" }, { 3, 0, "y", -EEXIST } }, 1, "012x3456789", 3, 0 },
	{ { { 2, 1, "A" }, { 6, 1, "B" }, { 2, 5, "C", -EEXIST } }, 2, "01A345B789", 2, 5 },
	/* to leave bytes that change is a clash as well */
	{ { { 2, 4, "A" }, { 3, 1, "3", -EEXIST } }, 1, "01A6789", 2, 4 },
	/* outside */
	{ { { 11, 0, "x", -ERANGE }, { 9, 2, "x", -ERANGE }, { 9, 1, "x" } }, 1, "012345678x",
	  9, 1 },
	{ { { 0, 11, "x", -ERANGE }, { 0, 1, "x" } }, 1, "x123456789", 0, 1 },
};

static void rewrite_desc(const struct rewrite *r, char *desc)
{
	sip_test_desc(desc, r->result);
}

KUNIT_ARRAY_PARAM(rewrite, rewrites, rewrite_desc);

static struct sip_edits *edits_of(struct kunit *test, const char *text)
{
	struct sip_edits *edits = kunit_kmalloc(test, sizeof(*edits), GFP_KERNEL);
	struct sip_span s = sip_test_span(test, text);

	KUNIT_ASSERT_NOT_NULL(test, edits);
	memset(edits, 0x5a, sizeof(*edits));
	sip_edits_init(edits, s.p, s.len);
	return edits;
}

static int replace(struct sip_edits *edits, unsigned int off, unsigned int len, const char *with)
{
	const char *p = edits->start + off;

	return sip_edits_replace(edits, sip_span(p, p + len), with, strlen(with), SIP_PLACE_VIA);
}

/* Every size that is told is the size that is written, and one byte less is not enough. */
static void check_window(struct kunit *test, const struct sip_edits *edits, const char *result)
{
	struct sip_span all = { .p = edits->start, .len = edits->len };
	unsigned int off, old_len, new_len, len = strlen(result);
	char *buf;

	sip_edits_window(edits, &off, &old_len, &new_len);
	KUNIT_ASSERT_EQ(test, edits->len - old_len + new_len, len);
	KUNIT_EXPECT_EQ(test, sip_edits_apply(edits, NULL, 0), (int)new_len);
	/* what is inserted in front of the message is not inside it */
	if (off || edits->edit[0].len)
		KUNIT_EXPECT_EQ(test, sip_edits_growth(edits, all), (int)(len - edits->len));
	buf = kunit_kmalloc(test, new_len ?: 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_EXPECT_EQ(test, sip_edits_apply(edits, buf, new_len), (int)new_len);
	KUNIT_EXPECT_TRUE(test, !memcmp(result, edits->start, off));
	KUNIT_EXPECT_TRUE(test, !memcmp(result + off, buf, new_len));
	KUNIT_EXPECT_TRUE(test, !memcmp(result + off + new_len, edits->start + off + old_len,
					edits->len - off - old_len));
	if (new_len)
		KUNIT_EXPECT_EQ(test, sip_edits_apply(edits, buf, new_len - 1), -ENOSPC);
}

static void rewrite(struct kunit *test)
{
	const struct rewrite *r = test->param_value;
	struct sip_edits *edits = edits_of(test, TEXT);
	const struct step *step;
	unsigned int off, old_len, new_len;

	for (step = r->steps; step < r->steps + ARRAY_SIZE(r->steps) && step->with; step++)
		KUNIT_EXPECT_EQ(test, replace(edits, step->off, step->len, step->with), step->ret);
	KUNIT_ASSERT_EQ(test, edits->n, r->n);
	sip_edits_window(edits, &off, &old_len, &new_len);
	KUNIT_EXPECT_EQ(test, off, r->off);
	KUNIT_EXPECT_EQ(test, old_len, r->old_len);
	check_window(test, edits, r->result);
}

struct growth {
	unsigned int off;
	unsigned int len;
	int growth;
};

/* [1, 2) grows by 1, [3, 6) shrinks by 2, 4 bytes come in at 6, [6, 7) goes, 1 comes in at 9 */
static const struct growth growths[] = {
	{ 0, 10, 1 - 2 + 4 - 1 + 1 },
	{ 1, 1, 1 },
	{ 1, 5, 1 - 2 + 4 },
	{ 2, 4, -2 + 4 },
	{ 3, 3, -2 + 4 },
	{ 6, 1, -1 },
	{ 6, 0, 4 },
	{ 6, 3, -1 + 1 },
	{ 9, 1, 0 },
	{ 9, 0, 1 },
	{ 8, 1, 1 },
	{ 0, 1, 0 },
	{ 0, 0, 0 },
	{ 10, 0, 0 },
	{ 7, 1, 0 },
	/* an edit that reaches over an end is not inside */
	{ 4, 2, 4 },
	{ 0, 5, 1 },
	{ 4, 1, 0 },
};

static void growth(struct kunit *test)
{
	struct sip_edits *edits = edits_of(test, TEXT);
	const struct growth *g;

	KUNIT_ASSERT_EQ(test, replace(edits, 1, 1, "ab"), 0);
	KUNIT_ASSERT_EQ(test, replace(edits, 3, 3, "c"), 0);
	KUNIT_ASSERT_EQ(test, replace(edits, 9, 0, "g"), 0);
	KUNIT_ASSERT_EQ(test, replace(edits, 6, 1, ""), 0);
	KUNIT_ASSERT_EQ(test, replace(edits, 6, 0, "defg"), 0);
	for (g = growths; g < growths + ARRAY_SIZE(growths); g++) {
		const char *p = edits->start + g->off;

		KUNIT_EXPECT_EQ_MSG(test, sip_edits_growth(edits, sip_span(p, p + g->len)),
				    g->growth, "[%u, +%u)", g->off, g->len);
	}
}

struct number {
	const char *text;
	u32 number;
	const char *result;		/* NULL: no edit */
};

static const struct number numbers[] = {
	{ "142", 0, "0" },
	{ "142", 7, "7" },
	{ "9", 4294967295u, "4294967295" },
	{ "", 10, "10" },
	{ "x", 100, "100" },
	{ "142", 142 },
	{ "0142", 142 },
	{ "0", 0 },
};

static void number_desc(const struct number *n, char *desc)
{
	sip_test_desc(desc, n->text);
}

KUNIT_ARRAY_PARAM(number, numbers, number_desc);

static void number(struct kunit *test)
{
	const struct number *n = test->param_value;
	struct sip_edits *edits = edits_of(test, n->text);
	struct sip_span all = { .p = edits->start, .len = edits->len };

	KUNIT_EXPECT_EQ(test, sip_edits_number(edits, all, n->number, SIP_PLACE_VIA), 0);
	KUNIT_ASSERT_EQ(test, edits->n, n->result ? 1 : 0);
	if (n->result)
		check_window(test, edits, n->result);
}

static void absent(struct kunit *test)
{
	struct sip_edits *edits = edits_of(test, TEXT);
	struct sip_span none = { };

	KUNIT_EXPECT_EQ(test, sip_edits_replace(edits, none, "", 0, SIP_PLACE_VIA), -ERANGE);
	KUNIT_EXPECT_EQ(test, sip_edits_number(edits, none, 1, SIP_PLACE_VIA), -ERANGE);
	KUNIT_EXPECT_EQ(test, edits->n, 0);
	KUNIT_EXPECT_EQ(test, sip_edits_apply(edits, NULL, 0), 0);
}

/* From both ends inwards, so that edits move; each place is left by itself. */
static void many(struct kunit *test)
{
	unsigned int i, at, len = 2 * SIP_MAX_EDITS + 2;
	char *text = kunit_kmalloc(test, len + 1, GFP_KERNEL);
	char *want = kunit_kmalloc(test, len + 1, GFP_KERNEL);
	struct sip_edits *edits;

	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_ASSERT_NOT_NULL(test, want);
	memset(text, '.', len);
	text[len] = '\0';
	memcpy(want, text, len + 1);
	edits = edits_of(test, text);
	for (i = 0; i < SIP_MAX_EDITS; i++) {
		at = i % 2 ? len - 1 - i : i;
		want[at] = i % 2 ? 'b' : 'a';
		KUNIT_ASSERT_EQ(test, replace(edits, at, 1, i % 2 ? "b" : "a"), 0);
	}
	KUNIT_EXPECT_EQ(test, replace(edits, SIP_MAX_EDITS, 1, "c"), -E2BIG);
	KUNIT_EXPECT_EQ(test, replace(edits, 0, 1, "a"), 0);
	KUNIT_EXPECT_EQ(test, replace(edits, 0, 1, "c"), -EEXIST);
	KUNIT_EXPECT_EQ(test, replace(edits, SIP_MAX_EDITS, 1, "."), 0);
	KUNIT_EXPECT_EQ(test, edits->n, SIP_MAX_EDITS);
	check_window(test, edits, want);
}

/* The arena takes exactly what the header promises; offsets end where 16 bits do. */
static void full(struct kunit *test)
{
	char *big = kunit_kmalloc(test, 65537, GFP_KERNEL);
	struct sip_edits *edits = edits_of(test, "");

	KUNIT_ASSERT_NOT_NULL(test, big);
	memset(big, 'x', 65537);
	sip_edits_init(edits, big, 65537);
	KUNIT_EXPECT_EQ(test, sip_edits_replace(edits, sip_span(big, big + 1), big,
						SIP_EDIT_ARENA + 1, SIP_PLACE_VIA), -E2BIG);
	KUNIT_EXPECT_EQ(test, sip_edits_replace(edits, sip_span(big, big + 1), big,
						SIP_EDIT_ARENA - 1, SIP_PLACE_VIA), 0);
	KUNIT_EXPECT_EQ(test, replace(edits, 2, 1, "ab"), -E2BIG);
	KUNIT_EXPECT_EQ(test, replace(edits, 65535, 1, ""), -E2BIG);
	KUNIT_EXPECT_EQ(test, replace(edits, 65536, 0, "a"), -E2BIG);
	KUNIT_EXPECT_EQ(test, replace(edits, 65534, 1, ""), 0);
	KUNIT_EXPECT_EQ(test, replace(edits, 65535, 0, "a"), 0);
	KUNIT_EXPECT_EQ(test, edits->n, 3);
	KUNIT_EXPECT_EQ(test, edits->used, SIP_EDIT_ARENA);
	KUNIT_EXPECT_EQ(test, sip_edits_apply(edits, NULL, 0), SIP_EDIT_ARENA - 1 + 65533 + 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(rewrite, rewrite_gen_params),
	KUNIT_CASE(growth),
	KUNIT_CASE_PARAM(number, number_gen_params),
	KUNIT_CASE(absent),
	KUNIT_CASE(many),
	KUNIT_CASE(full),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_edit",
	.test_cases = cases,
};

kunit_test_suite(suite);
