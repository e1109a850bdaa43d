/* SPDX-License-Identifier: GPL-2.0 */
/*
 * name-addr / addr-spec with parameters: Contact, From, To, Route, Record-Route, Path and all
 * the other fields of that form. RFC 3261 sections 20.10 and 25.1.
 */
#ifndef SIPNAT_SIP_CONTACT_H
#define SIPNAT_SIP_CONTACT_H

#include "uri.h"

/**
 * struct sip_contact - one element of a Contact-like field
 * @text: the whole element, without the comma
 * @star: it is "*" (Contact in a de-REGISTER); everything below is empty then
 * @display: display name as it stands, quotes included; absent if there is none
 * @uri: the URI
 * @params: parameters of the field, not of the URI. Without angle brackets every parameter
 *	belongs to the field (section 20: "the parameters are header parameters")
 * @tag: value of the tag parameter, absent if there is none (From, To)
 * @expires: value of the expires parameter in seconds
 * @has_expires: there is a well-formed one
 * @q: q value in thousandths, 1000 if absent
 */
struct sip_contact {
	struct sip_span text;
	bool star;
	struct sip_span display;
	struct sip_uri uri;
	struct sip_span params;
	struct sip_span tag;
	u32 expires;
	bool has_expires;
	u16 q;
};

/**
 * sip_contact_parse - read the first element of a Contact-like field's value
 * @s: the value; more elements may follow behind a comma
 * @contact: filled on SIP_OK
 *
 * SIP_OK: @off is at the comma, or at the end of @s. A URI whose scheme is not known gives
 * SIP_OK with SIP_SCHEME_OTHER.
 *
 * Elements are read as receivers read them: the URI stands between the last '<' outside of quotes
 * and its '>', whatever else stands around it, commas in a display name included. SIP_BAD: there is
 * no such URI; what is known of the element is filled in all the same, and @text is all of it, so
 * that the next one can be looked for behind it.
 */
struct sip_parsed sip_contact_parse(struct sip_span s, struct sip_contact *contact);

/**
 * sip_contact_parse_addr - read no further than to the URI
 *
 * As sip_contact_parse(), for who needs no parameters: they are absent, and on SIP_OK @off is at
 * the semicolon, at the comma, or at the end of @s.
 */
struct sip_parsed sip_contact_parse_addr(struct sip_span s, struct sip_contact *contact);

#endif
