// SPDX-License-Identifier: GPL-2.0
#include "sdp_test.h"

struct conn {
	const char *line;
	const char *text;		/* NULL: SIP_BAD */
	enum sip_host_type type;
	bool multicast;
	bool mismatch;
	u8 ttl;
	u16 count;
};

static const struct conn conns[] = {
	{ "IN IP4 192.0.2.1", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 192.0.2.1 ", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "  IN\tIP4   192.0.2.1\t \r", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "in ip4 192.0.2.1", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 0.0.0.0", "0.0.0.0", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 233.252.0.1/127", "233.252.0.1", SIP_HOST_IP4, true, false, 127, 1 },
	{ "IN IP4 233.252.0.1/255/3", "233.252.0.1", SIP_HOST_IP4, true, false, 255, 3 },
	{ "IN IP4 239.255.255.255/1", "239.255.255.255", SIP_HOST_IP4, true, false, 1, 1 },
	{ "IN IP4 240.0.0.1", "240.0.0.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 223.255.255.255/64", "223.255.255.255", SIP_HOST_IP4, .ttl = 64, .count = 1 },
	{ "IN IP6 2001:db8::9", "2001:db8::9", SIP_HOST_IP6, .count = 1 },
	{ "IN IP6 ff15::101/3", "ff15::101", SIP_HOST_IP6, true, false, 0, 3 },
	{ "IN IP4 phone.example.com", "phone.example.com", SIP_HOST_NAME, .count = 1 },
	{ "IN IP6 phone.example.com", "phone.example.com", SIP_HOST_NAME, .count = 1 },
	{ "IN IP6 many.example.com/4", "many.example.com", SIP_HOST_NAME, .count = 4 },
	{ "IN IP4 many.example.com/9/4", "many.example.com", SIP_HOST_NAME, .ttl = 9, .count = 4 },
	{ "IN IP4 2001:db8::9", "2001:db8::9", SIP_HOST_IP6, .mismatch = true, .count = 1 },
	{ "IN IP6 192.0.2.1", "192.0.2.1", SIP_HOST_IP4, .mismatch = true, .count = 1 },
	{ "IN IP5 192.0.2.1", "192.0.2.1", SIP_HOST_IP4, .mismatch = true, .count = 1 },
	{ "IN IP4x 192.0.2.1", "192.0.2.1", SIP_HOST_IP4, .mismatch = true, .count = 1 },
	{ "IN IP6 233.252.0.1/127", "233.252.0.1", SIP_HOST_IP4, true, true, 127, 1 },
	{ "IN IP6 fe80::1", "fe80::1", SIP_HOST_IP6, .count = 1 },
	{ "IN IP5 host", "host", SIP_HOST_NAME, .mismatch = true, .count = 1 },
	{ "PSTN E164 +15551234", "+15551234", SIP_HOST_NAME, .mismatch = true, .count = 1 },
	{ "ATM NSAP 192.0.2.1/1", "192.0.2.1/1", SIP_HOST_NAME, .mismatch = true, .count = 1 },
	/* what stands behind the address does not matter */
	{ "IN IP4 192.0.2.1 192.0.2.2", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 192.0.2.1 \x01x", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 192.0.2.1/", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 192.0.2.1/x", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 192.0.2.1/256", "192.0.2.1", SIP_HOST_IP4, .count = 1 },
	{ "IN IP4 192.0.2.1/1/", "192.0.2.1", SIP_HOST_IP4, .ttl = 1, .count = 1 },
	{ "IN IP4 192.0.2.1/1/0", "192.0.2.1", SIP_HOST_IP4, .ttl = 1, .count = 1 },
	{ "IN IP4 192.0.2.1/1/65536", "192.0.2.1", SIP_HOST_IP4, .ttl = 1, .count = 1 },
	{ "IN IP4 192.0.2.1/1/2/3", "192.0.2.1", SIP_HOST_IP4, .ttl = 1, .count = 1 },
	{ "IN IP6 2001:db8::9/", "2001:db8::9", SIP_HOST_IP6, .count = 1 },
	{ "IN IP6 2001:db8::9/0", "2001:db8::9", SIP_HOST_IP6, .count = 1 },
	{ "IN IP6 2001:db8::9/127/3", "2001:db8::9", SIP_HOST_IP6, .count = 1 },
	{ "IN IP6 [2001:db8::9]", "[2001:db8::9]", SIP_HOST_IP6, .count = 1 },
	{ "IN IP6 [[2001:db8::9]]", "[2001:db8::9]", SIP_HOST_IP6, .count = 1 },
	{ "" },
	{ "IN" },
	{ "IN IP4" },
	{ "IN IP4 " },
	{ "IN IP4 /127" },
	{ "IN IP4 <192.0.2.1>" },
	{ "IN 192.0.2.1" },
	{ "192.0.2.1" },
};

static void conn_desc(const struct conn *c, char *desc)
{
	sip_test_desc(desc, c->line);
}

KUNIT_ARRAY_PARAM(conn, conns, conn_desc);

static void conn(struct kunit *test)
{
	const struct conn *c = test->param_value;
	const char *text = sip_test_join(test, V "c=", c->line, "\r\nt=0 0\r\n");
	struct sip_parsed parsed;
	struct sdp *sdp;

	parsed = sdp_test_parse(test, text, false, &sdp);
	KUNIT_ASSERT_EQ(test, parsed.status, c->text ? SIP_OK : SIP_BAD);
	if (!c->text) {
		KUNIT_EXPECT_EQ(test, parsed.off, 5);
		KUNIT_EXPECT_EQ(test, parsed.flaw, SIP_FLAW_ADDRESS);
		KUNIT_EXPECT_EQ(test, sdp->nconns, 0);
		KUNIT_EXPECT_EQ(test, sdp->session_conn, -1);
		return;
	}
	KUNIT_ASSERT_EQ(test, sdp->nconns, 1);
	KUNIT_EXPECT_EQ(test, sdp->session_conn, 0);
	SIP_EXPECT_SPAN(test, sdp->conns[0].host.text, c->text);
	KUNIT_EXPECT_EQ(test, sdp->conns[0].host.type, c->type);
	KUNIT_EXPECT_EQ(test, sdp->conns[0].multicast, c->multicast);
	KUNIT_EXPECT_EQ(test, sdp->conns[0].mismatch, c->mismatch);
	KUNIT_EXPECT_EQ(test, sdp->conns[0].ttl, c->ttl);
	KUNIT_EXPECT_EQ(test, sdp->conns[0].count, c->count);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(conn, conn_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_addr",
	.test_cases = cases,
};

kunit_test_suite(suite);
