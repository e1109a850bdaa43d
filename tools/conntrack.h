/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SIPNAT_CTL_CONNTRACK_H
#define SIPNAT_CTL_CONNTRACK_H

#include <jansson.h>
#include "netlink.h"

/* So many flows are looked at. */
#define CONNTRACK_FLOWS	4096

/**
 * conntrack_read - the conntrack entries that are about SIP
 * @netlink: to NETLINK_NETFILTER
 * @ports: [{first, last}]: flows to one of these, or to TLS's 5061, or that have a helper for SIP
 *
 * Return: [{protocol, source, source_port, destination, destination_port, seen_as, reached, helper,
 * replied}]; seen_as: the address of the source that the other side answers to; reached: the address
 * that the other side has itself. NULL: not permitted, or there is no ctnetlink.
 */
json_t *conntrack_read(struct netlink *netlink, const json_t *ports);

#endif
