/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Several datagrams of a flow in one packet.
 *
 * UDP GRO merges datagrams that arrive together (ethtool's rx-udp-gro-forwarding and rx-gro-list),
 * and a socket may hand over several at once (UDP_SEGMENT in udp(7)). The helper reads one at a
 * time. A hook in front of it therefore cuts such packets, if they belong to a flow that the helper
 * reads. Each datagram then goes through the remaining hooks by itself, in the order in which they
 * were sent.
 */
#ifndef SIPNAT_BATCH_H
#define SIPNAT_BATCH_H

struct net;

int sipnat_batch_init(struct net *net);
void sipnat_batch_exit(struct net *net);

#endif
