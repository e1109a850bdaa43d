// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "candidate.h"

struct candidate {
	const char *line;
	const char *host;		/* NULL: SIP_BAD */
	enum sip_host_type host_type;
	u16 port;
	u16 component;
	bool tcp;
	enum sdp_candidate_type type;
	const char *raddr;
	const char *rport;
	bool active;
};

static const struct candidate candidates[] = {
	{ "1 1 UDP 2130706431 10.0.1.1 8998 typ host", "10.0.1.1", SIP_HOST_IP4, 8998, 1, false,
	  SDP_CANDIDATE_HOST },
	{ " 1  1\tudp 1 10.0.1.1 8998 typ host \r", "10.0.1.1", SIP_HOST_IP4, 8998, 1, false,
	  SDP_CANDIDATE_HOST },
	{ "2 2 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998", "192.0.2.3",
	  SIP_HOST_IP4, 45664, 2, false, SDP_CANDIDATE_SRFLX, "10.0.1.1", "8998" },
	{ "x/+ 1 UDP 1 2001:db8::1 5 typ prflx raddr fe80::1 rport 0", "2001:db8::1",
	  SIP_HOST_IP6, 5, 1, false, SDP_CANDIDATE_PRFLX, "fe80::1", "0" },
	{ "1 1 TCP 1 10.0.1.1 9 typ host tcptype active", "10.0.1.1", SIP_HOST_IP4, 9, 1, true,
	  SDP_CANDIDATE_HOST, .active = true },
	{ "1 1 TCP-ACT 1 10.0.1.1 9 typ host", "10.0.1.1", SIP_HOST_IP4, 9, 1, true,
	  SDP_CANDIDATE_HOST, .active = true },
	{ "1 1 tcp 1 10.0.1.1 5 typ srflx raddr 10.0.1.2 rport 6 tcptype passive", "10.0.1.1",
	  SIP_HOST_IP4, 5, 1, true, SDP_CANDIDATE_SRFLX, "10.0.1.2", "6" },
	{ "1 1 TCP 1 10.0.1.1 5 typ host tcptype so", "10.0.1.1", SIP_HOST_IP4, 5, 1, true,
	  SDP_CANDIDATE_HOST },
	{ "1 1 UDP 1 10.0.1.1 5 typ host tcptype active", "10.0.1.1", SIP_HOST_IP4, 5, 1, false,
	  SDP_CANDIDATE_HOST },
	{ "1 1 TCP-PASS 1 10.0.1.1 5 typ relay", "10.0.1.1", SIP_HOST_IP4, 5, 1, true,
	  SDP_CANDIDATE_RELAY },
	{ "1 1 udp 1 3f2a.local 5 typ host generation 0 ufrag Ab network-id 1 network-cost 50",
	  "3f2a.local", SIP_HOST_NAME, 5, 1, false, SDP_CANDIDATE_HOST },
	{ "1 256 udp 1 10.0.1.1 0 TYP Relay generation 0 RADDR 10.0.1.2 x y RPORT 7", "10.0.1.1",
	  SIP_HOST_IP4, 0, 256, false, SDP_CANDIDATE_RELAY, "10.0.1.2", "7" },
	/* a value is no name, and the first one counts */
	{ "1 1 udp 1 10.0.1.1 5 typ host a raddr b rport raddr x/y rport 7 rport 8",
	  "10.0.1.1", SIP_HOST_IP4, 5, 1, false, SDP_CANDIDATE_HOST, NULL, "7" },
	{ "1 1 udp 1 10.0.1.1 5 typ relay raddr 10.0.1.2 raddr 10.0.1.3", "10.0.1.1",
	  SIP_HOST_IP4, 5, 1, false, SDP_CANDIDATE_RELAY, "10.0.1.2" },
	{ "1 1 udp 1 10.0.1.1 5 typ fancy raddr", "10.0.1.1", SIP_HOST_IP4, 5, 1, false,
	  SDP_CANDIDATE_OTHER },
	{ "1 1 udp 1 10.0.1.1 5 typ srflx raddr 10.0.1.2/8 rport 65536", "10.0.1.1", SIP_HOST_IP4,
	  5, 1, false, SDP_CANDIDATE_SRFLX },
	{ "" },
	{ "1" },
	{ "1 1 UDP 1 10.0.1.1 5" },
	{ "1 1 UDP 1 10.0.1.1 5 typ" },
	{ "1 1 UDP 1 10.0.1.1 5 host typ" },
	{ "1 1 UDP 1 10.0.1.1 65536 typ host" },
	{ "1 1 UDP 1 10.0.1.1 x typ host" },
	{ "1 x UDP 1 10.0.1.1 5 typ host" },
	{ "1 65536 UDP 1 10.0.1.1 5 typ host" },
	{ "1 1 SCTP 1 10.0.1.1 5 typ host" },
	{ "1 1 TCP- 1 10.0.1.1 5 typ host" },
	{ "1 1 TCPX 1 10.0.1.1 5 typ host" },
	{ "1 1 UDP-X 1 10.0.1.1 5 typ host" },
	{ "1 1 UDP 10.0.1.1 5 typ host" },
	{ "1 1 UDP 1 10.0.1.1/24 5 typ host" },
};

