// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "host.h"

struct host_case {
	const char *text;
	enum sip_host_type type;
	unsigned int off;
	u8 addr[16];
	const char *written;	/* what is replaced; NULL: all that is read */
	enum sip_flaw flaw;	/* of what is SIP_BAD; SIP_FLAW_HOST if it is not said */
};

#define NONE	SIP_HOST_NONE	/* SIP_BAD */
#define NAME	SIP_HOST_NAME
#define IP4	SIP_HOST_IP4
#define IP6	SIP_HOST_IP6

static void host_desc(const struct host_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

static void host_check(struct kunit *test, struct sip_parsed parsed, const struct sip_host *host,
		       const char *start)
{
	const struct host_case *c = test->param_value;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, parsed.off, c->off);
	KUNIT_ASSERT_EQ(test, parsed.status, c->type == NONE ? SIP_BAD : SIP_OK);
	if (parsed.status != SIP_OK) {
		KUNIT_EXPECT_EQ(test, parsed.flaw, c->flaw ?: SIP_FLAW_HOST);
		return;
	}
	KUNIT_EXPECT_EQ(test, host->type, c->type);
	if (c->written) {
		SIP_EXPECT_SPAN(test, host->text, c->written);
	} else {
		KUNIT_EXPECT_PTR_EQ(test, host->text.p, start);
		KUNIT_EXPECT_EQ(test, host->text.len, c->off);
	}
	for (i = 0; i < 16; i++)
		KUNIT_EXPECT_EQ(test, host->addr.bytes[i], c->addr[i]);
}

static const struct host_case hosts[] = {
	{ "192.0.2.1", IP4, 9, { 192, 0, 2, 1 } },
	{ "0.0.0.0;x", IP4, 7 },
	{ "255.255.255.255:5060", IP4, 15, { 255, 255, 255, 255 } },
	{ "192.0.2.001", IP4, 11, { 192, 0, 2, 1 } },
	/* what looks like an address and is none, is a name */
	{ "1.2.3.400", NAME, 9 },
	{ "1.2.3.256", NAME, 9 },
	{ "1.2.3.0004", NAME, 10 },
	{ "1-2-3-4", NAME, 7 },
	{ "1.2.3", NAME, 5 },
	{ "1.2.3.", NAME, 6 },
	{ "1.2.3.4.", NAME, 8 },
	{ "1.2.3.4.5", NAME, 9 },
	{ "1..2.3", NAME, 6 },
	{ ".1.2.3", NAME, 6 },
	{ "1.2.3.4a", NAME, 8 },
	{ "0x7f.1", NAME, 6 },
	{ "16909060", NAME, 8 },
	{ "example.com", NAME, 11 },
	{ "a_b-c.example.:5060", NAME, 14 },
	{ "[::]", IP6, 4 },
	{ "[::1]:5060", IP6, 5, { [15] = 1 } },
	{ "[1::]", IP6, 5, { 0, 1 } },
	{ "[2001:db8::9:1]", IP6, 15, { 0x20, 1, 0xd, 0xb8, [13] = 9, [15] = 1 } },
	{ "[2001:DB8:0:0:0:0:0:aBcD]", IP6, 25, { 0x20, 1, 0xd, 0xb8, [14] = 0xab, 0xcd } },
	{ "[1:2:3:4:5:6:7:8]", IP6, 17, { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 } },
	{ "[1:2:3:4:5:6:7::]", IP6, 17, { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7 } },
	{ "[::2:3:4:5:6:7:8]", IP6, 17, { [3] = 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 } },
	{ "[::ffff:192.0.2.10]", IP6, 19, { [10] = 255, 255, 192, 0, 2, 10 } },
	{ "[1:2:3:4:5:6:192.0.2.1]", IP6, 23,
	  { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 192, 0, 2, 1 } },
	/* not addresses, but in brackets */
	{ "[]", NAME, 2 },
	{ "[:]", NAME, 3 },
	{ "[:::]", NAME, 5 },
	{ "[1]", NAME, 3 },
	{ "[1:2:3:4:5:6:7]", NAME, 15 },
	{ "[1:2:3:4:5:6:7:8:9]", NAME, 19 },
	{ "[1:2:3:4:5:6:7:8::]", NAME, 19 },
	{ "[1:2:3:4::5:6:7:8]", NAME, 18 },
	{ "[1::2::3]", NAME, 9 },
	{ "[::2::3]", NAME, 8 },
	{ "[::1:2:3:4:5:6:7:8]", NAME, 19 },
	{ "[1::2:]", NAME, 7 },
	{ "[1:2:3:4:5:6:7%8]", NAME, 17 },
	{ "[1:2:3:4:5:6:7:]", NAME, 16 },
	{ "[:1:2:3:4:5:6:7]", NAME, 16 },
	{ "[::12345]", NAME, 9 },
	{ "[::g]", NAME, 5 },
	{ "[2001:db8:::192.0.2.1]", NAME, 22 },
	{ "[::192.0.2]", NAME, 11 },
	{ "[::192.0.2.1:1]", NAME, 15 },
	{ "[1:2:3:4:5:6:7:192.0.2.1]", NAME, 25 },
	{ "[fe80::1%25eth0]", NAME, 16 },
	{ "", NONE, 0 },
	{ ":5060", NONE, 0 },
	{ " a", NONE, 0 },
	{ "@", NONE, 0 },
	{ "[::1 ]", NONE, 4 },
	{ "[", NONE, 1, .flaw = SIP_FLAW_BRACKET },
	{ "[::1", NONE, 4, .flaw = SIP_FLAW_BRACKET },
	{ "[[::1]", NONE, 5, .flaw = SIP_FLAW_BRACKET },
	{ "[[[::1]]]", NONE, 2 },
	/* a bracket that is not closed is not searched for in all that follows */
	{ "[11111111111111111111111111111111111111111111111111111111111111111]", NONE, 66,
	  .flaw = SIP_FLAW_BRACKET },
	/* other spellings */
	{ "[[::1]]:5060", IP6, 7, { [15] = 1 }, "[::1]" },
	{ "[192.0.2.1]:5060", IP4, 11, { 192, 0, 2, 1 }, "192.0.2.1" },
	{ "[[192.0.2.1]]", IP4, 13, { 192, 0, 2, 1 }, "192.0.2.1" },
	{ "[[h]]", NAME, 5 },
	{ "::1", IP6, 3, { [15] = 1 } },
	{ "::", IP6, 2 },
	{ "2001:db8::10;lr", IP6, 12, { 0x20, 1, 0xd, 0xb8, [15] = 0x10 } },
	{ "2001:db8::1:80", IP6, 14, { 0x20, 1, 0xd, 0xb8, [13] = 1, [15] = 0x80 } },
	{ "::ffff:192.0.2.10", IP6, 17, { [10] = 255, 255, 192, 0, 2, 10 } },
	{ "1:2:3:4:5:6:7:5060", IP6, 18,
	  { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0x50, 0x60 } },
	/* there is no room for the port in the address */
	{ "1:2:3:4:5:6:7:8:5060", IP6, 15, { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 } },
	{ "::1:50600", IP6, 3, { [15] = 1 } },
	{ "::192.0.2.1:5060", IP6, 11, { [12] = 192, 0, 2, 1 } },
	{ "::1 :5060", IP6, 3, { [15] = 1 } },
	/* there is */
	{ "2001:db8::1:5060", NONE, 16, .flaw = SIP_FLAW_AMBIGUOUS },
	{ "::1:1024", NONE, 8, .flaw = SIP_FLAW_AMBIGUOUS },
	/* neither */
	{ "a:b:c", NAME, 1 },
	{ "::1::2", NONE, 0 },
	{ "2001:db8::1%eth0", NAME, 4 },
	{ "2001:db8::x", NAME, 4 },
	{ "::1:70000", NONE, 0 },
};

