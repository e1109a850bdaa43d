// SPDX-License-Identifier: GPL-2.0
/* A whole message, as a datagram and as what a stream begins with. */
#include <stdlib.h>
#include "msg.h"
#include "rewrite.h"

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
	free(text);
	return 0;
}
