// SPDX-License-Identifier: GPL-2.0
#include "uri.h"
#include "lex.h"

enum sip_transport sip_transport_lookup(struct sip_span name)
{
	static const struct {
		const char *name;
		enum sip_transport transport;
	} known[] = {
		{ "UDP", SIP_TRANSPORT_UDP },
		{ "TCP", SIP_TRANSPORT_TCP },
		{ "TLS", SIP_TRANSPORT_TLS },
		{ "SCTP", SIP_TRANSPORT_SCTP },
		{ "WS", SIP_TRANSPORT_WS },
		{ "WSS", SIP_TRANSPORT_WSS },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (sip_span_caseeq(name, known[i].name))
			return known[i].transport;
	return SIP_TRANSPORT_OTHER;
}

static enum sip_scheme scheme_lookup(struct sip_span name)
{
	if (sip_span_caseeq(name, "sip"))
		return SIP_SCHEME_SIP;
	if (sip_span_caseeq(name, "sips"))
		return SIP_SCHEME_SIPS;
	if (sip_span_caseeq(name, "tel"))
		return SIP_SCHEME_TEL;
	return SIP_SCHEME_OTHER;
}

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ): a run of tokens is near enough */
static const char *scheme_read(struct sip_span s, enum sip_scheme *scheme)
{
	const char *end = sip_span_end(s), *p;

	p = sip_skip_class(s.p, end, SIP_CLASS_TOKEN);
	if (p == end || *p != ':' || !sip_is(*s.p, SIP_CLASS_ALPHA))
		return NULL;
	*scheme = scheme_lookup(sip_span(s.p, p));
	return p + 1;
}

/*
 * '@' is reserved, so that the first one ends userinfo: it stands neither in a user nor in
 * parameters or headers without being escaped, and where it does, in headers (Replaces=a@b),
 * the first one is still right. Returns the first byte of the host.
 */
static const char *userinfo_read(const char *p, const char *end, struct sip_uri *uri)
{
	const char *at = sip_find(p, end, '@'), *colon;

	if (at == end)
		return p;
	colon = sip_find(p, at, ':');
	uri->user = sip_span(p, colon);
	if (colon < at)
		uri->password = sip_span(colon + 1, at);
	return at + 1;
}

/* uri-parameters and headers: what is left behind hostport. NULL if that is neither. */
static const char *tail_read(const char *p, const char *end, struct sip_uri *uri)
{
	const char *headers;

	if (p == end)
		return p;
	if (*p != ';' && *p != '?')
		return NULL;
	headers = sip_find(p, end, '?');
	if (*p == ';')
		uri->params = sip_span(p + 1, headers);
	if (headers < end)
		uri->headers = sip_span(headers + 1, end);
	return end;
}

struct sip_parsed sip_uri_parse(struct sip_span s, struct sip_uri *uri)
{
	const char *end = sip_span_end(s), *p, *host;
	struct sip_parsed parsed;

	*uri = (struct sip_uri){ .text = s };
	p = scheme_read(s, &uri->scheme);
	if (!p)
		return sip_ended(SIP_BAD, s, s.p);
	if (uri->scheme != SIP_SCHEME_SIP && uri->scheme != SIP_SCHEME_SIPS)
		return sip_ended(SIP_OK, s, end);
	host = userinfo_read(p, end, uri);
	parsed = sip_hostport_parse(sip_span(host, end), false, &uri->hostport);
	p = host + parsed.off;
	if (parsed.status != SIP_OK || !tail_read(p, end, uri))
		return sip_ended(SIP_BAD, s, p);
	return sip_ended(SIP_OK, s, end);
}

u16 sip_uri_default_port(const struct sip_uri *uri)
{
	return uri->scheme == SIP_SCHEME_SIPS ? 5061 : 5060;
}

/* To the ';' or ',' that ends a parameter's value. NULL if a quoted string does not end. */
static const char *value_skip(const char *p, const char *end)
{
	p = sip_skip_class(p, end, SIP_CLASS_TOKEN);
	while (p < end && *p != ';' && *p != ',') {
		if (*p != '"') {
			p++;
			continue;
		}
		p = sip_skip_quoted(p, end);
		if (!p)
			return NULL;
	}
	return p;
}

bool sip_param_next(struct sip_span *rest, struct sip_param *param)
{
	const char *end = sip_span_end(*rest), *p = rest->p, *start;

	while (p < end && (*p == ';' || sip_is(*p, SIP_CLASS_WS)))
		p++;
	*rest = sip_span(p, end);
	if (p == end || *p == ',')
		return false;
	start = p;
	p = sip_skip_class(p, end, SIP_CLASS_TOKEN);
	while (p < end && *p != '=' && *p != ';' && *p != ',')
		p++;
	param->name = sip_span_trim(sip_span(start, p));
	param->value = (struct sip_span){};
	if (p < end && *p == '=') {
		start = ++p;
		p = value_skip(p, end);
		if (!p)
			return false;
		param->value = sip_span_trim(sip_span(start, p));
	}
	*rest = sip_span(p, end);
	return true;
}

bool sip_uri_header_next(struct sip_span *rest, struct sip_param *header)
{
	const char *end = sip_span_end(*rest), *p, *equals;

	if (!rest->len)
		return false;
	p = sip_find(rest->p, end, '&');
	equals = sip_find(rest->p, p, '=');
	header->name = sip_span(rest->p, equals);
	header->value = equals < p ? sip_span(equals + 1, p) : (struct sip_span){};
	*rest = sip_span(p < end ? p + 1 : end, end);
	return true;
}

bool sip_param_find(struct sip_span params, const char *name, struct sip_param *param)
{
	while (sip_param_next(&params, param))
		if (sip_span_caseeq(param->name, name))
			return true;
	return false;
}

enum sip_transport sip_uri_transport(const struct sip_uri *uri)
{
	struct sip_param param;

	if (uri->scheme == SIP_SCHEME_SIPS)
		return SIP_TRANSPORT_TLS;
	if (uri->params.len && sip_param_find(uri->params, "transport", &param))
		return sip_transport_lookup(param.value);
	return SIP_TRANSPORT_UDP;
}
