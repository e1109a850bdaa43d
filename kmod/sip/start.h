/* SPDX-License-Identifier: GPL-2.0 */
/* Recognise a start line byte by byte: RFC 3261 section 7. */
#ifndef SIPNAT_SIP_START_H
#define SIPNAT_SIP_START_H

#include "platform.h"

/* A longer line is no start line. */
#define SIP_START_MAX_LEN	8192

/**
 * enum sip_start_verdict - what the bytes of a line so far can be
 * @SIP_START_MAYBE: the beginning of a start line
 * @SIP_START_WHOLE: a start line; the byte was its line feed
 * @SIP_START_NO: no start line
 * @SIP_START_HTTP: the start line of HTTP (RFC 9112 section 2.1), as far as its version
 */
enum sip_start_verdict {
	SIP_START_MAYBE,
	SIP_START_WHOLE,
	SIP_START_NO,
	SIP_START_HTTP,
};

/**
 * struct sip_start - how far a line is matched; all zero: it is no start line
 * @state: what is expected
 * @n: how much of that there is
 * @http: how much there is of HTTP's version, if this may be HTTP
 * @scheme: how far a URI's scheme is
 * @len: bytes of the line
 * @strict: a Request-URI has a scheme, and no blanks
 * @lost: no start line of SIP any more, only one of HTTP
 * @blank: nothing but blanks so far where the Request-URI should be
 * @whole: but for blanks, the line has ended if this is its end
 * @name: how the line begins
 */
struct sip_start {
	u8 state;
	u8 n;
	u8 http;
	u8 scheme;
	u16 len;
	bool strict;
	bool lost;
	bool blank;
	bool whole;
	char name[4];
};

/**
 * sip_start_begin - a line begins
 * @strict: for where text may be that only resembles a start line: demand a Request-URI as RFC
 *	3261 has it. Without, it is whatever stands between the method and the version, as
 *	sip_msg_parse() takes it
 */
void sip_start_begin(struct sip_start *start, bool strict);

/* sip_start_step - the next byte; what is no start line stays none */
enum sip_start_verdict sip_start_step(struct sip_start *start, char c);

#endif
