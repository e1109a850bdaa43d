/* SPDX-License-Identifier: GPL-2.0 */
/* Which way a message goes, and what NAT does to its flow. */
#ifndef SIPNAT_FLOW_H
#define SIPNAT_FLOW_H

#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>
#include "config.h"
#include "echo.h"
#include "uapi/sipnat.h"

/**
 * struct sipnat_flow - the flow of one message
 * @side: which way it goes
 * @inside: the inside party's own endpoint; in transit the sender's
 * @local: the endpoint that NAT shows instead; @inside where there is no NAT
 * @advertised: address to name in messages: an externip, else that of @local
 * @peer: the other party's own endpoint
 * @master: original tuple
 * @on_gateway: the inside party is this machine; only told where there is no NAT
 * @dev: where the message is on its way, out or to this machine; NULL if unknown. RCU
 * @ifindex: interface that the message leaves by; 0 where it comes in, which says nothing
 * @came_by: interface that the message came in by; 0 if it is this machine's own, or unknown
 * @mark: the packet's, by which it may have been routed
 * @masq_index: interface whose address masquerading gave to the flow, or 0
 * @zone: conntrack zone
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 */
struct sipnat_flow {
	enum sipnat_side side;
	struct sipnat_endpoint inside;
	struct sipnat_endpoint local;
	union nf_inet_addr advertised;
	struct sipnat_endpoint peer;
	struct nf_conntrack_tuple master;
	bool on_gateway;
	const struct net_device *dev;
	int ifindex;
	int came_by;
	u32 mark;
	int masq_index;
	u16 zone;
	u8 proto;
};

/**
 * struct sipnat_flow_memory - what is remembered of a signalling flow: the helper's private data
 * of a UDP flow, part of a TCP connection
 * @knows_face: the inside party knows its outside endpoint, by STUN or by configuration, and
 *	names it itself. What is sent to it must name it too: RFC 3261 section 18.1.2 has it
 *	discard an answer whose Via is not its own. Written by one message, read by the next; a
 *	race decides between two that cross.
 * @registered: until when the registrations live that it carries, the low half of jiffies; 0 if
 *	there are none. See lifetime.h
 * @name: the last one that belonged to no dialog; sipnat_net.lock
 */
struct sipnat_flow_memory {
	bool knows_face;
	u32 registered;
	struct sipnat_flow_echo name;
};

/**
 * sipnat_flow_get - look at the flow of a packet
 * @skb: at POST_ROUTING or LOCAL_IN, behind NAT
 *
 * The side is told by the flow alone: by its source, its destination and what NAT did to them.
 * Addresses inside the message say nothing: a far end behind a NAT of its own names private
 * addresses that are not ours. Context: RCU read side.
 */
void sipnat_flow_get(const struct sipnat_config *config, const struct sk_buff *skb,
		     const struct nf_conn *ct, enum ip_conntrack_info ctinfo,
		     struct sipnat_flow *flow);

/**
 * sipnat_flow_on_this_machine - is the address one of ours
 * @dev: where the packet is that asks: in a VRF its addresses count, and no others
 *
 * Context: RCU read side.
 */
bool sipnat_flow_on_this_machine(struct net *net, const struct net_device *dev,
				 const struct sipnat_endpoint *ep);

/* sipnat_flow_has_nat - does NAT change the inside party's endpoint */
static inline bool sipnat_flow_has_nat(const struct sipnat_flow *flow)
{
	return !nf_inet_addr_cmp(&flow->inside.addr, &flow->local.addr);
}

#endif
