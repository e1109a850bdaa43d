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

/* Status-Line = SIP-Version SP Status-Code SP Reason-Phrase CRLF; @p is behind the version */
static const char *status_line_read(const char *p, const char *end, struct sip_msg *msg)
{
	const char *start = p;
	u32 status;

	if (end - p < 4 || *p != ' ' || (end - p > 4 && p[4] != ' '))
		return start;
	if (!sip_span_number(sip_span(p + 1, p + 4), 699, &status) || status < 100)
		return start;
	msg->status = status;
	return NULL;
}

/*
 * Request-Line = Method SP Request-URI SP SIP-Version CRLF; the line ends at @end, the method
 * at @p.
 */
static const char *request_line_read(const char *line, const char *p, const char *end,
				     struct sip_msg *msg)
{
	const char *uri = p + 1;

	if (end - uri < VERSION_LEN + 2)
		return line;
	end -= VERSION_LEN;
	if (end[-1] != ' ' || !sip_span_caseeq(sip_span(end, end + VERSION_LEN), version))
		return line;
	for (p = uri; p < end - 1; p++)
		if (sip_is(*p, SIP_CLASS_WS | SIP_CLASS_CTL))
			return p;
	msg->request = true;
	msg->uri = sip_span(uri, end - 1);
	msg->method = sip_method_lookup(sip_span(line, uri - 1));
	return NULL;
}

/*
 * What is no SIP is told from its first bytes, also where the line is not complete yet: a
 * token, then a space (a method), or "SIP/2.0".
 */
static struct sip_parsed start_line_read(struct sip_span s, struct sip_msg *msg)
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
	return bad ? sip_ended(SIP_BAD, s, bad) : sip_ended(SIP_OK, s, next);
}

/* CSeq = "CSeq" HCOLON 1*DIGIT LWS Method */
static bool cseq_read(struct sip_span value, struct sip_msg *msg)
{
	const char *end = sip_span_end(value), *p, *method;

	p = sip_skip_class(value.p, end, SIP_CLASS_DIGIT);
	if (!sip_span_number(sip_span(value.p, p), U32_MAX, &msg->cseq))
		return false;
	method = sip_skip_ws(p, end);
	if (method == p || method == end ||
	    sip_skip_class(method, end, SIP_CLASS_TOKEN) != end)
		return false;
	msg->cseq_method = sip_method_lookup(sip_span(method, end));
	return true;
}

/* A field that may be there once: the first one's value, or the same again. */
static bool single_set(struct sip_span *single, struct sip_span value)
{
	if (sip_span_present(*single))
		return sip_span_same(*single, value);
	*single = value;
	return value.len;
}

/* What the message as a whole needs from its fields. */
struct facts {
	struct sip_span cseq;
	u32 content_length;
	bool via;
};

static bool field_read(const struct sip_hdr *hdr, struct sip_msg *msg, struct facts *facts)
{
	switch (hdr->id) {
	case SIP_HDR_CALL_ID:
		return single_set(&msg->call_id, hdr->value);
	case SIP_HDR_CSEQ:
		return single_set(&facts->cseq, hdr->value) && cseq_read(hdr->value, msg);
	case SIP_HDR_CONTENT_LENGTH:
		return single_set(&msg->content_length, hdr->value) &&
		       sip_span_number(hdr->value, U32_MAX / 2, &facts->content_length);
	case SIP_HDR_CONTENT_TYPE:
		if (!sip_span_present(msg->content_type))
			msg->content_type = hdr->value;
		return true;
	case SIP_HDR_CONTENT_ENCODING:
		if (hdr->value.len && !sip_span_caseeq(hdr->value, "identity"))
			msg->encoded = true;
		return true;
	case SIP_HDR_VIA:
		facts->via = facts->via || hdr->value.len;
		return true;
	default:
		return true;
	}
}

/* All fields and the empty line; the offset counts from @s. */
static struct sip_parsed fields_read(struct sip_span s, enum sip_framing framing,
				     struct sip_msg *msg, struct facts *facts)
{
	struct sip_span rest = s;
	struct sip_hdr *hdr, one_more;
	struct sip_parsed parsed;

	for (;;) {
		/* a datagram may end with its last field */
		if (!rest.len && framing == SIP_FRAMING_DATAGRAM)
			return sip_ended(SIP_OK, s, rest.p);
		hdr = msg->nhdrs < SIP_MSG_MAX_HDRS ? &msg->hdrs[msg->nhdrs] : &one_more;
		parsed = sip_hdr_parse(rest, hdr);
		if (parsed.status != SIP_OK)
			return sip_ended(parsed.status, s, rest.p + parsed.off);
		rest = sip_span(rest.p + parsed.off, sip_span_end(rest));
		if (!sip_span_present(hdr->name))
			return sip_ended(SIP_OK, s, rest.p);
		/* what comes next in a stream may be a folded line of the same field */
		if (!rest.len && framing == SIP_FRAMING_STREAM)
			return sip_ended(SIP_MORE, s, rest.p);
		if (hdr == &one_more || !field_read(hdr, msg, facts))
			return sip_ended(SIP_BAD, s, hdr->name.p);
		msg->nhdrs++;
	}
}

/* RFC 3261 section 18.3: where the body, which begins at @p, ends. */
static struct sip_parsed body_set(struct sip_span s, const char *p, enum sip_framing framing,
				  u32 content_length, struct sip_msg *msg)
{
	msg->body = sip_span(p, sip_span_end(s));
	if (sip_span_present(msg->content_length))
		msg->body.len = content_length;
	else if (framing == SIP_FRAMING_STREAM)
		msg->body.len = 0;
	msg->len = p - s.p + msg->body.len;
	if (msg->len > SIP_MSG_MAX_LEN)
		return sip_ended(SIP_BAD, s, p);
	if (msg->len <= s.len)
		return sip_ended(SIP_OK, s, s.p + msg->len);
	if (framing == SIP_FRAMING_STREAM)
		return sip_ended(SIP_MORE, s, sip_span_end(s));
	return sip_ended(SIP_BAD, s, p);
}

static struct sip_parsed scan(struct sip_span s, enum sip_framing framing, struct sip_msg *msg)
{
	struct sip_parsed parsed = start_line_read(s, msg);
	const char *end = sip_span_end(s), *p = s.p + parsed.off;
	struct facts facts = {};

	/* a datagram without a start line is no SIP */
	if (parsed.status == SIP_MORE && framing == SIP_FRAMING_DATAGRAM)
		return sip_ended(SIP_BAD, s, s.p);
	if (parsed.status != SIP_OK)
		return parsed;
	parsed = fields_read(sip_span(p, end), framing, msg, &facts);
	p += parsed.off;
	if (parsed.status != SIP_OK)
		return sip_ended(parsed.status, s, p);
	if (!facts.via || !sip_span_present(msg->call_id) || !sip_span_present(facts.cseq))
		return sip_ended(SIP_BAD, s, p);
	if (!msg->request)
		msg->method = msg->cseq_method;
	return body_set(s, p, framing, facts.content_length, msg);
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
