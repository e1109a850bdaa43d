/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where messages in a stream begin and end: RFC 3261 section 18.3. The stream comes in pieces, and
 * some of it may be no message.
 *
 * A message begins with its start line. Its header section ends with the first empty line, and
 * Content-Length says how long the body behind it is; without one there is no body. All other
 * lines of the header section may be anything, and as many as they like.
 *
 * What is no message is passed over: line ends, blanks and zero bytes between messages, which keep
 * connections open (RFC 5626 section 3.5.1, and what programs send beside that), and anything else
 * up to where the next message begins. Reading resumes at a start line at the beginning of a line;
 * a byte that is no text ends a line, too. Since this can be made to happen on purpose, by who
 * wants a firewall to take the contents of a message for a message (NAT slipstreaming), four rules
 * hold:
 *
 * 1. The first line of a stream must be a start line, with nothing but line ends before it, or the
 *    stream is never read. A browser cannot be brought to send that: what it sends begins with a
 *    method and a path of HTTP, or is TLS, STUN or TURN.
 *
 * 2. A line of HTTP where a message is looked for ends reading for good: the stream is not, or is
 *    no longer, SIP alone.
 *
 * 3. A body of known length is never searched. This holds as well for what only resembles a
 *    message, since its start line is damaged: a Content-Length in front of an empty line counts
 *    wherever it stands. It holds for a message that is too long to be withheld, or that could not
 *    be withheld for as long as it took to come: its lines and its body are counted all the same.
 *
 * 4. Where a message has several Content-Length fields that do not agree, somebody may have added
 *    one, as the headers and the body of a SIP URI allow (RFC 3261 section 19.1.1). As far as the
 *    largest of them reaches, what looks like a message may be in the body, or may not: it is
 *    passed by as a whole, so that its own body is not searched either, but not read; nor does a
 *    line of HTTP mean anything there. A length that no message can have is none, and one that
 *    leaves no room for a message does no harm. If no Content-Length is readable, then whoever
 *    wrote the message wrote that, and the next start line is taken.
 */
#ifndef SIPNAT_SIP_FRAME_H
#define SIPNAT_SIP_FRAME_H

#include "fields.h"
#include "msg.h"
#include "start.h"

/**
 * enum sip_frame_stage - what the next byte belongs to
 * @SIP_FRAME_GAP: nothing yet: a message has ended, or none has begun
 * @SIP_FRAME_JUNK: a line that may become a start line, and else is no part of a message
 * @SIP_FRAME_HEAD: a header section
 * @SIP_FRAME_BODY: a body
 * @SIP_FRAME_END: a stream that is not, or no longer, SIP alone
 */
enum sip_frame_stage {
	SIP_FRAME_GAP,
	SIP_FRAME_JUNK,
	SIP_FRAME_HEAD,
	SIP_FRAME_BODY,
	SIP_FRAME_END,
};

/**
 * struct sip_frame - how far a stream is known; all zero before its first byte
 * @stage: see there
 * @began: its first line was a start line
 * @first: in SIP_FRAME_JUNK: the line follows a message, and may well be a start line
 * @found: the message's start line was found by a search
 * @unread: the message passes as it comes
 * @fresh: in SIP_FRAME_JUNK: a start line may begin with the next byte
 * @in_text: in SIP_FRAME_JUNK: there is text in the line
 * @told: that what is here is no SIP was said since the last message
 * @seen: bytes that were looked at, and are withheld
 * @line: where in these the current line begins
 * @end: where the message ends, counted from the first byte that has not passed
 * @blind: up to where nothing is read that begins before it, counted likewise
 * @resyncs: how often a message was found by a search
 * @start: the line, as a start line
 * @paused: likewise, the one that had begun when its sender paused, as long as it may be HTTP's
 * @fields: the header section, or what might be one
 */
struct sip_frame {
	enum sip_frame_stage stage;
	bool began;
	bool first;
	bool found;
	bool unread;
	bool fresh;
	bool in_text;
	bool told;
	unsigned int seen;
	unsigned int line;
	unsigned int end;
	unsigned int blind;
	u32 resyncs;
	struct sip_start start;
	struct sip_start paused;
	struct sip_fields fields;
};

/**
 * enum sip_frame_kind - what bytes of a stream are
 * @SIP_FRAME_WAIT: all of them may be the beginning of a message: more is needed
 * @SIP_FRAME_KEEPALIVE: nothing but line ends, blanks and zero bytes
 * @SIP_FRAME_MESSAGE: a message
 * @SIP_FRAME_UNREAD: no message, or one that is not to be read, or a part of either
 * @SIP_FRAME_FOREIGN: nothing in the stream is to be read any more
 */
enum sip_frame_kind {
	SIP_FRAME_WAIT,
	SIP_FRAME_KEEPALIVE,
	SIP_FRAME_MESSAGE,
	SIP_FRAME_UNREAD,
	SIP_FRAME_FOREIGN,
};

/**
 * enum sip_frame_fault - why bytes are not read
 * @SIP_FRAME_NO_FAULT: this has been said
 * @SIP_FRAME_NO_SIP: no start line
 * @SIP_FRAME_BAD_LENGTH: a message whose Content-Length is not readable, or contradicts another one
 * @SIP_FRAME_TOO_LONG: a message that is too long to be withheld
 */
enum sip_frame_fault {
	SIP_FRAME_NO_FAULT,
	SIP_FRAME_NO_SIP,
	SIP_FRAME_BAD_LENGTH,
	SIP_FRAME_TOO_LONG,
};

/**
 * struct sip_framed - bytes of a stream
 * @kind: what they are
 * @fault: of what is unread or foreign: told once a message, and once for all that is between two
 * @len: how many
 */
struct sip_framed {
	enum sip_frame_kind kind;
	enum sip_frame_fault fault;
	unsigned int len;
};

/**
 * sip_frame_read - look at the next bytes of a stream
 * @frame: goes with the stream
 * @buf: what is behind the bytes that the last call was about
 * @len: bytes there are by now
 *
 * After SIP_FRAME_WAIT, the next call is for the same bytes and what has followed them, unless
 * sip_frame_pass() was called in between. After any other result nothing is remembered of the bytes
 * behind those that it is about. All calls together look at each byte a constant number of times,
 * in however many pieces it comes.
 */
struct sip_framed sip_frame_read(struct sip_frame *frame, const char *buf, unsigned int len);

/**
 * sip_frame_pass - what SIP_FRAME_WAIT was about has passed
 * @len: all of those bytes
 *
 * The message that they begin is not read. Reading goes on behind it; or, if this was only a line
 * that might have become its beginning, with the next byte.
 */
void sip_frame_pass(struct sip_frame *frame, unsigned int len);

/* sip_frame_searches - the next message is looked for in what is none */
bool sip_frame_searches(const struct sip_frame *frame);

#endif
