// SPDX-License-Identifier: GPL-2.0
/* Why others read a message otherwise. Each kind has a message in odd.c. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include "lex.h"
#include "reading.h"

/* Ours can be read, theirs cannot, or is not there. */
static bool refused(const struct reading *ours, const struct reading *theirs)
{
	return ours && !ours->unread && (!theirs || theirs->unread);
}

static bool both(const struct reading *ours, const struct reading *theirs)
{
	return ours && theirs && !ours->unread && !theirs->unread;
}

/* Theirs can be read, ours is there and cannot. */
static bool left(const struct reading *ours, const struct reading *theirs)
{
	return ours && theirs && ours->unread && !theirs->unread;
}

static bool raw_has(const struct reading *reading, const char *text)
{
	return reading->raw && strstr(reading->raw, text);
}

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), end_len = strlen(end);

	return end_len && len >= end_len && !strcmp(s + len - end_len, end);
}

static bool begins_with(const char *s, const char *begin)
{
	return *begin && !strncasecmp(s, begin, strlen(begin));
}

static bool all_digits(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

/* Lines that begin with @begin, in any case */
static unsigned int count_lines(const char *text, const char *begin)
{
	unsigned int n = 0;

	for (; text; text = strchr(text, '\n'), text = text ? text + 1 : NULL)
		n += begins_with(text, begin);
	return n;
}

/*
 * Ports
 */
static bool port_zero(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return both(ours, theirs) && !*ours->port && !strcmp(theirs->port, "0");
}

static bool port_range(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return left(ours, theirs) && all_digits(theirs->port) &&
	       strtoull(theirs->port, NULL, 10) > U16_MAX;
}

static bool port_word(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return left(ours, theirs) && *theirs->port && !all_digits(theirs->port);
}

static bool port_empty(const struct reading *ours, const struct reading *theirs, const char *text)
{
	const char *p;

	if (!refused(ours, theirs))
		return false;
	for (p = ours->raw; (p = strchr(p, ':')); p++)
		if (strchr(">;, ", p[1]))
			return !*ours->port;
	return false;
}

static bool port_comment(const struct reading *ours, const struct reading *theirs,
			 const char *text)
{
	return ours && raw_has(ours, " (") && (refused(ours, theirs) ||
	       (both(ours, theirs) && begins_with(theirs->port, ours->port)));
}

/*
 * Users
 */
static bool at_last(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return both(ours, theirs) && strchr(theirs->host, '@') &&
	       !strcmp(strrchr(theirs->host, '@') + 1, ours->host);
}

static bool at_behind_host(const struct reading *ours, const struct reading *theirs,
			   const char *text)
{
	return both(ours, theirs) && !*ours->user && begins_with(theirs->user, ours->host);
}

static bool password_empty(const struct reading *ours, const struct reading *theirs,
			   const char *text)
{
	return refused(ours, theirs) && raw_has(ours, ":@");
}

static bool escape_half(const struct reading *ours, const struct reading *theirs,
			const char *text)
{
	const char *p = ours && !ours->unread ? strchr(ours->user, '%') : NULL;

	if (!p || (isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2])))
		return false;
	return refused(ours, theirs) || !strcmp(ours->host, theirs->host);
}

/*
 * Display names. RFC 3261 section 25.1: display-name = *(token LWS) / quoted-string
 */
static bool name_unquoted(const struct reading *ours, const struct reading *theirs,
			  const char *text)
{
	const char *p, *end;

	if (!refused(ours, theirs) || *ours->raw == '"')
		return false;
	end = strrchr(ours->raw, '<');
	if (!end)
		return false;
	for (p = ours->raw; p < end; p++)
		if (!sip_is(*p, SIP_CLASS_TOKEN | SIP_CLASS_WS))
			return true;
	return false;
}

/* Quotes that do not end, or end and go on */
static bool name_quotes(const struct reading *ours, const struct reading *theirs, const char *text)
{
	const char *end, *p;

	if (!refused(ours, theirs))
		return false;
	p = strchr(ours->raw, '"');
	/* or those in the element before it */
	if (!p && !theirs)
		p = strchr(text, '"');
	if (!p)
		return false;
	end = p + strlen(p);
	p = sip_skip_quoted(p, end);
	return !p || (*ours->raw == '"' && *sip_skip_ws(p, end) != '<');
}

