// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "hdr.h"

struct name_case {
	const char *text;
	enum sip_hdr_id id;
};

static const struct name_case names[] = {
	{ "Call-ID", SIP_HDR_CALL_ID }, { "i", SIP_HDR_CALL_ID }, { "CALL-id", SIP_HDR_CALL_ID },
	{ "Contact", SIP_HDR_CONTACT }, { "m", SIP_HDR_CONTACT }, { "cOnTaCt", SIP_HDR_CONTACT },
	{ "Content-Length", SIP_HDR_CONTENT_LENGTH }, { "L", SIP_HDR_CONTENT_LENGTH },
	{ "Content-Type", SIP_HDR_CONTENT_TYPE }, { "c", SIP_HDR_CONTENT_TYPE },
	{ "Content-Encoding", SIP_HDR_CONTENT_ENCODING }, { "e", SIP_HDR_CONTENT_ENCODING },
	{ "CSeq", SIP_HDR_CSEQ }, { "CSEQ", SIP_HDR_CSEQ },
	{ "Diversion", SIP_HDR_DIVERSION },
	{ "Expires", SIP_HDR_EXPIRES },
	{ "From", SIP_HDR_FROM }, { "f", SIP_HDR_FROM },
	{ "P-Asserted-Identity", SIP_HDR_P_ASSERTED_IDENTITY },
	{ "P-Preferred-Identity", SIP_HDR_P_PREFERRED_IDENTITY },
	{ "Path", SIP_HDR_PATH },
	{ "Record-Route", SIP_HDR_RECORD_ROUTE }, { "record-route", SIP_HDR_RECORD_ROUTE },
	{ "Refer-To", SIP_HDR_REFER_TO }, { "r", SIP_HDR_REFER_TO },
	{ "Referred-By", SIP_HDR_REFERRED_BY }, { "b", SIP_HDR_REFERRED_BY },
	{ "Remote-Party-ID", SIP_HDR_REMOTE_PARTY_ID },
	{ "Replaces", SIP_HDR_REPLACES },
	{ "Require", SIP_HDR_REQUIRE },
	{ "Route", SIP_HDR_ROUTE },
	{ "Service-Route", SIP_HDR_SERVICE_ROUTE },
	{ "Supported", SIP_HDR_SUPPORTED }, { "k", SIP_HDR_SUPPORTED },
	{ "To", SIP_HDR_TO }, { "T", SIP_HDR_TO },
	{ "Via", SIP_HDR_VIA }, { "v", SIP_HDR_VIA }, { "VIA", SIP_HDR_VIA },
	/* near misses: the same length and beginning as one of ours, and other compact forms */
	{ "", SIP_HDR_OTHER }, { "gda", SIP_HDR_OTHER }, { "Vio", SIP_HDR_OTHER },
	{ "Tx", SIP_HDR_OTHER }, { "Subject", SIP_HDR_OTHER }, { "Cookies", SIP_HDR_OTHER },
	{ "Canneds", SIP_HDR_OTHER }, { "Date", SIP_HDR_OTHER }, { "Event", SIP_HDR_OTHER },
	{ "Reply-To", SIP_HDR_OTHER }, { "Refer_To", SIP_HDR_OTHER }, { "Call\rID", SIP_HDR_OTHER },
	{ "Content-Lengt", SIP_HDR_OTHER }, { "Content-Lengthy", SIP_HDR_OTHER },
	{ "s", SIP_HDR_OTHER }, { "o", SIP_HDR_OTHER }, { "x", SIP_HDR_OTHER },
	{ "6", SIP_HDR_OTHER }, { "\x06", SIP_HDR_OTHER }, { "V-a", SIP_HDR_OTHER },
};

static void name_desc(const struct name_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(name, names, name_desc);

static void name(struct kunit *test)
{
	const struct name_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, sip_hdr_lookup(sip_test_span(test, c->text)), c->id);
}

struct field_case {
	const char *text;
	enum sip_status status;
	unsigned int off;
	const char *name;
	const char *value;
	enum sip_flaw flaw;
};

