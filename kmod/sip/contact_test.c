// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "contact.h"

struct contact_case {
	const char *value;
	int off;		/* -1: SIP_BAD */
	const char *text;	/* NULL: all that is consumed */
	const char *display;
	const char *uri;
	const char *host;
	const char *params;
	const char *tag;
	int expires;		/* -1: none */
	u16 q;
	bool star;
	enum sip_flaw why;
};

#define BAD(value, text, flaw)	{ value, -1, text, .why = SIP_FLAW_##flaw }

static const struct contact_case contacts[] = {
	{ "<sip:alice@192.0.2.1:5060>", 26, .uri = "sip:alice@192.0.2.1:5060", .host = "192.0.2.1",
	  .expires = -1, .q = 1000 },
	{ "sip:alice@192.0.2.1", 19, .uri = "sip:alice@192.0.2.1", .host = "192.0.2.1",
	  .expires = -1, .q = 1000 },
	{ "\"Alice A.\" <sip:h>;tag=1x", 25, .display = "\"Alice A.\"", .uri = "sip:h",
	  .host = "h", .params = "tag=1x", .tag = "1x", .expires = -1, .q = 1000 },
	{ "Alice A.<sip:h>", 15, .display = "Alice A.", .uri = "sip:h", .host = "h",
	  .expires = -1, .q = 1000 },
	{ "\"\"<sip:h>", 9, .display = "\"\"", .uri = "sip:h", .host = "h", .expires = -1,
	  .q = 1000 },
	/* without angle brackets, the parameters are the field's: section 20.10 */
	{ "sip:a@192.0.2.4;expires=5;q=0.33", 32, .uri = "sip:a@192.0.2.4", .host = "192.0.2.4",
	  .params = "expires=5;q=0.33", .expires = 5, .q = 330 },
	{ "<sip:a@192.0.2.4;expires=5>;EXPIRES=7", 37, .uri = "sip:a@192.0.2.4;expires=5",
	  .host = "192.0.2.4", .params = "EXPIRES=7", .expires = 7, .q = 1000 },
	{ "sip:a-b@h ; tag=1", 17, .uri = "sip:a-b@h", .host = "h", .params = "tag=1",
	  .tag = "1", .expires = -1, .q = 1000 },
	{ "sip:h?a=b;tag=1", 15, .uri = "sip:h?a=b", .host = "h", .params = "tag=1", .tag = "1",
	  .expires = -1, .q = 1000 },
	/* more of them */
	{ "<sip:h:5060>, <sip:u@h>", 12, .uri = "sip:h:5060", .host = "h", .expires = -1,
	  .q = 1000 },
	{ "sip:a@h;q=1.0,sip:b@h", 13, .uri = "sip:a@h", .host = "h", .params = "q=1.0",
	  .expires = -1, .q = 1000 },
	{ "\"a, <b>\" <sip:u,v@h>;x=\"1,2\" , x", 29, "\"a, <b>\" <sip:u,v@h>;x=\"1,2\"",
	  "\"a, <b>\"", "sip:u,v@h", "h", "x=\"1,2\"", .expires = -1, .q = 1000 },
	/* white space */
	{ " \r\n caller\r\n\t<sip:h>\r\n ;\r\n tag\r\n =\r\n 1 ", 39,
	  "caller\r\n\t<sip:h>\r\n ;\r\n tag\r\n =\r\n 1", "caller", "sip:h", "h",
	  "tag\r\n =\r\n 1", "1", -1, 1000 },
	{ "\"W, T\" < sip:t@h >", 18, .display = "\"W, T\"", .uri = "sip:t@h", .host = "h",
	  .expires = -1, .q = 1000 },
	/* quoted-pairs, and what else a display name may be */
	{ "\"Q \\\"<sip:x@y>\\\\\" <sip:h>", 25, .display = "\"Q \\\"<sip:x@y>\\\\\"",
	  .uri = "sip:h", .host = "h", .expires = -1, .q = 1000 },
	{ "t1~` t2'+_ t3*%!.- <sip:h>;p''~=\"\xd1\x80\";tag=_~1'", 45,
	  .display = "t1~` t2'+_ t3*%!.-", .uri = "sip:h", .host = "h",
	  .params = "p''~=\"\xd1\x80\";tag=_~1'",
	  .tag = "_~1'", .expires = -1, .q = 1000 },
	{ "\xd1\x80 <sip:h>", 10, .display = "\xd1\x80", .uri = "sip:h", .host = "h",
	  .expires = -1, .q = 1000 },
	/* other schemes have no host for us */
	{ "<tel:+1-201-555-0123;ext=1>;tag=2", 33, .uri = "tel:+1-201-555-0123;ext=1",
	  .params = "tag=2", .tag = "2", .expires = -1, .q = 1000 },
	{ "<urn:service:sos>", 17, .uri = "urn:service:sos", .expires = -1, .q = 1000 },
	{ "isbn:2983792873", 15, .uri = "isbn:2983792873", .expires = -1, .q = 1000 },
	/* numbers that are none */
	{ "<sip:h>;expires=x;q=2", 21, .uri = "sip:h", .host = "h", .params = "expires=x;q=2",
	  .expires = -1, .q = 1000 },
	{ "<sip:h>;q=0;expires=0", 21, .uri = "sip:h", .host = "h", .params = "q=0;expires=0",
	  .expires = 0, .q = 0 },
	{ "<sip:h>;q=0.", 12, .uri = "sip:h", .host = "h", .params = "q=0.", .expires = -1 },
	{ "<sip:h>;q=0.05", 14, .uri = "sip:h", .host = "h", .params = "q=0.05", .expires = -1,
	  .q = 50 },
	{ "<sip:h>;q=0.123", 15, .uri = "sip:h", .host = "h", .params = "q=0.123", .expires = -1,
	  .q = 123 },
	{ "<sip:h>;q=05", 12, .uri = "sip:h", .host = "h", .params = "q=05", .expires = -1,
	  .q = 1000 },
	{ "<sip:h>;q=0.x", 13, .uri = "sip:h", .host = "h", .params = "q=0.x", .expires = -1,
	  .q = 1000 },
	{ "<sip:h>;q=0.0001", 16, .uri = "sip:h", .host = "h", .params = "q=0.0001", .expires = -1,
	  .q = 1000 },
	{ "<sip:h>;q=1.999", 15, .uri = "sip:h", .host = "h", .params = "q=1.999", .expires = -1,
	  .q = 1000 },
	/* empty parameters, a tag twice */
	{ "<sip:h>;;tag=1;tag=2;", 21, .uri = "sip:h", .host = "h", .params = ";tag=1;tag=2;",
	  .tag = "1", .expires = -1, .q = 1000 },
	{ "*", 1, .star = true, .expires = -1, .q = 1000 },
	{ " * ", 3, "*", .star = true, .expires = -1, .q = 1000 },
	/* as receivers read them: between the last '<' outside of quotes and its '>' */
	{ "Bell, Alexander <sip:h>", 23, .display = "Bell, Alexander", .uri = "sip:h",
	  .host = "h", .expires = -1, .q = 1000 },
	{ "Bell, Alexander, Dr. <sip:h>;q=0.5, <sip:i>", 34, "Bell, Alexander, Dr. <sip:h>;q=0.5",
	  .display = "Bell, Alexander, Dr.", .uri = "sip:h", .host = "h", .params = "q=0.5",
	  .expires = -1, .q = 500 },
	{ "Joe; <sip:h>", 12, .display = "Joe;", .uri = "sip:h", .host = "h", .expires = -1,
	  .q = 1000 },
	{ "\"Joe\" x <sip:h>", 15, .display = "\"Joe\" x", .uri = "sip:h", .host = "h",
	  .expires = -1, .q = 1000 },
	{ "\"A \"the\" B\" <sip:h>", 19, .display = "\"A \"the\" B\"", .uri = "sip:h",
	  .host = "h", .expires = -1, .q = 1000 },
	{ "\"Joe <sip:h>", 12, .display = "\"Joe", .uri = "sip:h", .host = "h", .expires = -1,
	  .q = 1000 },
	{ "\"Joe <sip:h>, \"Ann\" <sip:i>", 27, .display = "\"Joe <sip:h>, \"Ann\"",
	  .uri = "sip:i", .host = "i", .expires = -1, .q = 1000 },
	{ "J\"oe <sip:h>, <sip:i>", 12, .display = "J\"oe", .uri = "sip:h", .host = "h",
	  .expires = -1, .q = 1000 },
	{ "\\\"Joe\\\" <sip:h>", 15, .display = "\\\"Joe\\\"", .uri = "sip:h", .host = "h",
	  .expires = -1, .q = 1000 },
	{ "\"Joe\" sip:h", 11, .display = "\"Joe\"", .uri = "sip:h", .host = "h", .expires = -1,
	  .q = 1000 },
	{ "*70 <sip:h>", 11, .display = "*70", .uri = "sip:h", .host = "h", .expires = -1,
	  .q = 1000 },
	{ "<sip:h>x", 8, .uri = "sip:h", .host = "h", .expires = -1, .q = 1000 },
	{ "<sip:h> (x);tag=1", 17, .uri = "sip:h", .host = "h", .params = "tag=1", .tag = "1",
	  .expires = -1, .q = 1000 },
	{ "<sip:h> <sip:i>", 15, .display = "<sip:h>", .uri = "sip:i", .host = "i", .expires = -1,
	  .q = 1000 },
	{ "Joe <home> <sip:i>;q=0, x", 22, .display = "Joe <home>", .uri = "sip:i", .host = "i",
	  .params = "q=0", .expires = -1, .q = 0 },
	{ "<<sip:h>>", 9, .display = "<", .uri = "sip:h", .host = "h", .expires = -1, .q = 1000 },
	{ "<sip:a, <sip:h>;q=1", 19, .display = "<sip:a,", .uri = "sip:h", .host = "h",
	  .params = "q=1", .expires = -1, .q = 1000 },
	{ "<sip:a <sip:h>;q=1", 18, .display = "<sip:a", .uri = "sip:h", .host = "h",
	  .params = "q=1", .expires = -1, .q = 1000 },
	{ "<sip:h?Route=<sip:i>;q=1", 24, .uri = "sip:h?Route=<sip:i", .host = "h",
	  .params = "q=1", .expires = -1, .q = 1000 },
	{ "<sip:h> <x", 10, .uri = "sip:h", .host = "h", .expires = -1, .q = 1000 },
	{ "<sip:h>;x=\"1, <sip:i>", 12, .uri = "sip:h", .host = "h", .params = "x=\"1",
	  .expires = -1, .q = 1000 },
	{ "<sip:a@h:0>", 11, .uri = "sip:a@h:0", .host = "h", .expires = -1, .q = 1000 },
	{ "anna@h, <sip:i>", 15, .display = "anna@h,", .uri = "sip:i", .host = "i", .expires = -1,
	  .q = 1000 },
	{ "*, <sip:h>", 1, .star = true, .expires = -1, .q = 1000 },
	{ "*;expires=0", 11, .star = true, .params = "expires=0", .expires = 0, .q = 1000 },
	/* no URI; the next element is behind what is told as text */
	BAD("", "", SCHEME),
	BAD(" ", "", SCHEME),
	BAD("<>", "<>", SCHEME),
	BAD("<>;x, <sip:h>", "<>;x", SCHEME),
	BAD("<h>, <sip:h>", "<h>", SCHEME),
	BAD("<sip:h", "<sip:h", BRACKET),
	BAD("<sip:h;x, sip:i", "<sip:h;x", BRACKET),
	BAD("Joe", "Joe", SCHEME),
	BAD("Joe, Jim", "Joe, Jim", SCHEME),
	BAD("Joe, sip:h", "Joe", SCHEME),
	BAD("Joe;x , tel:1", "Joe;x", SCHEME),
	BAD("\"Joe\"", "\"Joe\"", SCHEME),
	BAD("\"Joe", "\"Joe", QUOTE),
	BAD("\"Joe, sip:h", "\"Joe", QUOTE),
	BAD("sip:a@h b", "sip:a@h b", HOST),
	BAD("<sip:a@>", "<sip:a@>", HOST),
	BAD("<sip:a@h:1x>;q=1 , <sip:i>", "<sip:a@h:1x>;q=1", PORT),
	BAD("<sip:a@h:70000>, <sip:i>", "<sip:a@h:70000>", PORT),
	BAD("sip:a@h:x;tag=1, sip:i", "sip:a@h:x;tag=1", PORT),
	BAD("\"x <sip:a@h:x>, <sip:i>", "\"x <sip:a@h:x>", PORT),
};

