// SPDX-License-Identifier: GPL-2.0
#include "body.h"
#include "lex.h"

/* RFC 2046 section 5.1.1 */
#define BOUNDARY_MAX	70

enum sip_content sip_content_lookup(struct sip_span type)
{
	const char *end = sip_span_end(type), *p;
	struct sip_span major, minor;

	p = sip_skip_class(type.p, end, SIP_CLASS_TOKEN);
	major = sip_span(type.p, p);
	p = sip_skip_ws(p, end);
	if (p == end || *p != '/')
		return SIP_CONTENT_OTHER;
	p = sip_skip_ws(p + 1, end);
	minor = sip_span(p, sip_skip_class(p, end, SIP_CLASS_TOKEN));

	if (sip_span_caseeq(major, "application")) {
		if (sip_span_caseeq(minor, "sdp"))
			return SIP_CONTENT_SDP;
		if (sip_span_caseeq(minor, "trickle-ice-sdpfrag"))
			return SIP_CONTENT_TRICKLE_ICE;
	} else if (sip_span_caseeq(major, "message")) {
		if (sip_span_caseeq(minor, "sipfrag"))
			return SIP_CONTENT_SIPFRAG;
	} else if (sip_span_caseeq(major, "multipart")) {
		return SIP_CONTENT_MULTIPART;
	}
	return SIP_CONTENT_OTHER;
}

static bool boundary_read(struct sip_span type, struct sip_span *boundary)
{
	const char *end = sip_span_end(type);
	struct sip_param param;

	type = sip_span(sip_find(type.p, end, ';'), end);
	if (!sip_param_find(type, "boundary", &param))
		return false;
	*boundary = param.value;
	if (boundary->len && *boundary->p == '"') {
		boundary->p++;
		boundary->len--;
		if (boundary->len && boundary->p[boundary->len - 1] == '"')
			boundary->len--;
	}
	return boundary->len && boundary->len <= BOUNDARY_MAX;
}

/* Where no parameter says it: the first line that looks like a delimiter */
static bool boundary_guess(struct sip_span data, struct sip_span *boundary)
{
	const char *end = sip_span_end(data), *p, *eol;

	for (p = data.p; p < end; p = eol < end ? eol + 1 : end) {
		eol = sip_find(p, end, '\n');
		if (eol - p > 2 && p[0] == '-' && p[1] == '-') {
			*boundary = sip_span_trim(sip_span(p + 2, eol));
			return boundary->len && boundary->len <= BOUNDARY_MAX;
		}
	}
	return false;
}

/* The line of a delimiter, what is behind it, and whether it is the last of its multipart. */
struct delimiter {
	const char *line;
	const char *next;
	bool closing;
};

/* delimiter = "--" boundary ["--"] transport-padding line-end: a longer name is another one's */
static bool delimiter_read(const char *p, const char *end, struct sip_span boundary,
			   struct delimiter *delimiter)
{
	delimiter->line = p;
	if (end - p < boundary.len + 2 || p[0] != '-' || p[1] != '-' ||
	    memcmp(p + 2, boundary.p, boundary.len))
		return false;
	p += boundary.len + 2;
	delimiter->closing = end - p >= 2 && p[0] == '-' && p[1] == '-';
	if (delimiter->closing)
		p += 2;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p < end && *p == '\r')
		p++;
	if (p < end && *p != '\n')
		return false;
	delimiter->next = p < end ? p + 1 : end;
	return true;
}

/* @p is at the start of a line */
static bool delimiter_find(const char *p, const char *end, struct sip_span boundary,
			   struct delimiter *delimiter)
{
	while (p < end) {
		if (delimiter_read(p, end, boundary, delimiter))
			return true;
		p = sip_find(p, end, '\n');
		if (p < end)
			p++;
	}
	return false;
}

/* The line end before a delimiter belongs to it. */
static const char *without_line_end(const char *start, const char *p)
{
	if (p > start && p[-1] == '\n')
		p--;
	if (p > start && p[-1] == '\r')
		p--;
	return p;
}

static bool encoding_is_identity(struct sip_span value)
{
	return sip_span_caseeq(value, "7bit") || sip_span_caseeq(value, "8bit") ||
	       sip_span_caseeq(value, "binary");
}

