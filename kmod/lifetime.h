/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How long conntrack remembers a signalling flow over UDP. Each packet makes it forget what the
 * helper has said before: its own timeouts apply again. So after each packet the helper says anew
 * that a flow lives as long as
 *
 *  - the registrations that it carries: the flow's memory says until when, so that a keepalive
 *    costs no look-up;
 *  - the dialog that the packet's message belongs to, once both sides have sent.
 *
 * What is in neither gets conntrack's own timeouts and nothing more. The binding that is
 * registered or called remembers the flows that live longer for it, and limits them again when
 * that ends.
 */
#ifndef SIPNAT_LIFETIME_H
#define SIPNAT_LIFETIME_H

#include <net/netfilter/nf_conntrack.h>

struct sipnat_flow_memory;

/**
 * sipnat_lifetime_extend - let a flow live until then at least
 * @until: jiffies
 *
 * Return: has it been extended.
 */
bool sipnat_lifetime_extend(struct nf_conn *ct, unsigned long until);

/* sipnat_lifetime_follow - let a flow of ours live as long as the registrations that it carries */
void sipnat_lifetime_follow(struct nf_conn *ct);

/**
 * sipnat_lifetime_last - when did the last packet of a flow over UDP pass, whichever way
 *
 * What an nft flowtable forwards is not seen one by one: for such a flow that is now.
 * Return: jiffies.
 */
unsigned long sipnat_lifetime_last(const struct nf_conn *ct);

/**
 * sipnat_lifetime_carries - a flow carries registrations
 * @memory: of the flow
 * @until: when the last of them ends, in jiffies
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_lifetime_carries(struct sipnat_flow_memory *memory, unsigned long until);

/**
 * sipnat_lifetime_shorten - registrations have ended that a flow may carry
 * @until: when the last of those ends that are left, in jiffies; 0 if there are none
 *
 * Does nothing to a flow that carries none, or is not ours. Context: sipnat_net.lock held.
 */
void sipnat_lifetime_shorten(struct nf_conn *ct, unsigned long until);

/**
 * sipnat_lifetime_end - a flow lives for as long as conntrack wants from now on
 *
 * Does nothing to a flow that is not ours. Context: sipnat_net.lock held.
 */
void sipnat_lifetime_end(struct nf_conn *ct);

#endif