KUNIT_ARRAY_PARAM(host, hosts, host_desc);

static void host(struct kunit *test)
{
	const struct host_case *c = test->param_value;
	struct sip_span s = sip_test_span(test, c->text);
	struct sip_host host;

	memset(&host, 0x5a, sizeof(host));
	host_check(test, sip_host_parse(s, &host), &host, s.p);
}

static const struct host_case bares[] = {
	{ "192.0.2.1", IP4, 9, { 192, 0, 2, 1 } },
	{ "::1", IP6, 3, { [15] = 1 } },
	{ "[::1]", IP6, 5, { [15] = 1 } },
	{ "2001:db8::a", IP6, 11, { 0x20, 1, 0xd, 0xb8, [15] = 10 } },
	{ "example.com", NAME, 11 },
	{ "fe80::1%eth0", NAME, 12 },
	{ "192.0.2.1:5060", NAME, 14 },
	{ "192.0.2.1/127", NONE, 9 },
	{ "192.0.2.1 ", NONE, 9 },
	{ "[::1]x", NONE, 5 },
	{ "", NONE, 0 },
};

KUNIT_ARRAY_PARAM(bare, bares, host_desc);

static void bare(struct kunit *test)
{
	const struct host_case *c = test->param_value;
	struct sip_span s = sip_test_span(test, c->text);
	struct sip_host host;

	memset(&host, 0x5a, sizeof(host));
	host_check(test, sip_host_parse_bare(s, &host), &host, s.p);
}

struct hostport_case {
	const char *text;
	bool lws;
	int off;	/* -1: SIP_BAD */
	const char *port_text;
	u16 port;
};

