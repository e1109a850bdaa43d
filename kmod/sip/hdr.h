/* SPDX-License-Identifier: GPL-2.0 */
/* Header field names: RFC 3261 section 20, the IANA registry for the compact forms. */
#ifndef SIPNAT_SIP_HDR_H
#define SIPNAT_SIP_HDR_H

#include "span.h"

/* The fields that something here looks at. All others are SIP_HDR_OTHER. */
enum sip_hdr_id {
	SIP_HDR_OTHER,
	SIP_HDR_CALL_ID,		/* i */
	SIP_HDR_CONTACT,		/* m */
	SIP_HDR_CONTENT_LENGTH,		/* l */
	SIP_HDR_CONTENT_TYPE,		/* c */
	SIP_HDR_CONTENT_ENCODING,	/* e */
	SIP_HDR_CSEQ,
	SIP_HDR_DIVERSION,
	SIP_HDR_EXPIRES,
	SIP_HDR_FROM,			/* f */
	SIP_HDR_P_ASSERTED_IDENTITY,
	SIP_HDR_P_PREFERRED_IDENTITY,
	SIP_HDR_PATH,
	SIP_HDR_RECORD_ROUTE,
	SIP_HDR_REFER_TO,		/* r */
	SIP_HDR_REFERRED_BY,		/* b */
	SIP_HDR_REMOTE_PARTY_ID,
	SIP_HDR_REPLACES,
	SIP_HDR_REQUIRE,
	SIP_HDR_ROUTE,
	SIP_HDR_SERVICE_ROUTE,
	SIP_HDR_SUPPORTED,		/* k */
	SIP_HDR_TO,			/* t */
	SIP_HDR_VIA,			/* v */
	SIP_HDR_COUNT
};

/**
 * struct sip_hdr - one header field
 * @id: which
 * @flaw: why it cannot be read, else SIP_FLAW_NONE. On SIP_FLAW_LINE the line is no header field:
 *	@id is SIP_HDR_OTHER, and @value the whole line
 * @name: as written, without white space before the colon
 * @value: without the white space at both ends; folded lines are still folded
 */
struct sip_hdr {
	enum sip_hdr_id id;
	enum sip_flaw flaw;
	struct sip_span name;
	struct sip_span value;
};

/* sip_hdr_lookup - a name or its compact form, in any case */
enum sip_hdr_id sip_hdr_lookup(struct sip_span name);

/**
 * sip_hdr_parse - read one header field
 * @s: begins with the field, or with the empty line that ends a header section
 * @hdr: filled on SIP_OK; at the empty line, its name is absent
 *
 * SIP_OK: @off is behind the line end, folded lines included (RFC 3261 section 7.3.1). If that is
 * the end of @s, a folded line may have been cut off; SIP_MORE: there is no line end in @s. Never
 * SIP_BAD: a line that is no field costs itself, see @hdr->flaw.
 */
struct sip_parsed sip_hdr_parse(struct sip_span s, struct sip_hdr *hdr);

/**
 * sip_list_next - take the next element off a comma-separated field value
 * @rest: the value; moved on behind the element and its comma
 * @item: filled if there is one, trimmed
 *
 * Commas inside quoted strings, angle brackets and comments do not separate. A quote that is not
 * closed is a byte like any other; a bracket or a comment that is not closed goes on to the end.
 * Empty elements are skipped. For fields whose elements have
 * a parser of their own (Via, Contact), that parser finds the end itself.
 *
 * Return: false at the end of the list.
 */
bool sip_list_next(struct sip_span *rest, struct sip_span *item);

/**
 * sip_list_more - skip what precedes the next element
 * @rest: as above; begins with that element then
 *
 * Return: false at the end of the list.
 */
bool sip_list_more(struct sip_span *rest);

#endif
