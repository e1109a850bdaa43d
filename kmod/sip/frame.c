// SPDX-License-Identifier: GPL-2.0
#include "frame.h"
#include "lex.h"

/* No line that may be a start line */
#define NONE	U32_MAX
/* A body of so many bytes has no room for more of a message than its start line. */
#define SMALL_BODY	32

static struct sip_framed result(enum sip_frame_kind kind, unsigned int len)
{
	return (struct sip_framed){ .kind = kind, .len = len };
}

/* The first @len bytes are done with. */
static struct sip_framed done(struct sip_frame *frame, enum sip_frame_kind kind, unsigned int len)
{
	frame->seen = 0;
	frame->line = 0;
	frame->end -= min(frame->end, len);
	frame->blind -= min(frame->blind, len);
	return result(kind, len);
}

static struct sip_framed unread(struct sip_frame *frame, unsigned int len,
				enum sip_frame_fault fault)
{
	struct sip_framed framed = done(frame, SIP_FRAME_UNREAD, len);

	if (fault != SIP_FRAME_NO_SIP || !frame->told)
		framed.fault = fault;
	frame->told |= fault == SIP_FRAME_NO_SIP;
	if (frame->stage == SIP_FRAME_BODY && !frame->end)
		frame->stage = SIP_FRAME_GAP;
	return framed;
}

static struct sip_framed end_stream(struct sip_frame *frame, unsigned int len,
				    enum sip_frame_fault fault)
{
	struct sip_framed framed = done(frame, SIP_FRAME_FOREIGN, len);

	frame->stage = SIP_FRAME_END;
	framed.fault = frame->first ? SIP_FRAME_NO_SIP : fault;
	return framed;
}

/* Before the first message less is taken for a keepalive: it has to show that this is SIP. */
static unsigned int gap_len(const struct sip_frame *frame, const char *buf, unsigned int len)
{
	unsigned int n;

	for (n = 0; n < len; n++)
		if (buf[n] != '\r' && buf[n] != '\n' &&
		    !(frame->began && (!buf[n] || buf[n] == ' ' || buf[n] == '\t')))
			break;
	return n;
}

/* The next byte begins a line in which no message has begun. */
static void begin_line(struct sip_frame *frame, bool first)
{
	frame->stage = SIP_FRAME_JUNK;
	frame->first = first;
	frame->fresh = true;
	frame->in_text = false;
}

static void begin_search(struct sip_frame *frame, bool first)
{
	begin_line(frame, first);
	sip_fields_begin(&frame->fields);
}

static void begin_head(struct sip_frame *frame, unsigned int line, bool is_read)
{
	frame->stage = SIP_FRAME_HEAD;
	frame->began = true;
	frame->found = !frame->first;
	frame->unread = !is_read;
	frame->line = line;
	frame->resyncs += frame->found && is_read;
	sip_fields_begin(&frame->fields);
	sip_start_begin(&frame->start, true);
}

/*
 * Behind the empty line, at @pos: where does the body end? Return: false if that is not known, and
 * a search begins.
 */
static bool find_end(struct sip_frame *frame, unsigned int pos)
{
	const struct sip_fields *fields = &frame->fields;

	if (!fields->unclear) {
		frame->stage = SIP_FRAME_BODY;
		frame->end = pos + (fields->has_length ? fields->length : 0);
		return true;
	}
	if (fields->largest > SMALL_BODY)
		frame->blind = max(frame->blind, pos + fields->largest);
	begin_search(frame, false);
	return false;
}

/*
 * Note whether the line holds text. Return: a start line may begin behind this byte, which is a
 * line feed, or is no text itself, as zero bytes are, in a line that holds none so far.
 */
static bool line_step(struct sip_frame *frame, char c)
{
	bool text = !(c & 0x80 || sip_is(c, SIP_CLASS_CTL)) && c != ' ';

	frame->in_text = c != '\n' && (frame->in_text || text);
	return !frame->in_text && c != ' ' && c != '\t' && c != '\r';
}

/**
 * struct search - for a start line
 * @line: where one may begin that would be withheld, or NONE
 * @fields: what was known of fields there
 */
struct search {
	unsigned int line;
	struct sip_fields fields;
};

/* What precedes the line passes first; the line is looked at again. */
static struct sip_framed pass_before(struct sip_frame *frame, const struct search *search,
				     enum sip_frame_fault fault)
{
	frame->fresh = true;
	frame->fields = search->fields;
	return unread(frame, search->line, fault);
}

static struct sip_framed read_junk(struct sip_frame *frame, const char *buf, unsigned int len)
{
	struct search search = { .line = frame->seen ? 0 : NONE, .fields = frame->fields };
	enum sip_frame_fault fault = SIP_FRAME_NO_FAULT;
	enum sip_start_verdict verdict;
	bool ended, is_http;
	unsigned int pos;

