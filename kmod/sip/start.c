// SPDX-License-Identifier: GPL-2.0
#include "lex.h"
#include "start.h"

/* No method is longer. */
#define MAX_METHOD	64

enum state {
	DEAD,
	NAME,
	STATUS_VERSION,
	STATUS_CODE,
	STATUS_END,
	REASON,
	URI,
	VERSION,
	TRAIL,
	HTTP_NAME,
	HTTP_DIGIT,
};

enum scheme {
	SCHEME_FIRST,
	SCHEME_REST,
	SCHEME_DONE,
};

static bool same_letter(char a, char b)
{
	return !sip_casecmp(&a, &b, 1);
}

void sip_start_begin(struct sip_start *start, bool strict)
{
	*start = (struct sip_start){ .state = NAME, .strict = strict };
}

static void expect(struct sip_start *start, enum state state)
{
	start->state = state;
	start->n = 0;
}

static void die(struct sip_start *start)
{
	expect(start, DEAD);
	start->lost = true;
}

/* Method, or the first part of a version */
static void name_step(struct sip_start *start, char c)
{
	if (sip_is(c, SIP_CLASS_TOKEN)) {
		if (start->n < sizeof(start->name))
			start->name[start->n] = c;
		if (++start->n >= MAX_METHOD)
			die(start);
	} else if (c == ' ' && start->n) {
		expect(start, URI);
	} else if (c == '/' && start->n == 3 && !sip_casecmp(start->name, "SIP", 3)) {
		expect(start, STATUS_VERSION);
	} else if (c == '/' && start->n == 4 && !memcmp(start->name, "HTTP", 4)) {
		expect(start, HTTP_DIGIT);
		start->lost = true;
	} else {
		die(start);
	}
}

/* RFC 3986 section 3.1 */
static bool is_scheme(const struct sip_start *start, char c)
{
	if (start->scheme == SCHEME_FIRST)
		return sip_is(c, SIP_CLASS_ALPHA);
	return sip_is(c, SIP_CLASS_ALPHA | SIP_CLASS_DIGIT) || c == '+' || c == '-' || c == '.';
}

static void uri_step(struct sip_start *start, char c)
{
	if (c == ' ' && start->n) {
		if (start->strict && start->scheme != SCHEME_DONE)
			start->lost = true;
		expect(start, VERSION);
		return;
	}
	if (sip_is(c, SIP_CLASS_WS | SIP_CLASS_CTL)) {
		die(start);
		return;
	}
	start->n = 1;
	if (!start->strict || start->lost || start->scheme == SCHEME_DONE)
		return;
	if (c == ':' && start->scheme == SCHEME_REST)
		start->scheme = SCHEME_DONE;
	else if (is_scheme(start, c))
		start->scheme = SCHEME_REST;
	else
		start->lost = true;
}

/* The next byte of a word that has to follow; @next: what does then */
static void word_step(struct sip_start *start, char c, const char *word, enum state next)
{
	if (!same_letter(c, word[start->n]))
		die(start);
	else if (!word[++start->n])
		expect(start, next);
}

static void version_step(struct sip_start *start, char c)
{
	if (!start->n && c == 'H') {
		start->lost = true;
		start->state = HTTP_NAME;
		start->n = 1;
	} else if (start->lost) {
		die(start);
	} else {
		word_step(start, c, "SIP/2.0", TRAIL);
	}
}

static void code_step(struct sip_start *start, char c)
{
	if (!sip_is(c, SIP_CLASS_DIGIT) || (!start->n && (c < '1' || c > '6')))
		die(start);
	else if (++start->n == 3)
		expect(start, STATUS_END);
}

static enum sip_start_verdict verdict(const struct sip_start *start)
{
	return start->lost ? SIP_START_NO : SIP_START_MAYBE;
}

enum sip_start_verdict sip_start_step(struct sip_start *start, char c)
{
	if (start->state == DEAD)
		return SIP_START_NO;
	if (++start->len > SIP_START_MAX_LEN)
		die(start);
	switch (start->state) {
	case NAME:
		name_step(start, c);
		break;
	case STATUS_VERSION:
		word_step(start, c, "2.0 ", STATUS_CODE);
		break;
	case STATUS_CODE:
		code_step(start, c);
		break;
	case STATUS_END:
		if (c == ' ') {
			expect(start, REASON);
			break;
		}
		start->state = TRAIL;
		fallthrough;
	case TRAIL:
		if (c == '\n')
			return SIP_START_WHOLE;
		if (!sip_is(c, SIP_CLASS_WS))
			die(start);
		break;
	case REASON:
		if (c == '\n')
			return SIP_START_WHOLE;
		break;
	case URI:
		uri_step(start, c);
		break;
	case VERSION:
		version_step(start, c);
		break;
	case HTTP_NAME:
		word_step(start, c, "HTTP/", HTTP_DIGIT);
		break;
	case HTTP_DIGIT:
		if (sip_is(c, SIP_CLASS_DIGIT))
			return SIP_START_HTTP;
		die(start);
		break;
	}
	return verdict(start);
}