/* A name as element of its own, or whatever else has no scheme */
static bool scheme_none(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return theirs && !theirs->unread && (!ours || ours->unread) && !*theirs->host &&
	       !*theirs->user && !*theirs->port;
}

static bool scheme_odd(const struct reading *ours, const struct reading *theirs, const char *text)
{
	const char *p = refused(ours, theirs) && !*ours->host ? strchr(ours->raw, ':') : NULL;

	return p && memchr(ours->raw, '.', p - ours->raw);
}

/*
 * Brackets
 */
static bool brackets_none(const struct reading *ours, const struct reading *theirs,
			  const char *text)
{
	return refused(ours, theirs) && !raw_has(ours, "<") && raw_has(ours, "?");
}

static bool brackets_blank(const struct reading *ours, const struct reading *theirs,
			   const char *text)
{
	return ours && raw_has(ours, "< ") &&
	       (refused(ours, theirs) || (both(ours, theirs) && !*theirs->host));
}

static bool brackets_behind(const struct reading *ours, const struct reading *theirs,
			    const char *text)
{
	const char *p = refused(ours, theirs) ? strchr(ours->raw, '>') : NULL;

	if (!p)
		return false;
	p = sip_skip_ws(p + 1, p + strlen(p));
	return *p && *p != ';' && *p != ',';
}

static bool brackets_two(const struct reading *ours, const struct reading *theirs,
			 const char *text)
{
	return both(ours, theirs) && raw_has(ours, "<") &&
	       strchr(ours->raw, '<') != strrchr(ours->raw, '<');
}

static bool star_params(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return both(ours, theirs) && !strcmp(ours->host, "*") && !*theirs->host;
}

static bool star_brackets(const struct reading *ours, const struct reading *theirs,
			  const char *text)
{
	return left(ours, theirs) && !strcmp(theirs->host, "*") && raw_has(ours, "<*>");
}

static bool params_odd(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) &&
	       (raw_has(ours, ";;") || raw_has(ours, ";=") || raw_has(ours, "=;") ||
		raw_has(ours, "; ;") || raw_has(ours, "\n ;") || ends_with(ours->raw, ";"));
}

/*
 * Hosts
 */
static bool ip6_bare(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return ours && !ours->unread && strchr(ours->host, ':') && !raw_has(ours, "[");
}

static bool ip6_double(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return ours && !ours->unread && raw_has(ours, "[[");
}

static bool ip6_zone(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) && strchr(ours->host, ':') && strchr(ours->host, '%');
}

static bool ip6_empty(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) && raw_has(ours, "[]");
}

static bool host_none(const struct reading *ours, const struct reading *theirs, const char *text)
{
	const char *p = left(ours, theirs) ? theirs->host : "";

	for (; *p; p++)
		if (!sip_is(*p, SIP_CLASS_HOST) && *p != ':')
			return true;
	return left(ours, theirs) && raw_has(ours, "[") && !raw_has(ours, "]");
}

static bool host_escape(const struct reading *ours, const struct reading *theirs,
			const char *text)
{
	return left(ours, theirs) && raw_has(ours, "%") && !strchr(theirs->host, '%');
}

static bool host_blank(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return left(ours, theirs) && raw_has(ours, " :");
}

/*
 * Via
 */
static bool via_tab(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) && raw_has(ours, "\t");
}

static bool via_param(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) && raw_has(ours, "=(");
}

/*
 * Lines
 */
static bool field_twice(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return ours && !ours->unread && !theirs && count_lines(text, place_names[ours->place]) > 1;
}

static bool reason_none(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) && begins_with(text, "SIP/2.0 ") && text[11] == '\r';
}

static bool code_long(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return ours && ours->unread && begins_with(text, "SIP/2.0 ") &&
	       strspn(text + 8, "0123456789") > 3;
}

