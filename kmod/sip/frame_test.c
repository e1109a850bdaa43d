// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "frame.h"

#define FIELDS	"Via: SIP/2.0/TCP h;branch=z9hG4bK1\r\n"		\
		"Call-ID: 1\r\n"				\
		"CSeq: 1 OPTIONS\r\n"
#define HEAD	"OPTIONS sip:b@example.com SIP/2.0\r\n" FIELDS
#define MESSAGE	HEAD "Content-Length: 0\r\n\r\n"
#define ATTACK	"REGISTER sip:example.com SIP/2.0\r\n" FIELDS "l: 0\r\n\r\n"
#define TYPED	"Content-Type: text/plain\r\n"

#define MAX_PIECES	32

/*
 * What a stream consists of: 'm' a message, 'k' keepalives, 'u' what is not read, 'n', 'l', 't' the
 * same where its fault is told first, 'w' what is withheld at its end, 'f' what is foreign; with
 * '+' behind what is followed by more of the same.
 */
struct stream {
	const char *name;
	const char *want;
	const char *pieces[8];
};

static const struct stream streams[] = {
	/* Messages */
	{ "no body", "m", { MESSAGE } },
	{ "body", "m", { HEAD "Content-Length: 5\r\n\r\nhello" } },
	{ "bodies", "mm", { HEAD "Content-Length: 5\r\n\r\nhello", HEAD "l: 2\r\n\r\nxx" } },
	{ "no Content-Length", "mm", { HEAD "\r\n", MESSAGE } },
	{ "line feeds", "m", { "OPTIONS sip:b SIP/2.0\nVia: x\nl: 5\n\nhello" } },
	{ "answer", "m", { "SIP/2.0 200 OK\r\n" FIELDS "\r\n" } },
	{ "answer without reason", "m", { "SIP/2.0 200\r\n" FIELDS "\r\n" } },
	{ "answer with more than ASCII", "m", { "SIP/2.0 200 G\xc3\xbcltig\r\n" FIELDS "\r\n" } },
	{ "small letters", "m", { "OPTIONS sip:b sip/2.0\r\n" FIELDS "\r\n" } },
	{ "no scheme", "m", { "OPTIONS b@example.com SIP/2.0\r\n" FIELDS "\r\n" } },
	{ "blanks in a URI", "m", { "OPTIONS sip:a  b@c SIP/2.0 SIP/2.0\r\n\r\n" } },
	{ "several blanks", "mm", { "OPTIONS  sip:b  SIP/2.0\r\n\r\n", "SIP/2.0  200\r\n\r\n" } },
	{ "no blank behind the code", "m", { "SIP/2.0 200OK\r\n\r\n" } },
	{ "blanks behind the line", "m", { "OPTIONS sip:b SIP/2.0 \t\r\n" FIELDS "\r\n" } },
	{ "no field", "m", { "OPTIONS sip:b SIP/2.0\r\n\r\n" } },
	{ "name and blanks", "m", { HEAD "CONTENT-LENGTH \t:\t 5 \r\n\r\nhello" } },
	{ "folded length", "m", { HEAD "Content-Length:\r\n 5\r\n \r\n\r\nhello" } },
	{ "twice the same", "m", { HEAD "l: 5\r\nContent-Length: 05\r\n\r\nhello" } },
	{ "similar names", "mm", { HEAD "Content-Lengths: 5\r\nContent: 5\r\nll: 5\r\n\r\n",
				   MESSAGE } },
	{ "folded look-alike", "mm", { HEAD "Subject: x\r\n Content-Length: 5\r\n\r\n", MESSAGE } },
	{ "start line in a header section", "m", { HEAD "REGISTER sip:a SIP/2.0\r\n\r\n" } },
	/* Lines that are no header fields */
	{ "no colon", "mm", { HEAD "garbage\r\nl: 0\r\n\r\n", MESSAGE } },
	{ "blank in a name", "mm", { HEAD "X Site Id: 7\r\nl: 2\r\n\r\nxx", MESSAGE } },
	{ "binary line", "mm", { HEAD "\x01\xff\r\nl: 2\r\n\r\nxx", MESSAGE } },
	{ "colon first", "mm", { HEAD ": x\r\nl: 2\r\n\r\nxx", MESSAGE } },
	{ "carriage return first", "mm", { HEAD "\rx\r\nl: 2\r\n\r\nxx", MESSAGE } },
	/* Keepalives */
	{ "line ends", "kmkmk", { "\r\n\r\n", MESSAGE, "\r\n\r\n", MESSAGE, "\n\r" } },
	{ "blanks", "mkm", { MESSAGE, " \t", MESSAGE } },
	/* It is not SIP from its first byte on. */
	{ "HTTP", "f", { "GET / HTTP/1.1\r\n\r\n" ATTACK } },
	{ "HTTP with SIP in it", "f", { "POST / HTTP/1.1\r\nHost: REGISTER sip:a SIP/2.0\r\n\r\n"
					ATTACK } },
	{ "HTTP for a SIP URI", "f", { "POST sip:b HTTP/1.1\r\nl: 0\r\n\r\n" ATTACK } },
	{ "answer of HTTP", "f", { "HTTP/1.1 200 OK\r\n\r\n" ATTACK } },
	{ "line ends before HTTP", "kf", { "\r\n\r\n", "GET / HTTP/1.1\r\n\r\n" ATTACK } },
	{ "TLS", "f", { "\x16\x03\x01\r\n" ATTACK } },
	{ "JSON", "f", { "{\"a\":1}\r\n" ATTACK } },
	{ "blank first", "f", { " " ATTACK } },
	{ "line first", "f", { "x\r\n" ATTACK } },
	{ "SSH", "f", { "SSH-2.0-x\r\n" ATTACK } },
	{ "no URI", "f", { "OPTIONS  SIP/2.0\r\n\r\n" ATTACK } },
	{ "blanks in HTTP", "f", { "GET / x\r\n" ATTACK } },
	{ "four digits", "f", { "SIP/2.0 2000\r\n\r\n" ATTACK } },
	{ "another version", "f", { "OPTIONS sip:b SIP/3.0\r\n\r\n" ATTACK } },
	{ "long method", "f", {
		"a234567890123456789012345678901234567890123456789012345678901234 sip:b SIP/2.0\r\n"
		ATTACK } },
	/* It is no longer SIP alone. */
	{ "HTTP later", "mf", { MESSAGE, "GET / HTTP/1.1\r\n\r\n" ATTACK } },
	{ "HTTP behind junk", "mf", { MESSAGE, "x y\r\nGET / HTTP/1.1\r\n\r\n" ATTACK } },
	{ "answer of HTTP later", "mf", { MESSAGE, "HTTP/1.1 200 OK\r\n\r\n" ATTACK } },
	/* Junk */
	{ "a line", "mnm", { MESSAGE, "garbage\r\n", MESSAGE } },
	{ "lines", "mnm", { MESSAGE, "hello world how are you\r\nx: y\r\n\r\nz\r\n", MESSAGE } },
	{ "binary", "mnm", { MESSAGE, "\x01\x02\xff\xfe", MESSAGE } },
	{ "not at the beginning of a line", "mn", { MESSAGE, "x\r\n- " MESSAGE } },
	{ "words like a start line's", "mnm", {
		MESSAGE, "x: a SIP/2.0\r\nSIP/2.0 200x\r\nsee also SIP/2.0\r\n", MESSAGE } },
	{ "version in a field", "mnm", { MESSAGE, "x y z\r\nSubject : SIP/2.0\r\n", MESSAGE } },
	{ "damaged start line", "mnm", { MESSAGE, "OPTIONS sip:a SIP/3.0\r\nl: 5\r\n\r\nhello",
					 MESSAGE } },
	{ "twice junk", "mnmnm", { MESSAGE, "x\r\n", MESSAGE, "y\r\n", MESSAGE } },
	{ "length of junk", "mnmk", { MESSAGE, "x\r\nl: 5\r\n\r\nhelloy\r\n",
				       "z sip:b SIP/2.0\r\n\r\n", "\r\n" } },
	/* Length not readable, or contradicting */
	{ "no number", "lm", { HEAD "l: five\r\n\r\n", MESSAGE } },
	{ "empty", "lm", { HEAD "l:\r\n\r\n", MESSAGE } },
	{ "two numbers", "lm", { HEAD "l: 1 2\r\n\r\n", MESSAGE } },
	{ "folded number", "lm", { HEAD "l: 1\r\n 2\r\n\r\n", MESSAGE } },
	{ "negative", "lm", { HEAD "l: -1\r\n\r\n", MESSAGE } },
	{ "too large", "lm", { HEAD "l: 99999999999\r\n\r\n", MESSAGE } },
	{ "with a body", "lm", { HEAD TYPED "l: five\r\n\r\nhello\r\n", MESSAGE } },
	{ "contradicting", "lm", { HEAD "l: 5\r\nContent-Length: 6\r\n\r\n", MESSAGE } },
	{ "contradicting by more", "lm", { HEAD "l: 5\r\nl: 33\r\n\r\n" MESSAGE, MESSAGE } },
	{ "contradicting, out of reach", "lm", {
		HEAD "l: 5\r\nContent-Length: 2000000000\r\n\r\nhello\r\n", MESSAGE } },
	{ "contradicting, a message in the body", "lkm", {
		HEAD "l: 111\r\nl: 0\r\n\r\n" ATTACK, "\r\n\r\n", MESSAGE } },
	{ "contradicting, HTTP in the body", "lm", {
		HEAD "l: 36\r\nl: 0\r\n\r\nGET /a/longer/path/to HTTP/1.1\r\n\r\n\r\n", MESSAGE } },
	{ "more than ASCII in junk", "mnm", {
		MESSAGE, "SIP/2.0 799 no\r\nX: \xc3\xa9REGISTER sip:a SIP/2.0\r\n\r\n", MESSAGE } },
	{ "HTTP behind more than ASCII", "mnm", {
		MESSAGE, "SIP/2.0 799 no\r\nX: \xc3\xa9GET / HTTP/1.1\r\n\r\n", MESSAGE } },
	{ "contradicting, body", "lm", { HEAD TYPED "l: 0\r\nl: 7\r\n\r\nhello\r\n", MESSAGE } },
	{ "and more junk", "lm", { HEAD TYPED "l: x\r\n\r\nhello\r\n\r\ny\r\n", MESSAGE } },
	{ "status line in a body", "lm", { HEAD TYPED "l: x\r\n\r\nSIP/2.0 200 OK\r\n", MESSAGE } },
	{ "first in a stream", "lmm", { HEAD "l: x\r\n\r\n", MESSAGE, MESSAGE } },
	/* What looks like a message in a body */
	{ "in a body", "mm", { HEAD "l: 111\r\n\r\n" ATTACK "\r\n\r\n", MESSAGE } },
	{ "in a body behind junk", "mnmm", { MESSAGE, "x\r\n", HEAD "l: 111\r\n\r\n" ATTACK
					     "\r\n\r\n", MESSAGE } },
	{ "in the body of a damaged message", "mnm", {
		MESSAGE, "OPTIONS sip:a SIP/3.0\r\nl: 111\r\n\r\n" ATTACK "\r\n\r\n", MESSAGE } },
	{ "at a length that is contradicted", "lkm", {
		HEAD TYPED "l: 0\r\nl: 111\r\n\r\n" ATTACK, "\r\n\r\n", MESSAGE } },
	{ "in the body of a possible message", "lm", {
		HEAD TYPED "l: 9\r\nl: 200\r\n\r\nhello\r\n\r\n" HEAD "l: 111\r\n\r\n" ATTACK
		"\r\n\r\n", MESSAGE } },
};

