/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses of record: what a registrar knows a user by. RFC 3261 section 10.3. */
#ifndef SIPNAT_SIP_AOR_H
#define SIPNAT_SIP_AOR_H

#include "uri.h"

/* A longer one is not followed. */
#define SIP_AOR_MAX	255

/**
 * sip_aor_print - a URI in the form in which addresses of record are compared
 * @buf: room for SIP_AOR_MAX bytes; not NUL-terminated
 * @uri: the URI; what is no SIP or SIPS URI is taken as it stands
 *
 * Scheme and host in lower case, addresses in their canonical form; no password, no parameters, no
 * headers (RFC 3261 section 10.3, step 5). The user is left as it is written: a response repeats
 * the To of its request byte by byte.
 *
 * Return: the number of bytes written; 0 if they are too many.
 */
unsigned int sip_aor_print(char *buf, const struct sip_uri *uri);

#endif
