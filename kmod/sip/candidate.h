/* SPDX-License-Identifier: GPL-2.0 */
/* ICE candidates as SDP has them: RFC 8839 sections 5.1 and 5.2, RFC 6544 for TCP. */
#ifndef SIPNAT_SIP_CANDIDATE_H
#define SIPNAT_SIP_CANDIDATE_H

#include "sdp.h"

/**
 * sdp_candidate_parse - read the value of an a=candidate line
 * @value: what follows "a=candidate:", to the end of the line
 * @candidate: filled on SIP_OK, but for @media, which only the caller knows
 *
 * A rel-addr or rel-port that cannot be read is taken for absent: nobody sends anything there.
 * A transport that is neither UDP nor TCP is SIP_BAD.
 */
struct sip_parsed sdp_candidate_parse(struct sip_span value, struct sdp_candidate *candidate);

/**
 * sdp_remote_candidate_parse - read the next entry of an a=remote-candidates line
 * @value: "component address port" and more of them, to the end of the line; not empty
 * @candidate: filled on SIP_OK, but for @media
 *
 * SIP_OK: @off is behind the entry and the white space that follows it.
 */
struct sip_parsed sdp_remote_candidate_parse(struct sip_span value,
					     struct sdp_candidate *candidate);

#endif
