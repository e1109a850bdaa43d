/* SPDX-License-Identifier: GPL-2.0 */
/* What phones send on a signalling flow to keep a NAT open, and what is answered. */
#ifndef SIPNAT_SIP_KEEPALIVE_H
#define SIPNAT_SIP_KEEPALIVE_H

#include "span.h"

/**
 * sip_is_keepalive - is a datagram nothing but a keepalive
 * @s: all of it
 *
 * White space (RFC 5626 section 4.4.1), zero bytes, nothing at all, or a STUN Binding message with
 * the magic cookie (RFC 5626 section 4.4.2; RFC 8489 sections 5 and 6.3), whole and alone.
 */
bool sip_is_keepalive(struct sip_span s);

#endif
