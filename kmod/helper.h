/* SPDX-License-Identifier: GPL-2.0 */
/* The conntrack helper of type "sipnat": where packets of signalling flows come in. */
#ifndef SIPNAT_HELPER_H
#define SIPNAT_HELPER_H

#include <linux/types.h>

struct nf_conn;
struct sipnat_flow_memory;
struct sk_buff;

/* sipnat_helper_assign - an unconfirmed flow carries SIP: give it our helper */
void sipnat_helper_assign(struct nf_conn *ct);

/* sipnat_helper_memory - what is remembered of a flow; NULL if it is not ours; RCU read side */
struct sipnat_flow_memory *sipnat_helper_memory(const struct nf_conn *ct);

/* sipnat_helper_reads - is this a packet of a UDP flow that our helper reads; RCU read side */
bool sipnat_helper_reads(const struct sk_buff *skb);

int sipnat_helper_init(void);
void sipnat_helper_exit(void);

#endif
