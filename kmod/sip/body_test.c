// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "body.h"

struct type_case {
	const char *text;
	enum sip_content content;
};

static const struct type_case types[] = {
	{ "application/sdp", SIP_CONTENT_SDP },
	{ "Application / SDP ; charset=utf-8", SIP_CONTENT_SDP },
	{ "application/\r\n sdp", SIP_CONTENT_SDP },
	{ "application/trickle-ice-sdpfrag", SIP_CONTENT_TRICKLE_ICE },
	{ "message/sipfrag;version=2.0", SIP_CONTENT_SIPFRAG },
	{ "multipart/mixed;boundary=x", SIP_CONTENT_MULTIPART },
	{ "MULTIPART/alternative", SIP_CONTENT_MULTIPART },
	{ "application/sdpx", SIP_CONTENT_OTHER },
	{ "application/sd", SIP_CONTENT_OTHER },
	{ "text/sdp", SIP_CONTENT_OTHER },
	{ "application", SIP_CONTENT_OTHER },
	{ "application;sdp", SIP_CONTENT_OTHER },
	{ "application/", SIP_CONTENT_OTHER },
	{ "/sdp", SIP_CONTENT_OTHER },
	{ "", SIP_CONTENT_OTHER },
};

static void type_desc(const struct type_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(type, types, type_desc);

static void type(struct kunit *test)
{
	const struct type_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, sip_content_lookup(sip_test_span(test, c->text)), c->content);
}

/* Parts are told as "kind:data", kind being the first letter of enum sip_content's member. */
struct body_case {
	const char *type;
	const char *text;
	int bad;		/* offset in the text, -1 if it is good */
	const char *parts[5];
};

#define MIXED	"multipart/mixed;boundary=b"
#define SEVENTY	"1234567890123456789012345678901234567890123456789012345678901234567890"

