// SPDX-License-Identifier: GPL-2.0
#include "via.h"
#include "lex.h"

/* token with LWS behind it. NULL if there is no token. */
static const char *token_read(const char *p, const char *end, struct sip_span *token)
{
	const char *start = p;

	p = sip_skip_class(p, end, SIP_CLASS_TOKEN);
	*token = sip_span(start, p);
	return p == start ? NULL : sip_skip_ws(p, end);
}

static const char *slash_read(const char *p, const char *end)
{
	return p && p < end && *p == '/' ? sip_skip_ws(p + 1, end) : NULL;
}

/*
 * sent-protocol = protocol-name SLASH protocol-version SLASH transport, with white space
 * wherever SLASH is. Returns the first byte of sent-by, NULL if it is none.
 */
static const char *protocol_read(const char *p, const char *end, struct sip_via *via)
{
	struct sip_span name, version, transport;

	p = slash_read(token_read(p, end, &name), end);
	if (!p || !sip_span_caseeq(name, "SIP"))
		return NULL;
	p = slash_read(token_read(p, end, &version), end);
	if (!p)
		return NULL;
	p = token_read(p, end, &transport);
	via->transport = sip_transport_lookup(transport);
	return p;
}

/* RFC 2543 section 6.40 had a comment behind sent-by. NULL if it does not end. */
static const char *comment_skip(const char *p, const char *end)
{
	if (p == end || *p != '(')
		return p;
	p = sip_find(p, end, ')');
	return p == end ? NULL : sip_skip_ws(p + 1, end);
}

/* False if the parameter is one of ours and is malformed. */
static bool param_read(const struct sip_param *param, struct sip_via *via)
{
	struct sip_span value = param->value;
	u32 n;

	switch (param->name.len) {
	case 3:
		if (sip_span_caseeq(param->name, "ttl") && sip_span_number(value, U8_MAX, &n))
			via->ttl = n;
		return true;
	case 5:
		if (sip_span_caseeq(param->name, "maddr") && !via->maddr.type)
			return sip_host_parse_bare(value, &via->maddr).status == SIP_OK;
		if (!sip_span_caseeq(param->name, "rport") || sip_span_present(via->rport_text))
			return true;
		/* RFC 3581 section 3: without a value in a request, with one in its response */
		via->rport_text = value;
		if (!sip_span_present(value))
			via->rport_text.p = sip_span_end(param->name);
		if (!value.len)
			return true;
		if (!sip_span_number(value, U16_MAX, &n))
			return false;
		via->rport = n;
		return true;
	case 6:
		if (sip_span_caseeq(param->name, "branch") && !sip_span_present(via->branch))
			via->branch = value;
		return true;
	case 8:
		if (sip_span_caseeq(param->name, "received") && !via->received.type)
			return sip_host_parse_bare(value, &via->received).status == SIP_OK;
		return true;
	}
	return true;
}

/* Returns where the via-parm ends, in @s.len bytes less than there were; status BAD at @p else. */
static const char *params_read(struct sip_span rest, struct sip_via *via, enum sip_status *status)
{
	const char *start = rest.p;
	struct sip_param param;

	*status = SIP_BAD;
	while (sip_param_next(&rest, &param))
		if (!param_read(&param, via))
			return param.name.p;
	if (rest.len && *rest.p != ',')
		return rest.p;
	*status = SIP_OK;
	via->params = sip_span_trim(sip_span(start, rest.p));
	return rest.p;
}

struct sip_parsed sip_via_parse(struct sip_span s, struct sip_via *via)
{
	const char *end = sip_span_end(s), *start, *p, *host;
	enum sip_status status;
	struct sip_parsed parsed;

	*via = (struct sip_via){};
	start = sip_skip_ws(s.p, end);
	host = protocol_read(start, end, via);
	if (!host)
		return sip_ended(SIP_BAD, s, start);
	parsed = sip_hostport_parse(sip_span(host, end), true, &via->sent_by);
	if (parsed.status != SIP_OK)
		return sip_ended(SIP_BAD, s, host + parsed.off);
	p = comment_skip(sip_skip_ws(host + parsed.off, end), end);
	if (!p || (p < end && *p != ';' && *p != ','))
		return sip_ended(SIP_BAD, s, host + parsed.off);
	if (p < end && *p == ';') {
		p = params_read(sip_span(p + 1, end), via, &status);
		if (status != SIP_OK)
			return sip_ended(status, s, p);
	}
	via->text = sip_span_trim(sip_span(start, p));
	return sip_ended(SIP_OK, s, p);
}
