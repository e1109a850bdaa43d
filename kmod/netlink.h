/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family of uapi/sipnat.h. */
#ifndef SIPNAT_NETLINK_H
#define SIPNAT_NETLINK_H

/* sipnat_netlink_init - answer requests; after sipnat_net_init() */
int sipnat_netlink_init(void);

/* sipnat_netlink_exit - no request is under way when this returns */
void sipnat_netlink_exit(void);

#endif
