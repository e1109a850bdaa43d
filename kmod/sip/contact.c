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

/* "sip:", "sips:" or "tel:": an address that no angle brackets are needed for */
static bool begins_addr(const char *p, const char *end)
{
	const char *colon = sip_skip_class(p, end, SIP_CLASS_ALPHA);

	return colon < end && *colon == ':' &&
	       (sip_span_caseeq(sip_span(p, colon), "sip") ||
		sip_span_caseeq(sip_span(p, colon), "sips") ||
		sip_span_caseeq(sip_span(p, colon), "tel"));
}

/* The colon behind any scheme; @end if there is none */
static const char *scheme_end(const char *p, const char *end)
{
	const char *colon = sip_skip_class(p, end, SIP_CLASS_TOKEN);

	return colon < end && *colon == ':' && sip_is(*p, SIP_CLASS_ALPHA) ? colon : end;
}

/**
 * struct addr - where an element's address is
 * @start: of the element
 * @uri: the URI; of no length: there is none
 * @display: ends what precedes it; @start if nothing does
 * @next: at the semicolon or the comma behind it, or at the end
 * @flaw: why there is none
 */
struct addr {
	const char *start;
	struct sip_span uri;
	const char *display;
	const char *next;
	enum sip_flaw flaw;
};

/*
 * The '>' behind the '<' at *@open, which is moved on to the last '<' before it; but one in the
 * middle of a URI is part of that: <sip:a?Route=<sip:b>. NULL if it is not closed before another
 * address begins, or at all; *@open is where that is known then.
 */
static const char *bracket_close(const char **open, const char *end)
{
	const char *p = *open;
	bool in_uri = false;

	for (; p < end && *p != '>'; p++) {
		if (*p == '<' && (!in_uri || p[-1] == ',' || sip_is(p[-1], SIP_CLASS_WS))) {
			in_uri = scheme_end(p + 1, end) < end;
			*open = p;
		} else if (*p == ',' && begins_addr(sip_skip_ws(p + 1, end), end)) {
			break;
		}
	}
	if (p < end && *p == '>')
		return p;
	*open = p;
	return NULL;
}

/* To what ends an address, or to another '<' if @open */
static const char *addr_skip(const char *p, const char *end, bool open)
{
	while (p < end && *p != ',' && *p != ';' && !(open && *p == '<'))
		p = sip_skip_one(p, end);
	return p;
}

/* The address between the last '<' that is outside of quotes, and its '>' */
static void bracketed_find(const char *p, const char *end, struct addr *addr)
{
	const char *open, *close;

	addr->flaw = SIP_FLAW_BRACKET;
	do {
		open = p;
		close = bracket_close(&open, end);
		if (!close) {
			addr->next = addr->flaw ? open : addr_skip(p, end, false);
			return;
		}
		addr->flaw = SIP_FLAW_NONE;
		addr->display = open;
		addr->uri = sip_span_trim(sip_span(open + 1, close));
		p = addr_skip(close + 1, end, true);
	} while (p < end && *p == '<');
	addr->next = p;
}

/*
 * RFC 3261 section 20.10: without angle brackets, a semicolon begins the field's parameters. What
 * has no scheme in front of a comma or a semicolon is a display name that should have been quoted,
 * if an address in angle brackets follows.
 */
static void addr_find(const char *start, const char *end, struct addr *addr)
{
	const char *bare = start, *p = start, *colon;

	*addr = (struct addr){ .start = start, .display = start };
	if (p < end && *p == '"')
		bare = sip_skip_ws(sip_skip_one(p, end), end);
	colon = scheme_end(bare, end);
	for (; p < end && *p != '<'; p = sip_skip_one(p, end)) {
		if (*p != ',' && *p != ';')
			continue;
		if (colon < p || (*p == ',' && begins_addr(sip_skip_ws(p + 1, end), end)))
			break;
	}
	if (p < end && *p == '<') {
		bracketed_find(p, end, addr);
		return;
	}
	addr->next = p;
	if (colon < p) {
		addr->display = bare;
		addr->uri = sip_span_trim(sip_span(bare, p));
	} else {
		addr->flaw = start < end && *start == '"' && bare == sip_skip_ws(start + 1, end) ?
			     SIP_FLAW_QUOTE : SIP_FLAW_SCHEME;
	}
}

static const char *params_read(struct sip_span rest, struct sip_contact *contact)
{
	const char *start = rest.p;
	struct sip_param param;

	while (sip_param_next(&rest, &param))
		param_read(&param, contact);
	contact->params = sip_span_trim(sip_span(start, rest.p));
	return rest.p;
}

/* "*" alone, and not the beginning of a display name */
static bool star_read(const char *p, const char *end, struct addr *addr)
{
	if (p == end || *p != '*')
		return false;
	*addr = (struct addr){ .start = p, .display = p, .next = sip_skip_ws(p + 1, end) };
	return addr->next == end || *addr->next == ',' || *addr->next == ';';
}

/* Up to where the parameters begin */
static struct sip_parsed head_read(struct sip_span s, struct sip_contact *contact,
				   struct addr *addr)
{
	const char *end = sip_span_end(s), *start = sip_skip_ws(s.p, end);
	struct sip_parsed parsed;

	/* sip_uri_parse() fills in the largest part. */
	contact->display = (struct sip_span){};
	contact->params = (struct sip_span){};
	contact->tag = (struct sip_span){};
	contact->expires = 0;
	contact->has_expires = false;
	contact->q = 1000;
	contact->star = star_read(start, end, addr);
	if (contact->star) {
		contact->uri = (struct sip_uri){};
		contact->text = sip_span(start, start + 1);
		return sip_ended(SIP_OK, s, addr->next);
	}
	addr_find(start, end, addr);
	contact->text = sip_span_trim(sip_span(start, addr->next));
	if (addr->display > start)
		contact->display = sip_span_trim(sip_span(start, addr->display));
	if (addr->flaw) {
		contact->uri = (struct sip_uri){};
		return sip_flawed(s, start, addr->flaw);
	}
	parsed = sip_uri_parse(addr->uri, &contact->uri);
	if (parsed.status != SIP_OK)
		return sip_flawed(s, addr->uri.p + parsed.off, parsed.flaw);
	return sip_ended(SIP_OK, s, addr->next);
}

struct sip_parsed sip_contact_parse_addr(struct sip_span s, struct sip_contact *contact)
{
	struct addr addr;

	return head_read(s, contact, &addr);
}

struct sip_parsed sip_contact_parse(struct sip_span s, struct sip_contact *contact)
{
	const char *end = sip_span_end(s), *p;
	struct sip_parsed parsed;
	struct addr addr;

	parsed = head_read(s, contact, &addr);
	p = addr.next;
	if (p < end && *p == ';') {
		p = params_read(sip_span(p + 1, end), contact);
		contact->text = sip_span_trim(sip_span(contact->text.p, p));
	}
	return parsed.status == SIP_OK ? sip_ended(SIP_OK, s, p) : parsed;
}