	for (pos = frame->seen; pos < len; pos++) {
		if (frame->fresh) {
			frame->fresh = false;
			sip_start_begin(&frame->start, !frame->first);
			search.line = pos < frame->blind ? NONE : pos;
			search.fields = frame->fields;
		}
		verdict = sip_start_step(&frame->start, buf[pos]);
		is_http = sip_start_step(&frame->paused, buf[pos]) == SIP_START_HTTP ||
			  verdict == SIP_START_HTTP;
		if (is_http && pos >= frame->blind)
			return end_stream(frame, len, fault);
		if (verdict == SIP_START_WHOLE && search.line && search.line != NONE)
			return pass_before(frame, &search, fault);
		if (verdict == SIP_START_WHOLE) {
			begin_head(frame, pos + 1, search.line != NONE);
			frame->seen = pos + 1;
			return frame->unread ? unread(frame, pos + 1, fault) :
					       result(SIP_FRAME_WAIT, 0);
		}
		if (verdict == SIP_START_NO) {
			search.line = NONE;
			if (!frame->began)
				return end_stream(frame, len, fault);
			if (frame->first)
				fault = SIP_FRAME_NO_SIP;
			frame->first = false;
		}
		ended = sip_fields_step(&frame->fields, buf[pos]);
		if (ended && (frame->fields.has_length || frame->fields.unclear)) {
			frame->unread = true;
			find_end(frame, pos + 1);
			return unread(frame, pos + 1, fault);
		}
		if (ended)
			sip_fields_begin(&frame->fields);
		frame->fresh = line_step(frame, buf[pos]) && verdict == SIP_START_NO;
	}
	if (search.line == NONE)
		return unread(frame, len, fault);
	if (search.line)
		return pass_before(frame, &search, fault);
	frame->seen = len;
	return result(SIP_FRAME_WAIT, len);
}

/* The line at frame->line is a start line: what was taken for a message before it is none. */
static struct sip_framed begin_again(struct sip_frame *frame)
{
	begin_search(frame, false);
	frame->resyncs--;
	return unread(frame, frame->line, SIP_FRAME_NO_FAULT);
}

/* A byte of a header section. Return: it is the last one */
static bool head_step(struct sip_frame *frame, char c, unsigned int pos, bool *again)
{
	enum sip_start_verdict verdict = SIP_START_NO;

	/* What was found by a search may be a line of a body. */
	if (frame->found && !frame->unread)
		verdict = sip_start_step(&frame->start, c);
	*again = verdict == SIP_START_WHOLE;
	if (c == '\n') {
		frame->line = *again ? frame->line : pos + 1;
		sip_start_begin(&frame->start, true);
	}
	return sip_fields_step(&frame->fields, c);
}

static struct sip_framed end_head(struct sip_frame *frame, unsigned int pos)
{
	bool was_read = !frame->unread;

	if (!find_end(frame, pos)) {
		frame->unread = true;
		return unread(frame, pos, was_read ? SIP_FRAME_BAD_LENGTH : SIP_FRAME_NO_FAULT);
	}
	if (was_read && frame->end > SIP_MSG_MAX_LEN) {
		frame->unread = true;
		return unread(frame, pos, SIP_FRAME_TOO_LONG);
	}
	frame->seen = pos;
	return frame->unread ? unread(frame, pos, SIP_FRAME_NO_FAULT) : result(SIP_FRAME_WAIT, 0);
}

static struct sip_framed read_head(struct sip_frame *frame, const char *buf, unsigned int len)
{
	unsigned int pos = frame->seen;
	bool ended, again;

	while (pos < len) {
		if (!frame->found && sip_fields_skips(&frame->fields)) {
			pos = sip_find(buf + pos, buf + len, '\n') - buf;
			if (pos == len)
				break;
		}
		ended = head_step(frame, buf[pos], pos, &again);
		if (again)
			return begin_again(frame);
		pos++;
		if (ended)
			return end_head(frame, pos);
	}
	if (frame->unread)
		return unread(frame, len, SIP_FRAME_NO_FAULT);
	if (len >= SIP_MSG_MAX_LEN) {
		frame->unread = true;
		return unread(frame, len, SIP_FRAME_TOO_LONG);
	}
	frame->seen = len;
	return result(SIP_FRAME_WAIT, len);
}

static struct sip_framed read_body(struct sip_frame *frame, unsigned int len)
{
	unsigned int end = frame->end;

	if (end > len && !frame->unread) {
		frame->seen = len;
		return result(SIP_FRAME_WAIT, len);
	}
	if (frame->unread)
		return unread(frame, min(end, len), SIP_FRAME_NO_FAULT);
	frame->stage = SIP_FRAME_GAP;
	frame->told = false;
	return done(frame, SIP_FRAME_MESSAGE, end);
}

struct sip_framed sip_frame_read(struct sip_frame *frame, const char *buf, unsigned int len)
{
	struct sip_framed framed;
	unsigned int n;

	if (!len)
		return result(SIP_FRAME_WAIT, 0);
	do {
		switch (frame->stage) {
		case SIP_FRAME_GAP:
			n = gap_len(frame, buf, len);
			if (n)
				return done(frame, SIP_FRAME_KEEPALIVE, n);
			begin_search(frame, true);
			fallthrough;
		case SIP_FRAME_JUNK:
			framed = read_junk(frame, buf, len);
			break;
		case SIP_FRAME_HEAD:
			framed = read_head(frame, buf, len);
			break;
		case SIP_FRAME_BODY:
			framed = read_body(frame, len);
			break;
		default:
			return result(SIP_FRAME_FOREIGN, len);
		}
		/* The next stage can tell. */
	} while (framed.kind == SIP_FRAME_WAIT && !framed.len);
	return framed;
}

void sip_frame_pass(struct sip_frame *frame, unsigned int len)
{
	switch (frame->stage) {
	case SIP_FRAME_JUNK:
		/* A stream has to begin with its first byte; after that, this was junk. */
		if (!frame->began)
			break;
		if (!frame->paused.state)
			frame->paused = frame->start;
		begin_line(frame, false);
		break;
	case SIP_FRAME_HEAD:
	case SIP_FRAME_BODY:
		frame->unread = true;
		break;
	default:
		return;
	}
	done(frame, SIP_FRAME_UNREAD, len);
}

bool sip_frame_searches(const struct sip_frame *frame)
{
	return frame->stage == SIP_FRAME_JUNK && !frame->first;
}
