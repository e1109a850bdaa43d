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
	if (boundary->len >= 2 && *boundary->p == '"') {
		boundary->p++;
		boundary->len -= 2;
	}
	return boundary->len && boundary->len <= BOUNDARY_MAX;
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
 * MIME-part-headers [line-end data]: returns NULL, or where it is bad. The line end of the last
 * field may have gone to the delimiter.
 */
static const char *part_split(struct sip_span s, struct sip_part *part)
{
	const char *end = sip_span_end(s);
	struct sip_parsed parsed;
	struct sip_hdr hdr;

	*part = (struct sip_part){};
	while (s.len) {
		parsed = sip_hdr_parse(s, &hdr);
		if (parsed.status == SIP_BAD)
			return s.p;
		s = sip_span(s.p + parsed.off, end);
		if (parsed.status == SIP_MORE || !sip_span_present(hdr.name))
			break;
		part_field_read(&hdr, part);
	}
	part->data = s;
	part->content = sip_content_lookup(part->type);
	return NULL;
}

static const char *part_add(const struct sip_part *part, struct sip_body *body)
{
	if (body->nparts == SIP_BODY_MAX_PARTS)
		return part->data.p;
	body->parts[body->nparts++] = *part;
	return NULL;
}

static const char *multipart_read(const struct sip_part *whole, unsigned int depth,
				  struct sip_body *body);

static const char *part_read(struct sip_span s, unsigned int depth, struct sip_body *body)
{
	struct sip_part part;
	const char *bad = part_split(s, &part);

	if (bad)
		return bad;
	if (part.content == SIP_CONTENT_MULTIPART && !part.encoded)
		return multipart_read(&part, depth + 1, body);
	return part_add(&part, body);
}

/*
 * Each level of nesting reads its bytes once more, and SIP_BODY_MAX_DEPTH bounds both that and
 * the stack. Returns NULL, or where it is bad. A last part that is not closed goes to the end.
 */
static const char *multipart_read(const struct sip_part *whole, unsigned int depth,
				  struct sip_body *body)
{
	const char *start, *end = sip_span_end(whole->data), *bad = NULL;
	struct delimiter delimiter;
	struct sip_span boundary;

	if (depth > SIP_BODY_MAX_DEPTH || !boundary_read(whole->type, &boundary) ||
	    !delimiter_find(whole->data.p, end, boundary, &delimiter))
		return whole->data.p;
	while (!bad && !delimiter.closing) {
		start = delimiter.next;
		if (delimiter_find(start, end, boundary, &delimiter)) {
			bad = part_read(sip_span(start, without_line_end(start, delimiter.line)),
					depth, body);
		} else {
			delimiter.closing = true;
			bad = part_read(sip_span(start, end), depth, body);
		}
	}
	return bad;
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
	const char *bad;

	body->nparts = 0;
	if (!msg->body.len)
		return sip_ended(SIP_OK, s, sip_span_end(s));
	if (whole.content == SIP_CONTENT_MULTIPART && !whole.encoded)
		bad = multipart_read(&whole, 1, body);
	else
		bad = part_add(&whole, body);
	return bad ? sip_ended(SIP_BAD, s, bad) : sip_ended(SIP_OK, s, sip_span_end(s));
}
