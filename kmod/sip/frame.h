/* SPDX-License-Identifier: GPL-2.0 */
/* Where a message in a stream ends, when the stream comes in pieces: RFC 3261 section 18.3. */
#ifndef SIPNAT_SIP_FRAME_H
#define SIPNAT_SIP_FRAME_H

#include "msg.h"

/* A start line longer than that is no SIP. */
#define SIP_FRAME_MAX_LINE	8192

enum sip_frame_stage {
	SIP_FRAME_START_LINE,
	SIP_FRAME_FIELDS,
	SIP_FRAME_BODY,
};

/**
 * struct sip_frame - how far one message of a stream is known; all zero before its first byte
 * @stage: what is looked for the end of
 * @scanned: bytes that need not be looked at again
 * @len: of the whole message, from SIP_FRAME_BODY on
 */
struct sip_frame {
	enum sip_frame_stage stage;
	unsigned int scanned;
	unsigned int len;
};

/**
 * sip_frame_gap - how many bytes there are before the next message
 *
 * Line ends, which keep the connection open (RFC 5626 section 3.5.1) or mean nothing (RFC 3261
 * section 7.5).
 */
unsigned int sip_frame_gap(const char *buf, unsigned int len);

/**
 * sip_frame_read - look for the end of a message
 * @frame: goes with the message's bytes: what was found out with fewer of them
 * @buf: the message's first byte, behind any gap
 * @len: bytes there are by now
 * @msg: room to work in; means nothing afterwards
 *
 * All calls for one message together look at each byte a constant number of times, in however many
 * pieces it comes.
 *
 * Return: SIP_OK and the message's length; SIP_MORE; SIP_BAD with offset 0 if this is no SIP, with
 * another one if nobody can tell where the message ends. A message that is too long to be read is
 * SIP_OK as soon as its length is known, so that the length can be more than @len; otherwise it
 * never is.
 */
struct sip_parsed sip_frame_read(struct sip_frame *frame, const char *buf, unsigned int len,
				 struct sip_msg *msg);

#endif
