/* SPDX-License-Identifier: GPL-2.0 */
/* One via-parm: RFC 3261 sections 18.2, 20.42 and 25.1, RFC 3581 (rport). */
#ifndef SIPNAT_SIP_VIA_H
#define SIPNAT_SIP_VIA_H

#include "uri.h"

/**
 * struct sip_via - one hop
 * @text: the whole via-parm, without the comma
 * @transport: the third part of sent-protocol
 * @sent_by: where answers go, unless @received or @rport say otherwise
 * @received: the address of the received parameter; SIP_HOST_NONE if absent
 * @maddr: likewise
 * @rport_text: digits of rport=; absent (p == NULL) if there is no rport parameter, empty if
 *	it has no value
 * @rport: host byte order, 0 if it has no value
 * @ttl: 0 if absent
 * @branch: value of the branch parameter
 * @params: everything behind the first ';'
 */
struct sip_via {
	struct sip_span text;
	enum sip_transport transport;
	struct sip_hostport sent_by;
	struct sip_host received;
	struct sip_host maddr;
	struct sip_span rport_text;
	u16 rport;
	u8 ttl;
	struct sip_span branch;
	struct sip_span params;
};

/**
 * sip_via_parse - read the first via-parm of a header field's value
 * @s: the value; more via-parms may follow behind a comma
 * @via: filled on SIP_OK
 *
 * SIP_OK: @off is just behind the via-parm: at the comma, or at the end of @s.
 */
struct sip_parsed sip_via_parse(struct sip_span s, struct sip_via *via);

#endif
