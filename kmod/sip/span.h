/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A piece of a message. Everything in kmod/sip/ points into the caller's buffer and copies
 * nothing, so a span is valid for as long as that buffer is neither freed nor changed.
 */
#ifndef SIPNAT_SIP_SPAN_H
#define SIPNAT_SIP_SPAN_H

#include "platform.h"

/**
 * struct sip_span - a run of bytes inside a message
 * @p: first byte; NULL when the thing is absent from the message
 * @len: number of bytes; 0 with @p set means present, and empty
 */
struct sip_span {
	const char *p;
	unsigned int len;
};

static inline struct sip_span sip_span(const char *p, const char *end)
{
	return (struct sip_span){ .p = p, .len = (unsigned int)(end - p) };
}

static inline bool sip_span_present(struct sip_span s)
{
	return s.p;
}

static inline const char *sip_span_end(struct sip_span s)
{
	/* C does not let us add 0 to NULL */
	return s.p ? s.p + s.len : NULL;
}

/* sip_span_eq - byte-exact comparison with a NUL-terminated word */
static inline bool sip_span_eq(struct sip_span s, const char *word)
{
	return s.len == strlen(word) && !memcmp(s.p, word, s.len);
}

/* sip_casecmp - 0 if @len bytes are the same but for ASCII case */
int sip_casecmp(const char *a, const char *b, unsigned int len);

/* sip_span_caseeq - comparison that ignores ASCII case (RFC 3261 section 7.3.1) */
static inline bool sip_span_caseeq(struct sip_span s, const char *word)
{
	return s.len == strlen(word) && !sip_casecmp(s.p, word, s.len);
}

/* sip_span_same - do two spans hold the same bytes */
bool sip_span_same(struct sip_span a, struct sip_span b);

/* sip_span_trim - without white space (SP, HT, CR, LF) at both ends */
struct sip_span sip_span_trim(struct sip_span s);

/**
 * sip_span_number - an unsigned decimal number that fills the whole span
 * @s: 1*DIGIT; leading zeros are allowed
 * @max: the largest value to accept
 * @value: set on success
 *
 * Return: true if @s is such a number and is not above @max.
 */
bool sip_span_number(struct sip_span s, u32 max, u32 *value);

/**
 * enum sip_status - how a parser ended
 * @SIP_OK: understood; the offset says how many bytes were consumed
 * @SIP_MORE: the bytes end before the thing does; the offset says where more is wanted
 * @SIP_BAD: not legal, or over a limit; the offset says where
 */
enum sip_status {
	SIP_OK,
	SIP_MORE,
	SIP_BAD,
};

/**
 * enum sip_flaw - why a piece of a message cannot be read; told by traces
 */
enum sip_flaw {
	SIP_FLAW_NONE,
	SIP_FLAW_LINE,		/* a line that is no header field: no colon, no name before it */
	SIP_FLAW_QUOTE,		/* a quoted string is not closed */
	SIP_FLAW_BRACKET,	/* a bracket is not closed */
	SIP_FLAW_SCHEME,	/* no URI: it has no scheme */
	SIP_FLAW_HOST,
	SIP_FLAW_PORT,
	SIP_FLAW_AMBIGUOUS,	/* IPv6 without brackets: the last group might be a port */
	SIP_FLAW_ADDRESS,	/* of a session description, or of a parameter */
	SIP_FLAW_PROTOCOL,	/* of a Via, or of an m= line */
	SIP_FLAW_NUMBER,
	SIP_FLAW_VERSION,	/* v= is not 0, or not the first line */
	SIP_FLAW_BOUNDARY,	/* a multipart body without one */
	SIP_FLAW_REPEATED,	/* there a second time, and not the same */
	SIP_FLAW_MISSING,	/* what belongs there is not there */
	SIP_FLAW_LIMIT,		/* beyond a limit */
	SIP_FLAW_COUNT
};

/**
 * struct sip_parsed - what every parser here returns
 * @status: how it ended
 * @off: bytes from the start of what the parser was given; see enum sip_status
 * @flaw: what is wrong there, on SIP_BAD
 */
struct sip_parsed {
	enum sip_status status;
	unsigned int off;
	enum sip_flaw flaw;
};

/* sip_ended - how a parser that was given @s ended at @p */
static inline struct sip_parsed sip_ended(enum sip_status status, struct sip_span s, const char *p)
{
	return (struct sip_parsed){ .status = status, .off = (unsigned int)(p - s.p) };
}

/* sip_flawed - a parser that was given @s cannot read what stands at @p */
static inline struct sip_parsed sip_flawed(struct sip_span s, const char *p, enum sip_flaw flaw)
{
	return (struct sip_parsed){
		.status = SIP_BAD, .off = (unsigned int)(p - s.p), .flaw = flaw,
	};
}

#endif
