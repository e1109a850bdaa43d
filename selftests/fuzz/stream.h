/* SPDX-License-Identifier: GPL-2.0 */
/* A stream as the kernel module reads it, without packets: what is found in it, and where. */
#ifndef SIPNAT_FUZZ_STREAM_H
#define SIPNAT_FUZZ_STREAM_H

#include "frame.h"

#define STREAM_MAX_LEN	(128 * 1024)
#define STREAM_MAX_FOUND 8192

/* A message that is handed over, to be translated */
struct found {
	unsigned int off;
	unsigned int len;
};

/**
 * struct stream - one direction of a connection
 * @text: all that will ever come
 * @len: bytes of it
 * @here: bytes that have come
 * @read: bytes that are done with
 * @frame: how far it is known
 * @foreign: nothing is read any more
 * @nfound: messages found
 * @found: in their order
 */
struct stream {
	const char *text;
	unsigned int len;
	unsigned int here;
	unsigned int read;
	struct sip_frame frame;
	bool foreign;
	unsigned int nfound;
	struct found found[STREAM_MAX_FOUND];
};

/* stream_init - @text must not be looked at but for what has come, until all of it has */
void stream_init(struct stream *stream, const char *text, unsigned int len);

/* stream_take - @n bytes more come */
void stream_take(struct stream *stream, unsigned int n);

/* stream_pass - what is withheld passes, unread */
void stream_pass(struct stream *stream);

/* stream_work - what has been looked at so far, in comparisons that the compiler knows of */
u64 stream_work(void);

#endif
