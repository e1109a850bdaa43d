// SPDX-License-Identifier: GPL-2.0
#include "hdr.h"
#include "lex.h"

/* Spelt as nearly everybody does, which compares fastest. */
static const char * const names[SIP_HDR_COUNT] = {
	[SIP_HDR_CALL_ID] = "Call-ID",
	[SIP_HDR_CONTACT] = "Contact",
	[SIP_HDR_CONTENT_LENGTH] = "Content-Length",
	[SIP_HDR_CONTENT_TYPE] = "Content-Type",
	[SIP_HDR_CONTENT_ENCODING] = "Content-Encoding",
	[SIP_HDR_CSEQ] = "CSeq",
	[SIP_HDR_DIVERSION] = "Diversion",
	[SIP_HDR_EXPIRES] = "Expires",
	[SIP_HDR_FROM] = "From",
	[SIP_HDR_P_ASSERTED_IDENTITY] = "P-Asserted-Identity",
	[SIP_HDR_P_PREFERRED_IDENTITY] = "P-Preferred-Identity",
	[SIP_HDR_PATH] = "Path",
	[SIP_HDR_RECORD_ROUTE] = "Record-Route",
	[SIP_HDR_REFER_TO] = "Refer-To",
	[SIP_HDR_REFERRED_BY] = "Referred-By",
	[SIP_HDR_REMOTE_PARTY_ID] = "Remote-Party-ID",
	[SIP_HDR_REPLACES] = "Replaces",
	[SIP_HDR_REQUIRE] = "Require",
	[SIP_HDR_ROUTE] = "Route",
	[SIP_HDR_SERVICE_ROUTE] = "Service-Route",
	[SIP_HDR_SUPPORTED] = "Supported",
	[SIP_HDR_TO] = "To",
	[SIP_HDR_VIA] = "Via",
};

/* IANA's list of compact forms, as far as the fields are ours. */
static enum sip_hdr_id compact_lookup(char c)
{
	switch (c | 0x20) {
	case 'b': return SIP_HDR_REFERRED_BY;
	case 'c': return SIP_HDR_CONTENT_TYPE;
	case 'e': return SIP_HDR_CONTENT_ENCODING;
	case 'f': return SIP_HDR_FROM;
	case 'i': return SIP_HDR_CALL_ID;
	case 'k': return SIP_HDR_SUPPORTED;
	case 'l': return SIP_HDR_CONTENT_LENGTH;
	case 'm': return SIP_HDR_CONTACT;
	case 'r': return SIP_HDR_REFER_TO;
	case 't': return SIP_HDR_TO;
	case 'v': return SIP_HDR_VIA;
	default: return SIP_HDR_OTHER;
	}
}

/* The one field that a name of that length and that beginning can be. */
static enum sip_hdr_id candidate(const char *p, unsigned int len)
{
#define KEY(len, c)	((len) << 8 | (c))
	switch (KEY(len, *p | 0x20)) {
	case KEY(2, 't'): return SIP_HDR_TO;
	case KEY(3, 'v'): return SIP_HDR_VIA;
	case KEY(4, 'c'): return SIP_HDR_CSEQ;
	case KEY(4, 'f'): return SIP_HDR_FROM;
	case KEY(4, 'p'): return SIP_HDR_PATH;
	case KEY(5, 'r'): return SIP_HDR_ROUTE;
	case KEY(7, 'c'):
		return (p[1] | 0x20) == 'a' ? SIP_HDR_CALL_ID : SIP_HDR_CONTACT;
	case KEY(7, 'e'): return SIP_HDR_EXPIRES;
	case KEY(7, 'r'): return SIP_HDR_REQUIRE;
	case KEY(8, 'r'):
		return (p[2] | 0x20) == 'f' ? SIP_HDR_REFER_TO : SIP_HDR_REPLACES;
	case KEY(9, 'd'): return SIP_HDR_DIVERSION;
	case KEY(9, 's'): return SIP_HDR_SUPPORTED;
	case KEY(11, 'r'): return SIP_HDR_REFERRED_BY;
	case KEY(12, 'c'): return SIP_HDR_CONTENT_TYPE;
	case KEY(12, 'r'): return SIP_HDR_RECORD_ROUTE;
	case KEY(13, 's'): return SIP_HDR_SERVICE_ROUTE;
	case KEY(14, 'c'): return SIP_HDR_CONTENT_LENGTH;
	case KEY(15, 'r'): return SIP_HDR_REMOTE_PARTY_ID;
	case KEY(16, 'c'): return SIP_HDR_CONTENT_ENCODING;
	case KEY(19, 'p'): return SIP_HDR_P_ASSERTED_IDENTITY;
	case KEY(20, 'p'): return SIP_HDR_P_PREFERRED_IDENTITY;
	default: return SIP_HDR_OTHER;
	}
#undef KEY
}

