/* SPDX-License-Identifier: GPL-2.0 */
/* Network namespaces that "ip netns" has given a name. */
#ifndef SIPNAT_CTL_NETNS_H
#define SIPNAT_CTL_NETNS_H

#include <stdbool.h>

#define NETNS_DIR	"/run/netns"

/* netns_enter - all that follows is about this one; false on failure, which has been told */
bool netns_enter(const char *name);

#endif
