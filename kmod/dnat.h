/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the administrator's DNAT rules make of an endpoint of ours. They come before signalling
 * bindings, so that a port which they send elsewhere is no use to anyone else.
 */
#ifndef SIPNAT_DNAT_H
#define SIPNAT_DNAT_H

#include "endpoint.h"

struct net;

/**
 * struct sipnat_arrival - the first packet of a flow that may come
 * @from: who sends it
 * @to: where to
 * @ifindex: interface that it comes in by
 * @zone: conntrack zone
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 */
struct sipnat_arrival {
	struct sipnat_endpoint from;
	struct sipnat_endpoint to;
	int ifindex;
	u16 zone;
	u8 proto;
};

/**
 * sipnat_dnat_asked - let the rules see such a packet, which then goes nowhere
 * @to: where they send it
 *
 * Rules that count, log or remember who comes do so with it. What other hooks do before NAT, such
 * as setting a mark, is not done to it, and expressions with nft's ct other than `ct state` do not
 * match it: its conntrack entry is a template, so that our own hooks let it pass. `reject` and
 * `dup` in a chain of NAT do send something.
 *
 * Context: BH disabled, RCU read side; sipnat_net.lock may be held. Return: is it sent elsewhere;
 * false as well if there was no memory to ask.
 */
bool sipnat_dnat_asked(struct net *net, const struct sipnat_arrival *arrival,
		       struct sipnat_endpoint *to);

#endif
