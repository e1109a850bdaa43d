// SPDX-License-Identifier: GPL-2.0
#include "msg.h"
#include "lex.h"

enum sip_method sip_method_lookup(struct sip_span name)
{
	static const char * const names[] = {
		[SIP_METHOD_ACK] = "ACK",
		[SIP_METHOD_BYE] = "BYE",
		[SIP_METHOD_CANCEL] = "CANCEL",
		[SIP_METHOD_INFO] = "INFO",
		[SIP_METHOD_INVITE] = "INVITE",
		[SIP_METHOD_MESSAGE] = "MESSAGE",
		[SIP_METHOD_NOTIFY] = "NOTIFY",
		[SIP_METHOD_OPTIONS] = "OPTIONS",
		[SIP_METHOD_PRACK] = "PRACK",
		[SIP_METHOD_PUBLISH] = "PUBLISH",
		[SIP_METHOD_REFER] = "REFER",
		[SIP_METHOD_REGISTER] = "REGISTER",
		[SIP_METHOD_SUBSCRIBE] = "SUBSCRIBE",
		[SIP_METHOD_UPDATE] = "UPDATE",
	};
	enum sip_method method;

	for (method = SIP_METHOD_ACK; method < ARRAY_SIZE(names); method++)
		if (name.len && *name.p == *names[method] && sip_span_eq(name, names[method]))
			return method;
	return SIP_METHOD_OTHER;
}

static const char version[] = "SIP/2.0";
#define VERSION_LEN	((int)sizeof(version) - 1)

/*
 * Status-Line = SIP-Version SP Status-Code SP Reason-Phrase CRLF; @p is behind the version. The
 * blanks may be more, and the second one may be missing.
 */
static const char *status_line_read(const char *p, const char *end, struct sip_msg *msg)
{
	const char *start = p;
	u32 status;

	while (p < end && *p == ' ')
		p++;
	if (p == start || end - p < 3 || (end - p > 3 && sip_is(p[3], SIP_CLASS_DIGIT)))
		return start;
	if (!sip_span_number(sip_span(p, p + 3), 699, &status) || status < 100)
		return start;
	msg->status = status;
	return NULL;
}

/*
 * Request-Line = Method SP Request-URI SP SIP-Version CRLF; the line ends at @end, the method
 * at @p. What stands between the two blanks need be no URI.
 */
static const char *request_line_read(const char *line, const char *p, const char *end,
				     struct sip_msg *msg)
{
	if (end - p < VERSION_LEN + 3)
		return line;
	end -= VERSION_LEN;
	if (end[-1] != ' ' || !sip_span_caseeq(sip_span(end, end + VERSION_LEN), version))
		return line;
	msg->uri = sip_span_trim(sip_span(p, end));
	if (!msg->uri.len)
		return line;
	msg->request = true;
	msg->method = sip_method_lookup(sip_span(line, p));
	return NULL;
}

/*
 * What is no SIP is told from its first bytes, also where the line is not complete yet: a
 * token, then a space (a method), or "SIP/2.0".
 */
static struct sip_parsed start_line_read(struct sip_span s, struct sip_msg *msg,
					 const char **head)
{
	const char *end = sip_span_end(s), *p, *bad, *next;

	p = sip_skip_class(s.p, end, SIP_CLASS_TOKEN);
	if (p < end && (p == s.p || (*p != ' ' && *p != '/')))
		return sip_ended(SIP_BAD, s, s.p);
	next = sip_find(p, end, '\n');
	if (next == end)
		return sip_ended(SIP_MORE, s, end);
	end = next++;
	while (end > p && sip_is(end[-1], SIP_CLASS_WS))
		end--;
	if (*p == ' ')
		bad = request_line_read(s.p, p, end, msg);
	else if (s.len >= VERSION_LEN && sip_span_caseeq(sip_span(s.p, s.p + VERSION_LEN), version))
		bad = status_line_read(s.p + VERSION_LEN, end, msg);
	else
		bad = s.p;
	if (!bad)
		return sip_ended(SIP_OK, s, next);
	/* Where its head and its body end can be told all the same. */
	*head = next;
	return sip_ended(SIP_BAD, s, bad);
}

