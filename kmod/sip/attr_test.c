// SPDX-License-Identifier: GPL-2.0
#include "sdp_test.h"

struct rtcp {
	const char *line;
	u16 port;			/* 0: skipped */
	const char *address;
	bool mismatch;
	enum sip_flaw flaw;
};

static const struct rtcp rtcps[] = {
	{ "rtcp:53020", 53020 },
	{ "rtcp: 53020 ", 53020 },
	{ "rtcp:53020 IN IP4 192.0.2.7", 53020, "192.0.2.7" },
	{ "rtcp:53020 IN IP6 2001:db8::7", 53020, "2001:db8::7" },
	{ "rtcp:53020 IN IP6 192.0.2.7", 53020, "192.0.2.7", true },
	{ "rtcp:53020 IN IP4", .flaw = SIP_FLAW_ADDRESS },
	{ "rtcp:65536", .flaw = SIP_FLAW_PORT },
	{ "rtcp:", .flaw = SIP_FLAW_PORT },
	{ "rtcp", .flaw = SIP_FLAW_PORT },
	{ "rtcp:x", .flaw = SIP_FLAW_PORT },
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
	const struct sdp_rtcp *got;
	struct sip_parsed parsed;
	struct sdp *sdp;

	parsed = sdp_test_parse(test, text, false, &sdp);
	got = &sdp->media[0].rtcp;
	KUNIT_EXPECT_EQ(test, parsed.flaw, r->flaw);
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

static const struct {
	const char *lines;
	bool ice;
} ices[] = {
	{ "a=ice-ufrag:8hhY", true },
	{ "m=audio 1 RTP/AVP 0\r\na=ice-ufrag:8hhY\r\n", true },
	{ "m=audio 1 RTP/AVP 0\r\na=candidate:1 1 UDP 1 192.0.2.1 5 typ host", true },
	/* one that cannot be read is one all the same */
	{ "m=audio 1 RTP/AVP 0\r\na=candidate:1 1 UDP", true },
	{ "a=ice-ufrags:8hhY" },
	{ "a=ice-lite\r\na=ice-options:trickle" },
	{ "m=audio 1 RTP/AVP 0\r\na=candidates:1" },
	{ "i=a=ice-ufrag:8hhY" },
};

static void ice(struct kunit *test)
{
	struct sdp *sdp;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ices); i++) {
		sdp_test_parse(test, sip_test_join(test, V, ices[i].lines, ""), false, &sdp);
		KUNIT_EXPECT_EQ_MSG(test, sdp->ice, ices[i].ice, "%s", ices[i].lines);
	}
}

struct flag {
	const char *line;
	enum sdp_direction direction;
	enum sdp_setup setup;
};

static const struct flag flags[] = {
	{ "sendrecv", SDP_SENDRECV },
	{ "sendonly", SDP_SENDONLY },
	{ "recvonly \r", SDP_RECVONLY },
	{ "inactive", SDP_INACTIVE },
	{ "sendonlyx", SDP_RECVONLY },
	{ "x-sendonly", SDP_RECVONLY },
	{ "sendonl", SDP_RECVONLY },
	{ "setup:active", SDP_RECVONLY, SDP_SETUP_ACTIVE },
	{ "setup: PASSIVE", SDP_RECVONLY, SDP_SETUP_PASSIVE },
	{ "setup:actpass", SDP_RECVONLY, SDP_SETUP_ACTPASS },
	{ "setup:holdconn", SDP_RECVONLY, SDP_SETUP_HOLDCONN },
	{ "setup:", SDP_RECVONLY },
	{ "setup", SDP_RECVONLY },
};

static void flag_desc(const struct flag *f, char *desc)
{
	sip_test_desc(desc, f->line);
}

KUNIT_ARRAY_PARAM(flag, flags, flag_desc);