static void contact_desc(const struct contact_case *c, char *desc)
{
	sip_test_desc(desc, c->value);
}

KUNIT_ARRAY_PARAM(contact, contacts, contact_desc);

static void contact(struct kunit *test)
{
	const struct contact_case *c = test->param_value;
	struct sip_span s = sip_test_span(test, c->value);
	struct sip_contact contact;
	struct sip_parsed parsed;

	memset(&contact, 0x5a, sizeof(contact));
	parsed = sip_contact_parse(s, &contact);
	KUNIT_EXPECT_LE(test, parsed.off, s.len);
	KUNIT_ASSERT_EQ(test, parsed.status, c->off < 0 ? SIP_BAD : SIP_OK);
	KUNIT_EXPECT_EQ(test, parsed.flaw, c->why);
	if (c->off < 0) {
		SIP_EXPECT_SPAN(test, contact.text, c->text);
		return;
	}
	KUNIT_EXPECT_EQ(test, (int)parsed.off, c->off);
	if (c->text)
		SIP_EXPECT_SPAN(test, contact.text, c->text);
	else
		KUNIT_EXPECT_TRUE(test, contact.text.p == s.p && contact.text.len == parsed.off);
	KUNIT_EXPECT_EQ(test, contact.star, c->star);
	SIP_EXPECT_SPAN(test, contact.display, c->display);
	SIP_EXPECT_SPAN(test, contact.uri.text, c->uri);
	SIP_EXPECT_SPAN(test, contact.uri.hostport.host.text, c->host);
	SIP_EXPECT_SPAN(test, contact.params, c->params);
	SIP_EXPECT_SPAN(test, contact.tag, c->tag);
	KUNIT_EXPECT_EQ(test, contact.has_expires, c->expires >= 0);
	if (contact.has_expires)
		KUNIT_EXPECT_EQ(test, (int)contact.expires, c->expires);
	KUNIT_EXPECT_EQ(test, contact.q, c->q);
}

/* Where the parameters begin, reading the address alone stops. */
static void contact_addr(struct kunit *test)
{
	static const char text[] = "\"A\" <sip:a@192.0.2.1:5070;lr> ;tag=x, <sip:b@c>";
	struct sip_span s = sip_span(text, text + sizeof(text) - 1);
	struct sip_contact contact;
	struct sip_parsed parsed = sip_contact_parse_addr(s, &contact);

	KUNIT_EXPECT_EQ(test, (int)parsed.status, (int)SIP_OK);
	KUNIT_EXPECT_EQ(test, (int)text[parsed.off], (int)';');
	KUNIT_EXPECT_EQ(test, (int)contact.uri.hostport.port, 5070);
	KUNIT_EXPECT_FALSE(test, sip_span_present(contact.tag));
	KUNIT_EXPECT_FALSE(test, sip_span_present(contact.params));

	s = sip_span(text, text + 8);
	parsed = sip_contact_parse_addr(s, &contact);
	KUNIT_EXPECT_NE(test, (int)parsed.status, (int)SIP_OK);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(contact, contact_gen_params),
	KUNIT_CASE(contact_addr),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_contact",
	.test_cases = cases,
};

kunit_test_suite(suite);
