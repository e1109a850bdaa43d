/* SPDX-License-Identifier: GPL-2.0 */
/* A packet of a TCP flow: which connection it belongs to, and what becomes of it. */
#ifndef SIPNAT_CONNECTION_PACKET_H
#define SIPNAT_CONNECTION_PACKET_H

#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>

/**
 * sipnat_connection_packet - a packet of a TCP flow
 *
 * Context: RCU read side, behind NAT. Return: the verdict.
 */
unsigned int sipnat_connection_packet(struct sk_buff *skb, unsigned int protoff,
				      struct nf_conn *ct, enum ip_conntrack_info ctinfo);

#endif