static void stream_desc(const struct stream *stream, char *desc)
{
	sip_test_desc(desc, stream->name);
}

KUNIT_ARRAY_PARAM(stream, streams, stream_desc);

/* What has been found in a stream so far */
struct found {
	unsigned int n;
	char kinds[MAX_PIECES + 1];
	unsigned int lens[MAX_PIECES];
};

static char kind_of(struct sip_framed framed)
{
	static const char faults[] = {
		[SIP_FRAME_NO_FAULT] = 'u', [SIP_FRAME_NO_SIP] = 'n',
		[SIP_FRAME_BAD_LENGTH] = 'l', [SIP_FRAME_TOO_LONG] = 't',
	};
	static const char kinds[] = {
		[SIP_FRAME_WAIT] = 'w', [SIP_FRAME_KEEPALIVE] = 'k', [SIP_FRAME_MESSAGE] = 'm',
		[SIP_FRAME_FOREIGN] = 'f',
	};

	return framed.kind == SIP_FRAME_UNREAD ? faults[framed.fault] : kinds[framed.kind];
}

/*
 * What is not read is one with what precedes it, if that is not read either. How much has passed
 * before it was known to be foreign depends on the pieces.
 */
static void add(struct kunit *test, struct found *found, char kind, unsigned int len)
{
	char last = found->n ? found->kinds[found->n - 1] : 0;

	if ((kind == 'u' && last && strchr("unlt", last)) || (kind == last && strchr("kf", kind))) {
		found->lens[found->n - 1] += len;
		return;
	}
	if (kind == 'f' && last && strchr("un", last)) {
		found->kinds[found->n - 1] = kind;
		found->lens[found->n - 1] += len;
		return;
	}
	KUNIT_ASSERT_LT(test, found->n, MAX_PIECES);
	found->kinds[found->n] = kind;
	found->lens[found->n++] = len;
}

