// SPDX-License-Identifier: GPL-2.0
/* A whole message, as a datagram and as what a stream begins with. */
#include <stdlib.h>
#include "msg.h"
#include "rewrite.h"
#include "start.h"
#include "stream.h"

/* Copies, so that what is read behind the end is seen. */
static enum sip_status stream_status(const char *text, unsigned int len, unsigned int *off)
{
	static struct sip_msg msg;
	char *copy = malloc(len ?: 1);
	struct sip_parsed parsed;

	if (!copy)
		die("no memory");
	memcpy(copy, text, len);
	parsed = sip_msg_parse(copy, len, SIP_FRAMING_STREAM, &msg);
	if (parsed.off > len)
		die("consumed %u of %u", parsed.off, len);
	*off = parsed.off;
	free(copy);
	return parsed.status;
}

/*
 * However segments cut a stream, the message in it is the same: what comes behind it does not
 * matter, and of less of it than all the parser wants more.
 */
static void stream_check(const char *text, unsigned int len)
{
	unsigned int off, cut, cut_off;

	if (stream_status(text, len, &off) != SIP_OK)
		return;
	if (stream_status(text, off, &cut_off) != SIP_OK || cut_off != off)
		die("%u bytes of %u are a message only with what follows", off, len);
	for (cut = 0; cut < off; cut += 1 + off / 256)
		if (stream_status(text, cut, &cut_off) != SIP_MORE)
			die("%u of %u bytes are not taken for a beginning", cut, off);
}

static void same_found(const struct stream *a, const struct stream *b)
{
	if (a->nfound != b->nfound || a->foreign != b->foreign ||
	    memcmp(a->found, b->found, a->nfound * sizeof(*a->found)))
		die("%u messages in one piece, %u in many", a->nfound, b->nfound);
}

/* Less is taken for a start line where nobody has said that one comes. */
static bool is_start(const char *text, unsigned int len)
{
	enum sip_start_verdict verdict = SIP_START_MAYBE;
	struct sip_start start;
	unsigned int i;

	sip_start_begin(&start, false);
	for (i = 0; i < len && verdict == SIP_START_MAYBE; i++)
		verdict = sip_start_step(&start, text[i]);
	return verdict == SIP_START_WHOLE;
}

/* What is found in a stream is the same in whatever pieces, and what the parser says. */
static void frame_check(const char *text, unsigned int len)
{
	static struct stream whole, pieces;
	unsigned int off;

	stream_init(&whole, text, len);
	stream_take(&whole, len);
	stream_init(&pieces, text, len);
	while (pieces.here < len)
		stream_take(&pieces, 1 + len / 512);
	same_found(&whole, &pieces);
	if (stream_status(text, len, &off) == SIP_OK && is_start(text, len) &&
	    (!whole.nfound || whole.found->off || whole.found->len != off))
		die("a message of %u bytes is not found", off);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	char *text = malloc(size ?: 1);

	if (!text)
		die("no memory");
	memcpy(text, data, size);
	rewrite_check(text, size, see_datagram);
	unread_check(text, size, see_datagram);
	rewrite_check(text, size, see_stream);
	unread_check(text, size, see_stream);
	stream_check(text, size);
	frame_check(text, size);
	free(text);
	return 0;
}