static const struct body_case bodies[] = {
	{ "application/sdp", "v=0\r\n", -1, { "Sv=0\r\n" } },
	{ "application/sdp", "", -1, {} },
	{ NULL, "v=0\r\n", -1, { "Ov=0\r\n" } },
	{ MIXED, "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--b--\r\n", -1,
	  { "Sv=0\r\n" } },
	{ MIXED, "--b\ncontent-type:application/sdp\n\nv=0\n--b--", -1, { "Sv=0" } },
	{ "Multipart / Mixed ; x=y ; Boundary = \"b c\"",
	  "--b c\r\nc: application/sdp\r\n\r\nv=0\r\n--b c--\r\n", -1, { "Sv=0" } },
	/* two parts, preamble, epilogue, padding, and lines that only look like delimiters */
	{ MIXED, "pre\r\n --b\r\n--bb\r\n--b-\r\n-b\r\n-xb\r\nx-b\r\n--bx-\r\n"
	  "--b  \t\r\n\r\nx\r\n--c\r\n--b--x\r\n--b \r\n"
	  "Content-Type:\r\n application/sdp;a=b\r\nSubject: y\r\n\r\nv=0\r\n--b-- \r\n\r\n"
	  "--b\r\n\r\nepilogue\r\n", -1, { "Ox\r\n--c\r\n--b--x", "Sv=0" } },
	/* fields may be missing, and data */
	{ MIXED, "--b\r\n\r\n--b--", -1, { "O" } },
	{ MIXED, "--b\r\n--b--", -1, { "O" } },
	{ MIXED, "--b\r\nContent-Type: application/sdp\r\n--b--", -1, { "O" } },
	{ MIXED, "--b\r\nContent-Type: application/sdp\r\n\r\n--b--", -1, { "S" } },
	{ MIXED, "--b\r\nContent-Type: application/sdp\r\n\r\n\r\n--b--", -1, { "S" } },
	{ MIXED, "--b--\r\n", -1, {} },
	/* cut off */
	{ MIXED, "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n", -1, { "Sv=0\r\n" } },
	{ MIXED, "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--", -1, { "Sv=0\r\n--" } },
	{ MIXED, "--b", -1, { "O" } },
	/* encoded: as it is, but not for us */
	{ MIXED, "--b\r\nContent-Transfer-Encoding: base64\r\nc: application/sdp\r\n\r\n"
	  "djw\r\n--b--", -1, { "sdjw" } },
	{ MIXED, "--b\r\nContent-Transfer-Encoding: 7bit\r\n\r\nx\r\n"
	  "--b\r\nContent-Transfer-Encoding: 8BIT\r\n\r\ny\r\n"
	  "--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nz\r\n--b--", -1,
	  { "Ox", "Oy", "oz" } },
	{ MIXED, "--b\r\ncontent-transfer-encoding: Binary\r\nc: application/sdp\r\n\r\n"
	  "v=0\r\n--b--", -1, { "Sv=0" } },
	/* nested; the outer delimiter also ends an inner multipart that does not end itself */
	{ MIXED, "--b\r\nc: multipart/alternative;boundary=i\r\n\r\n--i\r\n\r\nx\r\n--i\r\n"
	  "c: application/sdp\r\n\r\nv=0\r\n--i--\r\n"
	  "--b\r\nc: message/sipfrag\r\n\r\nz\r\n--b--", -1, { "Ox", "Sv=0", "Fz" } },
	{ MIXED, "--b\r\nc: multipart/alternative;boundary=i\r\n\r\n--i\r\n\r\nx\r\n"
	  "--b\r\n\r\ny\r\n--b--", -1, { "Ox", "Oy" } },
	{ MIXED, "--b\r\nc: " MIXED "2\r\n\r\n--b2\r\nc: " MIXED "3\r\n\r\n--b3\r\n"
	  "c: application/sdp\r\n\r\nv=0\r\n--b3--\r\n--b2--\r\n--b--", -1, { "Sv=0" } },
	/* nested too deep: a part that is not read */
	{ MIXED, "--b\r\nc: " MIXED "2\r\n\r\n--b2\r\nc: " MIXED "3\r\n\r\n"
	  "--b3\r\nc: " MIXED "4\r\n\r\n--b4\r\n\r\nx\r\n--b4--\r\n--b3--\r\n--b2--\r\n"
	  "--b\r\nc: application/sdp\r\n\r\nv=0\r\n--b--", 119,
	  { "O--b4\r\n\r\nx\r\n--b4--", "Sv=0" } },
	/* no boundary: what looks like the first delimiter has it */
	{ "multipart/mixed", "--b\r\nc: application/sdp\r\n\r\nv=0\r\n--b--", -1, { "Sv=0" } },
	{ "multipart/mixed;boundary=", "x\n--c d \nc: application/sdp\n\nv=0\n--c d--", -1,
	  { "Sv=0" } },
	{ "multipart/mixed;boundary=\"\"", "--\"\"\r\n\r\nx\r\n--\"\"--", -1, { "Ox" } },
	{ "multipart/mixed;boundary=\"bc", "--bc\r\n\r\nx\r\n--d", -1, { "Ox\r\n--d" } },
	{ "multipart/mixed;boundary=" SEVENTY, "--" SEVENTY "\n\nx", -1, { "Ox" } },
	/* none at all, and another one's: a part that is not read */
	{ "multipart/mixed;boundary=" SEVENTY "1", "--" SEVENTY "1\n\nx", 0,
	  { "O--" SEVENTY "1\n\nx" } },
	{ "multipart/mixed", "x\r\n--\r\ny", 0, { "Ox\r\n--\r\ny" } },
	{ MIXED, "x\r\n", 0, { "Ox\r\n" } },
	{ MIXED, "x --b\r\n", 0, { "Ox --b\r\n" } },
	{ MIXED, "--b\r\nc: multipart/mixed;boundary=i\r\n\r\n--j\r\n"
	  "--b\r\nc: application/sdp\r\n\r\nv=0\r\n--b--", 38, { "O--j", "Sv=0" } },
	/* lines that are no fields cost themselves */
	{ MIXED, "--b\r\nno field\r\n\r\nx\r\n--b--", 5, { "Ox" } },
	{ MIXED, "--b\r\nno field\r\nc: application/sdp\r\n : y\r\n;\r\n\r\nv=0\r\n--b--", 5,
	  { "Sv=0" } },
	{ MIXED, "--b\r\nv=0\r\nm=x\r\n--b\r\nc: application/sdp\r\n\r\nv=0\r\n--b--", 5,
	  { "O", "Sv=0" } },
};