/* The bytes from @off to @len have come. Return: where those begin that are withheld */
static unsigned int feed(struct kunit *test, struct sip_frame *frame, struct found *found,
			 const char *p, unsigned int off, unsigned int len)
{
	struct sip_framed framed;

	while (off < len) {
		framed = sip_frame_read(frame, p + off, len - off);
		if (framed.kind == SIP_FRAME_WAIT)
			break;
		KUNIT_ASSERT_LE(test, framed.len, len - off);
		add(test, found, kind_of(framed), framed.len);
		off += framed.len;
	}
	return off;
}

static struct sip_span stream_text(struct kunit *test, const struct stream *stream)
{
	char *text = kunit_kzalloc(test, 4096, GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, text);
	for (i = 0; stream->pieces[i]; i++)
		strcat(text, stream->pieces[i]);
	return sip_test_span(test, text);
}

static void expect(struct kunit *test, const struct stream *stream, struct found *found,
		   unsigned int withheld)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, withheld, 0);
	KUNIT_EXPECT_EQ_MSG(test, strcmp(found->kinds, stream->want), 0, "found %s", found->kinds);
	for (i = 0; i < found->n && stream->pieces[i]; i++)
		KUNIT_EXPECT_EQ_MSG(test, found->lens[i], strlen(stream->pieces[i]), "piece %u", i);
}

