/* SPDX-License-Identifier: GPL-2.0 */
/* Escaped characters in URIs, such as %40: RFC 3261 sections 19.1.2, 25.1; RFC 3986 section 2.1. */
#ifndef SIPNAT_SIP_ESCAPE_H
#define SIPNAT_SIP_ESCAPE_H

#include "span.h"

/* A longer piece of a URI is not read. */
#define SIP_UNESCAPED_MAX	1024

/**
 * struct sip_unescaped - a piece of a URI without its escapes, and the way back
 * @raw: as it stands in the URI
 * @len: bytes of @text
 * @at: where in @raw each byte of @text comes from, and, behind the last one, where @raw ends
 * @text: what it says
 */
struct sip_unescaped {
	struct sip_span raw;
	unsigned int len;
	u16 at[SIP_UNESCAPED_MAX + 1];
	char text[SIP_UNESCAPED_MAX];
};

/**
 * sip_unescape - read a piece of a URI
 * @raw: the piece; a '%' that begins no escape stands for itself
 * @u: filled on success
 *
 * Return: false if it is too long.
 */
bool sip_unescape(struct sip_span raw, struct sip_unescaped *u);

static inline struct sip_span sip_unescaped_text(const struct sip_unescaped *u)
{
	return (struct sip_span){ .p = u->text, .len = u->len };
}

/* sip_unescaped_has - does a span point into that text, whether or not anything has been read */
static inline bool sip_unescaped_has(const struct sip_unescaped *u, struct sip_span s)
{
	return s.p >= u->text && s.p <= u->text + SIP_UNESCAPED_MAX;
}

/* sip_unescaped_raw - what a span of the text is in the URI; escapes are never cut in two */
struct sip_span sip_unescaped_raw(const struct sip_unescaped *u, struct sip_span s);

#endif
