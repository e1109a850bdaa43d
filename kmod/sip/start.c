// SPDX-License-Identifier: GPL-2.0
#include "lex.h"
#include "start.h"

/* No method is longer. */
#define MAX_METHOD	64

enum state {
	DEAD,
	NAME,
	STATUS_VERSION,
	STATUS_BLANK,
	STATUS_CODE,
	REASON,
	URI,
	VERSION,
	TRAIL,
	TEXT,
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
		expect(start, start->strict ? URI : TEXT);
		start->blank = true;
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
		start->lost |= start->scheme != SCHEME_DONE;
		expect(start, VERSION);
		return;
	}
	if (sip_is(c, SIP_CLASS_WS | SIP_CLASS_CTL)) {
		die(start);
		return;
	}
	start->n = 1;
	if (start->lost || start->scheme == SCHEME_DONE)
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

static const char sip[] = "SIP/2.0", http[] = "HTTP/";

/* Return: the line is HTTP's, so far */
static bool is_http(struct sip_start *start, char c)
{
	if (start->http == sizeof(http) - 1) {
		start->http = 0;
		return sip_is(c, SIP_CLASS_DIGIT);
	}
	start->http = c == http[start->http] ? start->http + 1 : 0;
	return false;
}

static enum sip_start_verdict version_step(struct sip_start *start, char c)
{
	if (start->http || (!start->n && c == *http)) {
		start->lost = true;
		if (is_http(start, c))
			return SIP_START_HTTP;
		if (!start->http)
			die(start);
	} else if (start->lost) {
		die(start);
	} else {
		word_step(start, c, sip, TRAIL);
	}
	return SIP_START_MAYBE;
}

/*
 * Anything up to the last blank, and a version behind that. Only HTTP's first blank behind the
 * method is followed by its version.
 */
static enum sip_start_verdict text_step(struct sip_start *start, char c)
{
	if (c == '\n') {
		if (start->whole)
			return SIP_START_WHOLE;
		die(start);
		return SIP_START_NO;
	}
	if ((start->http || start->scheme == SCHEME_REST) && is_http(start, c))
		return SIP_START_HTTP;
	if (start->scheme == SCHEME_REST)
		start->scheme = SCHEME_DONE;
	if (c == ' ' && !start->blank && start->scheme == SCHEME_FIRST)
		start->scheme = SCHEME_REST;
	if (!sip_is(c, SIP_CLASS_WS)) {
		start->blank = false;
		start->whole = false;
	}
	if (c == ' ')
		start->n = !start->blank;
	else if (start->n && same_letter(c, sip[start->n - 1]))
		start->n++;
	else
		start->n = 0;
	if (start->n == sizeof(sip)) {
		start->whole = true;
		start->n = 0;
	}
	return SIP_START_MAYBE;
}

/* One blank or more, and three digits */
static void code_step(struct sip_start *start, char c)
{
	if (start->state == STATUS_BLANK && c == ' ') {
		start->n = 1;
		return;
	}
	if (start->state == STATUS_BLANK && start->n)
		expect(start, STATUS_CODE);
	if (start->state != STATUS_CODE || !sip_is(c, SIP_CLASS_DIGIT) ||
	    (!start->n && (c < '1' || c > '6')))
		die(start);
	else if (++start->n == 3)
		expect(start, REASON);
}

/* Whatever follows the three digits, but for a fourth one; a blank, where text may be */
static enum sip_start_verdict reason_step(struct sip_start *start, char c)
{
	if (c == '\n')
		return SIP_START_WHOLE;
	if (!start->n && (start->strict ? !sip_is(c, SIP_CLASS_WS) : sip_is(c, SIP_CLASS_DIGIT)))
		die(start);
	start->n = 1;
	return SIP_START_MAYBE;
}

static enum sip_start_verdict trail_step(struct sip_start *start, char c)
{
	if (c == '\n')
		return SIP_START_WHOLE;
	if (!sip_is(c, SIP_CLASS_WS))
		die(start);
	return SIP_START_MAYBE;
}

static enum sip_start_verdict step(struct sip_start *start, char c)
{
	switch (start->state) {
	case NAME:
		name_step(start, c);
		break;
	case STATUS_VERSION:
		word_step(start, c, "2.0", STATUS_BLANK);
		break;
	case STATUS_BLANK:
	case STATUS_CODE:
		code_step(start, c);
		break;
	case REASON:
		return reason_step(start, c);
	case URI:
		uri_step(start, c);
		break;
	case VERSION:
		return version_step(start, c);
	case TRAIL:
		return trail_step(start, c);
	case TEXT:
		return text_step(start, c);
	case HTTP_DIGIT:
		if (sip_is(c, SIP_CLASS_DIGIT))
			return SIP_START_HTTP;
		die(start);
		break;
	}
	return SIP_START_MAYBE;
}

enum sip_start_verdict sip_start_step(struct sip_start *start, char c)
{
	enum sip_start_verdict verdict;

	if (start->state == DEAD)
		return SIP_START_NO;
	if (++start->len > SIP_START_MAX_LEN)
		die(start);
	verdict = step(start, c);
	return verdict == SIP_START_MAYBE && start->lost ? SIP_START_NO : verdict;
}
