/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts that translate session descriptions share; job->sdp is the description. */
#ifndef SIPNAT_TRANSLATE_SDP_H
#define SIPNAT_TRANSLATE_SDP_H

#include "face_media.h"
#include "translate.h"
#include "translate_put.h"

/* No media is opened to a port below this one; 9 means "not known yet" (RFC 8840, RFC 4145). */
#define SIPNAT_SDP_FIRST_PORT	1024

/**
 * sipnat_sdp_wish - what is known of a stream before its endpoints are
 * @index: its m= line; -1: none, as a candidate of a fragment may have
 */
struct sipnat_face_wish sipnat_sdp_wish(const struct sipnat_job *job, int index);

/* sipnat_sdp_hide_candidates - outbound: candidates of ICE */
enum sipnat_stat sipnat_sdp_hide_candidates(struct sipnat_job *job);

/* sipnat_sdp_reveal_candidates - inbound: candidates of ICE */
enum sipnat_stat sipnat_sdp_reveal_candidates(struct sipnat_job *job);

/**
 * sipnat_sdp_put_path - replace the stream's own endpoint in its a=path
 * @from: as c= and m= name it
 * @to: as they are to name it
 */
enum sipnat_stat sipnat_sdp_put_path(struct sipnat_job *job, const struct sdp_media *m,
				     const struct sipnat_endpoint *from,
				     const struct sipnat_endpoint *to);

#endif
