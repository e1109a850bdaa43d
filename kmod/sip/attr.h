/* SPDX-License-Identifier: GPL-2.0 */
/* The attributes that matter to NAT. RFC 8866 section 5.13. */
#ifndef SIPNAT_SIP_ATTR_H
#define SIPNAT_SIP_ATTR_H

#include "sdp.h"

/**
 * struct sdp_scan - what is known on the way through the lines
 * @sdp: what they say
 * @media: the m= line that the lines belong to; NULL before the first
 * @version: there was a v= line
 * @direction: the session's
 * @setup: the session's
 */
struct sdp_scan {
	struct sdp *sdp;
	struct sdp_media *media;
	bool version;
	enum sdp_direction direction;
	enum sdp_setup setup;
};

/**
 * sdp_attr_parse - take in an a= line
 * @scan: what it belongs to
 * @line: what is behind the "a="
 *
 * SIP_BAD only over a limit: an attribute that cannot be read is skipped.
 */
enum sip_status sdp_attr_parse(struct sdp_scan *scan, struct sip_span line);

#endif
