// SPDX-License-Identifier: GPL-2.0
#include "frame.h"
#include "lex.h"

/* No method is longer, nor is "SIP/2.0". */
#define MAX_TOKEN	64

unsigned int sip_frame_gap(const char *buf, unsigned int len)
{
	unsigned int n = 0;

	while (n < len && (buf[n] == '\r' || buf[n] == '\n'))
		n++;
	return n;
}

static struct sip_parsed result(enum sip_status status, unsigned int off)
{
	return (struct sip_parsed){ .status = status, .off = off };
}

/* What begins otherwise is known not to be SIP before its first line is complete. */
static bool begins_like_sip(const char *buf, unsigned int len)
{
	const char *end = buf + min_t(unsigned int, len, MAX_TOKEN);
	const char *p = sip_skip_class(buf, end, SIP_CLASS_TOKEN);

	if (p == end)
		return len < MAX_TOKEN;
	return p > buf && (*p == ' ' || *p == '/');
}

static struct sip_parsed read_start_line(struct sip_frame *frame, const char *buf,
					 unsigned int len, struct sip_msg *msg)
{
	const char *end = buf + len, *newline;
	struct sip_parsed parsed;

	if (!begins_like_sip(buf, len))
		return result(SIP_BAD, 0);
	newline = sip_find(buf + frame->scanned, end, '\n');
	if (newline - buf >= SIP_FRAME_MAX_LINE)
		return result(SIP_BAD, 0);
	frame->scanned = newline - buf;
	if (newline == end)
		return result(SIP_MORE, len);
	parsed = sip_msg_parse(buf, frame->scanned + 1, SIP_FRAMING_STREAM, msg);
	if (parsed.status != SIP_MORE)
		return result(SIP_BAD, parsed.off);
	frame->stage = SIP_FRAME_FIELDS;
	return parsed;
}

/* Behind the empty line; NULL if there is none yet */
static const char *find_body(struct sip_frame *frame, const char *buf, unsigned int len)
{
	const char *end = buf + len, *p = buf + frame->scanned, *next;

	for (; (p = sip_find(p, end, '\n')) < end; p++) {
		frame->scanned = p - buf;
		next = p + 1;
		if (next < end && *next == '\r')
			next++;
		if (next == end)
			return NULL;
		if (*next == '\n')
			return next + 1;
	}
	frame->scanned = len;
	return NULL;
}

static struct sip_parsed read_fields(struct sip_frame *frame, const char *buf, unsigned int len,
				     struct sip_msg *msg)
{
	const char *body = find_body(frame, buf, len);
	struct sip_parsed parsed;

	if (!body)
		return len < SIP_MSG_MAX_LEN ? result(SIP_MORE, len) : result(SIP_BAD, len);
	parsed = sip_msg_parse(buf, body - buf, SIP_FRAMING_STREAM, msg);
	/* Too long to be read, but not to be passed by. */
	if (!msg->len)
		return result(SIP_BAD, parsed.off ?: 1);
	frame->stage = SIP_FRAME_BODY;
	frame->len = msg->len;
	return result(SIP_OK, msg->len);
}

struct sip_parsed sip_frame_read(struct sip_frame *frame, const char *buf, unsigned int len,
				 struct sip_msg *msg)
{
	struct sip_parsed parsed;

	if (!len)
		return result(SIP_MORE, 0);
	if (frame->stage == SIP_FRAME_START_LINE) {
		parsed = read_start_line(frame, buf, len, msg);
		if (frame->stage == SIP_FRAME_START_LINE)
			return parsed;
	}
	if (frame->stage == SIP_FRAME_FIELDS) {
		parsed = read_fields(frame, buf, len, msg);
		if (frame->stage == SIP_FRAME_FIELDS)
			return parsed;
	}
	if (frame->len <= len || frame->len > SIP_MSG_MAX_LEN)
		return result(SIP_OK, frame->len);
	return result(SIP_MORE, len);
}
