/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which endpoint becomes which: from the inside endpoint to the face that it shows, and back.
 *
 * The functions that may have to reserve something return 0, or the reason why the message must
 * pass untouched. An endpoint that is not translated leaves @to with family 0.
 */
#ifndef SIPNAT_FACE_H
#define SIPNAT_FACE_H

#include "job.h"

/* A host as a message names it; family 0 if it is no address of the flow's family */
struct sipnat_endpoint sipnat_face_endpoint(const struct sipnat_job *job,
					    const struct sip_host *host, u16 port);

/* sipnat_face_hides - is the address one that the receiver must not see (outbound) */
bool sipnat_face_hides(const struct sipnat_job *job, const union nf_inet_addr *addr);

/* sipnat_face_shows - is the address one that we show for what is inside (inbound) */
bool sipnat_face_shows(const struct sipnat_job *job, const union nf_inet_addr *addr);

/**
 * sipnat_face_name - outbound, an address that is only shown: nobody sends there
 * @ep: as the message names it; its port is kept, unless it is the flow's own
 */
void sipnat_face_name(const struct sipnat_job *job, const struct sipnat_endpoint *ep,
		      struct sipnat_endpoint *to);

/**
 * sipnat_face_call - outbound, an endpoint that others will send requests to
 * @seconds: for how long they may, if no dialog keeps it open for longer; 0: for as long as the
 *	flow itself lasts
 */
enum sipnat_stat sipnat_face_call(struct sipnat_job *job, const struct sipnat_endpoint *ep,
				  unsigned int seconds, struct sipnat_endpoint *to);

/* sipnat_face_known - outbound, an endpoint only if it is the flow's own or has a binding */
void sipnat_face_known(struct sipnat_job *job, const struct sipnat_endpoint *ep,
		       struct sipnat_endpoint *to);

/**
 * sipnat_face_granted - inbound, a Contact that a registrar has granted
 * @uri: as the registrar names it
 * @seconds: for how long
 */
void sipnat_face_granted(struct sipnat_job *job, const struct sip_uri *uri, unsigned int seconds);

/* sipnat_face_back - inbound, the inside endpoint that shows @ep */
void sipnat_face_back(struct sipnat_job *job, const struct sipnat_endpoint *ep, u8 proto,
		      struct sipnat_endpoint *to);

/* sipnat_face_back_name - as sipnat_face_back(), else the flow's address for one of ours */
void sipnat_face_back_name(struct sipnat_job *job, const struct sipnat_endpoint *ep,
			   struct sipnat_endpoint *to);

/**
 * struct sipnat_face_wish - a stream that wants a place outside
 * @index: which m= line
 * @media: its type
 * @count: pairs of ports, from @rtp and @rtcp on
 * @rtp: inside endpoint for RTP, or whatever the m= line names
 * @rtcp: inside endpoint for RTCP; family 0 if it has none
 * @rtcp_named: the description names the RTCP port, so that it may be any
 */
struct sipnat_face_wish {
	unsigned int index;
	enum sipnat_media media;
	unsigned int count;
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

#endif