static void candidate_desc(const struct candidate *c, char *desc)
{
	sip_test_desc(desc, c->line);
}

KUNIT_ARRAY_PARAM(candidate, candidates, candidate_desc);

static void candidate(struct kunit *test)
{
	const struct candidate *c = test->param_value;
	struct sip_span line = sip_test_span(test, c->line);
	struct sdp_candidate got;
	struct sip_parsed parsed;
	u32 rport = 0;

	memset(&got, 0x5a, sizeof(got));
	parsed = sdp_candidate_parse(line, &got);
	KUNIT_ASSERT_EQ(test, parsed.status, c->host ? SIP_OK : SIP_BAD);
	if (!c->host)
		return;
	KUNIT_EXPECT_EQ(test, parsed.off, line.len);
	KUNIT_EXPECT_FALSE(test, got.remote);
	SIP_EXPECT_SPAN(test, got.host.text, c->host);
	KUNIT_EXPECT_EQ(test, got.host.type, c->host_type);
	KUNIT_EXPECT_EQ(test, got.port, c->port);
	KUNIT_EXPECT_TRUE(test, sip_span_present(got.port_text));
	KUNIT_EXPECT_EQ(test, got.component, c->component);
	KUNIT_EXPECT_EQ(test, got.tcp, c->tcp);
	KUNIT_EXPECT_EQ(test, got.active, c->active);
	KUNIT_EXPECT_EQ(test, got.type, c->type);
	SIP_EXPECT_SPAN(test, got.raddr.text, c->raddr);
	KUNIT_EXPECT_EQ(test, got.raddr.type == SIP_HOST_NONE, !c->raddr);
	SIP_EXPECT_SPAN(test, got.rport_text, c->rport);
	sip_span_number(got.rport_text, U16_MAX, &rport);
	KUNIT_EXPECT_EQ(test, got.rport, rport);
}

struct remote {
	const char *line;
	unsigned int off;		/* 0: SIP_BAD */
};

static const struct remote remotes[] = {
	{ "1 192.0.2.3 45664", 17 },
	{ "1 192.0.2.3 45664 \r", 19 },
	{ " 1 phone.example.com 0  2 192.0.2.3 45665", 24 },
	{ "1" },
	{ "x 192.0.2.3 45664" },
	{ "1 192.0.2.3/8 45664" },
	{ "1 192.0.2.3 70000" },
	{ "1 192.0.2.3" },
};

static void remote_desc(const struct remote *r, char *desc)
{
	sip_test_desc(desc, r->line);
}

KUNIT_ARRAY_PARAM(remote, remotes, remote_desc);

static void remote(struct kunit *test)
{
	const struct remote *r = test->param_value;
	struct sdp_candidate got;
	struct sip_parsed parsed;

	memset(&got, 0x5a, sizeof(got));
	parsed = sdp_remote_candidate_parse(sip_test_span(test, r->line), &got);
	KUNIT_ASSERT_EQ(test, parsed.status, r->off ? SIP_OK : SIP_BAD);
	if (!r->off)
		return;
	KUNIT_EXPECT_EQ(test, parsed.off, r->off);
	KUNIT_EXPECT_TRUE(test, got.remote);
	KUNIT_EXPECT_EQ(test, got.component, 1);
	KUNIT_EXPECT_TRUE(test, sip_span_present(got.host.text));
	KUNIT_EXPECT_TRUE(test, sip_span_present(got.port_text));
	KUNIT_EXPECT_EQ(test, got.raddr.type, SIP_HOST_NONE);
	SIP_EXPECT_SPAN(test, got.rport_text, NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(candidate, candidate_gen_params),
	KUNIT_CASE_PARAM(remote, remote_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_candidate",
	.test_cases = cases,
};

kunit_test_suite(suite);