static bool version_other(const struct reading *ours, const struct reading *theirs,
			  const char *text)
{
	const char *end = strchr(text, '\r');

	return ours && ours->unread && end && end - text > 8 && strncmp(text, "SIP/2.0", 7) &&
	       strncmp(end - 7, "SIP/2.0", 7);
}

static bool uri_blank(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) && raw_has(ours, " ");
}

/*
 * SDP
 */
static bool sdp_blanks(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return refused(ours, theirs) &&
	       (raw_has(ours, "  ") || raw_has(ours, "\t") || raw_has(ours, "= "));
}

static bool origin_user(const struct reading *ours, const struct reading *theirs, const char *text)
{
	unsigned int blanks = 0;
	const char *p;

	if (!ours || ours->unread)
		return false;
	for (p = ours->raw; *p; p++)
		blanks += *p == ' ';
	if (blanks == 5 && !raw_has(ours, "= "))
		return false;
	return refused(ours, theirs) || ends_with(theirs->host, ours->host);
}

static bool origin_two(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return count_lines(text, "o=") > 1;
}

static bool address_words(const struct reading *ours, const struct reading *theirs,
			  const char *text)
{
	return both(ours, theirs) && begins_with(theirs->host, ours->host) &&
	       theirs->host[strlen(ours->host)] == ' ';
}

static bool connection_two(const struct reading *ours, const struct reading *theirs,
			   const char *text)
{
	return ours && !theirs && count_lines(text, "c=") > 1;
}

static bool network_other(const struct reading *ours, const struct reading *theirs,
			  const char *text)
{
	return both(ours, theirs) && ends_with(theirs->host, ours->host) && !raw_has(ours, "IN ");
}

static bool rtcp_half(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return left(ours, theirs) && all_digits(theirs->port) && !*theirs->host &&
	       strchr(ours->raw, ' ');
}

static bool rtcp_two(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return left(ours, theirs) && count_lines(text, "a=rtcp:") > 1;
}

static bool line_empty(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return ours && !theirs && strstr(text, "\r\n\r\n");
}

static bool line_blank(const struct reading *ours, const struct reading *theirs, const char *text)
{
	return !ours && theirs && count_lines(text, " ");
}

#define AT(place)	(1 << PLACE_##place)
#define CONTACTS	(AT(CONTACT) | AT(FROM) | AT(TO) | AT(ROUTE) | AT(RECORD_ROUTE))
#define URIS		(AT(REQUEST_URI) | CONTACTS)
#define HOSTS		(URIS | AT(VIA))
#define PORTS		(HOSTS | AT(SDP_MEDIA) | AT(SDP_RTCP))

