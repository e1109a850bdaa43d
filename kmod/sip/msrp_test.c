// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "msrp.h"

struct uri_case {
	const char *text;
	const char *host;		/* NULL: SIP_BAD */
	u16 port;
};

static const struct uri_case uris[] = {
	{ "msrp://10.0.1.1:7654/jshA7we;tcp", "10.0.1.1", 7654 },
	{ "MSRPS://alice@bob.example.com/x;TCP", "bob.example.com" },
	{ "msrp://alice;x@10.0.1.1:7654/x;tcp" },
	{ "msrps://[2001:db8::1]:9/x;tcp;a=b", "[2001:db8::1]", 9 },
	{ "msrp://10.0.1.1;tcp", "10.0.1.1" },
	{ "msrp://10.0.1.1:7654/a@b:c/d;tcp", "10.0.1.1", 7654 },
	{ "msrp://df7jal23ls0d.invalid/98cjs;ws" },
	{ "msrp://10.0.1.1:7654/x" },
	{ "msrp://10.0.1.1:7654/x;" },
	{ "msrp://10.0.1.1:0/x;tcp", "10.0.1.1" },
	{ "msrp://10.0.1.1:65536/x;tcp" },
	{ "msrp://10.0.1.1:/x;tcp", "10.0.1.1" },
	{ "msrp://10.0.1.1 :5/x;tcp" },
	{ "msrp://;tcp" },
	{ "msrp://" },
	{ "msrp:/10.0.1.1/x;tcp" },
	{ "msrp:10.0.1.1/x;tcp" },
	{ "http://10.0.1.1/x;tcp" },
	{ "msrp" },
	{ "" },
};

static void uri_desc(const struct uri_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(uri, uris, uri_desc);

static void uri(struct kunit *test)
{
	const struct uri_case *c = test->param_value;
	struct sip_span text = sip_test_span(test, c->text);
	struct sip_hostport hp;
	struct sip_parsed parsed;

	memset(&hp, 0x5a, sizeof(hp));
	parsed = msrp_uri_parse(text, &hp);
	KUNIT_EXPECT_LE(test, parsed.off, text.len);
	KUNIT_ASSERT_EQ(test, parsed.status, c->host ? SIP_OK : SIP_BAD);
	if (!c->host)
		return;
	KUNIT_EXPECT_EQ(test, parsed.off, text.len);
	SIP_EXPECT_SPAN(test, hp.host.text, c->host);
	KUNIT_EXPECT_EQ(test, hp.port, c->port);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(uri, uri_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_msrp",
	.test_cases = cases,
};

kunit_test_suite(suite);
