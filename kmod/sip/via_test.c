// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "via.h"

struct via_case {
	const char *value;
	int off;		/* -1: SIP_BAD */
	const char *text;	/* NULL: all that is consumed */
	enum sip_transport transport;
	const char *host;
	u16 port;
	const char *received;
	const char *maddr;
	const char *rport_text;
	u16 rport;
	u8 ttl;
	const char *branch;
	const char *params;
	enum sip_flaw flaw;
	const char *flawed;
};

#define UDP	SIP_TRANSPORT_UDP
#define BAD(value, why)	{ value, -1, .flaw = SIP_FLAW_##why }

static const struct via_case vias[] = {
	{ "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1", 42, NULL, UDP, "192.0.2.1", 5060,
	  .branch = "z9hG4bK1", .params = "branch=z9hG4bK1" },
	{ "SIP/2.0/TLS [2001:db8::9:1];received=2001:db8::9:255;branch=b", 61, NULL,
	  SIP_TRANSPORT_TLS, "[2001:db8::9:1]", .received = "2001:db8::9:255", .branch = "b",
	  .params = "received=2001:db8::9:255;branch=b" },
	{ "SIP/2.0/UDP h;received=[2001:db8::1]", 36, NULL, UDP, "h",
	  .received = "[2001:db8::1]", .params = "received=[2001:db8::1]" },
	/* RFC 3581: asked for, and answered */
	{ "SIP/2.0/UDP 10.0.0.1;rport;branch=b", 35, NULL, UDP, "10.0.0.1", .rport_text = "",
	  .branch = "b", .params = "rport;branch=b" },
	{ "SIP/2.0/UDP 10.0.0.1;rport=;branch=b", 36, NULL, UDP, "10.0.0.1", .rport_text = "",
	  .branch = "b", .params = "rport=;branch=b" },
	{ "SIP/2.0/UDP 10.0.0.1;received=192.0.2.1;rport=9988", 50, NULL, UDP, "10.0.0.1",
	  .received = "192.0.2.1", .rport_text = "9988", .rport = 9988,
	  .params = "received=192.0.2.1;rport=9988" },
	{ "SIP/2.0/UDP h;maddr=224.0.1.75;ttl=16", 37, NULL, UDP, "h", .maddr = "224.0.1.75",
	  .ttl = 16, .params = "maddr=224.0.1.75;ttl=16" },
	/* white space and folding wherever RFC 3261 section 7.3.1 lets it be */
	{ "SIP / 2.0 / UDP 10.0.0.2 : 5060 ; branch = z9 ; rport", 53, NULL, UDP, "10.0.0.2", 5060,
	  .rport_text = "", .branch = "z9", .params = "branch = z9 ; rport" },
	{ "  SIP\r\n /2.0/\r\n\tUDP\r\n h\r\n ;branch\r\n =\r\n b  , x", 43,
	  "SIP\r\n /2.0/\r\n\tUDP\r\n h\r\n ;branch\r\n =\r\n b", UDP, "h", .branch = "b",
	  .params = "branch\r\n =\r\n b" },
	/* more of them */
	{ "SIP/2.0/TCP a;branch=1, SIP/2.0/UDP b", 22, NULL, SIP_TRANSPORT_TCP, "a",
	  .branch = "1", .params = "branch=1" },
	{ "SIP/2.0/SCTP a,SIP/2.0/UDP b", 14, NULL, SIP_TRANSPORT_SCTP, "a" },
	{ "SIP/2.0/UDP a;x=\"1,\\\",2\";branch=3,b", 33, NULL, UDP, "a", .branch = "3",
	  .params = "x=\"1,\\\",2\";branch=3" },
	/* any case, any transport */
	{ "sip/2.0/udp h;BRANCH=1;RPort;Received=192.0.2.1", 47, NULL, UDP, "h",
	  .received = "192.0.2.1", .rport_text = "", .branch = "1",
	  .params = "BRANCH=1;RPort;Received=192.0.2.1" },
	{ "SIP/2.0/WS df7jal23ls0d.invalid", 31, NULL, SIP_TRANSPORT_WS, "df7jal23ls0d.invalid" },
	{ "SIP/2.0/wss h", 13, NULL, SIP_TRANSPORT_WSS, "h" },
	{ "SIP/2.0/UNKNOWN h", 17, NULL, SIP_TRANSPORT_OTHER, "h" },
	{ "SIP/2.0/UD h", 12, NULL, SIP_TRANSPORT_OTHER, "h" },
	/* the first one holds */
	{ "SIP/2.0/UDP h;branch=1;branch=2;rport=1;rport=2", 47, NULL, UDP, "h", .rport_text = "1",
	  .rport = 1, .branch = "1", .params = "branch=1;branch=2;rport=1;rport=2" },
	{ "SIP/2.0/UDP h;received=192.0.2.1;received=x y", 45, NULL, UDP, "h",
	  .received = "192.0.2.1", .params = "received=192.0.2.1;received=x y" },
	/* what is not ours may be odd */
	{ "SIP/2.0/UDP h;instance=x y", 26, NULL, UDP, "h", .params = "instance=x y" },
	{ "SIP/2.0/UDP h;;ttl=300;ttl;x=%zz;keep", 37, NULL, UDP, "h",
	  .params = ";ttl=300;ttl;x=%zz;keep" },
	{ "SIP/2.0/UDP h;;", 15, NULL, UDP, "h", .params = ";" },
	/* RFC 2543 comment */
	{ "SIP/2.0/UDP h:1 (Acme, Inc; server) ;branch=1", 45, NULL, UDP, "h", 1, .branch = "1",
	  .params = "branch=1" },
	{ "SIP/2.0/UDP h (x)", 17, NULL, UDP, "h" },
	{ "SIP/2.0/UDP 192.0.2.1:0;rport", 29, NULL, UDP, "192.0.2.1", .rport_text = "",
	  .params = "rport" },
	{ "SIP/2.0/UDP 192.0.2.1: ;rport", 29, NULL, UDP, "192.0.2.1", .rport_text = "",
	  .params = "rport" },
	{ "SIP/2.0/UDP 2001:db8::1;rport", 29, NULL, UDP, "2001:db8::1", .rport_text = "",
	  .params = "rport" },
	{ "SIP/2.0/UDP 2001:db8::1 : 5060", 30, NULL, UDP, "2001:db8::1", 5060 },
	/* a parameter of ours that cannot be read is one without a value */
	{ "SIP/2.0/UDP h;rport=x;branch=1", 30, NULL, UDP, "h", .rport_text = "x", .branch = "1",
	  .params = "rport=x;branch=1", .flaw = SIP_FLAW_PORT, .flawed = "rport=x" },
	{ "SIP/2.0/UDP h;rport=65536", 25, NULL, UDP, "h", .rport_text = "65536",
	  .params = "rport=65536", .flaw = SIP_FLAW_PORT, .flawed = "rport=65536" },
	{ "SIP/2.0/UDP h;received=1 2;rport=5", 34, NULL, UDP, "h", .rport_text = "5", .rport = 5,
	  .params = "received=1 2;rport=5", .flaw = SIP_FLAW_ADDRESS, .flawed = "received=1 2" },
	{ "SIP/2.0/UDP h;received", 22, NULL, UDP, "h", .params = "received",
	  .flaw = SIP_FLAW_ADDRESS, .flawed = "received" },
	{ "SIP/2.0/UDP h;maddr=", 20, NULL, UDP, "h", .params = "maddr=",
	  .flaw = SIP_FLAW_ADDRESS, .flawed = "maddr=" },
	{ "SIP/2.0/UDP h;received=?;received=192.0.2.1", 43, NULL, UDP, "h",
	  .received = "192.0.2.1", .params = "received=?;received=192.0.2.1",
	  .flaw = SIP_FLAW_ADDRESS, .flawed = "received=?" },
	{ "SIP/2.0/UDP h;x=\"1;branch=2, SIP/2.0/UDP 10.0.0.1", 27, NULL, UDP, "h", .branch = "2",
	  .params = "x=\"1;branch=2" },
	BAD("", PROTOCOL),
	BAD("SIP", PROTOCOL),
	BAD("SIP/2.0", PROTOCOL),
	BAD("SIP/2.0/", PROTOCOL),
	BAD("SIP/2.0/UDP", HOST),
	BAD("SIP/2.0/UDP ", HOST),
	BAD("SIP/2.0/UDP;branch=1", HOST),
	BAD("SIP 2.0/UDP h", PROTOCOL),
	BAD("SIP//UDP h", PROTOCOL),
	BAD("HTTP/1.1/TCP h", PROTOCOL),
	BAD("SIP/2.0/UDP h h2", HOST),
	BAD("SIP/2.0/UDP h:70000", PORT),
	BAD("SIP/2.0/UDP h:x", PORT),
	BAD("SIP/2.0/UDP 2001:db8::1:5060", AMBIGUOUS),
	BAD("SIP/2.0/UDP h (x", BRACKET),
	BAD(",SIP/2.0/UDP h", PROTOCOL),
};

