// SPDX-License-Identifier: GPL-2.0
#include "span.h"
#include "lex.h"

int sip_casecmp(const char *a, const char *b, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		/* a letter's two cases differ in that bit, and so do CR and '-' */
		if (a[i] != b[i] && ((a[i] ^ b[i]) != 0x20 || !sip_is(a[i], SIP_CLASS_ALPHA)))
			return 1;
	return 0;
}

bool sip_span_same(struct sip_span a, struct sip_span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.p, b.p, a.len));
}

struct sip_span sip_span_trim(struct sip_span s)
{
	while (s.len && sip_is(s.p[s.len - 1], SIP_CLASS_WS))
		s.len--;
	while (s.len && sip_is(*s.p, SIP_CLASS_WS)) {
		s.p++;
		s.len--;
	}
	return s;
}

bool sip_span_number(struct sip_span s, u32 max, u32 *value)
{
	u64 n = 0;
	unsigned int i;

	if (!s.len)
		return false;
	for (i = 0; i < s.len; i++) {
		if (!sip_is(s.p[i], SIP_CLASS_DIGIT))
			return false;
		n = n * 10 + (s.p[i] - '0');
		if (n > max)
			return false;
	}
	*value = n;
	return true;
}