static const struct field_case fields[] = {
	{ "To: a\r\nX", SIP_OK, 7, "To", "a" },
	{ "To:a\nX", SIP_OK, 5, "To", "a" },
	{ "To: a\r\n", SIP_OK, 7, "To", "a" },
	{ "To \t :  a \t \r\n", SIP_OK, 14, "To", "a" },
	{ "To:\r\nX", SIP_OK, 5, "To", "" },
	{ "To: \r\n\r\n", SIP_OK, 6, "To", "" },
	/* folding: the line goes on where the next one begins with white space */
	{ "To:\r\n a\r\n\tb\r\nX", SIP_OK, 13, "To", "a\r\n\tb" },
	{ "To: a\n b\nX", SIP_OK, 9, "To", "a\n b" },
	{ "To: a\r\n \r\nX", SIP_OK, 10, "To", "a" },
	{ "To: a:b\r\n", SIP_OK, 9, "To", "a:b" },
	{ "X-!%*_+`'~.: a\n", SIP_OK, 15, "X-!%*_+`'~.", "a" },
	/* the empty line */
	{ "\r\nabc", SIP_OK, 2, NULL, NULL },
	{ "\nabc", SIP_OK, 1, NULL, NULL },
	{ "", SIP_MORE, 0 },
	{ "\r", SIP_MORE, 1 },
	{ "To", SIP_MORE, 2 },
	{ "To ", SIP_MORE, 3 },
	{ "To: a", SIP_MORE, 5 },
	{ "To: a\r", SIP_MORE, 6 },
	{ "To: a\r\n b", SIP_MORE, 9 },
	{ "To a", SIP_MORE, 4 },
	/* no field: the line, and what is folded to it */
	{ "To a\r\nX", SIP_OK, 6, "To", "To a", SIP_FLAW_LINE },
	{ "To\r\n", SIP_OK, 4, "To", "To", SIP_FLAW_LINE },
	{ "To\r\n : a\r\nX", SIP_OK, 10, "To", "To\r\n : a", SIP_FLAW_LINE },
	{ ": a\r\n", SIP_OK, 5, "", ": a", SIP_FLAW_LINE },
	{ " To: a\r\n", SIP_OK, 8, "", "To: a", SIP_FLAW_LINE },
	{ "\rTo: a\r\n", SIP_OK, 8, "", "To: a", SIP_FLAW_LINE },
	{ "T/o: a\r\n", SIP_OK, 8, "T", "T/o: a", SIP_FLAW_LINE },
};

static void field_desc(const struct field_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(field, fields, field_desc);

static void field(struct kunit *test)
{
	const struct field_case *c = test->param_value;
	struct sip_parsed parsed;
	struct sip_hdr hdr;

	memset(&hdr, 0x5a, sizeof(hdr));
	parsed = sip_hdr_parse(sip_test_span(test, c->text), &hdr);
	KUNIT_EXPECT_EQ(test, parsed.off, c->off);
	KUNIT_ASSERT_EQ(test, parsed.status, c->status);
	if (c->status != SIP_OK)
		return;
	SIP_EXPECT_SPAN(test, hdr.name, c->name);
	SIP_EXPECT_SPAN(test, hdr.value, c->value);
	KUNIT_EXPECT_EQ(test, hdr.flaw, c->flaw);
	if (hdr.flaw)
		KUNIT_EXPECT_EQ(test, hdr.id, SIP_HDR_OTHER);
}

struct list_case {
	const char *text;
	const char *items[4];
};

static const struct list_case lists[] = {
	{ "", {} },
	{ " , ,, ", {} },
	{ "100rel", { "100rel" } },
	{ "100rel, timer ,\r\n path", { "100rel", "timer", "path" } },
	{ ",a,,b,", { "a", "b" } },
	{ "\"a,b\" <sip:c,d@h>;x=\"y,\\\",z\", e", { "\"a,b\" <sip:c,d@h>;x=\"y,\\\",z\"", "e" } },
	{ "a (b, (c, d\\) e), f), g", { "a (b, (c, d\\) e), f)", "g" } },
	{ "a\", b", { "a\"", "b" } },
	{ "a\", \\\"b, c", { "a\"", "\\\"b", "c" } },
	{ "a <b, c", { "a <b, c" } },
	{ "a (b, c", { "a (b, c" } },
	{ "a), b", { "a)", "b" } },
	{ "a (b\\", { "a (b\\" } },
};

static void list_desc(const struct list_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(list, lists, list_desc);

static void list(struct kunit *test)
{
	const struct list_case *c = test->param_value;
	struct sip_span rest = sip_test_span(test, c->text), item;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c->items) && c->items[i]; i++) {
		KUNIT_ASSERT_TRUE(test, sip_list_next(&rest, &item));
		SIP_EXPECT_SPAN(test, item, c->items[i]);
	}
	KUNIT_EXPECT_FALSE(test, sip_list_next(&rest, &item));
	KUNIT_EXPECT_EQ(test, rest.len, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(name, name_gen_params),
	KUNIT_CASE_PARAM(field, field_gen_params),
	KUNIT_CASE_PARAM(list, list_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_hdr",
	.test_cases = cases,
};

kunit_test_suite(suite);
