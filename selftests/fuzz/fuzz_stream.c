// SPDX-License-Identifier: GPL-2.0
/*
 * A stream of messages with whatever between them, in whatever segments. A program of three bytes
 * an instruction writes it, so that it is known which messages there are:
 *
 *  - the same are found whichever way segments cut the stream, and no others where what is
 *    withheld for too long passes;
 *  - all that are there are found, and none within the body of another: what a phone quotes, or
 *    has somebody else's browser send, is never taken for a message (NAT slipstreaming);
 *  - none is found in a stream that does not begin as SIP;
 *  - a stream that is twice as long is twice the work.
 */
#include <stdio.h>
#include <stdlib.h>
#include "rewrite.h"
#include "stream.h"

#define MAX_MESSAGES	4096
/* What is repeated is no longer than that, for the sake of time. */
#define REPEATED_MAX	16384
/* Comparisons a byte, and a segment, at most: three times of what they are. */
#define WORK_PER_BYTE	100
#define WORK_PER_CUT	300

enum op {
	OP_MESSAGE,		/* with a body that holds another one */
	OP_PLAIN,		/* with a body of letters */
	OP_EMPTY,		/* without one */
	OP_LINE_ENDS,
	OP_NULS,
	OP_JUNK,		/* a line of letters, or the rest of one */
	OP_BAD_LINE,		/* a head with a line that has no colon, and a length */
	OP_MANY_FIELDS,		/* a head with more fields than are read, and a length */
	OP_BAD_LENGTH,		/* a length that cannot be read, and no body */
	OP_TWO_LENGTHS,		/* that differ, so that nobody knows which one holds */
	OP_LONG,		/* more than is ever withheld, with others in it */
	OP_REPEAT,		/* what has been written so far */
	OP_COUNT
};

struct script {
	char *text;
	unsigned int len;
	unsigned int nmessages;
	struct found messages[MAX_MESSAGES];
	bool foreign;		/* it does not begin as SIP */
};

static struct script script;
static struct stream whole, cut, hasty;

#define HIDDEN	"\r\n\r\nREGISTER sip:h SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n"		\
		"From: <sip:h>\r\nTo: <sip:h>\r\nCall-ID: h\r\n"			\
		"CSeq: 1 REGISTER\r\nContact: <sip:h@10.2.0.7:5099>\r\n"		\
		"Content-Length: 0\r\n\r\n"

static void write_bytes(const void *p, unsigned int len)
{
	if (len > STREAM_MAX_LEN - script.len)
		len = STREAM_MAX_LEN - script.len;
	memcpy(script.text + script.len, p, len);
	script.len += len;
}

static void write_text(const char *text)
{
	write_bytes(text, strlen(text));
}

static void write_letters(unsigned int seed, unsigned int len)
{
	char c;

	while (len--) {
		c = "aZ: \t;<>@\"=0/"[(seed + len * 7) % 13];
		write_bytes(&c, 1);
	}
}

static void write_head(unsigned int seed)
{
	write_text(seed & 1 ? "INVITE sip:o@198.51.100.4 SIP/2.0\r\n" : "SIP/2.0 200 OK\r\n");
	write_text("Via: SIP/2.0/TCP 10.2.0.7:5060;branch=z9hG4bKs\r\n"
		   "From: <sip:i@a.example>;tag=1\r\nTo: <sip:o@a.example>\r\n"
		   "Call-ID: s\r\n");
	write_text(seed & 1 ? "CSeq: 1 INVITE\r\n" : "CSeq: 1\r\n\tOPTIONS\r\n");
	if (seed & 2)
		write_text("Subject: a\r\n b\r\n");
}

static void write_length(unsigned int len)
{
	char text[48];

	snprintf(text, sizeof(text), "Content-Length: %u\r\n\r\n", len);
	write_text(text);
}

static void message_begins(void)
{
	if (script.nmessages == MAX_MESSAGES)
		die("too many messages");
	script.messages[script.nmessages].off = script.len;
}

