// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "msg.h"

#define DATAGRAM	SIP_FRAMING_DATAGRAM
#define STREAM		SIP_FRAMING_STREAM

/* What a message cannot do without, and a start line before it. */
#define VIA	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
#define ID	"Call-ID: 1@192.0.2.1\r\n"
#define NEEDS	VIA ID "CSeq: 1 OPTIONS\r\n"
#define LINE	"OPTIONS sip:h SIP/2.0\r\n"
#define HEAD	"OPTIONS sip:h SIP/2.0\r\n" NEEDS
#define AT(prefix)	((int)sizeof(prefix) - 1)

static struct sip_msg *msg_alloc(struct kunit *test)
{
	struct sip_msg *msg = kunit_kmalloc(test, sizeof(*msg), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, msg);
	memset(msg, 0x5a, sizeof(*msg));
	return msg;
}

struct msg_case {
	const char *text;
	enum sip_framing framing;
	enum sip_status status;
	unsigned int off;
	const char *body;
};

static const struct msg_case msgs[] = {
	/* framing, RFC 3261 section 18.3 */
	{ HEAD "\r\n", DATAGRAM, SIP_OK, AT(HEAD "\r\n"), "" },
	{ HEAD "\r\nabc", DATAGRAM, SIP_OK, AT(HEAD "\r\nabc"), "abc" },
	{ HEAD "\r\nabc", STREAM, SIP_OK, AT(HEAD "\r\n"), "" },
	{ HEAD "Content-Length: 2\r\n\r\nabc", DATAGRAM, SIP_OK,
	  AT(HEAD "Content-Length: 2\r\n\r\nab"), "ab" },
	{ HEAD "l:3\r\n\r\nabc", STREAM, SIP_OK, AT(HEAD "l:3\r\n\r\nabc"), "abc" },
	{ HEAD "l: 3\r\nL : 3\r\n\r\nabcd", STREAM, SIP_OK,
	  AT(HEAD "l: 3\r\nL : 3\r\n\r\nabc"), "abc" },
	{ HEAD "l: 4\r\n\r\nabc", DATAGRAM, SIP_OK, AT(HEAD "l: 4\r\n\r\nabc"), "abc" },
	{ HEAD "l: 4\r\n\r\nabc", STREAM, SIP_MORE, AT(HEAD "l: 4\r\n\r\nabc") },
	{ HEAD "l: 3\r\nContent-Length: 4\r\n\r\nabcde", DATAGRAM, SIP_OK,
	  AT(HEAD "l: 3\r\nContent-Length: 4\r\n\r\nabcd"), "abcd" },
	{ HEAD "l: 3\r\nContent-Length: 4\r\n\r\nabcde", STREAM, SIP_BAD,
	  AT(HEAD "l: 3\r\nContent-Length: 4\r\n\r\n") },
	{ HEAD "l: 65536\r\n\r\n", DATAGRAM, SIP_OK, AT(HEAD "l: 65536\r\n\r\n"), "" },
	{ HEAD "l: 65536\r\n\r\n", STREAM, SIP_BAD, AT(HEAD "l: 65536\r\n\r\n") },
	{ HEAD "l: 65530\r\n\r\n", STREAM, SIP_BAD, AT(HEAD "l: 65530\r\n\r\n") },
	{ HEAD "l: -1\r\n\r\nab", DATAGRAM, SIP_OK, AT(HEAD "l: -1\r\n\r\nab"), "ab" },
	{ HEAD "l: -1\r\nl: 1\r\n\r\nab", DATAGRAM, SIP_OK,
	  AT(HEAD "l: -1\r\nl: 1\r\n\r\na"), "a" },
	{ HEAD "l:\r\n\r\n", DATAGRAM, SIP_OK, AT(HEAD "l:\r\n\r\n"), "" },
	{ HEAD "l: 1 1\r\n\r\na", DATAGRAM, SIP_OK, AT(HEAD "l: 1 1\r\n\r\na"), "a" },
	{ HEAD "l: 1 1\r\n\r\na", STREAM, SIP_BAD, AT(HEAD "l: 1 1\r\n\r\n") },
	/* the end of the header section */
	{ HEAD, DATAGRAM, SIP_OK, AT(HEAD), "" },
	{ HEAD, STREAM, SIP_MORE, AT(HEAD) },
	{ HEAD "\r", STREAM, SIP_MORE, AT(HEAD "\r") },
	{ HEAD "\r", DATAGRAM, SIP_BAD, AT(HEAD "\r") },
	{ HEAD "Subject: x", DATAGRAM, SIP_BAD, AT(HEAD "Subject: x") },
	{ HEAD "Subject", STREAM, SIP_MORE, AT(HEAD "Subject") },
	{ LINE VIA ID "CSeq: 1\r\n", STREAM, SIP_MORE, AT(LINE VIA ID "CSeq: 1\r\n") },
	{ HEAD "l: 0\r\n", DATAGRAM, SIP_OK, AT(HEAD "l: 0\r\n"), "" },
	{ HEAD "l: 1\r\n", DATAGRAM, SIP_OK, AT(HEAD "l: 1\r\n"), "" },
	{ HEAD " \r\n\r\nx", DATAGRAM, SIP_OK, AT(HEAD " \r\n\r\nx"), "x" },
	{ "OPTIONS sip:h SIP/2.0\nv: SIP/2.0/UDP h\ni: 1\nCSeq: 1 OPTIONS\n\nx", DATAGRAM, SIP_OK,
	  62, "x" },
	/* the start line: no SIP at all is at offset 0 */
	{ "", DATAGRAM, SIP_BAD, 0 },
	{ "", STREAM, SIP_MORE, 0 },
	{ "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "\r\n" HEAD "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ " " HEAD "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "hello", DATAGRAM, SIP_BAD, 0 },
	{ "hello", STREAM, SIP_MORE, 5 },
	{ "OPTIONS sip:h", STREAM, SIP_MORE, 13 },
	{ "\x16\x03\x01", STREAM, SIP_BAD, 0 },
	{ "<xml", STREAM, SIP_BAD, 0 },
	{ "GET / HTTP/1.1\r\n\r\n", STREAM, SIP_BAD, 0 },
	{ "HTTP/1.1 200 OK\r\n\r\n", STREAM, SIP_BAD, 0 },
	{ "OPTIONS sip:h SIP/7.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "OPTIONS sip:hSIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "O \n", DATAGRAM, SIP_BAD, 0 },
	{ "OPTIONS SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "OPTIONS  SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "OPTIONS\tsip:h SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 0 },
	/* whatever stands where the Request-URI belongs */
	{ "OPTIONS  sip:h SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("OPTIONS  sip:h SIP/2.0\r\n" NEEDS "\r\n"), "" },
	{ "OPTIONS sip:h  SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("OPTIONS sip:h  SIP/2.0\r\n" NEEDS "\r\n"), "" },
	{ "OPTIONS sip:h; lr SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("OPTIONS sip:h; lr SIP/2.0\r\n" NEEDS "\r\n"), "" },
	{ "OPTIONS    SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "OPTIONS sip:h sip/2.0 \r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("OPTIONS sip:h sip/2.0 \r\n" NEEDS "\r\n"), "" },
	{ "OPTIONS x SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("OPTIONS x SIP/2.0\r\n" NEEDS "\r\n"), "" },
	{ "SIP/2.0 200 OK\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("SIP/2.0 200 OK\r\n" NEEDS "\r\n"), "" },
	{ "sip/2.0 699 \r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("sip/2.0 699 \r\n" NEEDS "\r\n"), "" },
	{ "SIP/2.0 100\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("SIP/2.0 100\r\n" NEEDS "\r\n"), "" },
	{ "SIP/2.0 099 x\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/2.0 700 x\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/2.0 2000 x\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/2.0 2000\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/2.0/200 OK\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/2.0 20\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/2.0  200 x\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("SIP/2.0  200 x\r\n" NEEDS "\r\n"), "" },
	{ "SIP/2.0 200OK\r\n" NEEDS "\r\n", DATAGRAM, SIP_OK,
	  AT("SIP/2.0 200OK\r\n" NEEDS "\r\n"), "" },
	{ "SIP/2.0\t200 OK\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/2.0\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 7 },
	{ "SIP/3.0 200 OK\r\n" NEEDS "\r\n", DATAGRAM, SIP_BAD, 0 },
	{ "SIP/", DATAGRAM, SIP_BAD, 0 },
	{ "SIP/\n", DATAGRAM, SIP_BAD, 0 },
};

static void msg_desc(const struct msg_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(msg, msgs, msg_desc);

static void msg(struct kunit *test)
{
	const struct msg_case *c = test->param_value;
	struct sip_span s = sip_test_span(test, c->text);
	struct sip_msg *msg = msg_alloc(test);
	struct sip_parsed parsed = sip_msg_parse(s.p, s.len, c->framing, msg);

	KUNIT_EXPECT_EQ(test, parsed.status, c->status);
	KUNIT_EXPECT_EQ(test, parsed.off, c->off);
	if (parsed.status != SIP_OK || c->status != SIP_OK)
		return;
	KUNIT_EXPECT_EQ(test, msg->len, c->off);
	SIP_EXPECT_SPAN(test, msg->body, c->body);
}

/* A stream that is cut anywhere wants more, until it is whole. */
static void cut(struct kunit *test)
{
	static const char text[] = "SIP/2.0 200 OK\r\n" VIA ID
				   "CSeq:\r\n 1\r\n OPTIONS\r\nl:\r\n 2\r\n\r\nab";
	struct sip_msg *msg = msg_alloc(test);
	struct sip_parsed parsed;
	unsigned int n;

	for (n = 1; n < sizeof(text) - 1; n++) {
		char *copy = kunit_kmalloc(test, n, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, copy);
		memcpy(copy, text, n);
		parsed = sip_msg_parse(copy, n, STREAM, msg);
		KUNIT_EXPECT_EQ(test, parsed.status, SIP_MORE);
		KUNIT_EXPECT_EQ(test, parsed.off, n);
		KUNIT_EXPECT_EQ(test, msg->len, n < sizeof(text) - 3 ? 0 : sizeof(text) - 1);
	}
	KUNIT_EXPECT_EQ(test, sip_msg_parse(text, n, STREAM, msg).status, SIP_OK);
}

struct flaw_case {
	const char *text;	/* behind LINE */
	bool incomplete;
	u32 cseq;
	enum sip_method cseq_method;
	const char *call_id;
	enum sip_flaw flaws[4];	/* those that there are, in their order */
};

#define SEQ	"CSeq: 1 INVITE\r\n"

/* What cannot be read costs itself. */
static const struct flaw_case flawed[] = {
	{ VIA ID SEQ, false, 1, SIP_METHOD_INVITE, "1@192.0.2.1" },
	/* what has to be there */
	{ ID SEQ, true, 1, SIP_METHOD_INVITE, "1@192.0.2.1" },
	{ VIA SEQ, true, 1, SIP_METHOD_INVITE, NULL },
	{ VIA ID, true, 0, SIP_METHOD_OPTIONS, "1@192.0.2.1" },
	{ "", true, 0, SIP_METHOD_OPTIONS, NULL },
	{ "Via:\r\n" ID SEQ, true, 1, SIP_METHOD_INVITE, "1@192.0.2.1" },
	{ VIA "i:\r\n" SEQ, true, 1, SIP_METHOD_INVITE, NULL, { SIP_FLAW_MISSING } },
	{ VIA "i:\r\n" ID SEQ, false, 1, SIP_METHOD_INVITE, "1@192.0.2.1", { SIP_FLAW_MISSING } },
	/* number and method, each for itself */
	{ VIA ID "CSeq: INVITE\r\n", false, 0, SIP_METHOD_INVITE, "1@192.0.2.1",
	  { SIP_FLAW_NUMBER } },
	{ VIA ID "CSeq: 1\r\n", false, 1, SIP_METHOD_OPTIONS, "1@192.0.2.1",
	  { SIP_FLAW_NUMBER } },
	{ VIA ID "CSeq: 1INVITE\r\n", false, 1, SIP_METHOD_INVITE, "1@192.0.2.1",
	  { SIP_FLAW_NUMBER } },
	{ VIA ID "CSeq: 1 INVITE x\r\n", false, 1, SIP_METHOD_OPTIONS, "1@192.0.2.1",
	  { SIP_FLAW_NUMBER } },
	{ VIA ID "CSeq: 4294967296 INVITE\r\n", false, 0, SIP_METHOD_INVITE, "1@192.0.2.1",
	  { SIP_FLAW_NUMBER } },
	/* once, or the same again; else the first */
	{ VIA ID ID SEQ SEQ, false, 1, SIP_METHOD_INVITE, "1@192.0.2.1" },
	{ VIA ID "i: 2\r\ni: 3\r\n" SEQ, false, 1, SIP_METHOD_INVITE, "1@192.0.2.1",
	  { SIP_FLAW_REPEATED, SIP_FLAW_REPEATED } },
	{ VIA ID SEQ "CSeq: 2 BYE\r\n", false, 1, SIP_METHOD_INVITE, "1@192.0.2.1",
	  { SIP_FLAW_REPEATED } },
	{ VIA ID SEQ "l: 0\r\nl: x\r\nl: 00\r\nl: 1\r\n", false, 1, SIP_METHOD_INVITE,
	  "1@192.0.2.1", { SIP_FLAW_NUMBER, SIP_FLAW_REPEATED } },
	/* lines that are no fields */
	{ VIA "Subject x\r\n" ID "Subject\r\n" SEQ ": x\r\n", false, 1, SIP_METHOD_INVITE,
	  "1@192.0.2.1", { SIP_FLAW_LINE, SIP_FLAW_LINE, SIP_FLAW_LINE } },
	{ " folded\r\n" VIA ID SEQ "Subject:\r\n:)\r\n", false, 1, SIP_METHOD_INVITE,
	  "1@192.0.2.1", { SIP_FLAW_LINE, SIP_FLAW_LINE } },
	{ VIA "X Y: 1\r\n " ID SEQ, true, 1, SIP_METHOD_INVITE, NULL, { SIP_FLAW_LINE } },
};

static void flaw_desc(const struct flaw_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(flaw, flawed, flaw_desc);

static void flaw(struct kunit *test)
{
	const struct flaw_case *c = test->param_value;
	unsigned int line = strlen(LINE), len = strlen(c->text), i, n = 0;
	char *text = kunit_kmalloc(test, line + len + 2, GFP_KERNEL);
	struct sip_msg *msg = msg_alloc(test);
	struct sip_parsed parsed;

	KUNIT_ASSERT_NOT_NULL(test, text);
	memcpy(text, LINE, line);
	memcpy(text + line, c->text, len);
	memcpy(text + line + len, "\r\n", 2);
	parsed = sip_msg_parse(text, line + len + 2, DATAGRAM, msg);
	KUNIT_EXPECT_EQ(test, parsed.status, SIP_OK);
	KUNIT_EXPECT_EQ(test, msg->incomplete, c->incomplete);
	KUNIT_EXPECT_EQ(test, msg->cseq, c->cseq);
	KUNIT_EXPECT_EQ(test, msg->cseq_method, c->cseq_method);
	SIP_EXPECT_SPAN(test, msg->call_id, c->call_id);
	SIP_EXPECT_SPAN(test, msg->over, NULL);
	for (i = 0; i < msg->nhdrs; i++)
		if (msg->hdrs[i].flaw)
			KUNIT_EXPECT_EQ(test, msg->hdrs[i].flaw, c->flaws[n++]);
	KUNIT_EXPECT_TRUE(test, n == ARRAY_SIZE(c->flaws) || !c->flaws[n]);
}

/* The end of a message whose beginning is not understood is known all the same. */
static void bad_start(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, "SIP/2.0 999 x\r\nno field\r\nl: 3\r\n\r\nabcd");
	struct sip_msg *msg = msg_alloc(test);
	struct sip_parsed parsed = sip_msg_parse(s.p, s.len, STREAM, msg);

	KUNIT_EXPECT_EQ(test, parsed.status, SIP_BAD);
	KUNIT_EXPECT_EQ(test, parsed.off, 7);
	KUNIT_EXPECT_EQ(test, msg->len, s.len - 1);
	parsed = sip_msg_parse(s.p, s.len - 2, STREAM, msg);
	KUNIT_EXPECT_EQ(test, parsed.status, SIP_MORE);
	KUNIT_EXPECT_EQ(test, msg->len, s.len - 1);
}

static void request(struct kunit *test)
{
	struct sip_span s = sip_test_span(test,
		"INVITE sip:bob@example.com SIP/2.0\r\n"
		"TO :\r\n sip:bob@example.com ;   tag    = 1\r\n"
		"v:  SIP  / 2.0  / TCP     h   ;\r\n"
		"Max-Forwards: 0068\r\n"
		"i: 0ha0isnda\r\n"
		"Subject:\r\n"
		"cseq: 0009\r\n  INVITE\r\n"
		"Via  : SIP/2.0/UDP 192.0.2.2\r\n"
		"l: 3\r\n"
		"C: application/sdp\r\n"
		"m: *\r\n"
		"\r\n"
		"v=0");
	struct sip_msg *msg = msg_alloc(test);

	KUNIT_ASSERT_EQ(test, sip_msg_parse(s.p, s.len, DATAGRAM, msg).status, SIP_OK);
	KUNIT_EXPECT_PTR_EQ(test, msg->start, s.p);
	KUNIT_EXPECT_EQ(test, msg->len, s.len);
	KUNIT_EXPECT_TRUE(test, msg->request);
	KUNIT_EXPECT_EQ(test, msg->method, SIP_METHOD_INVITE);
	SIP_EXPECT_SPAN(test, msg->uri, "sip:bob@example.com");
	KUNIT_EXPECT_EQ(test, msg->status, 0);
	KUNIT_EXPECT_EQ(test, msg->cseq, 9);
	KUNIT_EXPECT_EQ(test, msg->cseq_method, SIP_METHOD_INVITE);
	SIP_EXPECT_SPAN(test, msg->call_id, "0ha0isnda");
	SIP_EXPECT_SPAN(test, msg->content_length, "3");
	SIP_EXPECT_SPAN(test, msg->content_type, "application/sdp");
	KUNIT_EXPECT_FALSE(test, msg->encoded);
	SIP_EXPECT_SPAN(test, msg->body, "v=0");
	/* Those that nobody knows are not kept. */
	KUNIT_ASSERT_EQ(test, msg->nhdrs, 8);
	KUNIT_EXPECT_EQ(test, msg->hdrs[0].id, SIP_HDR_TO);
	SIP_EXPECT_SPAN(test, msg->hdrs[0].name, "TO");
	SIP_EXPECT_SPAN(test, msg->hdrs[0].value, "sip:bob@example.com ;   tag    = 1");
	KUNIT_EXPECT_EQ(test, msg->hdrs[2].id, SIP_HDR_CALL_ID);
	SIP_EXPECT_SPAN(test, msg->hdrs[7].value, "*");

	KUNIT_EXPECT_PTR_EQ(test, sip_msg_hdr(msg, SIP_HDR_VIA, 0), &msg->hdrs[1]);
	KUNIT_EXPECT_PTR_EQ(test, sip_msg_hdr(msg, SIP_HDR_VIA, 1), &msg->hdrs[1]);
	KUNIT_EXPECT_PTR_EQ(test, sip_msg_hdr(msg, SIP_HDR_VIA, 2), &msg->hdrs[4]);
	KUNIT_EXPECT_NULL(test, sip_msg_hdr(msg, SIP_HDR_VIA, 5));
	KUNIT_EXPECT_NULL(test, sip_msg_hdr(msg, SIP_HDR_ROUTE, 0));
	KUNIT_EXPECT_NULL(test, sip_msg_hdr(msg, SIP_HDR_OTHER, 8));
}

static void response(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, "SIP/2.0 183 \xd0\x9f\r\n" VIA ID
					  "CSeq: 4294967295 PRACK\r\nContent-Encoding: GZIP\r\n\r\n");
	struct sip_msg *msg = msg_alloc(test);

	KUNIT_ASSERT_EQ(test, sip_msg_parse(s.p, s.len, STREAM, msg).status, SIP_OK);
	KUNIT_EXPECT_FALSE(test, msg->request);
	KUNIT_EXPECT_EQ(test, msg->method, SIP_METHOD_PRACK);
	KUNIT_EXPECT_EQ(test, msg->cseq_method, SIP_METHOD_PRACK);
	KUNIT_EXPECT_EQ(test, msg->cseq, 4294967295U);
	KUNIT_EXPECT_EQ(test, msg->status, 183);
	SIP_EXPECT_SPAN(test, msg->uri, NULL);
	SIP_EXPECT_SPAN(test, msg->content_length, NULL);
	SIP_EXPECT_SPAN(test, msg->content_type, NULL);
	KUNIT_EXPECT_TRUE(test, msg->encoded);
}

static void identity_is_not_encoded(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, HEAD "e: Identity\r\nE:\r\n\r\n");
	struct sip_msg *msg = msg_alloc(test);

	KUNIT_ASSERT_EQ(test, sip_msg_parse(s.p, s.len, DATAGRAM, msg).status, SIP_OK);
	KUNIT_EXPECT_FALSE(test, msg->encoded);
}

static void method(struct kunit *test)
{
	static const char * const names[] = {
		[SIP_METHOD_ACK] = "ACK",
		[SIP_METHOD_BYE] = "BYE",
		[SIP_METHOD_CANCEL] = "CANCEL",
		[SIP_METHOD_INFO] = "INFO",
		[SIP_METHOD_INVITE] = "INVITE",
		[SIP_METHOD_MESSAGE] = "MESSAGE",
		[SIP_METHOD_NOTIFY] = "NOTIFY",
		[SIP_METHOD_OPTIONS] = "OPTIONS",
		[SIP_METHOD_PRACK] = "PRACK",
		[SIP_METHOD_PUBLISH] = "PUBLISH",
		[SIP_METHOD_REFER] = "REFER",
		[SIP_METHOD_REGISTER] = "REGISTER",
		[SIP_METHOD_SUBSCRIBE] = "SUBSCRIBE",
		[SIP_METHOD_UPDATE] = "UPDATE",
	};
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_EQ(test, sip_method_lookup(sip_test_span(test, names[i])), i);
	KUNIT_EXPECT_EQ(test, sip_method_lookup(sip_test_span(test, "Invite")), SIP_METHOD_OTHER);
	KUNIT_EXPECT_EQ(test, sip_method_lookup(sip_test_span(test, "INVITED")), SIP_METHOD_OTHER);
	KUNIT_EXPECT_EQ(test, sip_method_lookup(sip_test_span(test, "INV")), SIP_METHOD_OTHER);
	KUNIT_EXPECT_EQ(test, sip_method_lookup(sip_test_span(test, "")), SIP_METHOD_OTHER);
}

/* A message of @len bytes: the text, a field that fills, and the empty line. */
static char *filled(struct kunit *test, const char *text, unsigned int len)
{
	char *buf = kunit_kmalloc(test, len, GFP_KERNEL);
	unsigned int used = strlen(text);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset(buf, 'x', len);
	memcpy(buf, text, used);
	memcpy(buf + used, "X:", 2);
	memcpy(buf + len - 4, "\r\n\r\n", 4);
	return buf;
}

static void length_limit(struct kunit *test)
{
	struct sip_msg *msg = msg_alloc(test);
	char *buf = filled(test, HEAD, SIP_MSG_MAX_LEN);

	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN, DATAGRAM, msg).status, SIP_OK);
	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN, STREAM, msg).status, SIP_OK);
	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN - 1, STREAM, msg).status,
			SIP_MORE);
	buf = filled(test, HEAD, SIP_MSG_MAX_LEN + 1);
	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN + 1, DATAGRAM, msg).status,
			SIP_BAD);
	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN + 1, STREAM, msg).status, SIP_BAD);
	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN, STREAM, msg).status, SIP_BAD);
	/* the message is short, and what is behind it in the stream is not its */
	buf = filled(test, HEAD "\r\n", SIP_MSG_MAX_LEN + 1);
	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN + 1, STREAM, msg).status, SIP_OK);
	KUNIT_EXPECT_EQ(test, sip_msg_parse(buf, SIP_MSG_MAX_LEN + 1, DATAGRAM, msg).status,
			SIP_BAD);
}

