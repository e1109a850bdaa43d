/* SPDX-License-Identifier: GPL-2.0 */
/* From edits to bytes in the packet. */
#ifndef SIPNAT_MANGLE_H
#define SIPNAT_MANGLE_H

#include "job.h"

/**
 * sipnat_mangle_udp - carry out the job's edits, at least one, in a datagram
 * @protoff: where the UDP header begins
 * @dataoff: where the datagram's bytes begin; the message that the edits are about is in there
 *
 * Return: 0, or the reason why the packet is untouched. After 0 nothing that was parsed is valid.
 */
enum sipnat_stat sipnat_mangle_udp(struct sipnat_job *job, struct sk_buff *skb,
				   unsigned int protoff, unsigned int dataoff,
				   enum ip_conntrack_info ctinfo);

/* sipnat_mangle_allow_fragments - let a packet that is too long for its path be fragmented */
void sipnat_mangle_allow_fragments(struct net *net, struct sk_buff *skb);

/**
 * sipnat_mangle_stream - carry out the job's edits, at least one, in a message of a stream
 * @splice: the whole message as it is to be
 *
 * Return: 0, or the reason why there is none.
 */
enum sipnat_stat sipnat_mangle_stream(struct sipnat_job *job, struct sipnat_splice **splice);

#endif
