/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a connection's ends are told by us, and when: that what is withheld has come, again what
 * they lack, or that it is over. All functions: RCU read side, the connection's lock held; packets
 * are queued, to be sent without it.
 */
#ifndef SIPNAT_CONNECTION_TEND_H
#define SIPNAT_CONNECTION_TEND_H

#include "connection.h"

/**
 * sipnat_connection_tend - look after a direction
 *
 * Acknowledge what is withheld, or wait for it no longer, or repeat it.
 * Return: when to look again, in jiffies from now; 0: not needed.
 */
unsigned long sipnat_connection_tend(struct sipnat_connection *c, enum ip_conntrack_dir dir,
				     struct sk_buff_head *queue);

/* sipnat_connection_tend_soon - have sipnat_connection.work do so, if that is needed */
void sipnat_connection_tend_soon(struct sipnat_connection *c);

/* sipnat_connection_tell - its sender waits: acknowledge what is withheld, if that may be */
void sipnat_connection_tell(struct sipnat_connection *c, enum ip_conntrack_dir dir,
			    struct sk_buff_head *queue);

/* sipnat_connection_reset - both ends get a RST, unless it is over */
void sipnat_connection_reset(struct sipnat_connection *c, struct sk_buff_head *queue);

#endif
