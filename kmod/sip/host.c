// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses are read and written here and not by in4_pton(), in6_pton() and %pI6c: those accept
 * more than the RFCs do (in4_pton() any number of digits), and what is fuzzed in userspace has
 * to be what runs in the kernel.
 */
#include "host.h"
#include "lex.h"

/* The longest text between brackets: an IPv6 address, and room for a zone that is not ours. */
#define IP6_TEXT_MAX	64

/* Returns behind the address, NULL if there is none. */
static const char *ip4_read(const char *p, const char *end, u8 *addr)
{
	unsigned int i, digits, digit, n;

	for (i = 0; i < 4; i++) {
		if (i && (p == end || *p++ != '.'))
			return NULL;
		n = 0;
		/* IPv4address = 1*3DIGIT "." ...: decimal, whatever zeros lead it */
		for (digits = 0; digits < 3 && p < end; digits++) {
			digit = (u8)*p - '0';
			if (digit > 9)
				break;
			n = n * 10 + digit;
			p++;
		}
		if (!digits || n > 255)
			return NULL;
		addr[i] = n;
	}
	return p;
}

static unsigned int hex_value(char c)
{
	return sip_is(c, SIP_CLASS_DIGIT) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Up to four hex digits. Returns behind them, @p if there are none. */
static const char *group_read(const char *p, const char *end, unsigned int *group)
{
	const char *start = p;

	*group = 0;
	while (p < end && p - start < 4 && sip_is(*p, SIP_CLASS_HEX))
		*group = *group << 4 | hex_value(*p++);
	return p;
}

/* RFC 4291 section 2.2: groups, "::" once, dotted decimal at the end. */
static bool ip6_read(const char *p, const char *end, u8 *addr)
{
	unsigned int n = 0, group;
	const char *start;
	int gap = -1;

	if (end - p >= 2 && p[0] == ':' && p[1] == ':') {
		gap = 0;
		p += 2;
	}
	while (p < end) {
		start = p;
		p = group_read(p, end, &group);
		if (p == start || n > 14)
			return false;
		if (p < end && *p == '.') {
			if (n > 12 || ip4_read(start, end, addr + n) != end)
				return false;
			n += 4;
			break;
		}
		addr[n++] = group >> 8;
		addr[n++] = group;
		if (p == end)
			break;
		if (*p++ != ':' || p == end)
			return false;
		if (*p == ':') {
			if (gap >= 0)
				return false;
			gap = n;
			p++;
		}
	}
	if (gap < 0 || n == 16)
		return gap < 0 && n == 16;
	memmove(addr + 16 - (n - gap), addr + gap, n - gap);
	memset(addr + gap, 0, 16 - n);
	return true;
}

static void host_set(struct sip_host *host, enum sip_host_type type, const char *p, const char *end)
{
	host->type = type;
	host->text = sip_span(p, end);
	host->bare = false;
	/* what was read of an address that is none */
	if (type == SIP_HOST_NAME)
		memset(&host->addr, 0, sizeof(host->addr));
}

/*
 * IPv6reference = "[" IPv6address "]", and what some devices make of it: another pair of brackets
 * around it, or brackets around IPv4. What else stands in brackets is a name for us.
 */
static struct sip_parsed reference_read(struct sip_span s, struct sip_host *host)
{
	const char *end = s.p + min_t(unsigned int, s.len, IP6_TEXT_MAX + 2);
	const char *start = s.p + 1, *p, *behind;

	if (start < end && *start == '[')
		start++;
	for (p = start; p < end && *p != ']'; p++)
		if (!sip_is(*p, SIP_CLASS_HOST) && *p != ':' && *p != '%')
			return sip_flawed(s, p, SIP_FLAW_HOST);
	behind = p + (start - s.p);
	if (p == end || behind > sip_span_end(s) || behind[-1] != ']')
		return sip_flawed(s, p, SIP_FLAW_BRACKET);
	if (ip6_read(start, p, host->addr.bytes))
		host_set(host, SIP_HOST_IP6, start - 1, p + 1);
	else if (p > start && ip4_read(start, p, host->addr.bytes) == p)
		host_set(host, SIP_HOST_IP4, start, p);
	else
		host_set(host, SIP_HOST_NAME, s.p, behind);
	return sip_ended(SIP_OK, s, behind);
}

/*
 * IPv6 without brackets, which RFC 3261 does not know. Returns behind it, NULL if there is none.
 * The last group is a port if there is no room for it in the address; if there is, and it might be
 * one all the same, nobody can tell.
 */
static const char *loose_ip6_read(const char *p, const char *end, struct sip_host *host,
				  bool *ambiguous)
{
	const char *limit = p + min_t(size_t, end - p, IP6_TEXT_MAX), *q = p, *last = NULL;
	bool whole, has_port;
	u32 port;

	while (q < limit && (sip_is(*q, SIP_CLASS_HEX) || *q == ':' || *q == '.')) {
		if (*q == ':')
			last = q;
		q++;
	}
	if (!last || sip_find(p, last, ':') == last ||
	    (q < end && (q == limit || sip_is(*q, SIP_CLASS_HOST) || *q == '%')))
		return NULL;
	has_port = sip_span_number(sip_span(last + 1, q), 65535, &port) &&
		   ip6_read(p, last, host->addr.bytes);
	/* Nobody takes SIP at a port below that. */
	whole = ip6_read(p, q, host->addr.bytes);
	*ambiguous = whole && has_port && port >= 1024;
	if (whole)
		return q;
	return has_port && ip6_read(p, last, host->addr.bytes) ? last : NULL;
}

static struct sip_parsed loose_read(struct sip_span s, struct sip_host *host)
{
	bool ambiguous = false;
	const char *p = loose_ip6_read(s.p, sip_span_end(s), host, &ambiguous);

	if (!p)
		return sip_flawed(s, s.p, SIP_FLAW_HOST);
	if (ambiguous)
		return sip_flawed(s, p, SIP_FLAW_AMBIGUOUS);
	host_set(host, SIP_HOST_IP6, s.p, p);
	host->bare = true;
	return sip_ended(SIP_OK, s, p);
}

struct sip_parsed sip_host_parse(struct sip_span s, struct sip_host *host)
{
	const char *end = sip_span_end(s), *p;
	struct sip_parsed loose;

	memset(&host->addr, 0, sizeof(host->addr));
	if (s.len && *s.p == '[')
		return reference_read(s, host);
	p = ip4_read(s.p, end, host->addr.bytes);
	if (p && (p == end || !sip_is(*p, SIP_CLASS_HOST))) {
		host_set(host, SIP_HOST_IP4, s.p, p);
		return sip_ended(SIP_OK, s, p);
	}
	p = sip_skip_class(s.p, end, SIP_CLASS_HOST);
	if (p < end && *p == ':') {
		loose = loose_read(s, host);
		if (loose.status == SIP_OK || loose.flaw == SIP_FLAW_AMBIGUOUS)
			return loose;
	}
	if (p == s.p)
		return sip_flawed(s, p, SIP_FLAW_HOST);
	host_set(host, SIP_HOST_NAME, s.p, p);
	return sip_ended(SIP_OK, s, p);
}

struct sip_parsed sip_host_parse_bare(struct sip_span s, struct sip_host *host)
{
	const char *end = sip_span_end(s), *p;
	struct sip_parsed parsed;

	memset(&host->addr, 0, sizeof(host->addr));
	if (s.len && *s.p == '[') {
		parsed = reference_read(s, host);
		if (parsed.status == SIP_OK && parsed.off < s.len)
			return sip_flawed(s, s.p + parsed.off, SIP_FLAW_HOST);
		return parsed;
	}
	if (ip4_read(s.p, end, host->addr.bytes) == end && s.len) {
		host_set(host, SIP_HOST_IP4, s.p, end);
		return sip_ended(SIP_OK, s, end);
	}
	for (p = s.p; p < end; p++)
		if (!sip_is(*p, SIP_CLASS_HOST) && *p != ':' && *p != '%')
			return sip_flawed(s, p, SIP_FLAW_HOST);
	if (!s.len)
		return sip_flawed(s, p, SIP_FLAW_HOST);
	host_set(host, ip6_read(s.p, end, host->addr.bytes) ? SIP_HOST_IP6 : SIP_HOST_NAME,
		 s.p, end);
	return sip_ended(SIP_OK, s, end);
}

struct sip_parsed sip_hostport_parse(struct sip_span s, bool lws, struct sip_hostport *hp)
{
	const char *end = sip_span_end(s), *p, *digits;
	struct sip_parsed parsed = sip_host_parse(s, &hp->host);
	u32 port = 0;

	hp->port_text = (struct sip_span){};
	hp->port = 0;
	if (parsed.status != SIP_OK)
		return parsed;
	p = s.p + parsed.off;
	hp->behind = p;
	if (lws)
		p = sip_skip_ws(p, end);
	if (p == end || *p != ':')
		return parsed;
	p++;
	if (lws)
		p = sip_skip_ws(p, end);
	digits = p;
	p = sip_skip_class(p, end, SIP_CLASS_DIGIT);
	if (p > digits && !sip_span_number(sip_span(digits, p), 65535, &port))
		return sip_flawed(s, digits, SIP_FLAW_PORT);
	hp->port_text = sip_span(digits, p);
	hp->port = port;
	return sip_ended(SIP_OK, s, p);
}

static char *decimal_print(char *p, u8 n)
{
	if (n >= 100)
		*p++ = '0' + n / 100;
	if (n >= 10)
		*p++ = '0' + n / 10 % 10;
	*p++ = '0' + n % 10;
	return p;
}

static char *ip4_print(char *p, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < 4; i++) {
		if (i)
			*p++ = '.';
		p = decimal_print(p, addr[i]);
	}
	return p;
}