static void field_limit(struct kunit *test)
{
	static const char field[] = "m: *\r\n", end[] = "l: 1\r\n\r\nab";
	const unsigned int used = strlen(HEAD), more = SIP_MSG_MAX_HDRS - 3, size = strlen(field);
	char *buf = kunit_kmalloc(test, used + (more + 2) * size + strlen(end), GFP_KERNEL);
	struct sip_msg *msg = msg_alloc(test);
	struct sip_parsed parsed;
	unsigned int i, len;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memcpy(buf, HEAD, used);
	for (i = 0; i < more + 2; i++)
		memcpy(buf + used + size * i, field, size);
	len = used + size * more;
	memcpy(buf + len, "\r\n", 2);
	parsed = sip_msg_parse(buf, len + 2, DATAGRAM, msg);
	KUNIT_EXPECT_EQ(test, parsed.status, SIP_OK);
	KUNIT_EXPECT_EQ(test, msg->nhdrs, SIP_MSG_MAX_HDRS);
	SIP_EXPECT_SPAN(test, msg->over, NULL);

	/* What is beyond is not told, but the message's length is read. */
	memcpy(buf + len, field, size);
	len += 2 * size;
	memcpy(buf + len, end, strlen(end));
	parsed = sip_msg_parse(buf, len + strlen(end), DATAGRAM, msg);
	KUNIT_EXPECT_EQ(test, parsed.status, SIP_OK);
	KUNIT_EXPECT_EQ(test, msg->nhdrs, SIP_MSG_MAX_HDRS);
	SIP_EXPECT_SPAN(test, msg->over, "m: *");
	KUNIT_EXPECT_PTR_EQ(test, msg->over.p, buf + len - 2 * size);
	SIP_EXPECT_SPAN(test, msg->body, "a");
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(msg, msg_gen_params),
	KUNIT_CASE_PARAM(flaw, flaw_gen_params),
	KUNIT_CASE(bad_start),
	KUNIT_CASE(cut),
	KUNIT_CASE(request),
	KUNIT_CASE(response),
	KUNIT_CASE(identity_is_not_encoded),
	KUNIT_CASE(method),
	KUNIT_CASE(length_limit),
	KUNIT_CASE(field_limit),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_msg",
	.test_cases = cases,
};

kunit_test_suite(suite);