static void via_desc(const struct via_case *c, char *desc)
{
	sip_test_desc(desc, c->value);
}

KUNIT_ARRAY_PARAM(via, vias, via_desc);

static void via(struct kunit *test)
{
	const struct via_case *c = test->param_value;
	struct sip_span s = sip_test_span(test, c->value);
	struct sip_parsed parsed;
	struct sip_via via;

	memset(&via, 0x5a, sizeof(via));
	parsed = sip_via_parse(s, &via);
	KUNIT_EXPECT_LE(test, parsed.off, s.len);
	KUNIT_ASSERT_EQ(test, parsed.status, c->off < 0 ? SIP_BAD : SIP_OK);
	KUNIT_EXPECT_EQ(test, c->off < 0 ? parsed.flaw : via.flaw, c->flaw);
	if (c->off < 0)
		return;
	KUNIT_EXPECT_EQ(test, (int)parsed.off, c->off);
	if (c->text)
		SIP_EXPECT_SPAN(test, via.text, c->text);
	else
		KUNIT_EXPECT_TRUE(test, via.text.p == s.p && via.text.len == parsed.off);
	KUNIT_EXPECT_EQ(test, via.transport, c->transport);
	SIP_EXPECT_SPAN(test, via.sent_by.host.text, c->host);
	KUNIT_EXPECT_EQ(test, via.sent_by.port, c->port);
	SIP_EXPECT_SPAN(test, via.received.text, c->received);
	SIP_EXPECT_SPAN(test, via.maddr.text, c->maddr);
	SIP_EXPECT_SPAN(test, via.rport_text, c->rport_text);
	KUNIT_EXPECT_EQ(test, via.rport, c->rport);
	KUNIT_EXPECT_EQ(test, via.ttl, c->ttl);
	SIP_EXPECT_SPAN(test, via.branch, c->branch);
	SIP_EXPECT_SPAN(test, via.params, c->params);
	SIP_EXPECT_SPAN(test, via.flawed, c->flawed);
}

/* An rport that has no value is written right behind its name. */
static void rport_place(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, "SIP/2.0/UDP 10.0.0.1;rport ;branch=1");
	struct sip_via via;

	KUNIT_ASSERT_EQ(test, sip_via_parse(s, &via).status, SIP_OK);
	KUNIT_EXPECT_PTR_EQ(test, via.rport_text.p, s.p + strlen("SIP/2.0/UDP 10.0.0.1;rport"));
	KUNIT_EXPECT_EQ(test, via.rport_text.len, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(via, via_gen_params),
	KUNIT_CASE(rport_place),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_via",
	.test_cases = cases,
};

kunit_test_suite(suite);
