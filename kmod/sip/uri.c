// SPDX-License-Identifier: GPL-2.0
#include "uri.h"
#include "hdr.h"
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

/* The first ';' or '?' */
static const char *tail_find(const char *p, const char *end)
{
	while (p < end && *p != ';' && *p != '?')
		p++;
	return p;
}

/* The last '@', NULL if there is none */
static const char *last_at(const char *p, const char *end)
{
	while (end > p)
		if (*--end == '@')
			return end;
	return NULL;
}

/* Is it a host for certain: an address, or a name with a port? A user has no port. */
static bool is_hostport(struct sip_span s)
{
	struct sip_hostport hp;

	return sip_hostport_parse(s, false, &hp).status == SIP_OK && hp.host.type &&
	       sip_span_end(s) == (hp.port_text.len ? sip_span_end(hp.port_text) : hp.behind) &&
	       (hp.port_text.len || hp.host.type != SIP_HOST_NAME || *s.p == '[');
}

/* Does "hname=" stand there, and is that a header field, or what precedes it a domain? */
static bool begins_headers(struct sip_span before, const char *p, const char *end)
{
	const char *start = p;

	p = sip_skip_class(p, end, SIP_CLASS_TOKEN);
	if (p == start || p == end || *p != '=')
		return false;
	return sip_hdr_lookup(sip_span(start, p)) || sip_find(before.p, sip_span_end(before), '.') <
						     sip_span_end(before);
}

/*
 * The '@' that ends userinfo, NULL if there is none. Neither a user nor what follows the host may
 * hold another one, but both do. The last one in front of parameters and headers is right:
 * a@example.org@192.0.2.1;x=b@c. If they would all be in there, then either they begin later, since
 * a user may hold ';' and '?' (RFC 3261 section 25.1, user-unreserved), or there is no user:
 * 192.0.2.1:5060?Replaces=a@b. What stands in front tells which.
 */
static const char *userinfo_end(const char *p, const char *end)
{
	const char *tail = tail_find(p, end), *at = last_at(p, tail), *question;

	if (at || tail == end)
		return at;
	at = sip_find(tail, end, '@');
	if (at == end || is_hostport(sip_span(p, tail)))
		return NULL;
	question = sip_find(tail, at, '?');
	if (question < at && begins_headers(sip_span(p, tail), question + 1, at))
		return NULL;
	return last_at(at, tail_find(at, end));
}

/* Returns the first byte of the host. */
static const char *userinfo_read(const char *p, const char *end, struct sip_uri *uri)
{
	const char *at = userinfo_end(p, end), *colon;

	if (!at)
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
		return sip_flawed(s, s.p, SIP_FLAW_SCHEME);
	if (uri->scheme != SIP_SCHEME_SIP && uri->scheme != SIP_SCHEME_SIPS)
		return sip_ended(SIP_OK, s, end);
	host = userinfo_read(p, end, uri);
	parsed = sip_hostport_parse(sip_span(host, end), false, &uri->hostport);
	p = host + parsed.off;
	if (parsed.status != SIP_OK)
		return sip_flawed(s, p, parsed.flaw);
	if (!tail_read(sip_skip_ws(p, end), end, uri))
		return sip_flawed(s, p, sip_span_present(uri->hostport.port_text) ? SIP_FLAW_PORT :
										    SIP_FLAW_HOST);
	return sip_ended(SIP_OK, s, end);
}

u16 sip_uri_default_port(const struct sip_uri *uri)
{
	return uri->scheme == SIP_SCHEME_SIPS ? 5061 : 5060;
}

/* To the ';' or ',' that ends a parameter's value */
static const char *value_skip(const char *p, const char *end)
{
	p = sip_skip_class(p, end, SIP_CLASS_TOKEN);
	while (p < end && *p != ';' && *p != ',')
		p = sip_skip_one(p, end);
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
