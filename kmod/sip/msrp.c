// SPDX-License-Identifier: GPL-2.0
#include "msrp.h"
#include "word.h"

/* msrp-scheme "://" */
static bool msrp_scheme(struct sip_span *rest)
{
	struct sip_span scheme = sip_word_split(*rest, ':', rest);

	if (!sip_span_caseeq(scheme, "msrp") && !sip_span_caseeq(scheme, "msrps"))
		return false;
	if (!sip_span_present(*rest) || rest->len < 2 || rest->p[0] != '/' || rest->p[1] != '/')
		return false;
	rest->p += 2;
	rest->len -= 2;
	return true;
}

/* Behind the authority: [ "/" session-id ] ";" transport *( ";" parameter ) */
static bool msrp_over_tcp(struct sip_span rest)
{
	struct sip_span params;

	sip_word_split(rest, ';', &params);
	return sip_span_present(params) &&
	       sip_span_caseeq(sip_word_split(params, ';', &params), "tcp");
}

struct sip_parsed msrp_uri_parse(struct sip_span uri, struct sip_hostport *hp)
{
	struct sip_span rest = uri, path, authority, behind;
	struct sip_parsed parsed;

	if (!msrp_scheme(&rest) || !msrp_over_tcp(rest))
		return sip_flawed(uri, uri.p, SIP_FLAW_SCHEME);
	authority = sip_word_split(sip_word_split(rest, ';', &path), '/', &path);
	sip_word_split(authority, '@', &behind);
	if (sip_span_present(behind))
		authority = behind;
	parsed = sip_hostport_parse(authority, false, hp);
	if (parsed.status != SIP_OK || parsed.off != authority.len)
		return sip_flawed(uri, authority.p, SIP_FLAW_HOST);
	return sip_ended(SIP_OK, uri, sip_span_end(uri));
}
