// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "escape.h"

struct escape_case {
	const char *raw;
	const char *text;
	/* a word of the text, and what that is in the URI */
	const char *word;
	const char *raw_word;
};

static const struct escape_case escapes[] = {
	{ "", "", "", "" },
	{ "plain", "plain", "lai", "lai" },
	{ "%3Csip:10.0.0.1%3Blr%3e", "<sip:10.0.0.1;lr>", "10.0.0.1", "10.0.0.1" },
	{ "%3Csip%3a10%2E0.0.%31%3E", "<sip:10.0.0.1>", "10.0.0.1", "10%2E0.0.%31" },
	{ "a%40b", "a@b", "@", "%40" },
	{ "a%40b", "a@b", "@b", "%40b" },
	{ "%5B2001:db8::1%5D", "[2001:db8::1]", "[2001:db8::1]", "%5B2001:db8::1%5D" },
	/* what is no escape */
	{ "100%", "100%", "%", "%" },
	{ "%4", "%4", "4", "4" },
	{ "%zz%4g%%41", "%zz%4g%A", "A", "%41" },
	{ "a+b", "a+b", "+", "+" },
};

static void escape_desc(const struct escape_case *c, char *desc)
{
	sip_test_desc(desc, c->raw);
}

KUNIT_ARRAY_PARAM(escape, escapes, escape_desc);

static void escape(struct kunit *test)
{
	const struct escape_case *c = test->param_value;
	struct sip_span raw = sip_test_span(test, c->raw), word, empty;
	struct sip_unescaped *u;
	unsigned int at;

	u = kunit_kzalloc(test, sizeof(*u), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, u);
	KUNIT_ASSERT_TRUE(test, sip_unescape(raw, u));
	SIP_EXPECT_SPAN(test, sip_unescaped_text(u), c->text);
	KUNIT_EXPECT_TRUE(test, sip_unescaped_has(u, sip_unescaped_text(u)));
	KUNIT_EXPECT_FALSE(test, sip_unescaped_has(u, raw));

	at = (unsigned int)(strstr(c->text, c->word) - c->text);
	word = sip_span(u->text + at, u->text + at + strlen(c->word));
	SIP_EXPECT_SPAN(test, sip_unescaped_raw(u, word), c->raw_word);
	/* where something is to be inserted behind it */
	empty = sip_span(sip_span_end(word), sip_span_end(word));
	KUNIT_EXPECT_EQ(test, sip_unescaped_raw(u, empty).len, 0u);
	KUNIT_EXPECT_PTR_EQ(test, sip_unescaped_raw(u, empty).p,
			    sip_span_end(sip_unescaped_raw(u, word)));
}

/* Reads @len bytes, each of them escaped or none. */
static bool reads(struct kunit *test, const char *piece, unsigned int n, struct sip_unescaped *u)
{
	unsigned int len = strlen(piece), i;
	char *raw = kunit_kzalloc(test, n * len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, raw);
	for (i = 0; i < n; i++)
		memcpy(raw + i * len, piece, len);
	return sip_unescape(sip_span(raw, raw + n * len), u);
}

static void escape_limit(struct kunit *test)
{
	struct sip_unescaped *u = kunit_kzalloc(test, sizeof(*u), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, u);
	KUNIT_EXPECT_TRUE(test, reads(test, "a", SIP_UNESCAPED_MAX, u));
	KUNIT_EXPECT_EQ(test, u->len, (unsigned int)SIP_UNESCAPED_MAX);
	KUNIT_EXPECT_TRUE(test, reads(test, "%61", SIP_UNESCAPED_MAX, u));
	KUNIT_EXPECT_EQ(test, u->text[SIP_UNESCAPED_MAX - 1], 'a');
	KUNIT_EXPECT_FALSE(test, reads(test, "a", SIP_UNESCAPED_MAX + 1, u));
	KUNIT_EXPECT_FALSE(test, reads(test, "%61", SIP_UNESCAPED_MAX + 1, u));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(escape, escape_gen_params),
	KUNIT_CASE(escape_limit),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_escape",
	.test_cases = cases,
};

kunit_test_suite(suite);
