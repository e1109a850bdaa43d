// SPDX-License-Identifier: GPL-2.0
#include "word.h"

/* Space, tab and every other control character: one comparison, and none of them is in a word. */
static inline bool blank(char c)
{
	return (unsigned char)c <= ' ';
}

bool sip_word_next(struct sip_span *rest, struct sip_span *word)
{
	const char *end = sip_span_end(*rest);
	const char *p = rest->p;
	const char *first;

	while (p < end && blank(*p))
		p++;
	first = p;
	while (p < end && !blank(*p))
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
	const char *p = word.p;

	while (p < end && *p != c)
		p++;
	*rest = p < end ? sip_span(p + 1, end) : (struct sip_span){ };
	return sip_span(word.p, p);
}
