// SPDX-License-Identifier: GPL-2.0
#include "word.h"
#include "lex.h"

bool sip_word_next(struct sip_span *rest, struct sip_span *word)
{
	const char *end = sip_span_end(*rest);
	const char *p = rest->p;
	const char *first;

	while (p < end && sip_is(*p, SIP_CLASS_WS))
		p++;
	first = p;
	while (p < end && !sip_is(*p, SIP_CLASS_WS))
		p++;
	*word = sip_span(first, p);
	*rest = sip_span(p, end);
	return p > first;
}

bool sip_word_u16(struct sip_span word, u16 *value)
{
	u32 number;

	if (!sip_span_number(word, U16_MAX, &number))
		return false;
	*value = number;
	return true;
}

struct sip_span sip_word_split(struct sip_span word, char c, struct sip_span *rest)
{
	const char *end = sip_span_end(word);
	const char *p;

	for (p = word.p; p < end; p++) {
		if (*p == c) {
			*rest = sip_span(p + 1, end);
			return sip_span(word.p, p);
		}
	}
	*rest = (struct sip_span){ };
	return word;
}