static void part_field_read(const struct sip_hdr *hdr, struct sip_part *part)
{
	switch (hdr->id) {
	case SIP_HDR_CONTENT_TYPE:
		part->type = hdr->value;
		break;
	case SIP_HDR_CONTENT_LENGTH:
		part->content_length = hdr->value;
		break;
	case SIP_HDR_OTHER:
		if (sip_span_caseeq(hdr->name, "content-transfer-encoding"))
			part->encoded = !encoding_is_identity(hdr->value);
		break;
	default:
		break;
	}
}

/*
 * MIME-part-headers [line-end data]. The line end of the last field may have gone to the delimiter.
 */
static void part_split(struct sip_span s, struct sip_part *part)
{
	const char *end = sip_span_end(s);
	struct sip_parsed parsed;
	struct sip_hdr hdr;

	*part = (struct sip_part){};
	while (s.len) {
		parsed = sip_hdr_parse(s, &hdr);
		s = sip_span(s.p + parsed.off, end);
		if (parsed.status == SIP_MORE || !sip_span_present(hdr.name))
			break;
		if (hdr.flaw && !part->flaw) {
			part->flaw = hdr.flaw;
			part->flawed = hdr.value;
		}
		part_field_read(&hdr, part);
	}
	part->data = s;
	part->content = sip_content_lookup(part->type);
}

static void part_add(const struct sip_part *part, struct sip_body *body)
{
	if (body->nparts < SIP_BODY_MAX_PARTS)
		body->parts[body->nparts++] = *part;
	else if (!sip_span_present(body->over))
		body->over = part->data;
}

/* As a whole it is a leaf that nobody reads. */
static void part_leave(const struct sip_part *whole, enum sip_flaw flaw, struct sip_body *body)
{
	struct sip_part part = *whole;

	part.content = SIP_CONTENT_OTHER;
	part.flaw = flaw;
	part.flawed = whole->data;
	part_add(&part, body);
}

static void multipart_read(const struct sip_part *whole, unsigned int depth,
			   struct sip_body *body);

static void part_read(struct sip_span s, unsigned int depth, struct sip_body *body)
{
	struct sip_part part;

	part_split(s, &part);
	if (part.content == SIP_CONTENT_MULTIPART && !part.encoded)
		multipart_read(&part, depth + 1, body);
	else
		part_add(&part, body);
}

/*
 * Each level of nesting reads its bytes once more, and SIP_BODY_MAX_DEPTH bounds both that and
 * the stack. A last part that is not closed goes to the end.
 */
static void multipart_read(const struct sip_part *whole, unsigned int depth,
			   struct sip_body *body)
{
	const char *start, *end = sip_span_end(whole->data);
	struct delimiter delimiter;
	struct sip_span boundary;

	if (depth > SIP_BODY_MAX_DEPTH) {
		part_leave(whole, SIP_FLAW_LIMIT, body);
		return;
	}
	if ((!boundary_read(whole->type, &boundary) && !boundary_guess(whole->data, &boundary)) ||
	    !delimiter_find(whole->data.p, end, boundary, &delimiter)) {
		part_leave(whole, SIP_FLAW_BOUNDARY, body);
		return;
	}
	while (!delimiter.closing) {
		start = delimiter.next;
		if (delimiter_find(start, end, boundary, &delimiter)) {
			part_read(sip_span(start, without_line_end(start, delimiter.line)), depth,
				  body);
		} else {
			delimiter.closing = true;
			part_read(sip_span(start, end), depth, body);
		}
	}
}

struct sip_parsed sip_body_parse(const struct sip_msg *msg, struct sip_body *body)
{
	struct sip_span s = { .p = msg->start, .len = msg->len };
	struct sip_part whole = {
		.content = sip_content_lookup(msg->content_type),
		.type = msg->content_type,
		.data = msg->body,
		.encoded = msg->encoded,
	};
	unsigned int i;

	body->nparts = 0;
	body->over = (struct sip_span){};
	if (!msg->body.len)
		return sip_ended(SIP_OK, s, sip_span_end(s));
	if (whole.content == SIP_CONTENT_MULTIPART && !whole.encoded)
		multipart_read(&whole, 1, body);
	else
		part_add(&whole, body);
	for (i = 0; i < body->nparts; i++)
		if (body->parts[i].flaw)
			return sip_flawed(s, body->parts[i].flawed.p, body->parts[i].flaw);
	if (sip_span_present(body->over))
		return sip_flawed(s, body->over.p, SIP_FLAW_LIMIT);
	return sip_ended(SIP_OK, s, sip_span_end(s));
}
