/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What has gone through a media binding, each way, where net.netfilter.nf_conntrack_acct is on.
 *
 * The numbers are conntrack's, of the flows that the binding remembers; nothing is counted per
 * packet. They are read when somebody asks, and with INVITE and UPDATE of the call: before a hold,
 * and before media moves on. So what is left of a flow that conntrack has forgotten is what
 * had been counted by then, and the sum over a binding's flows only grows. Not in it: what a flow
 * has carried since it was read last before it timed out, and what goes on in one that was the
 * oldest of more than SIPNAT_BINDING_MAX_FLOWS.
 */
#ifndef SIPNAT_TRAFFIC_H
#define SIPNAT_TRAFFIC_H

#include "binding.h"

/**
 * struct sipnat_traffic - what has gone which way
 * @out: from the inside endpoint
 * @in: to the inside endpoint
 *
 * Bytes are those of whole IP packets, as conntrack counts them.
 */
struct sipnat_traffic {
	struct sipnat_traffic_count {
		u64 packets;
		u64 bytes;
	} out, in;
};

/**
 * struct sipnat_tally - what a binding keeps of it
 * @ended: of flows that are no more
 * @flow: of each of sipnat_binding.flows, as it was read last
 *
 * Made with the first flow that is counted, gone with its binding; sipnat_net.lock.
 */
struct sipnat_tally {
	struct sipnat_traffic ended;
	struct sipnat_traffic flow[SIPNAT_BINDING_MAX_FLOWS];
};

/**
 * sipnat_traffic_of - what conntrack has counted of a flow of a binding
 *
 * Context: any. Return: false if it is not counted.
 */
bool sipnat_traffic_of(const struct sipnat_binding *b, const struct nf_conn *ct,
		       struct sipnat_traffic *traffic);

/**
 * sipnat_traffic_get - all that has gone through a binding
 *
 * Context: sipnat_net.lock held. Return: false if that is not known, since nobody counts.
 */
bool sipnat_traffic_get(struct sipnat_net *sn, struct sipnat_binding *b,
			struct sipnat_traffic *traffic);

/**
 * struct sipnat_talk - what goes through bindings both ways
 * @found: something does
 * @last: when its last packet passed, in jiffies, if @found
 * @uncounted: not all of it is counted
 * @out: packets from inside that are
 * @in: packets to the inside that are
 */
struct sipnat_talk {
	bool found;
	unsigned long last;
	bool uncounted;
	u64 out;
	u64 in;
};

/**
 * sipnat_traffic_talk - add what goes both ways through a binding over UDP
 *
 * It has a flow on which both sides have sent, or two on which the inside sends to a host and that
 * host sends back from another port. Whoever else sends without an answer is not part of it.
 * Context: sipnat_net.lock held.
 */
void sipnat_traffic_talk(struct sipnat_net *sn, struct sipnat_binding *b,
			 struct sipnat_talk *talk);

/* sipnat_traffic_read - keep what has been counted so far; lock held */
void sipnat_traffic_read(struct sipnat_net *sn, struct sipnat_binding *b);

/* sipnat_traffic_begin - flow @i of the binding is a new one with the same tuple; lock held */
void sipnat_traffic_begin(struct sipnat_binding *b, unsigned int i);

/* sipnat_traffic_drop_first - the binding forgets its first flow; lock held */
void sipnat_traffic_drop_first(struct sipnat_net *sn, struct sipnat_binding *b);

#endif