static const struct hostport_case hostports[] = {
	{ "192.0.2.1:5060;x", false, 14, "5060", 5060 },
	{ "192.0.2.1", false, 9, NULL, 0 },
	{ "[::1]:1", false, 7, "1", 1 },
	{ "h:065535", false, 8, "065535", 65535 },
	{ "h : 5060 ;", true, 8, "5060", 5060 },
	{ "h\r\n :\r\n 5060", true, 12, "5060", 5060 },
	{ "h ;", true, 1, NULL, 0 },
	{ "h : 5060", false, 1, NULL, 0 },
	{ "h: 5060", false, 2, "", 0 },
	{ "h:", false, 2, "", 0 },
	{ "h: ", true, 3, "", 0 },
	{ "h:0", false, 3, "0", 0 },
	{ "h:000;x", false, 5, "000", 0 },
	{ "h:65536", false, -1 },
	/* for who looks at what follows */
	{ "h:x", false, 2, "", 0 },
	{ "h:-1", false, 2, "", 0 },
	{ "2001:db8::10", false, 12, NULL, 0 },
	{ "2001:db8::10 : 5060", true, 19, "5060", 5060 },
	{ "1:2:3:4:5:6:7:8:5060", false, 20, "5060", 5060 },
	{ "[[2001:db8::10]]:5060", false, 21, "5060", 5060 },
	{ "2001:db8::1:5060", false, -1 },
	{ ":5060", false, -1 },
};

static void hostport_desc(const struct hostport_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(hostport, hostports, hostport_desc);

static void hostport(struct kunit *test)
{
	const struct hostport_case *c = test->param_value;
	struct sip_hostport hp;
	struct sip_parsed parsed;

	memset(&hp, 0x5a, sizeof(hp));
	parsed = sip_hostport_parse(sip_test_span(test, c->text), c->lws, &hp);
	KUNIT_ASSERT_EQ(test, parsed.status, c->off < 0 ? SIP_BAD : SIP_OK);
	if (c->off < 0)
		return;
	KUNIT_EXPECT_EQ(test, (int)parsed.off, c->off);
	SIP_EXPECT_SPAN(test, hp.port_text, c->port_text);
	KUNIT_EXPECT_EQ(test, hp.port, c->port);
}

/* RFC 5952 section 4 */
static const char * const printed[] = {
	"0.0.0.0", "10.20.100.9", "255.255.255.255",
	"[::]", "[::1]", "[1::]", "[2001:db8::1]", "[1:2:3:4:5:6:7:8]", "[0:2:3:4:5:6:7:8]",
	"[1:2:3:4:5:6:7:0]", "[2001:db8::1:0:0:1]", "[1::4:5:0:0:8]", "[1:0:0:4::8]",
	"[abcd:ef01:10:100:1000::]", "[::ffff:192.0.2.1]",
	"[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
};

static void print_desc(const char * const *text, char *desc)
{
	sip_test_desc(desc, *text);
}

KUNIT_ARRAY_PARAM(print, printed, print_desc);

static void print(struct kunit *test)
{
	const char *text = *(const char * const *)test->param_value;
	char *buf = kunit_kzalloc(test, SIP_HOSTPORT_MAX, GFP_KERNEL);
	struct sip_host host;
	unsigned int n;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_ASSERT_EQ(test, sip_host_parse(sip_test_span(test, text), &host).status, SIP_OK);
	n = sip_host_print(buf, host.type, host.addr.bytes, true);
	SIP_EXPECT_SPAN(test, sip_span(buf, buf + n), text);
	if (host.type != SIP_HOST_IP6)
		return;
	n = sip_host_print(buf, host.type, host.addr.bytes, false);
	KUNIT_EXPECT_EQ(test, n, host.text.len - 2);
	KUNIT_EXPECT_TRUE(test, !memcmp(buf, text + 1, n));
}

/* An address in the place of another one: in its spelling */
static void spell(struct kunit *test)
{
	static const struct {
		const char *as;
		const char *with;
		const char *becomes;
	} spells[] = {
		{ "192.0.2.1", "198.51.100.1", "198.51.100.1" },
		{ "[192.0.2.1]", "198.51.100.1", "198.51.100.1" },
		{ "[::1]", "[2001:db8::1]", "[2001:db8::1]" },
		{ "[[::1]]", "[2001:db8::1]", "[2001:db8::1]" },
		{ "::1", "[2001:db8::1]", "2001:db8:0:0:0:0:0:1" },
		{ "1:2:3:4:5:6:7:8:5060", "[::]", "0:0:0:0:0:0:0:0" },
		{ "::1", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};
	char *buf = kunit_kzalloc(test, SIP_HOSTPORT_MAX, GFP_KERNEL);
	struct sip_host as, with;
	unsigned int i, n;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (i = 0; i < ARRAY_SIZE(spells); i++) {
		sip_host_parse(sip_test_span(test, spells[i].as), &as);
		sip_host_parse(sip_test_span(test, spells[i].with), &with);
		n = sip_host_spell(buf, &as, with.type, with.addr.bytes);
		SIP_EXPECT_SPAN(test, sip_span(buf, buf + n), spells[i].becomes);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(spell),
	KUNIT_CASE_PARAM(host, host_gen_params),
	KUNIT_CASE_PARAM(bare, bare_gen_params),
	KUNIT_CASE_PARAM(hostport, hostport_gen_params),
	KUNIT_CASE_PARAM(print, print_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_host",
	.test_cases = cases,
};

kunit_test_suite(suite);