const struct reason reasons[] = {
	{ "port 0", NULL, HOSTS, port_zero,
	  "nothing is sent to it: read as none" },
	{ "port above 65535", NULL, PORTS, port_range,
	  "they keep texts; there is no such port" },
	{ "port that is no number", NULL, PORTS, port_word,
	  "they keep texts" },
	{ "colon without a port", NULL, HOSTS, port_empty,
	  "nobody can mistake it; RFC 3986 section 3.2.3 allows it" },
	{ "comment behind a port", NULL, AT(VIA), port_comment,
	  "RFC 2543 section 6.40 has it; oSIP takes it for part of the port" },
	{ "several @", NULL, URIS, at_last,
	  "the user is a mail address: a host has none" },
	{ "@ behind the host", NULL, URIS, at_behind_host,
	  "they search it to the end, also where a host and a port precede it" },
	{ "empty password", &osip, URIS, password_empty,
	  "RFC 3261 section 25.1: password may be empty" },
	{ "% that escapes nothing", NULL, URIS, escape_half,
	  "the user is none of our business, and the host is clear" },
	{ "display name that lacks quotes", NULL, CONTACTS, name_unquoted,
	  "the brackets tell where the address is" },
	{ "quotes in a wrong place", NULL, CONTACTS, name_quotes,
	  "the brackets tell where the address is" },
	{ "text that is no URI", &sofia, URIS, scheme_none,
	  "it takes anything for a URI of an unknown kind, also the first half of a name" },
	{ "scheme with a dot", &osip, URIS, scheme_odd,
	  "RFC 3986 section 3.1 allows it; such a URI has no host for us" },
	{ "headers without brackets", &sofia, CONTACTS, brackets_none,
	  "RFC 3261 section 20 forbids it; the host is clear" },
	{ "blanks in brackets", NULL, CONTACTS, brackets_blank,
	  "they are none of the address" },
	{ "text behind the bracket", NULL, CONTACTS, brackets_behind,
	  "it is none of the address" },
	{ "two addresses without a comma", &osip, CONTACTS, brackets_two,
	  "what stands in front of the last bracket is taken for a name" },
	{ "star with parameters", &osip, AT(CONTACT), star_params,
	  "it is a star all the same" },
	{ "star in brackets", &sofia, AT(CONTACT), star_brackets,
	  "RFC 3261 section 20.10 has no brackets around it" },
	{ "parameter without name or value", NULL, HOSTS, params_odd,
	  "the host is clear" },
	{ "IPv6 without brackets", NULL, HOSTS, ip6_bare,
	  "read where it cannot be mistaken; oSIP takes the last group for a port" },
	{ "IPv6 in double brackets", NULL, HOSTS, ip6_double,
	  "nobody can mistake it" },
	{ "IPv6 with a zone", &sofia, HOSTS, ip6_zone,
	  "a name for us, which nothing translates" },
	{ "nothing in brackets", &osip, HOSTS, ip6_empty,
	  "a name for us, which nothing translates" },
	{ "host that is none", NULL, HOSTS | AT(SDP_ORIGIN) | AT(SDP_CONNECTION), host_none,
	  "they take whatever stands there" },
	{ "escape in a host", &sofia, URIS, host_escape,
	  "RFC 3261 section 19.1.2: hosts have none" },
	{ "blank before a port", NULL, URIS, host_blank,
	  "a URI has no blanks" },
	{ "tab", &osip, AT(VIA), via_tab,
	  "RFC 3261 section 25.1: LWS is blanks and tabs" },
	{ "parameter that is no token", &sofia, AT(VIA), via_param,
	  "it costs itself" },
	{ "field that is there twice", &sofia, AT(FROM) | AT(TO), field_twice,
	  "receivers differ in which one they take: both are read" },
	{ "no reason phrase", &osip, AT(VIA), reason_none,
	  "it takes the next line for the phrase" },
	{ "status code of many digits", NULL, AT(MESSAGE), code_long,
	  "RFC 3261 section 25.1: three" },
	{ "another version", NULL, AT(MESSAGE), version_other,
	  "not the SIP that we know" },
	{ "blank in the Request-URI", NULL, AT(REQUEST_URI), uri_blank,
	  "the line ends with the version, and what precedes it is the URI" },
	{ "blanks and tabs in SDP", &osip, AT(SDP_ORIGIN) | AT(SDP_CONNECTION) | AT(SDP_MEDIA),
	  sdp_blanks, "they only separate words" },
	{ "user of o=", NULL, AT(SDP_ORIGIN), origin_user,
	  "none, or one with blanks: counted from the end, the address is clear" },
	{ "two o=", NULL, AT(SDP_ORIGIN), origin_two,
	  "we take the first one; no media goes there" },
	{ "words behind the address", &osip, AT(SDP_CONNECTION), address_words,
	  "it takes them for part of the address" },
	{ "two c= of the session", &sofia, AT(SDP_CONNECTION), connection_two,
	  "it keeps the last one, which holds for us as well" },
	{ "another network", &sofia, AT(SDP_CONNECTION), network_other,
	  "it takes all of the line for the address" },
	{ "a=rtcp with half an address", NULL, AT(SDP_RTCP), rtcp_half,
	  "whose port it is is not known" },
	{ "two a=rtcp", NULL, AT(SDP_RTCP), rtcp_two,
	  "the first one holds" },
	{ "empty line in SDP", &osip, AT(SDP_MEDIA), line_empty,
	  "it ends there" },
	{ "blank before a line", NULL, AT(SDP_CONNECTION), line_blank,
	  "a line of an unknown kind" },
};

const unsigned int nreasons = ARRAY_SIZE(reasons);
