// SPDX-License-Identifier: GPL-2.0
#include "sdp_test.h"

struct rtcp {
	const char *line;
	u16 port;			/* 0: skipped */
	const char *address;
	bool mismatch;
};

static const struct rtcp rtcps[] = {
	{ "rtcp:53020", 53020 },
	{ "rtcp: 53020 ", 53020 },
	{ "rtcp:53020 IN IP4 192.0.2.7", 53020, "192.0.2.7" },
	{ "rtcp:53020 IN IP6 2001:db8::7", 53020, "2001:db8::7" },
	{ "rtcp:53020 IN IP6 192.0.2.7", 53020, "192.0.2.7", true },
	{ "rtcp:53020 IN IP4" },
	{ "rtcp:65536" },
	{ "rtcp:" },
	{ "rtcp" },
	{ "rtcp:x" },
	{ "RTCP:5" },
	{ "rtcp-xr:5" },
	{ "rtcpx:5" },
	{ ":5" },
	{ "" },
};

static void rtcp_desc(const struct rtcp *r, char *desc)
{
	sip_test_desc(desc, r->line);
}

KUNIT_ARRAY_PARAM(rtcp, rtcps, rtcp_desc);

static void rtcp(struct kunit *test)
{
	const struct rtcp *r = test->param_value;
	const char *text = sip_test_join(test, V "m=audio 1 RTP/AVP 0\na=", r->line, "\n");
	struct sdp *sdp = sdp_test_ok(test, text);
	const struct sdp_rtcp *got = &sdp->media[0].rtcp;

	KUNIT_EXPECT_EQ(test, sip_span_present(got->port_text), r->port != 0);
	KUNIT_EXPECT_EQ(test, got->port, r->port);
	SIP_EXPECT_SPAN(test, got->addr.host.text, r->address);
	KUNIT_EXPECT_EQ(test, got->addr.host.type == SIP_HOST_NONE, !r->address);
	KUNIT_EXPECT_EQ(test, got->addr.mismatch, r->mismatch);
	KUNIT_EXPECT_FALSE(test, sdp->media[0].rtcp_mux);
}

struct group {
	const char *lines;
	bool bundle;
};

static const struct group groups[] = {
	{ "a=group:BUNDLE 0", true },
	{ "a=group:BUNDLE a b c", true },
	{ "a=group:LS 0 1\r\na=group:BUNDLE 0", true },
	{ "a=group:BUNDLE" },
	{ "a=group:BUNDLE " },
	{ "a=group:BUNDLED 0" },
	{ "a=group:LS BUNDLE" },
	{ "m=audio 1 RTP/AVP 0\r\na=group:BUNDLE 0" },
};

static void group_desc(const struct group *g, char *desc)
{
	sip_test_desc(desc, g->lines);
}

KUNIT_ARRAY_PARAM(group, groups, group_desc);

static void group(struct kunit *test)
{
	const struct group *g = test->param_value;

	struct sdp *sdp = sdp_test_ok(test, sip_test_join(test, V, g->lines, ""));

	KUNIT_EXPECT_EQ(test, sdp->bundle, g->bundle);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(rtcp, rtcp_gen_params),
	KUNIT_CASE_PARAM(group, group_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_attr",
	.test_cases = cases,
};

kunit_test_suite(suite);
