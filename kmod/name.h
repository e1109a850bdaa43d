/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The names that inside parties give themselves: the host in From of what they ask, and in To of
 * what they answer. That may be a neighbour's address, as when a PBX calls for a phone. Hidden, all
 * of them look alike; but the other side repeats them, and what it repeats must come back as it
 * was written (RFC 3261 section 8.2.6.2). So they are remembered by their tag.
 */
#ifndef SIPNAT_NAME_H
#define SIPNAT_NAME_H

#include "endpoint.h"
#include "sip/hdr.h"

struct sipnat_job;

/**
 * struct sipnat_name - one of them
 * @tag: hash of the tag that it stands beside
 * @written: the endpoint as it was written; family 0: none
 *
 * Part of a dialog, or of the memory of a flow; sipnat_net.lock.
 */
struct sipnat_name {
	u32 tag;
	struct sipnat_endpoint written;
};

/**
 * sipnat_name_keep - outbound, a name that is about to be hidden
 * @id: From or To
 * @ep: what the field names
 *
 * The dialog remembers it, or else the flow, which has room for one: what belongs to no call is
 * answered at once. Only what could not be told from the flow alone is remembered.
 */
void sipnat_name_keep(struct sipnat_job *job, enum sip_hdr_id id, const struct sipnat_endpoint *ep);

/**
 * sipnat_name_recall - inbound, what stood in the place of @ep
 * @id: From or To
 *
 * Return: false if nothing is remembered; @to is not set then.
 */
bool sipnat_name_recall(struct sipnat_job *job, enum sip_hdr_id id,
			const struct sipnat_endpoint *ep, struct sipnat_endpoint *to);

#endif
