// SPDX-License-Identifier: GPL-2.0
#include "test.h"

static void compare(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, "Call-ID");

	KUNIT_EXPECT_TRUE(test, sip_span_eq(s, "Call-ID"));
	KUNIT_EXPECT_FALSE(test, sip_span_eq(s, "Call-Id"));
	KUNIT_EXPECT_FALSE(test, sip_span_eq(s, "Call"));
	KUNIT_EXPECT_FALSE(test, sip_span_eq(s, "Call-ID2"));
	KUNIT_EXPECT_TRUE(test, sip_span_caseeq(s, "cALL-id"));
	KUNIT_EXPECT_FALSE(test, sip_span_caseeq(s, "call-i"));
	KUNIT_EXPECT_FALSE(test, sip_span_caseeq(s, "call-idx"));
	KUNIT_EXPECT_FALSE(test, sip_span_caseeq(s, "fall-id"));
	/* '-' and CR differ in the bit that tells upper case from lower */
	KUNIT_EXPECT_FALSE(test, sip_span_caseeq(s, "call\rid"));
	KUNIT_EXPECT_TRUE(test, sip_span_same(s, sip_test_span(test, "Call-ID")));
	KUNIT_EXPECT_FALSE(test, sip_span_same(s, sip_test_span(test, "call-ID")));
	KUNIT_EXPECT_TRUE(test, sip_span_same((struct sip_span){}, sip_test_span(test, "")));
}

struct number {
	const char *text;
	u32 max;
	bool ok;
	u32 value;
};

static const struct number numbers[] = {
	{ "0", 0, true, 0 },
	{ "65535", 65535, true, 65535 },
	{ "0000065535", 65535, true, 65535 },
	{ "65536", 65535, false },
	{ "4294967295", 0xffffffff, true, 0xffffffff },
	{ "4294967296", 0xffffffff, false },
	{ "18446744073709551617", 0xffffffff, false },
	{ "", 10, false },
	{ "-1", 10, false },
	{ "1 ", 10, false },
	{ "1x", 100, false },
};

static void number_desc(const struct number *n, char *desc)
{
	sip_test_desc(desc, n->text);
}

KUNIT_ARRAY_PARAM(number, numbers, number_desc);

static void number(struct kunit *test)
{
	const struct number *n = test->param_value;
	u32 value = 77;

	KUNIT_EXPECT_EQ(test, sip_span_number(sip_test_span(test, n->text), n->max, &value), n->ok);
	KUNIT_EXPECT_EQ(test, value, n->ok ? n->value : 77);
}

static void trim(struct kunit *test)
{
	SIP_EXPECT_SPAN(test, sip_span_trim(sip_test_span(test, " \t\r\n a b\r\n\t ")), "a b");
	SIP_EXPECT_SPAN(test, sip_span_trim(sip_test_span(test, "ab")), "ab");
	SIP_EXPECT_SPAN(test, sip_span_trim(sip_test_span(test, " \r\n ")), "");
	SIP_EXPECT_SPAN(test, sip_span_trim(sip_test_span(test, "")), "");
}

static struct kunit_case cases[] = {
	KUNIT_CASE(compare),
	KUNIT_CASE_PARAM(number, number_gen_params),
	KUNIT_CASE(trim),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_span",
	.test_cases = cases,
};

kunit_test_suite(suite);