static void message_ends(void)
{
	struct found *message = &script.messages[script.nmessages];

	message->len = script.len - message->off;
	/* or what would not fit is missing */
	if (script.len < STREAM_MAX_LEN)
		script.nmessages++;
}

static void write_message(enum op op, unsigned int seed, unsigned int len)
{
	message_begins();
	write_head(seed);
	if (op == OP_MESSAGE) {
		write_length(len + strlen(HIDDEN) * 2);
		write_text(HIDDEN);
		write_letters(seed, len);
		write_text(HIDDEN);
	} else {
		write_length(op == OP_PLAIN ? len : 0);
		write_letters(seed, op == OP_PLAIN ? len : 0);
	}
	message_ends();
}

/* It is known where they end. */
static void write_bad_head(enum op op, unsigned int seed, unsigned int len)
{
	unsigned int i;

	message_begins();
	write_head(seed);
	if (op == OP_BAD_LINE)
		write_text(seed & 4 ? "owl\r\n" : "X Hall Id: 4\r\n");
	for (i = 0; op == OP_MANY_FIELDS && i < SIP_MSG_MAX_HDRS; i++)
		write_text("a: b\r\n");
	write_length(len + strlen(HIDDEN));
	write_letters(seed, len);
	write_text(HIDDEN);
	message_ends();
}

/* The larger one may be somebody else's, as may be the smaller one. */
static void write_two_lengths(unsigned int seed, unsigned int len)
{
	char text[64];

	write_head(seed);
	snprintf(text, sizeof(text), "Content-Type: a/b\r\nl: %u\r\n",
		 seed & 4 ? 0U : len + (unsigned int)strlen(HIDDEN));
	write_text(text);
	write_length(seed & 4 ? len + strlen(HIDDEN) : 0);
	write_letters(seed, len);
	write_text(HIDDEN);
}

static void write_long(unsigned int seed, unsigned int len)
{
	unsigned int end = SIP_MSG_MAX_LEN + len;

	if (script.len > REPEATED_MAX)
		return;
	write_head(seed);
	write_length(end);
	for (end += script.len; script.len + strlen(HIDDEN) <= end;)
		write_text(HIDDEN);
	write_letters(seed, end - script.len);
}

/* Which takes the messages with it */
static void repeat(unsigned int times)
{
	unsigned int len = script.len, n = script.nmessages, i, at;

	while (times-- && script.nmessages + n < MAX_MESSAGES && script.len + len < REPEATED_MAX) {
		at = script.len;
		write_bytes(script.text, len);
		for (i = 0; i < n; i++, script.nmessages++) {
			script.messages[script.nmessages] = script.messages[i];
			script.messages[script.nmessages].off += at;
		}
	}
}

static void write_op(u8 op, u8 seed, unsigned int len)
{
	static const char nuls[256];

	switch (op % OP_COUNT) {
	case OP_MESSAGE:
	case OP_PLAIN:
	case OP_EMPTY:
		write_message(op % OP_COUNT, seed, len);
		break;
	case OP_LINE_ENDS:
		write_text(seed & 1 ? "\r\n\r\n" : "\n");
		break;
	case OP_NULS:
		write_bytes(nuls, 1 + len % 8);
		break;
	case OP_JUNK:
		write_letters(seed, len);
		/* a message that begins within a line is none */
		write_text("\r\n");
		break;
	case OP_BAD_LINE:
	case OP_MANY_FIELDS:
		write_bad_head(op % OP_COUNT, seed, len);
		break;
	case OP_BAD_LENGTH:
		write_head(seed);
		write_text("Content-Length: owl\r\n\r\n");
		break;
	case OP_TWO_LENGTHS:
		write_two_lengths(seed, len);
		break;
	case OP_LONG:
		write_long(seed, len);
		break;
	case OP_REPEAT:
		repeat(seed);
		break;
	}
}

/* What a browser can be made to send to any port, and other protocols. */
static void write_foreign(u8 which)
{
	static const char * const first[] = {
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"\x16\x03\x01\x02",
		"REGISTER sip:a HTTP/1.1\r\n\r\n",
		"SSH-2.0-a\r\n",
		"SIP/2.0\r\n",
		"{}\r\n",
		"SIP /2.0 200 OK\r\n",
	};

	write_text(first[which % ARRAY_SIZE(first)]);
	script.foreign = true;
}