static void at_once(struct kunit *test)
{
	const struct stream *stream = test->param_value;
	struct sip_span s = stream_text(test, stream);
	struct sip_frame frame = {};
	struct found found = {};

	expect(test, stream, &found, s.len - feed(test, &frame, &found, s.p, 0, s.len));
}

/* In whichever two pieces it comes, and a byte at a time */
static void in_pieces(struct kunit *test)
{
	const struct stream *stream = test->param_value;
	struct sip_span s = stream_text(test, stream);
	struct sip_frame frame;
	unsigned int cut, off;
	struct found found;

	for (cut = 1; cut < s.len; cut++) {
		frame = (struct sip_frame){};
		found = (struct found){};
		off = feed(test, &frame, &found, s.p, 0, cut);
		off = feed(test, &frame, &found, s.p, off, s.len);
		expect(test, stream, &found, s.len - off);
	}
	frame = (struct sip_frame){};
	found = (struct found){};
	for (cut = 1, off = 0; cut <= s.len; cut++)
		off = feed(test, &frame, &found, s.p, off, cut);
	expect(test, stream, &found, s.len - off);
}

/*
 * Whatever is let go before it is whole, what looks like a message in a body is not read: nobody
 * who can make a sender pause can make that happen.
 */
static void let_go(struct kunit *test)
{
	const struct stream *stream = test->param_value;
	struct sip_span s = stream_text(test, stream);
	unsigned int cut, off, i, last;
	struct sip_frame frame;
	struct found found;

	for (cut = 1; cut < s.len; cut++) {
		frame = (struct sip_frame){};
		found = (struct found){};
		off = feed(test, &frame, &found, s.p, 0, cut);
		if (off < cut) {
			add(test, &found, 'u', cut - off);
			sip_frame_pass(&frame, cut - off);
		}
		off = feed(test, &frame, &found, s.p, cut, s.len);
		for (i = 0, last = 0; i < found.n; last += found.lens[i++])
			if (found.kinds[i] == 'm')
				KUNIT_EXPECT_TRUE_MSG(test, strncmp(s.p + last, "REGISTER", 8),
						      "cut at %u", cut);
	}
}

/* The same of what is no text */
static void zero_bytes(struct kunit *test)
{
	static const char stream[] = "\r\n" MESSAGE "\0\0" MESSAGE "\r\n\0" MESSAGE "\0";
	static const char foreign[] = "\0" MESSAGE;
	struct sip_frame frame = {};
	struct found found = {};
	unsigned int off = feed(test, &frame, &found, stream, 0, sizeof(stream) - 1);

	KUNIT_EXPECT_EQ(test, off, sizeof(stream) - 1);
	KUNIT_EXPECT_EQ_MSG(test, strcmp(found.kinds, "kmkmkmk"), 0, "found %s", found.kinds);
	frame = (struct sip_frame){};
	KUNIT_EXPECT_EQ(test, sip_frame_read(&frame, foreign, sizeof(foreign) - 1).kind,
			SIP_FRAME_FOREIGN);
}

