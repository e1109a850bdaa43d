/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way out of the address family that signalling does not use: a description may name endpoints
 * of both, and no flow tells what NAT makes of those.
 */
#ifndef SIPNAT_LINE_H
#define SIPNAT_LINE_H

#include "flow.h"

/**
 * struct sipnat_line - by what an inside host is shown that sends out by a family
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6; 0: nobody has asked yet
 * @ifindex: interface that it leaves by
 * @has_address: there is an address to show
 * @local: that address, ours
 * @advertised: address to name in messages: an externip, else @local
 */
struct sipnat_line {
	u16 family;
	int ifindex;
	bool has_address;
	union nf_inet_addr local;
	union nf_inet_addr advertised;
};

/**
 * sipnat_line_find - how a family leaves, beside a flow of the other one
 * @flow: a flow that does not come in from outside
 *
 * By the interface that signalling leaves by, if that has an address of the family; else by the one
 * that routing takes, as with a tunnel. The address is the one that masquerading would pick there.
 * Context: BH disabled, RCU read side.
 */
void sipnat_line_find(struct net *net, const struct sipnat_config *config,
		      const struct sipnat_flow *flow, u16 family, struct sipnat_line *line);

/* sipnat_line_leads_to - is the way from here to an endpoint by that interface; as above */
bool sipnat_line_leads_to(struct net *net, const struct sipnat_flow *flow,
			  const struct sipnat_endpoint *ep, int ifindex);

/**
 * sipnat_line_is_at - is an address on the side of an interface, for who comes in by that
 *
 * It is if it is one of the interface's own, or one of the loopback's, which belong to all sides,
 * or if it is not on this machine and the way there is by the interface. Context: RCU read side.
 */
bool sipnat_line_is_at(struct net *net, const struct sipnat_endpoint *ep, int ifindex);

#endif
