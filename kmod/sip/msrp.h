/* SPDX-License-Identifier: GPL-2.0 */
/* MSRP URIs, as a=path has them: RFC 4975 sections 6 and 9. */
#ifndef SIPNAT_SIP_MSRP_H
#define SIPNAT_SIP_MSRP_H

#include "host.h"

#define MSRP_DEFAULT_PORT	2855

/**
 * msrp_uri_parse - find the authority of an MSRP URI
 * @uri: all of it, e.g. "msrp://alice@192.0.2.1:7654/jshA7w;tcp"
 * @hp: filled on SIP_OK: its host and port
 *
 * Only of a URI whose transport is TCP; all others are SIP_BAD.
 */
struct sip_parsed msrp_uri_parse(struct sip_span uri, struct sip_hostport *hp);

#endif
