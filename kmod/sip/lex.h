/* SPDX-License-Identifier: GPL-2.0 */
/* The lexical ground of RFC 3261 section 25.1: character classes, white space, quoted strings. */
#ifndef SIPNAT_SIP_LEX_H
#define SIPNAT_SIP_LEX_H

#include "span.h"

enum sip_class {
	SIP_CLASS_ALPHA = 1 << 0,
	SIP_CLASS_DIGIT = 1 << 1,
	SIP_CLASS_TOKEN = 1 << 2,	/* token */
	SIP_CLASS_HEX = 1 << 3,
	SIP_CLASS_HOST = 1 << 4,	/* alphanum, '-', '.', '_' (not legal, but seen) */
	SIP_CLASS_WS = 1 << 5,		/* SP, HT, CR, LF: what LWS is made of */
	SIP_CLASS_CTL = 1 << 6,
};

extern const unsigned char sip_class[256];

static inline bool sip_is(char c, unsigned int classes)
{
	return sip_class[(unsigned char)c] & classes;
}

/* sip_skip_ws - first byte from @p on that is no white space; folding counts as white space */
static inline const char *sip_skip_ws(const char *p, const char *end)
{
	while (p < end && sip_is(*p, SIP_CLASS_WS))
		p++;
	return p;
}

/* sip_skip_class - first byte from @p on that is in none of @classes */
static inline const char *sip_skip_class(const char *p, const char *end, unsigned int classes)
{
	while (p < end && sip_is(*p, classes))
		p++;
	return p;
}

/* sip_find - first @c from @p on, @end if there is none; several bytes at a time */
const char *sip_find(const char *p, const char *end, char c);

/**
 * sip_skip_quoted - behind a quoted string
 * @p: at the opening quote
 * @end: of the bytes
 *
 * Return: behind the closing quote, or NULL if there is none.
 */
const char *sip_skip_quoted(const char *p, const char *end);

/**
 * sip_skip_one - behind a quoted string, a backslash and what it escapes, or any other byte
 * @p: not at the end
 * @end: of the bytes
 *
 * A quote that is not closed is a byte like any other. No quote behind it is closed either, as long
 * as bytes are skipped by this function, so that none of them is searched twice.
 */
static inline const char *sip_skip_one(const char *p, const char *end)
{
	const char *behind = *p == '"' ? sip_skip_quoted(p, end) : NULL;

	if (behind)
		return behind;
	return *p == '\\' && end - p > 1 ? p + 2 : p + 1;
}

#endif