/* For one stream against what the session says, and for the session; never for the next one. */
static void flag(struct kunit *test)
{
	const struct flag *f = test->param_value;
	const char *text = sip_test_join(test, V "a=recvonly\nm=audio 1 RTP/AVP 0\na=", f->line,
					 "\nm=audio 2 RTP/AVP 0\n");
	struct sdp *sdp = sdp_test_ok(test, text);

	KUNIT_ASSERT_EQ(test, sdp->nmedia, 2);
	KUNIT_EXPECT_EQ(test, sdp->media[0].direction, f->direction);
	KUNIT_EXPECT_EQ(test, sdp->media[0].setup, f->setup);
	KUNIT_EXPECT_EQ(test, sdp->media[1].direction, SDP_RECVONLY);
	KUNIT_EXPECT_EQ(test, sdp->media[1].setup, SDP_SETUP_NONE);
	text = sip_test_join(test, V "a=recvonly\na=", f->line, "\nm=audio 2 RTP/AVP 0\n");
	sdp = sdp_test_ok(test, text);
	KUNIT_EXPECT_EQ(test, sdp->media[0].direction, f->direction);
	KUNIT_EXPECT_EQ(test, sdp->media[0].setup, f->setup);
}

static void skipped(struct kunit *test)
{
	struct sip_parsed parsed;
	struct sdp *sdp;

	parsed = sdp_test_parse(test, V
		"a=remote-candidates:1 192.0.2.1 5 2 192.0.2.1 x\n"
		"a=remote-candidates:1 192.0.2.1 5 2\n"
		"a=remote-candidates:\t\n"
		"a=remote-candidates\n"
		"a=candidate:1 1 UDP 1 192.0.2.1 5 typ\n"
		"a=candidate:1 1 SCTP 1 192.0.2.1 5 typ host\n"
		"a=candidate\n"
		"m=audio 1 RTP/AVP 0\n"
		"a=mid:\t\n"
		"a=mid\n", false, &sdp);

	KUNIT_EXPECT_EQ(test, parsed.flaw, SIP_FLAW_ADDRESS);
	/* Another transport is no flaw, nor is a mid that says nothing. */
	KUNIT_EXPECT_EQ(test, sdp->nflaws, 4);
	SIP_EXPECT_SPAN(test, sdp->flaws[3].line, "a=candidate");
	KUNIT_EXPECT_EQ(test, sdp->ncandidates, 0);
	SIP_EXPECT_SPAN(test, sdp->media[0].mid, NULL);
}

/* RFC 4975, RFC 6714: the stream's, never the session's */
static void msrp_path(struct kunit *test)
{
	struct sdp *sdp = sdp_test_ok(test, V
		"a=path:msrp://192.0.2.9:1/x;tcp\r\n"
		"a=msrp-cema\r\n"
		"m=message 2855 TCP/MSRP *\r\n"
		"a=path:msrp://192.0.2.1:2855/x;tcp msrp://192.0.2.2/y;tcp\r\n"
		"a=path:msrp://192.0.2.3/z;tcp\r\n"
		"m=message 2856 TCP/MSRP *\r\n"
		"a=msrp-cema\r\n"
		"a=pathway:x\r\n");

	KUNIT_ASSERT_EQ(test, sdp->nmedia, 2);
	SIP_EXPECT_SPAN(test, sip_span_trim(sdp->media[0].path),
			"msrp://192.0.2.1:2855/x;tcp msrp://192.0.2.2/y;tcp");
	KUNIT_EXPECT_FALSE(test, sdp->media[0].msrp_cema);
	SIP_EXPECT_SPAN(test, sdp->media[1].path, NULL);
	KUNIT_EXPECT_TRUE(test, sdp->media[1].msrp_cema);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(rtcp, rtcp_gen_params),
	KUNIT_CASE_PARAM(group, group_gen_params),
	KUNIT_CASE_PARAM(flag, flag_gen_params),
	KUNIT_CASE(ice),
	KUNIT_CASE(skipped),
	KUNIT_CASE(msrp_path),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_attr",
	.test_cases = cases,
};

kunit_test_suite(suite);