/* Junk is not withheld, what may be the beginning of a start line is. */
static void withheld(struct kunit *test)
{
	static const struct {
		const char *text;
		unsigned int withheld;
	} tails[] = {
		{ "I", 1 }, { "INVITE", 6 }, { "INVITE sip:b SIP/2.0\r", 21 }, { "SIP/2.0 1", 9 },
		{ "x\r\nINVITE", 6 }, { "x\r\nINVITE s", 8 }, { "x\r\nINVITE /", 0 },
		{ "x\r\nGET / HTT", 0 }, { "x\r\nhello, you", 0 }, { "x\r\nContent-Length:", 0 },
		{ "x y", 3 }, { "x y z", 5 }, { "x y HTTP/", 9 }, { "x, y", 0 },
		{ "x\r\nsee also SIP", 0 }, { "x\r\n \r\n", 0 }, { "\xffZ", 1 },
	};
	struct sip_frame frame;
	struct found found;
	unsigned int i, len;
	struct sip_span s;

	for (i = 0; i < ARRAY_SIZE(tails); i++) {
		frame = (struct sip_frame){};
		found = (struct found){};
		feed(test, &frame, &found, MESSAGE, 0, strlen(MESSAGE));
		s = sip_test_span(test, tails[i].text);
		len = s.len - feed(test, &frame, &found, s.p, 0, s.len);
		KUNIT_EXPECT_EQ_MSG(test, len, tails[i].withheld, "%s", tails[i].text);
	}
}

/* A message that has been let go is followed by others. */
static void goes_on(struct kunit *test)
{
	static const char text[] = HEAD "l: 9\r\n\r\n123456789" MESSAGE;
	unsigned int cut, off, whole = strlen(text) - strlen(MESSAGE);
	struct sip_frame frame;
	struct found found;

	for (cut = strlen("OPTIONS sip:b@example.com SIP/2.0\r\n"); cut < whole; cut++) {
		frame = (struct sip_frame){};
		found = (struct found){};
		off = feed(test, &frame, &found, text, 0, cut);
		KUNIT_EXPECT_EQ(test, off, 0);
		sip_frame_pass(&frame, cut);
		off = feed(test, &frame, &found, text, cut, strlen(text));
		KUNIT_EXPECT_EQ(test, off, strlen(text));
		KUNIT_EXPECT_EQ_MSG(test, strcmp(found.kinds, "um"), 0, "%u: %s", cut, found.kinds);
	}
	/* Junk without a line end */
	frame = (struct sip_frame){};
	found = (struct found){};
	feed(test, &frame, &found, MESSAGE, 0, strlen(MESSAGE));
	KUNIT_EXPECT_EQ(test, feed(test, &frame, &found, "ping", 0, 4), 0);
	sip_frame_pass(&frame, 4);
	feed(test, &frame, &found, MESSAGE, 0, strlen(MESSAGE));
	KUNIT_EXPECT_EQ_MSG(test, strcmp(found.kinds, "mm"), 0, "found %s", found.kinds);
	/* The first line of a stream */
	frame = (struct sip_frame){};
	found = (struct found){};
	KUNIT_EXPECT_EQ(test, feed(test, &frame, &found, MESSAGE, 0, 9), 0);
	sip_frame_pass(&frame, 9);
	feed(test, &frame, &found, MESSAGE MESSAGE, 9, 2 * strlen(MESSAGE));
	KUNIT_EXPECT_EQ_MSG(test, strcmp(found.kinds, "um"), 0, "found %s", found.kinds);
}

/* It is known where it ends, so that what follows is read again. */
static void too_long(struct kunit *test)
{
	static const char head[] = HEAD "l: 100000\r\n\r\n";
	unsigned int len = strlen(head) + 100000 + strlen(MESSAGE), off;
	char *buf = kunit_kzalloc(test, len, GFP_KERNEL);
	struct sip_frame frame = {};
	struct found found = {};

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memcpy(buf, head, strlen(head));
	memcpy(buf + len - strlen(MESSAGE), MESSAGE, strlen(MESSAGE));
	KUNIT_EXPECT_EQ(test, feed(test, &frame, &found, buf, 0, strlen(head)), strlen(head));
	off = feed(test, &frame, &found, buf, strlen(head), len);
	KUNIT_EXPECT_EQ(test, off, len);
	KUNIT_EXPECT_EQ_MSG(test, strcmp(found.kinds, "tm"), 0, "found %s", found.kinds);
}

