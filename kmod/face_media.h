/* SPDX-License-Identifier: GPL-2.0 */
/* Which place outside a stream gets: its bindings, and who holds them. */
#ifndef SIPNAT_FACE_MEDIA_H
#define SIPNAT_FACE_MEDIA_H

#include "face.h"

/**
 * struct sipnat_face_wish - a stream that wants a place outside
 * @index: which m= line
 * @media: its type
 * @mid: hash of its a=mid; 0 if it has none
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 * @count: pairs of ports, or ports, from @rtp and @rtcp on
 * @step: from one to the next: 2 or 1
 * @rtp: inside endpoint for RTP, or whatever the m= line names
 * @rtcp: inside endpoint for RTCP; family 0 if it has none
 * @rtcp_named: the description names the RTCP port, so that it may be any
 */
struct sipnat_face_wish {
	unsigned int index;
	enum sipnat_media media;
	u32 mid;
	u8 proto;
	unsigned int count;
	unsigned int step;
	struct sipnat_endpoint rtp;
	struct sipnat_endpoint rtcp;
	bool rtcp_named;
};

/**
 * struct sipnat_face_media - a stream's place outside, as it is advertised
 * @rtp: endpoint for RTP
 * @rtcp: endpoint for RTCP; family 0 if it has none
 */
struct sipnat_face_media {
	struct sipnat_endpoint rtp;
	struct sipnat_endpoint rtcp;
};

/**
 * sipnat_face_bind - outbound, give a stream its place
 *
 * New bindings are reserved, and belong to the job until it is done. An inside endpoint that has
 * its place already, in whichever dialog, keeps it. Context: sipnat_net.lock held, job->dialog set.
 */
enum sipnat_stat sipnat_face_bind(struct sipnat_job *job, const struct sipnat_face_wish *wish,
				  struct sipnat_face_media *face);

/* sipnat_face_bound - outbound, the place that an endpoint has already; else @to has family 0 */
void sipnat_face_bound(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		       struct sipnat_endpoint *to);

#endif
