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