/* A header section that is too long to be withheld, and the body behind it */
static void long_head(struct kunit *test)
{
	static const char rest[] = "\r\nl: 111\r\n\r\n" ATTACK "\r\n\r\n" MESSAGE;
	unsigned int len = 3 * SIP_MSG_MAX_LEN, off, step, n;
	char *buf = kunit_kmalloc(test, len, GFP_KERNEL);
	struct sip_frame frame;
	struct found found;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset(buf, 'a', len);
	memcpy(buf, HEAD "x:", strlen(HEAD "x:"));
	memcpy(buf + len - strlen(rest), rest, strlen(rest));
	for (step = 1000; step <= len; step += 40000) {
		frame = (struct sip_frame){};
		found = (struct found){};
		for (off = 0, n = step; n < len; n += step)
			off = feed(test, &frame, &found, buf, off, n);
		KUNIT_EXPECT_EQ(test, feed(test, &frame, &found, buf, off, len), len);
		KUNIT_EXPECT_EQ_MSG(test, found.lens[found.n - 1], strlen(MESSAGE), "found %s",
				    found.kinds);
		KUNIT_EXPECT_EQ(test, found.n, 2);
	}
}

static void long_line(struct kunit *test)
{
	char *buf = kunit_kmalloc(test, SIP_START_MAX_LEN + 1, GFP_KERNEL);
	struct sip_frame frame = {};

	KUNIT_ASSERT_NOT_NULL(test, buf);
	memset(buf, 'a', SIP_START_MAX_LEN + 1);
	memcpy(buf, "INVITE ", 7);
	KUNIT_EXPECT_EQ(test, sip_frame_read(&frame, buf, SIP_START_MAX_LEN).kind, SIP_FRAME_WAIT);
	KUNIT_EXPECT_EQ(test, sip_frame_read(&frame, buf, SIP_START_MAX_LEN + 1).kind,
			SIP_FRAME_FOREIGN);
}

/* How many header fields there are does not matter. */
static void many_fields(struct kunit *test)
{
	char *buf = kunit_kzalloc(test, 8192, GFP_KERNEL);
	struct sip_frame frame = {};
	struct found found = {};
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	strcpy(buf, HEAD);
	for (i = 0; i < 1000; i++)
		strcat(buf, "x: y\r\n");
	strcat(buf, "l: 5\r\n\r\nhello" MESSAGE);
	KUNIT_EXPECT_EQ(test, feed(test, &frame, &found, buf, 0, strlen(buf)), strlen(buf));
	KUNIT_EXPECT_EQ_MSG(test, strcmp(found.kinds, "mm"), 0, "found %s", found.kinds);
}

static void counts(struct kunit *test)
{
	static const char text[] = MESSAGE "x\r\n" MESSAGE "\r\n" MESSAGE "y\r\n" MESSAGE "z\r\n";
	struct sip_frame frame = {};
	struct found found = {};

	feed(test, &frame, &found, text, 0, strlen(text));
	KUNIT_EXPECT_EQ(test, frame.resyncs, 2);
	KUNIT_EXPECT_TRUE(test, sip_frame_searches(&frame));
}

/* They are no part of HTTP's name, either. */
static void http_and_zero_bytes(struct kunit *test)
{
	static const char text[] = "x y HTTP/\0\0\0\0\0\0\0 SIP/2.0\n";
	struct sip_frame frame = {};
	unsigned int i;

	for (i = 0; i < sizeof(text); i++)
		sip_frame_read(&frame, text, i);
	KUNIT_EXPECT_EQ(test, sip_frame_read(&frame, text, sizeof(text)).kind, SIP_FRAME_WAIT);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(at_once, stream_gen_params),
	KUNIT_CASE_PARAM(in_pieces, stream_gen_params),
	KUNIT_CASE_PARAM(let_go, stream_gen_params),
	KUNIT_CASE(zero_bytes),
	KUNIT_CASE(withheld),
	KUNIT_CASE(goes_on),
	KUNIT_CASE(too_long),
	KUNIT_CASE(long_head),
	KUNIT_CASE(long_line),
	KUNIT_CASE(many_fields),
	KUNIT_CASE(counts),
	KUNIT_CASE(http_and_zero_bytes),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_frame",
	.test_cases = cases,
};

kunit_test_suite(suite);
