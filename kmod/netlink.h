/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family of uapi/sipnat.h. */
#ifndef SIPNAT_NETLINK_H
#define SIPNAT_NETLINK_H

#include <linux/types.h>

struct sipnat_net;
struct sk_buff;

/* The multicast groups, by their place in the family */
enum sipnat_group {
	SIPNAT_GROUP_EVENTS,
	SIPNAT_GROUP_TRACE,
};

/* sipnat_netlink_init - answer requests; after sipnat_net_init() */
int sipnat_netlink_init(void);

/* sipnat_netlink_exit - no request is under way when this returns, and nothing is told any more */
void sipnat_netlink_exit(void);

/**
 * sipnat_netlink_listens - does anybody listen to a group
 *
 * Context: RCU read side, up to sipnat_netlink_tell() or sipnat_netlink_lost(), so that the family
 * does not go meanwhile.
 */
bool sipnat_netlink_listens(const struct sipnat_net *sn, enum sipnat_group group);

/* sipnat_netlink_tell - send a message to all who listen; who has no room for it gets ENOBUFS */
void sipnat_netlink_tell(const struct sipnat_net *sn, enum sipnat_group group,
			 struct sk_buff *skb);

/* sipnat_netlink_lost - there was no memory for a message: all who listen get ENOBUFS */
void sipnat_netlink_lost(const struct sipnat_net *sn, enum sipnat_group group);

#endif
