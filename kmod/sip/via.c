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

static enum sip_flaw address_read(struct sip_span value, struct sip_host *host)
{
	if (sip_host_parse_bare(value, host).status == SIP_OK)
		return SIP_FLAW_NONE;
	*host = (struct sip_host){ .type = SIP_HOST_NONE };
	return SIP_FLAW_ADDRESS;
}

/* One that is ours and cannot be read is as if it had no value. */
static enum sip_flaw param_read(const struct sip_param *param, struct sip_via *via)
{
	struct sip_span value = param->value;
	u32 n;

	switch (param->name.len) {
	case 3:
		if (sip_span_caseeq(param->name, "ttl") && sip_span_number(value, U8_MAX, &n))
			via->ttl = n;
		break;
	case 5:
		if (sip_span_caseeq(param->name, "maddr") && !via->maddr.type)
			return address_read(value, &via->maddr);
		if (!sip_span_caseeq(param->name, "rport") || sip_span_present(via->rport_text))
			break;
		/* RFC 3581 section 3: without a value in a request, with one in its response */
		via->rport_text = value;
		if (!sip_span_present(value))
			via->rport_text.p = sip_span_end(param->name);
		if (value.len && !sip_span_number(value, U16_MAX, &n))
			return SIP_FLAW_PORT;
		if (value.len)
			via->rport = n;
		break;
	case 6:
		if (sip_span_caseeq(param->name, "branch") && !sip_span_present(via->branch))
			via->branch = value;
		break;
	case 8:
		if (sip_span_caseeq(param->name, "received") && !via->received.type)
			return address_read(value, &via->received);
		break;
	}
	return SIP_FLAW_NONE;
}

/* Returns where the via-parm ends. */
static const char *params_read(struct sip_span rest, struct sip_via *via)
{
	const char *start = rest.p;
	struct sip_param param;
	struct sip_span last;
	enum sip_flaw flaw;

	while (sip_param_next(&rest, &param)) {
		flaw = param_read(&param, via);
		if (!flaw || via->flaw)
			continue;
		last = sip_span_present(param.value) ? param.value : param.name;
		via->flaw = flaw;
		via->flawed = sip_span(param.name.p, sip_span_end(last));
	}
	via->params = sip_span_trim(sip_span(start, rest.p));
	return rest.p;
}

struct sip_parsed sip_via_parse(struct sip_span s, struct sip_via *via)
{
	const char *end = sip_span_end(s), *start, *p, *host;
	struct sip_parsed parsed;

	*via = (struct sip_via){};
	start = sip_skip_ws(s.p, end);
	host = protocol_read(start, end, via);
	if (!host)
		return sip_flawed(s, start, SIP_FLAW_PROTOCOL);
	parsed = sip_hostport_parse(sip_span(host, end), true, &via->sent_by);
	if (parsed.status != SIP_OK)
		return sip_flawed(s, host + parsed.off, parsed.flaw);
	p = comment_skip(sip_skip_ws(host + parsed.off, end), end);
	if (!p)
		return sip_flawed(s, host + parsed.off, SIP_FLAW_BRACKET);
	if (p < end && *p != ';' && *p != ',')
		return sip_flawed(s, p, sip_span_present(via->sent_by.port_text) ? SIP_FLAW_PORT :
										   SIP_FLAW_HOST);
	if (p < end && *p == ';')
		p = params_read(sip_span(p + 1, end), via);
	via->text = sip_span_trim(sip_span(start, p));
	return sip_ended(SIP_OK, s, p);
}
