/* SPDX-License-Identifier: GPL-2.0 */
/*
 * New flows meet their binding.
 *
 * Every new flow is looked up once, by its source and by its destination. Whoever sends first, to
 * whomever: the inside endpoint appears outside as its binding says, and packets for the outside
 * face reach the inside endpoint. Packets of flows that are known cost one test.
 */
#ifndef SIPNAT_MEDIA_H
#define SIPNAT_MEDIA_H

#include <linux/types.h>

struct net;
struct nf_conn;
struct sipnat_net;

/**
 * sipnat_media_expected - the same for a flow that the kernel has matched to an expectation
 * @ct: unconfirmed, its master is set
 *
 * Context: BH disabled, RCU read side. Return: false if no binding is there any more.
 */
bool sipnat_media_expected(struct nf_conn *ct);

int sipnat_media_init(struct net *net);
void sipnat_media_exit(struct net *net);

/**
 * sipnat_media_want_nat - there is a binding that needs NAT: see to it that this namespace has it
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Puts a function behind the administrator's own DNAT rules, which come first: they say who gets
 * what is sent to port 5060. Context: sipnat_net.lock held.
 */
void sipnat_media_want_nat(struct sipnat_net *sn, u16 family);

#endif
