/* SPDX-License-Identifier: GPL-2.0 */
/* nettype, addrtype and address, as o=, c= and a=rtcp have them: RFC 8866 sections 5.2 and 5.7. */
#ifndef SIPNAT_SIP_ADDR_H
#define SIPNAT_SIP_ADDR_H

#include "sdp.h"

/**
 * sdp_addr_parse - read the three words of an address
 * @nettype: IN, or else the address is not ours to read
 * @addrtype: IP4, IP6
 * @address: what they say it is, with /ttl and /count; empty is SIP_BAD
 * @addr: filled on SIP_OK
 */
enum sip_status sdp_addr_parse(struct sip_span nettype, struct sip_span addrtype,
			       struct sip_span address, struct sdp_addr *addr);

#endif