static void script_run(const u8 *data, size_t size)
{
	script.len = 0;
	script.nmessages = 0;
	script.foreign = false;
	if (*data & 1)
		write_foreign(*data >> 1);
	else
		/* what begins otherwise is foreign, too */
		write_message(OP_EMPTY, *data >> 1, 0);
	for (data++, size--; size >= 3; data += 3, size -= 3)
		write_op(data[0], data[1], data[2]);
}

static void compare_found(const char *what, const struct found *want, unsigned int nwant,
			  const struct found *got, unsigned int ngot)
{
	unsigned int i;

	for (i = 0; i < nwant || i < ngot; i++) {
		if (i < nwant && i < ngot && want[i].off == got[i].off && want[i].len == got[i].len)
			continue;
		die("%s: message %u: %u bytes at %u, want %u at %u", what, i,
		    i < ngot ? got[i].len : 0, i < ngot ? got[i].off : 0,
		    i < nwant ? want[i].len : 0, i < nwant ? want[i].off : 0);
	}
}

/* Segments as long as the bytes of the script say: a few bytes, or a lot, or both in turn */
static void take_cut(const u8 *data, size_t size)
{
	unsigned int ncuts = 0, i = 0, n;
	u64 before = stream_work(), work;

	stream_init(&cut, script.text, script.len);
	while (cut.here < cut.len) {
		n = data[i++ % size];
		n = n < 128 ? 1 + n % 16 : (n - 127) * 16;
		/* not too many, which would only take time */
		stream_take(&cut, max(n, script.len / 16384));
		ncuts++;
	}
	work = stream_work() - before;
	if (work > (u64)WORK_PER_BYTE * script.len + (u64)WORK_PER_CUT * ncuts)
		die("%llu comparisons for %u bytes in %u segments", (unsigned long long)work,
		    script.len, ncuts);
}

/* What is found only in haste is the rest of a message that has passed up to @passed. */
static void check_hasty(const struct found *got, const struct found *message, unsigned int passed)
{
	if (message && got->off == passed && got->off + got->len == message->off + message->len &&
	    !memchr(script.text + message->off, '\n', got->off - message->off))
		return;
	die("hasty: %u bytes at %u", got->len, got->off);
}

/*
 * What is withheld may pass at any time, when a timer ends or memory does. What comes then may be
 * another line: programs send words to keep a connection open.
 */
static void take_hastily(const u8 *data, size_t size)
{
	unsigned int i = 0, j = 0, passed = 0, checked = 0;
	const struct found *got;

	stream_init(&hasty, script.text, script.len);
	while (hasty.here < hasty.len) {
		stream_take(&hasty, max(1U + data[i++ % size], script.len / 4096));
		for (; checked < hasty.nfound; checked++) {
			got = &hasty.found[checked];
			while (j < whole.nfound &&
			       whole.found[j].off + whole.found[j].len < got->off + got->len)
				j++;
			if (j == whole.nfound || whole.found[j].off != got->off ||
			    whole.found[j].len != got->len)
				check_hasty(got, j < whole.nfound ? &whole.found[j] : NULL, passed);
		}
		if (data[i % size] & 4) {
			stream_pass(&hasty);
			passed = hasty.read;
		}
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (!size)
		return 0;
	script.text = malloc(STREAM_MAX_LEN);
	script_run(data, size);
	script.text = realloc(script.text, script.len);
	stream_init(&whole, script.text, script.len);
	stream_take(&whole, script.len);
	take_cut(data, size);
	take_hastily(data, size);
	compare_found("cut", whole.found, whole.nfound, cut.found, cut.nfound);
	if (script.foreign)
		compare_found("foreign", NULL, 0, whole.found, whole.nfound);
	else
		compare_found("whole", script.messages, script.nmessages, whole.found,
			      whole.nfound);
	free(script.text);
	return 0;
}
