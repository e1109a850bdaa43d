/* SPDX-License-Identifier: GPL-2.0 */
/* Host names. */
#ifndef SIPNAT_CTL_RESOLVE_H
#define SIPNAT_CTL_RESOLVE_H

#include "addr.h"

/* is_host - can the text be the name of a host, and not only a mistyped address */
bool is_host(const char *text);

/*
 * resolve - the one IPv4 address of a host; false, which has been told, if it has none or several.
 * IPv6 is not asked for: a host that has both mostly is not behind a 1:1 NAT with both.
 */
bool resolve(const char *host, struct addr *addr);

#endif
