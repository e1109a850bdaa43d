/* SPDX-License-Identifier: GPL-2.0 */
/* host and hostport of RFC 3261 section 25.1, and the plain addresses of SDP. */
#ifndef SIPNAT_SIP_HOST_H
#define SIPNAT_SIP_HOST_H

#include "span.h"

enum sip_host_type {
	SIP_HOST_NONE,		/* absent */
	SIP_HOST_NAME,		/* a host name: never translated */
	SIP_HOST_IP4,
	SIP_HOST_IP6,
};

/**
 * struct sip_host - a host as a message names it
 * @type: what @text is
 * @text: the bytes to replace; with the brackets if it is an IPv6 reference, of several pairs with
 *	the innermost; those around an IPv4 address do not belong to it
 * @bare: an IPv6 address without brackets where there should be some: it is written in full, since
 *	nothing else would tell it from the port behind it
 * @addr: the address in network byte order; IP4 uses the first four bytes, the rest is zero.
 *	Laid out as union nf_inet_addr and struct in6_addr are.
 */
struct sip_host {
	enum sip_host_type type;
	struct sip_span text;
	bool bare;
	union {
		u8 bytes[16];
		__be32 ip;
		__be32 ip6[4];
	} addr;
};

/**
 * struct sip_hostport - host [COLON port]
 * @host: the host
 * @behind: the first byte behind it, all brackets included
 * @port_text: the digits; absent (p == NULL) if there is no colon, empty if nothing is behind it
 * @port: host byte order; 0 if absent, or if 0 is written, which means the same
 */
struct sip_hostport {
	struct sip_host host;
	const char *behind;
	struct sip_span port_text;
	u16 port;
};

/* The longest host and port that is written: "[" + 45 + "]:65535" */
#define SIP_HOSTPORT_MAX	54

/**
 * sip_host_parse - read a host
 * @s: begins with the host; may go on behind it
 * @host: filled on SIP_OK
 *
 * IPv4address, "[" IPv6address "]" or hostname. Something that looks like an address but is
 * none (1.2.3.400) is taken for a host name, which nothing translates.
 *
 * Other spellings of addresses are read if they cannot be mistaken: two pairs of brackets, brackets
 * around IPv4, and IPv6 without brackets. What might be a port at the end of the latter
 * (2001:db8::1:5060) makes it SIP_FLAW_AMBIGUOUS.
 */
struct sip_parsed sip_host_parse(struct sip_span s, struct sip_host *host);

/**
 * sip_host_parse_bare - read an address that fills the whole span, IPv6 without brackets
 *
 * For SDP (RFC 4566 section 5.7) and for Via's received= and maddr=, which accept both forms
 * of IPv6 (RFC 5118 section 4.5). A name gives SIP_HOST_NAME.
 */
struct sip_parsed sip_host_parse_bare(struct sip_span s, struct sip_host *host);

/**
 * sip_hostport_parse - read host [COLON port], with white space around the colon if @lws
 * @s: begins with the host; may go on behind the port
 * @lws: Via's sent-by allows LWS around the colon, a URI does not
 * @hp: filled on SIP_OK
 *
 * A port above 65535 is SIP_BAD. Behind @hp nothing is consumed (no trailing LWS).
 */
struct sip_parsed sip_hostport_parse(struct sip_span s, bool lws, struct sip_hostport *hp);

/**
 * sip_host_print - write an address in its canonical text form (RFC 5952 for IPv6)
 * @buf: at least SIP_HOSTPORT_MAX bytes; not NUL-terminated
 * @type: SIP_HOST_IP4 or SIP_HOST_IP6
 * @addr: 4 or 16 bytes, network byte order
 * @brackets: put IPv6 into brackets, as a URI needs
 *
 * Return: the number of bytes written.
 */
unsigned int sip_host_print(char *buf, enum sip_host_type type, const void *addr, bool brackets);

/**
 * sip_host_spell - write an address as another one is spelled
 * @buf: as above
 * @as: the one that stands there: with brackets, in full, or neither
 * @type: as above
 * @addr: as above
 *
 * Return: the number of bytes written.
 */
unsigned int sip_host_spell(char *buf, const struct sip_host *as, enum sip_host_type type,
			    const void *addr);

#endif
