// SPDX-License-Identifier: GPL-2.0
#include "contact.h"
#include "lex.h"

/* qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ), in thousandths */
static u16 q_read(struct sip_span s)
{
	static const u16 weight[] = { 100, 10, 1 };
	unsigned int i, q;

	if (!s.len || s.len > 5 || (*s.p != '0' && *s.p != '1') || (s.len > 1 && s.p[1] != '.'))
		return 1000;
	q = (*s.p - '0') * 1000;
	for (i = 2; i < s.len; i++) {
		if (!sip_is(s.p[i], SIP_CLASS_DIGIT))
			return 1000;
		q += (s.p[i] - '0') * weight[i - 2];
	}
	return min_t(unsigned int, q, 1000);
}

static void param_read(const struct sip_param *param, struct sip_contact *contact)
{
	switch (param->name.len) {
	case 1:
		if (sip_span_caseeq(param->name, "q"))
			contact->q = q_read(param->value);
		break;
	case 3:
		if (sip_span_caseeq(param->name, "tag") && !sip_span_present(contact->tag))
			contact->tag = param->value;
		break;
	case 7:
		if (sip_span_caseeq(param->name, "expires"))
			contact->has_expires = sip_span_number(param->value, U32_MAX,
							       &contact->expires);
		break;
	}
}

/*
 * Everything before the URI. Returns the '<', or the first byte of an addr-spec that has none
 * around it, or NULL.
 */
static const char *display_read(const char *p, const char *end, struct sip_contact *contact)
{
	const char *start = p;

	if (p < end && *p == '"') {
		p = sip_skip_quoted(p, end);
		if (!p)
			return NULL;
		contact->display = sip_span(start, p);
		p = sip_skip_ws(p, end);
		return p < end && *p == '<' ? p : NULL;
	}
	while (p < end && *p != '<' && *p != ',' && *p != ';')
		p++;
	if (p == end || *p != '<')
		return start;
	if (p > start)
		contact->display = sip_span_trim(sip_span(start, p));
	return p;
}

/* Returns where the parameters begin or the element ends. A @uri of no length is none. */
static const char *addr_read(const char *p, const char *end, struct sip_span *uri)
{
	const char *start = p;

	*uri = (struct sip_span){};
	if (p < end && *p == '<') {
		p = sip_find(p, end, '>');
		if (p == end)
			return start;
		*uri = sip_span_trim(sip_span(start + 1, p));
		return sip_skip_ws(p + 1, end);
	}
	/* section 20.10: without angle brackets, a semicolon begins the field's parameters */
	while (p < end && *p != ',' && *p != ';')
		p++;
	*uri = sip_span_trim(sip_span(start, p));
	return p;
}

static const char *params_read(struct sip_span rest, struct sip_contact *contact)
{
	const char *start = rest.p;
	struct sip_param param;

	while (sip_param_next(&rest, &param))
		param_read(&param, contact);
	if (rest.len && *rest.p != ',')
		return NULL;
	contact->params = sip_span_trim(sip_span(start, rest.p));
	return rest.p;
}

/* Up to where the parameters begin; @addr is where the address does. */
static struct sip_parsed head_read(struct sip_span s, struct sip_contact *contact,
				   const char **addr)
{
	const char *end = sip_span_end(s), *start, *p;
	struct sip_span uri;

	/* sip_uri_parse() fills in the largest part. */
	contact->star = false;
	contact->display = (struct sip_span){};
	contact->params = (struct sip_span){};
	contact->tag = (struct sip_span){};
	contact->expires = 0;
	contact->has_expires = false;
	contact->q = 1000;
	start = sip_skip_ws(s.p, end);
	if (start < end && *start == '*') {
		p = sip_skip_ws(start + 1, end);
		contact->star = true;
		contact->uri = (struct sip_uri){};
		contact->text = sip_span(start, start + 1);
		return sip_ended(p == end ? SIP_OK : SIP_BAD, s, p);
	}
	*addr = display_read(start, end, contact);
	if (!*addr)
		return sip_ended(SIP_BAD, s, start);
	p = addr_read(*addr, end, &uri);
	if (sip_uri_parse(uri, &contact->uri).status != SIP_OK ||
	    (p < end && *p != ';' && *p != ','))
		return sip_ended(SIP_BAD, s, *addr);
	contact->text = sip_span_trim(sip_span(start, p));
	return sip_ended(SIP_OK, s, p);
}

struct sip_parsed sip_contact_parse_addr(struct sip_span s, struct sip_contact *contact)
{
	const char *addr;

	return head_read(s, contact, &addr);
}

struct sip_parsed sip_contact_parse(struct sip_span s, struct sip_contact *contact)
{
	const char *end = sip_span_end(s), *addr, *p;
	struct sip_parsed parsed = head_read(s, contact, &addr);

	p = s.p + parsed.off;
	if (parsed.status != SIP_OK || contact->star || p == end || *p != ';')
		return parsed;
	p = params_read(sip_span(p + 1, end), contact);
	if (!p || (p < end && *p != ','))
		return sip_ended(SIP_BAD, s, addr);
	contact->text = sip_span_trim(sip_span(contact->text.p, p));
	return sip_ended(SIP_OK, s, p);
}
