// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "frame.h"

#define HEAD	"INVITE sip:b@example.com SIP/2.0\r\n"	\
		"Via: SIP/2.0/TCP h;branch=z9hG4bK1\r\n"	\
		"Call-ID: 1\r\n"				\
		"CSeq: 1 INVITE\r\n"

struct framing {
	const char *text;
	enum sip_status status;
	int off;	/* -1: any but 0 */
};

static const struct framing framings[] = {
	{ HEAD "Content-Length: 5\r\n\r\nhello", SIP_OK, 5 },
	{ HEAD "Content-Length: 5\r\n\r\nhelloINVITE", SIP_OK, 5 },
	{ HEAD "l: 0\r\n\r\n", SIP_OK, 0 },
	/* RFC 3261 section 18.3: no Content-Length means no body. */
	{ HEAD "\r\nINVITE", SIP_OK, 0 },
	{ HEAD "l: 5\n\nhello", SIP_OK, 5 },
	{ "", SIP_MORE },
	{ "I", SIP_MORE },
	{ "INVITE sip:b@example.com SIP/2.0\r", SIP_MORE },
	{ HEAD "l: 5\r\n\r\nhell", SIP_MORE },
	{ HEAD "l: 5\r\n", SIP_MORE },
	{ HEAD "Subject: a\r\n b\r", SIP_MORE },
	/* No SIP, as far as one can tell by then */
	{ "GET / HTTP/1.1\r\n", SIP_BAD, 0 },
	{ "POST / HTTP/1.1\r\nHost: REGISTER sip:a SIP/2.0\r\n\r\n", SIP_BAD, 0 },
	{ "\x16\x03\x01", SIP_BAD, 0 },
	{ "{\"a\":1}", SIP_BAD, 0 },
	{ "a234567890123456789012345678901234567890123456789012345678901234", SIP_BAD, 0 },
	{ "SSH-2.0-x\r\n", SIP_BAD, 0 },
	/* Nobody can tell where these end. */
	{ HEAD "l: 5\r\nContent-Length: 6\r\n\r\nhello!", SIP_BAD, -1 },
	{ HEAD "l: five\r\n\r\nhello", SIP_BAD, -1 },
	/* Whatever is in it, what follows is found. */
	{ "INVITE sip:b@example.com SIP/2.0\r\n\r\nINVITE", SIP_OK, 0 },
	{ "INVITE sip:b@example.com SIP/2.0\r\nno field\r\nl: 5\r\n: x\r\n\r\nhello", SIP_OK, 5 },
	{ "SIP/2.0 2000 x\r\nl: 5\r\n\r\nhello", SIP_OK, 5 },
};

static void framing_desc(const struct framing *f, char *desc)
{
	sip_test_desc(desc, f->text);
}

KUNIT_ARRAY_PARAM(framing, framings, framing_desc);

static unsigned int head_len(const char *text)
{
	const char *crlf = strstr(text, "\r\n\r\n"), *lf = strstr(text, "\n\n");

	return crlf ? crlf + 4 - text : lf + 2 - text;
}

static struct sip_msg *room(struct kunit *test)
{
	struct sip_msg *msg = kunit_kzalloc(test, sizeof(*msg), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, msg);
	return msg;
}

static void expect(struct kunit *test, const struct framing *f, struct sip_parsed parsed)
{
	KUNIT_EXPECT_EQ(test, parsed.status, f->status);
	if (f->status == SIP_OK)
		KUNIT_EXPECT_EQ(test, parsed.off, head_len(f->text) + f->off);
	if (f->status == SIP_BAD && f->off < 0)
		KUNIT_EXPECT_NE(test, parsed.off, 0);
	else if (f->status == SIP_BAD)
		KUNIT_EXPECT_EQ(test, parsed.off, 0);
}

static void at_once(struct kunit *test)
{
	const struct framing *f = test->param_value;
	struct sip_span s = sip_test_span(test, f->text);
	struct sip_frame frame = {};

	expect(test, f, sip_frame_read(&frame, s.p, s.len, room(test)));
}

/* In whichever two pieces it comes, and a byte at a time */
static void in_pieces(struct kunit *test)
{
	const struct framing *f = test->param_value;
	struct sip_span s = sip_test_span(test, f->text);
	struct sip_parsed parsed = { .status = SIP_MORE };
	struct sip_msg *msg = room(test);
	struct sip_frame frame;
	unsigned int cut;

	for (cut = 0; cut < s.len; cut++) {
		frame = (struct sip_frame){};
		parsed = sip_frame_read(&frame, s.p, cut, msg);
		if (parsed.status == SIP_MORE)
			parsed = sip_frame_read(&frame, s.p, s.len, msg);
		expect(test, f, parsed);
	}
	frame = (struct sip_frame){};
	parsed.status = SIP_MORE;
	for (cut = 0; cut <= s.len && parsed.status == SIP_MORE; cut++)
		parsed = sip_frame_read(&frame, s.p, cut, msg);
	expect(test, f, parsed);
}

static void gap(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sip_frame_gap("\r\n\r\nI", 5), 4);
	KUNIT_EXPECT_EQ(test, sip_frame_gap("\n\r", 2), 2);
	KUNIT_EXPECT_EQ(test, sip_frame_gap("I\r\n", 3), 0);
	KUNIT_EXPECT_EQ(test, sip_frame_gap("", 0), 0);
}

/* It is known where it ends, so that what follows is read again. */
static void too_long(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, HEAD "l: 100000\r\n\r\nxx");
	struct sip_frame frame = {};
	struct sip_parsed parsed = sip_frame_read(&frame, s.p, s.len, room(test));

	KUNIT_EXPECT_EQ(test, parsed.status, SIP_OK);
	KUNIT_EXPECT_EQ(test, parsed.off, s.len - 2 + 100000);
}

static void endless(struct kunit *test)
{
	char *buf = kunit_kzalloc(test, SIP_MSG_MAX_LEN, GFP_KERNEL);
	struct sip_msg *msg = room(test);
	struct sip_frame frame = {};

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset(buf, 'a', SIP_MSG_MAX_LEN);
	memcpy(buf, "INVITE ", 7);
	KUNIT_EXPECT_EQ(test, sip_frame_read(&frame, buf, SIP_FRAME_MAX_LINE, msg).status, SIP_BAD);

	memcpy(buf, HEAD, strlen(HEAD));
	memcpy(buf + strlen(HEAD), "a:", 2);
	frame = (struct sip_frame){};
	KUNIT_EXPECT_EQ(test, sip_frame_read(&frame, buf, SIP_MSG_MAX_LEN - 1, msg).status,
			SIP_MORE);
	KUNIT_EXPECT_EQ(test, sip_frame_read(&frame, buf, SIP_MSG_MAX_LEN, msg).status, SIP_BAD);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(at_once, framing_gen_params),
	KUNIT_CASE_PARAM(in_pieces, framing_gen_params),
	KUNIT_CASE(gap),
	KUNIT_CASE(too_long),
	KUNIT_CASE(endless),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_frame",
	.test_cases = cases,
};

kunit_test_suite(suite);
