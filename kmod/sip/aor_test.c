// SPDX-License-Identifier: GPL-2.0
#include "aor.h"
#include "test.h"

struct aor_case {
	const char *uri;
	const char *aor;
};

static const struct aor_case aors[] = {
	{ "sip:alice@example.com", "sip:alice@example.com" },
	{ "SIP:Alice@Example.COM", "sip:Alice@example.com" },
	{ "sips:alice@example.com", "sips:alice@example.com" },
	{ "sip:alice:secret@example.com;transport=tcp?subject=x", "sip:alice@example.com" },
	{ "sip:alice@example.com;user=phone", "sip:alice@example.com" },
	{ "sip:alice@example.com:5060", "sip:alice@example.com:5060" },
	{ "sip:alice@example.com:1", "sip:alice@example.com:1" },
	{ "sip:alice@example.com:65535", "sip:alice@example.com:65535" },
	{ "sip:example.com", "sip:example.com" },
	{ "sip:@example.com", "sip:@example.com" },
	{ "sip:alice@192.0.2.1:5070", "sip:alice@192.0.2.1:5070" },
	{ "sip:alice@[2001:DB8:0::1]", "sip:alice@[2001:db8::1]" },
	{ "sip:al%69ce@example.com", "sip:al%69ce@example.com" },
	{ "tel:+1-201-555-0123", "tel:+1-201-555-0123" },
};

static void aor_desc(const struct aor_case *c, char *desc)
{
	sip_test_desc(desc, c->uri);
}

KUNIT_ARRAY_PARAM(aor, aors, aor_desc);

static void aor(struct kunit *test)
{
	const struct aor_case *c = test->param_value;
	char *buf = kunit_kmalloc(test, SIP_AOR_MAX, GFP_KERNEL);
	struct sip_uri uri;
	unsigned int len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, sip_uri_parse(sip_test_span(test, c->uri), &uri).status, SIP_OK);
	len = sip_aor_print(buf, &uri);
	SIP_EXPECT_SPAN(test, sip_span(buf, buf + len), c->aor);
}

/* One that just fits, and one of each part that does not, beginning with @scheme. */
static void limit(struct kunit *test, const char *scheme, const char *rest)
{
	unsigned int fixed = strlen(scheme) + strlen(rest), over;
	char *text = kunit_kzalloc(test, SIP_AOR_MAX + 2, GFP_KERNEL);
	char *buf = kunit_kmalloc(test, SIP_AOR_MAX, GFP_KERNEL);
	struct sip_uri uri;

	KUNIT_ASSERT_NOT_NULL(test, text);
	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (over = 0; over < 2; over++) {
		memcpy(text, scheme, strlen(scheme));
		memset(text + strlen(scheme), 'a', SIP_AOR_MAX + over - fixed);
		memcpy(text + SIP_AOR_MAX + over - strlen(rest), rest, strlen(rest));
		KUNIT_ASSERT_EQ(test, sip_uri_parse(sip_test_span(test, text), &uri).status,
				SIP_OK);
		KUNIT_EXPECT_EQ(test, sip_aor_print(buf, &uri), over ? 0 : SIP_AOR_MAX);
	}
}

static void limits(struct kunit *test)
{
	limit(test, "sip:", "@h");
	limit(test, "sip:", "@h:5060");
	limit(test, "sip:u@", "");
	limit(test, "tel:", "");
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(aor, aor_gen_params),
	KUNIT_CASE(limits),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_aor",
	.test_cases = cases,
};

kunit_test_suite(suite);
