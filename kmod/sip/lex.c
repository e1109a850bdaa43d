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

/*
 * A byte that is zero is the lowest one that borrows into its own clear top bit, so in little
 * endian the lowest bit that is set here tells it.
 */
static inline u64 zero_bytes(u64 word)
{
	const u64 ones = 0x0101010101010101ULL;

	return (word - ones) & ~word & ones << 7;
}

const char *sip_find(const char *p, const char *end, char c)
{
	const u64 pattern = 0x0101010101010101ULL * (u8)c;
	u64 word, found;

	for (; end - p >= 8; p += 8) {
		memcpy(&word, p, 8);
		found = zero_bytes(word ^ pattern);
		if (!found)
			continue;
		if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
			return p + __builtin_ctzll(found) / 8;
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
