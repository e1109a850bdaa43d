// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "lex.h"

static void classes(struct kunit *test)
{
	static const char token[] = "-.!%*_+`'~";
	unsigned int c;

	for (c = 0; c < 256; c++) {
		bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';
		bool hex = digit || (alpha && (c | 0x20) <= 'f');
		bool mark = c && c < 128 && strchr(token, c);

		KUNIT_EXPECT_EQ(test, sip_is(c, SIP_CLASS_ALPHA), alpha);
		KUNIT_EXPECT_EQ(test, sip_is(c, SIP_CLASS_DIGIT), digit);
		KUNIT_EXPECT_EQ(test, sip_is(c, SIP_CLASS_HEX), hex);
		KUNIT_EXPECT_EQ(test, sip_is(c, SIP_CLASS_TOKEN), alpha || digit || mark);
		KUNIT_EXPECT_EQ(test, sip_is(c, SIP_CLASS_HOST),
				alpha || digit || c == '-' || c == '.' || c == '_');
		KUNIT_EXPECT_EQ(test, sip_is(c, SIP_CLASS_WS),
				c == ' ' || c == '\t' || c == '\r' || c == '\n');
		KUNIT_EXPECT_EQ(test, sip_is(c, SIP_CLASS_CTL), c < 32 || c == 127);
	}
}

static void skip(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, "  \r\n\tab1 ");
	const char *end = sip_span_end(s);
	const char *p = sip_skip_ws(s.p, end);

	KUNIT_EXPECT_EQ(test, p - s.p, 5);
	p = sip_skip_class(p, end, SIP_CLASS_ALPHA);
	KUNIT_EXPECT_EQ(test, p - s.p, 7);
	p = sip_skip_class(p, end, SIP_CLASS_ALPHA | SIP_CLASS_DIGIT | SIP_CLASS_WS);
	KUNIT_EXPECT_PTR_EQ(test, p, end);
	KUNIT_EXPECT_PTR_EQ(test, sip_skip_ws(end, end), end);
}

struct quoted {
	const char *text;
	int len;	/* -1: no closing quote */
};

static const struct quoted quoteds[] = {
	{ "\"\"", 2 },
	{ "\"a b\" <", 5 },
	{ "\"a\\\"b\";", 6 },
	{ "\"\\\\\"x\"", 4 },
	{ "\"", -1 },
	{ "\"abc", -1 },
	{ "\"abc\\\"", -1 },
	{ "\"abc\\", -1 },
};

static void quoted_desc(const struct quoted *q, char *desc)
{
	sip_test_desc(desc, q->text);
}

KUNIT_ARRAY_PARAM(quoted, quoteds, quoted_desc);

static void quoted(struct kunit *test)
{
	const struct quoted *q = test->param_value;
	struct sip_span s = sip_test_span(test, q->text);
	const char *p = sip_skip_quoted(s.p, sip_span_end(s));

	KUNIT_EXPECT_PTR_EQ(test, p, q->len < 0 ? NULL : s.p + q->len);
}

/* Bytes that differ from what is looked for in one bit, or by one, are not it. */
static void find(struct kunit *test)
{
	static const char around[] = { '\n' - 1, '\n' + 1, '\n' ^ 0x80, '\0', '\xff' };
	unsigned int len, at, i;
	char *buf;

	for (len = 0; len <= 24; len++) {
		buf = kunit_kmalloc(test, len ?: 1, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, buf);
		for (i = 0; i < len; i++)
			buf[i] = around[i % ARRAY_SIZE(around)];
		KUNIT_EXPECT_PTR_EQ(test, sip_find(buf, buf + len, '\n'), buf + len);
		for (at = len; at-- > 0;) {
			buf[at] = '\n';
			KUNIT_EXPECT_PTR_EQ(test, sip_find(buf, buf + len, '\n'), buf + at);
		}
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(classes),
	KUNIT_CASE(find),
	KUNIT_CASE(skip),
	KUNIT_CASE_PARAM(quoted, quoted_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_lex",
	.test_cases = cases,
};

kunit_test_suite(suite);
