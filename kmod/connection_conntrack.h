/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What conntrack makes of a connection whose ends count differently: it is told how much, and goes
 * on with that when we are gone. All functions but one: with the connection's lock held.
 */
#ifndef SIPNAT_CONNECTION_CONNTRACK_H
#define SIPNAT_CONNECTION_CONNTRACK_H

#include "connection.h"

/* sipnat_connection_be_liberal - it does not understand the numbers any more; takes nf_conn.lock */
void sipnat_connection_be_liberal(struct nf_conn *ct);

/* sipnat_connection_is_translated - does anything depend on us in how its two ends count */
bool sipnat_connection_is_translated(const struct sipnat_connection *c);

/* sipnat_connection_tell_conntrack - how they count now; BH disabled, takes nf_conn.lock */
void sipnat_connection_tell_conntrack(const struct sipnat_connection *c);

/**
 * sipnat_connection_hand_over - the module goes, and it does not end
 * @queue: RSTs for it, if it cannot go on without us
 *
 * Nothing of it passes while conntrack takes over, so that nothing is shifted twice. What is
 * withheld, and not acknowledged, is repeated by its sender.
 */
void sipnat_connection_hand_over(struct sipnat_connection *c, struct sk_buff_head *queue);

#endif