enum sip_hdr_id sip_hdr_lookup(struct sip_span name)
{
	enum sip_hdr_id id;

	if (name.len < 2)
		return name.len && sip_is(*name.p, SIP_CLASS_ALPHA) ? compact_lookup(*name.p) :
								      SIP_HDR_OTHER;
	id = candidate(name.p, name.len);
	return id && sip_span_caseeq(name, names[id]) ? id : SIP_HDR_OTHER;
}

/* Behind the line end of a field's last line, NULL if that is not there. */
static const char *field_end(const char *p, const char *end)
{
	do {
		p = sip_find(p, end, '\n');
		if (p == end)
			return NULL;
		p++;
	} while (p < end && (*p == ' ' || *p == '\t'));
	return p;
}

struct sip_parsed sip_hdr_parse(struct sip_span s, struct sip_hdr *hdr)
{
	const char *end = sip_span_end(s), *p = s.p, *colon;

	if (p < end && *p == '\r')
		p++;
	if (p == end)
		return sip_ended(SIP_MORE, s, p);
	if (*p == '\n') {
		*hdr = (struct sip_hdr){};
		return sip_ended(SIP_OK, s, p + 1);
	}
	colon = sip_skip_class(s.p, end, SIP_CLASS_TOKEN);
	hdr->name = sip_span(s.p, colon);
	/* HCOLON = *( SP / HTAB ) ":" SWS */
	while (colon < end && (*colon == ' ' || *colon == '\t'))
		colon++;
	p = field_end(colon, end);
	if (!p)
		return sip_ended(SIP_MORE, s, end);
	if (*colon == ':' && hdr->name.len) {
		hdr->id = sip_hdr_lookup(hdr->name);
		hdr->flaw = SIP_FLAW_NONE;
		hdr->value = sip_span_trim(sip_span(colon + 1, p));
	} else {
		hdr->id = SIP_HDR_OTHER;
		hdr->flaw = SIP_FLAW_LINE;
		hdr->value = sip_span_trim(sip_span(s.p, p));
	}
	return sip_ended(SIP_OK, s, p);
}

/* Behind a comment, which may hold others and quoted-pairs; @end if it does not end. */
static const char *comment_skip(const char *p, const char *end)
{
	unsigned int depth = 0;

	for (; p < end; p++) {
		if (*p == '(')
			depth++;
		else if (*p == ')' && !--depth)
			return p + 1;
		else if (*p == '\\' && ++p == end)
			break;
	}
	return end;
}

/* To the comma behind the element. A bracket that is not closed goes on to the end. */
static const char *element_end(const char *p, const char *end)
{
	while (p < end && *p != ',') {
		switch (*p) {
		case '<':
			p = sip_find(p, end, '>');
			break;
		case '(':
			p = comment_skip(p, end);
			break;
		default:
			p = sip_skip_one(p, end);
		}
	}
	return p;
}

bool sip_list_more(struct sip_span *rest)
{
	const char *end = sip_span_end(*rest), *p = rest->p;

	/* RFC 7230 section 7, RFC 4475 section 3.1.1.1: empty elements are no elements */
	while (p < end && (*p == ',' || sip_is(*p, SIP_CLASS_WS)))
		p++;
	*rest = sip_span(p, end);
	return p < end;
}

bool sip_list_next(struct sip_span *rest, struct sip_span *item)
{
	const char *end = sip_span_end(*rest), *start, *p;

	sip_list_more(rest);
	start = rest->p;
	p = element_end(start, end);
	*rest = sip_span(p, end);
	*item = sip_span_trim(sip_span(start, p));
	return p > start;
}
