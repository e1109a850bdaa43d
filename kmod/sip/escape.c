// SPDX-License-Identifier: GPL-2.0
#include "escape.h"
#include "lex.h"

static unsigned int hex_value(char c)
{
	return sip_is(c, SIP_CLASS_DIGIT) ? c - '0' : (c | 0x20) - 'a' + 10;
}

bool sip_unescape(struct sip_span raw, struct sip_unescaped *u)
{
	const char *p = raw.p, *end = sip_span_end(raw);

	u->raw = raw;
	u->len = 0;
	while (p < end) {
		if (u->len == SIP_UNESCAPED_MAX || p - raw.p > U16_MAX - 3)
			return false;
		u->at[u->len] = (u16)(p - raw.p);
		if (*p == '%' && end - p > 2 && sip_is(p[1], SIP_CLASS_HEX) &&
		    sip_is(p[2], SIP_CLASS_HEX)) {
			u->text[u->len++] = (char)(hex_value(p[1]) << 4 | hex_value(p[2]));
			p += 3;
		} else {
			u->text[u->len++] = *p++;
		}
	}
	u->at[u->len] = (u16)raw.len;
	return true;
}

struct sip_span sip_unescaped_raw(const struct sip_unescaped *u, struct sip_span s)
{
	const char *p = u->raw.p + u->at[s.p - u->text];

	return sip_span(p, u->raw.p + u->at[s.p - u->text + s.len]);
}