static char *group_print(char *p, unsigned int group)
{
	int shift = 12;

	while (shift && !(group >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		*p++ = "0123456789abcdef"[group >> shift & 15];
	return p;
}

static unsigned int group_at(const u8 *addr, unsigned int i)
{
	return addr[2 * i] << 8 | addr[2 * i + 1];
}

/* RFC 5952 section 4.2.3: "::" stands for the first of the longest runs of two and more. */
static void zeros_find(const u8 *addr, unsigned int *first, unsigned int *count)
{
	unsigned int i, run = 0;

	*first = 8;
	*count = 1;
	for (i = 0; i < 8; i++) {
		run = group_at(addr, i) ? 0 : run + 1;
		if (run > *count) {
			*count = run;
			*first = i + 1 - run;
		}
	}
}

static char *ip6_print(char *p, const u8 *addr)
{
	static const u8 mapped[12] = { [10] = 0xff, [11] = 0xff };
	unsigned int first, count, i;

	/* section 5: the prefix of IPv4-mapped addresses is well known */
	if (!memcmp(addr, mapped, sizeof(mapped))) {
		memcpy(p, "::ffff:", 7);
		return ip4_print(p + 7, addr + 12);
	}
	zeros_find(addr, &first, &count);
	for (i = 0; i < 8; i++) {
		if (i == first) {
			*p++ = ':';
			i += count - 1;
			if (i == 7)
				*p++ = ':';
			continue;
		}
		if (i)
			*p++ = ':';
		p = group_print(p, group_at(addr, i));
	}
	return p;
}

unsigned int sip_host_print(char *buf, enum sip_host_type type, const void *addr, bool brackets)
{
	char *p = buf;

	if (type == SIP_HOST_IP4)
		return ip4_print(p, addr) - buf;
	if (brackets)
		*p++ = '[';
	p = ip6_print(p, addr);
	if (brackets)
		*p++ = ']';
	return p - buf;
}

/* As many groups as an address has, so that what follows is none. */
static char *ip6_print_full(char *p, const u8 *addr)
{
	unsigned int i;

	for (i = 0; i < 8; i++) {
		if (i)
			*p++ = ':';
		p = group_print(p, group_at(addr, i));
	}
	return p;
}

unsigned int sip_host_spell(char *buf, const struct sip_host *as, enum sip_host_type type,
			    const void *addr)
{
	if (type == SIP_HOST_IP6 && as->bare)
		return ip6_print_full(buf, addr) - buf;
	return sip_host_print(buf, type, addr, as->text.p[0] == '[');
}