static void body_desc(const struct body_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(body, bodies, body_desc);

/* A message as sip_msg_parse() leaves it, as far as bodies need it: the text is all of it. */
static struct sip_msg *msg_make(struct kunit *test, const char *type, struct sip_span text)
{
	struct sip_msg *msg = kunit_kzalloc(test, sizeof(*msg), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, msg);
	msg->start = text.p;
	msg->len = text.len;
	msg->body = text;
	if (type)
		msg->content_type = sip_test_span(test, type);
	return msg;
}

static struct sip_body *body_alloc(struct kunit *test)
{
	struct sip_body *body = kunit_kmalloc(test, sizeof(*body), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, body);
	memset(body, 0x5a, sizeof(*body));
	return body;
}

static char letter(const struct sip_part *part)
{
	static const char letters[] = {
		[SIP_CONTENT_OTHER] = 'O',
		[SIP_CONTENT_SDP] = 'S',
		[SIP_CONTENT_TRICKLE_ICE] = 'T',
		[SIP_CONTENT_SIPFRAG] = 'F',
		[SIP_CONTENT_MULTIPART] = 'M',
	};

	return letters[part->content] | (part->encoded ? 0x20 : 0);
}

static void body(struct kunit *test)
{
	const struct body_case *c = test->param_value;
	struct sip_msg *msg = msg_make(test, c->type, sip_test_span(test, c->text));
	struct sip_body *body = body_alloc(test);
	struct sip_parsed parsed = sip_body_parse(msg, body);
	unsigned int i;

	KUNIT_ASSERT_EQ(test, parsed.status, c->bad < 0 ? SIP_OK : SIP_BAD);
	KUNIT_EXPECT_EQ(test, parsed.off, c->bad < 0 ? msg->len : (unsigned int)c->bad);
	for (i = 0; i < ARRAY_SIZE(c->parts) && c->parts[i]; i++) {
		KUNIT_ASSERT_LT(test, i, body->nparts);
		KUNIT_EXPECT_EQ(test, letter(&body->parts[i]), c->parts[i][0]);
		SIP_EXPECT_SPAN(test, body->parts[i].data, c->parts[i] + 1);
	}
	KUNIT_EXPECT_EQ(test, body->nparts, i);
}

static void part_fields(struct kunit *test)
{
	struct sip_span text = sip_test_span(test,
		"--b\r\n"
		"Content-Length: 3\r\n"
		"Content-Type: application/sdp\r\n"
		"Content-Disposition: session\r\n"
		"\r\n"
		"v=0\r\n"
		"--b--");
	struct sip_body *body = body_alloc(test);

	KUNIT_ASSERT_EQ(test, sip_body_parse(msg_make(test, MIXED, text), body).status, SIP_OK);
	KUNIT_ASSERT_EQ(test, body->nparts, 1);
	SIP_EXPECT_SPAN(test, body->parts[0].type, "application/sdp");
	SIP_EXPECT_SPAN(test, body->parts[0].content_length, "3");
	SIP_EXPECT_SPAN(test, body->parts[0].data, "v=0");
}

static void encoded(struct kunit *test)
{
	struct sip_msg *msg = msg_make(test, MIXED, sip_test_span(test, "\x1f\x8b"));
	struct sip_body *body = body_alloc(test);

	msg->encoded = true;
	KUNIT_ASSERT_EQ(test, sip_body_parse(msg, body).status, SIP_OK);
	KUNIT_ASSERT_EQ(test, body->nparts, 1);
	KUNIT_EXPECT_EQ(test, letter(&body->parts[0]), 'm');
	SIP_EXPECT_SPAN(test, body->parts[0].data, "\x1f\x8b");
}

static void part_limit(struct kunit *test)
{
	static const char part[] = "--b\n\nx\n";
	const unsigned int len = sizeof(part) - 1;
	char *buf = kunit_kmalloc(test, (SIP_BODY_MAX_PARTS + 1) * len, GFP_KERNEL);
	struct sip_body *body = body_alloc(test);
	struct sip_span text;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (i = 0; i <= SIP_BODY_MAX_PARTS; i++)
		memcpy(buf + i * len, part, len);
	text = sip_span(buf, buf + SIP_BODY_MAX_PARTS * len);
	KUNIT_EXPECT_EQ(test, sip_body_parse(msg_make(test, MIXED, text), body).status, SIP_OK);
	KUNIT_EXPECT_EQ(test, body->nparts, SIP_BODY_MAX_PARTS);
	SIP_EXPECT_SPAN(test, body->over, NULL);
	text.len += len;
	KUNIT_EXPECT_EQ(test, sip_body_parse(msg_make(test, MIXED, text), body).flaw,
			SIP_FLAW_LIMIT);
	KUNIT_EXPECT_EQ(test, body->nparts, SIP_BODY_MAX_PARTS);
	SIP_EXPECT_SPAN(test, body->over, "x\n");
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(type, type_gen_params),
	KUNIT_CASE_PARAM(body, body_gen_params),
	KUNIT_CASE(part_fields),
	KUNIT_CASE(encoded),
	KUNIT_CASE(part_limit),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_body",
	.test_cases = cases,
};

kunit_test_suite(suite);
