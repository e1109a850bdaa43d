/* SPDX-License-Identifier: GPL-2.0 */
/* The attributes that matter to NAT. RFC 8866 section 5.13. */
#ifndef SIPNAT_SIP_ATTR_H
#define SIPNAT_SIP_ATTR_H

#include "sdp.h"

/**
 * struct sdp_scan - what is known on the way through the lines
 * @sdp: what they say
 * @media: the m= line that the lines belong to; NULL before the first
 * @over: stands for the m= lines that there is no room for
 * @norigins: o= lines so far
 * @nconns: c= lines so far
 * @nmedia: m= lines so far
 * @version: there was a v= line
 * @direction: the session's
 * @setup: the session's
 */
struct sdp_scan {
	struct sdp *sdp;
	struct sdp_media *media;
	struct sdp_media over;
	unsigned int norigins;
	unsigned int nconns;
	unsigned int nmedia;
	bool version;
	enum sdp_direction direction;
	enum sdp_setup setup;
};

/**
 * sdp_attr_parse - take in an a= line
 * @scan: what it belongs to
 * @line: what is behind the "a="
 *
 * Return: why it cannot be read, if it is one of ours.
 */
enum sip_flaw sdp_attr_parse(struct sdp_scan *scan, struct sip_span line);

#endif
