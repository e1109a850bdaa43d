// SPDX-License-Identifier: GPL-2.0
#include "lex.h"

#define ALPHA	(SIP_CLASS_ALPHA | SIP_CLASS_TOKEN | SIP_CLASS_HOST)
#define ALHEX	(ALPHA | SIP_CLASS_HEX)
#define DIGIT	(SIP_CLASS_DIGIT | SIP_CLASS_TOKEN | SIP_CLASS_HEX | SIP_CLASS_HOST)

const unsigned char sip_class[256] = {
	[0 ... 8] = SIP_CLASS_CTL,
	['\t' ... '\n'] = SIP_CLASS_CTL | SIP_CLASS_WS,
	[11 ... 12] = SIP_CLASS_CTL,
	['\r'] = SIP_CLASS_CTL | SIP_CLASS_WS,
	[14 ... 31] = SIP_CLASS_CTL,
	[' '] = SIP_CLASS_WS,
	[127] = SIP_CLASS_CTL,
	['0' ... '9'] = DIGIT,
	['A' ... 'F'] = ALHEX,
	['G' ... 'Z'] = ALPHA,
	['a' ... 'f'] = ALHEX,
	['g' ... 'z'] = ALPHA,
	['-'] = SIP_CLASS_TOKEN | SIP_CLASS_HOST,
	['.'] = SIP_CLASS_TOKEN | SIP_CLASS_HOST,
	['_'] = SIP_CLASS_TOKEN | SIP_CLASS_HOST,
	['!'] = SIP_CLASS_TOKEN,
	['%'] = SIP_CLASS_TOKEN,
	['*'] = SIP_CLASS_TOKEN,
	['+'] = SIP_CLASS_TOKEN,
	['`'] = SIP_CLASS_TOKEN,
	['\''] = SIP_CLASS_TOKEN,
	['~'] = SIP_CLASS_TOKEN,
};

const char *sip_skip_ws(const char *p, const char *end)
{
	while (p < end && sip_is(*p, SIP_CLASS_WS))
		p++;
	return p;
}

const char *sip_skip_class(const char *p, const char *end, unsigned int classes)
{
	while (p < end && sip_is(*p, classes))
		p++;
	return p;
}

const char *sip_find(const char *p, const char *end, char c)
{
	const u64 ones = 0x0101010101010101ULL, highs = ones << 7;
	const u64 pattern = ones * (u8)c;
	u64 word;

	for (; end - p >= 8; p += 8) {
		memcpy(&word, p, 8);
		word ^= pattern;
		/* a byte that is zero now is the only one that borrows into a clear top bit */
		if ((word - ones) & ~word & highs)
			break;
	}
	while (p < end && *p != c)
		p++;
	return p;
}

const char *sip_skip_quoted(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		if (*p == '"')
			return p + 1;
		/* quoted-pair: what follows the backslash ends nothing */
		if (*p == '\\' && ++p == end)
			break;
	}
	return NULL;
}