/* CSeq = "CSeq" HCOLON 1*DIGIT LWS Method; number and method are read each for itself. */
static enum sip_flaw cseq_read(struct sip_span value, struct sip_msg *msg)
{
	const char *end = sip_span_end(value), *p, *method;
	bool good;

	p = sip_skip_class(value.p, end, SIP_CLASS_DIGIT);
	good = sip_span_number(sip_span(value.p, p), U32_MAX, &msg->cseq);
	method = sip_skip_ws(p, end);
	if (method == end || sip_skip_class(method, end, SIP_CLASS_TOKEN) != end)
		return SIP_FLAW_NUMBER;
	msg->cseq_method = sip_method_lookup(sip_span(method, end));
	return good && method > p ? SIP_FLAW_NONE : SIP_FLAW_NUMBER;
}

/* A field that may be there once: the first one's value counts. */
static enum sip_flaw single_set(struct sip_span *single, struct sip_span value)
{
	if (!value.len)
		return SIP_FLAW_MISSING;
	if (sip_span_present(*single))
		return sip_span_same(*single, value) ? SIP_FLAW_NONE : SIP_FLAW_REPEATED;
	*single = value;
	return SIP_FLAW_NONE;
}

/* What the message as a whole needs from its fields. */
struct facts {
	struct sip_span cseq;
	u32 content_length;
	bool vague_length;
	bool via;
};

static enum sip_flaw length_read(struct sip_span value, struct sip_msg *msg, struct facts *facts)
{
	bool first = !sip_span_present(msg->content_length);
	u32 length;

	if (!sip_span_number(value, U32_MAX / 2, &length)) {
		facts->vague_length = true;
		return SIP_FLAW_NUMBER;
	}
	if (first)
		msg->content_length = value;
	if (first || length == facts->content_length) {
		facts->content_length = length;
		return SIP_FLAW_NONE;
	}
	facts->vague_length = true;
	facts->content_length = max(facts->content_length, length);
	return SIP_FLAW_REPEATED;
}

static enum sip_flaw field_read(const struct sip_hdr *hdr, struct sip_msg *msg,
				struct facts *facts)
{
	bool first = !sip_span_present(facts->cseq);
	enum sip_flaw flaw;

	switch (hdr->id) {
	case SIP_HDR_CALL_ID:
		return single_set(&msg->call_id, hdr->value);
	case SIP_HDR_CSEQ:
		flaw = single_set(&facts->cseq, hdr->value);
		return flaw || !first ? flaw : cseq_read(hdr->value, msg);
	case SIP_HDR_CONTENT_LENGTH:
		return length_read(hdr->value, msg, facts);
	case SIP_HDR_CONTENT_TYPE:
		if (!sip_span_present(msg->content_type))
			msg->content_type = hdr->value;
		break;
	case SIP_HDR_CONTENT_ENCODING:
		if (hdr->value.len && !sip_span_caseeq(hdr->value, "identity"))
			msg->encoded = true;
		break;
	case SIP_HDR_VIA:
		facts->via = facts->via || hdr->value.len;
		break;
	default:
		break;
	}
	return hdr->flaw;
}

static void field_keep(const struct sip_hdr *hdr, struct sip_msg *msg)
{
	if (hdr->id == SIP_HDR_OTHER && !hdr->flaw)
		return;
	if (msg->nhdrs < SIP_MSG_MAX_HDRS)
		msg->hdrs[msg->nhdrs++] = *hdr;
	else if (!sip_span_present(msg->over))
		msg->over = sip_span(hdr->name.p, sip_span_end(hdr->value));
}

/* All fields and the empty line; the offset counts from @s. */
static struct sip_parsed fields_read(struct sip_span s, enum sip_framing framing,
				     struct sip_msg *msg, struct facts *facts)
{
	struct sip_span rest = s;
	struct sip_parsed parsed;
	struct sip_hdr hdr;

