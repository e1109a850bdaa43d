/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Several datagrams of a flow in one packet.
 *
 * UDP GRO merges datagrams that arrive together (ethtool's rx-udp-gro-forwarding and rx-gro-list),
 * and a socket may hand several over at once (UDP_SEGMENT in udp(7)). The helper reads datagrams,
 * so that a hook in front of it cuts such packets of the flows that it reads into datagrams. Each of
 * them goes through the rest of the hooks by itself, in the order in which they were sent.
 */
#ifndef SIPNAT_BATCH_H
#define SIPNAT_BATCH_H

struct net;

int sipnat_batch_init(struct net *net);
void sipnat_batch_exit(struct net *net);

#endif
