// SPDX-License-Identifier: GPL-2.0
#include "sip/msrp.h"
#include "sip/word.h"
#include "translate_sdp.h"

/* So many edits a URI makes at most */
#define EDITS_OF_URI	2

static enum sipnat_stat put_uri(struct sipnat_job *job, struct sip_span uri,
				const struct sipnat_endpoint *from,
				const struct sipnat_endpoint *to)
{
	struct sipnat_endpoint ep;
	struct sip_hostport hp;

	if (msrp_uri_parse(uri, &hp).status != SIP_OK)
		return 0;
	ep = sipnat_face_media_endpoint(job, &hp.host, hp.port ?: MSRP_DEFAULT_PORT);
	if (!sipnat_endpoint_eq(&ep, from))
		return 0;
	return sipnat_put_hostport(job, &hp, to, MSRP_DEFAULT_PORT, SIP_PLACE_SDP_MEDIA);
}

/*
 * RFC 4975 section 8: whoever connects goes to the URI in a=path, not to c= and m=. With
 * a=msrp-cema (RFC 6714) it goes to c= and m=, and the URI is but a name that both sides compare
 * with what the stream says later, so that it has to stay as it is. So has the URI of a side that
 * connects itself, for which nothing is bound. Relays and whoever else is on the path have
 * endpoints of their own.
 */
enum sipnat_stat sipnat_sdp_put_path(struct sipnat_job *job, const struct sdp_media *m,
				     const struct sipnat_endpoint *from,
				     const struct sipnat_endpoint *to)
{
	struct sip_span rest = m->path, uri;
	enum sipnat_stat fault = 0;

	if (m->msrp_cema)
		return 0;
	while (!fault && sip_word_next(&rest, &uri)) {
		if (!sipnat_job_has_room(job, EDITS_OF_URI)) {
			sipnat_flaw(job, uri, SIPNAT_SPOT_IN_SDP_MEDIA, 0, SIP_FLAW_LIMIT);
			break;
		}
		fault = put_uri(job, uri, from, to);
	}
	return fault;
}