	for (;;) {
		/* a datagram may end with its last field */
		if (!rest.len && framing == SIP_FRAMING_DATAGRAM)
			return sip_ended(SIP_OK, s, rest.p);
		parsed = sip_hdr_parse(rest, &hdr);
		if (parsed.status != SIP_OK)
			return sip_ended(parsed.status, s, rest.p + parsed.off);
		rest = sip_span(rest.p + parsed.off, sip_span_end(rest));
		if (!sip_span_present(hdr.name))
			return sip_ended(SIP_OK, s, rest.p);
		/* what comes next in a stream may be a folded line of the same field */
		if (!rest.len && framing == SIP_FRAMING_STREAM)
			return sip_ended(SIP_MORE, s, rest.p);
		hdr.flaw = field_read(&hdr, msg, facts);
		field_keep(&hdr, msg);
	}
}

/* RFC 8866 section 5.1 */
static bool begins_sdp(struct sip_span body)
{
	return body.len > 3 && !memcmp(body.p, "v=0", 3) &&
	       (body.p[3] == '\r' || body.p[3] == '\n');
}

/*
 * RFC 3261 section 18.3: where the body, which begins at @p, ends. Some who get a description in a
 * datagram take all of it, whatever Content-Length says, as Asterisk's chan_sip does.
 */
static struct sip_parsed body_set(struct sip_span s, const char *p, enum sip_framing framing,
				  const struct facts *facts, struct sip_msg *msg)
{
	msg->body = sip_span(p, sip_span_end(s));
	if (framing == SIP_FRAMING_STREAM) {
		if (facts->vague_length)
			return sip_flawed(s, p, SIP_FLAW_NUMBER);
		msg->body.len = facts->content_length;
	} else if (sip_span_present(msg->content_length) && !begins_sdp(msg->body)) {
		msg->body.len = min(msg->body.len, facts->content_length);
	}
	msg->len = p - s.p + msg->body.len;
	if (msg->len > SIP_MSG_MAX_LEN)
		return sip_flawed(s, p, SIP_FLAW_LIMIT);
	if (msg->len > s.len)
		return sip_ended(SIP_MORE, s, sip_span_end(s));
	return sip_ended(SIP_OK, s, s.p + msg->len);
}

static struct sip_parsed scan(struct sip_span s, enum sip_framing framing, struct sip_msg *msg)
{
	const char *end = sip_span_end(s), *head = NULL, *p;
	struct sip_parsed start = start_line_read(s, msg, &head), parsed;
	struct facts facts = {};

	/* a datagram without a start line is no SIP */
	if (start.status == SIP_MORE && framing == SIP_FRAMING_DATAGRAM)
		return sip_ended(SIP_BAD, s, s.p);
	if (start.status == SIP_MORE || (start.status == SIP_BAD && !start.off))
		return start;
	p = head ?: s.p + start.off;
	parsed = fields_read(sip_span(p, end), framing, msg, &facts);
	p += parsed.off;
	if (parsed.status != SIP_OK)
		return sip_ended(parsed.status, s, p);
	msg->incomplete = !facts.via || !sip_span_present(msg->call_id) ||
			  !sip_span_present(facts.cseq);
	if (!msg->request)
		msg->method = msg->cseq_method;
	else if (msg->cseq_method == SIP_METHOD_OTHER)
		msg->cseq_method = msg->method;
	parsed = body_set(s, p, framing, &facts, msg);
	return parsed.status == SIP_OK ? start.status == SIP_OK ? parsed : start : parsed;
}

struct sip_parsed sip_msg_parse(const char *buf, unsigned int len, enum sip_framing framing,
				struct sip_msg *msg)
{
	struct sip_span s = { .p = buf, .len = min_t(unsigned int, len, SIP_MSG_MAX_LEN) };
	struct sip_parsed parsed;

	memset(msg, 0, offsetof(struct sip_msg, hdrs));
	msg->start = buf;
	parsed = scan(s, framing, msg);
	/* where nothing more can come, or where it would be too long, wanting more is an error */
	if (framing == SIP_FRAMING_DATAGRAM ? parsed.status == SIP_MORE || len > SIP_MSG_MAX_LEN :
	    parsed.status == SIP_MORE && len >= SIP_MSG_MAX_LEN)
		parsed.status = SIP_BAD;
	return parsed;
}

const struct sip_hdr *sip_msg_hdr(const struct sip_msg *msg, enum sip_hdr_id id,
				  unsigned int from)
{
	unsigned int i;

	for (i = from; i < msg->nhdrs; i++)
		if (msg->hdrs[i].id == id)
			return &msg->hdrs[i];
	return NULL;
}
