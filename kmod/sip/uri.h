/* SPDX-License-Identifier: GPL-2.0 */
/* SIP-URI, SIPS-URI and tel URI: RFC 3261 section 19.1, RFC 3966. */
#ifndef SIPNAT_SIP_URI_H
#define SIPNAT_SIP_URI_H

#include "host.h"

enum sip_transport {
	SIP_TRANSPORT_OTHER,
	SIP_TRANSPORT_UDP,
	SIP_TRANSPORT_TCP,
	SIP_TRANSPORT_TLS,
	SIP_TRANSPORT_SCTP,
	SIP_TRANSPORT_WS,
	SIP_TRANSPORT_WSS,
};

/* sip_transport_lookup - in any case: RFC 3261 sections 19.1.1 and 20.42 */
enum sip_transport sip_transport_lookup(struct sip_span name);

enum sip_scheme {
	SIP_SCHEME_OTHER,	/* absoluteURI: http, im, urn, ... has no host for us */
	SIP_SCHEME_SIP,
	SIP_SCHEME_SIPS,
	SIP_SCHEME_TEL,
};

/**
 * struct sip_uri - a URI in its parts
 * @scheme: which kind; only sip and sips fill more than @text
 * @text: the whole URI, without angle brackets
 * @user: before ':' or '@'; absent if there is no userinfo
 * @password: between ':' and '@'
 * @hostport: where it leads
 * @params: from behind the first ';' to the '?' or the end; without the first ';'
 * @headers: behind the '?'
 */
struct sip_uri {
	enum sip_scheme scheme;
	struct sip_span text;
	struct sip_span user;
	struct sip_span password;
	struct sip_hostport hostport;
	struct sip_span params;
	struct sip_span headers;
};

/**
 * sip_uri_parse - read a URI that fills the whole span
 * @s: the URI, without angle brackets and surrounding white space
 * @uri: filled on SIP_OK
 *
 * user may contain ';', '?' and '/' unescaped (RFC 3261 section 25.1, user-unreserved), so
 * the '@' decides where the host begins.
 */
struct sip_parsed sip_uri_parse(struct sip_span s, struct sip_uri *uri);

/* sip_uri_default_port - 5060, or 5061 for sips: what a URI without a port means */
u16 sip_uri_default_port(const struct sip_uri *uri);

/**
 * sip_uri_transport - how a request reaches a sip or sips URI
 *
 * The transport parameter says so. Without one it is TLS for sips, and UDP for a sip URI whose host
 * is an address (RFC 3263 section 4.1); a name has to be looked up, which ends in UDP, too, where
 * the DNS says nothing else. A transport parameter of sips names what is below TLS.
 */
enum sip_transport sip_uri_transport(const struct sip_uri *uri);

/**
 * struct sip_param - one parameter of a URI or of a header field
 * @name: the name
 * @value: behind the '='; absent for a flag such as lr. A quoted string keeps its quotes.
 */
struct sip_param {
	struct sip_span name;
	struct sip_span value;
};

/**
 * sip_param_next - take the next parameter off a list
 * @rest: parameters separated by ';' (white space allowed around ';' and '='); moved on
 *	behind the one that is returned. Quoted values are respected.
 * @param: filled if there is one
 *
 * Return: false at the end of the list: at a comma, which stands in no parameter outside of quotes
 * and ends the element of a field, or where @rest is empty; if it is at neither, a quoted
 * string does not end.
 */
bool sip_param_next(struct sip_span *rest, struct sip_param *param);

/**
 * sip_uri_header_next - take the next header off those of a URI
 * @rest: hname=hvalue, separated by '&'; moved on behind the one that is returned
 * @header: its name and its value, with their escapes: see escape.h
 *
 * Return: false at the end.
 */
bool sip_uri_header_next(struct sip_span *rest, struct sip_param *header);

/* sip_param_find - the first parameter of that name, case-insensitive; false if there is none */
bool sip_param_find(struct sip_span params, const char *name, struct sip_param *param);

#endif
