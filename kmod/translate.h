/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The policy: which endpoint in which place of a message becomes which. Reads what the parsers
 * found, writes edits; never sees a packet.
 */
#ifndef SIPNAT_TRANSLATE_H
#define SIPNAT_TRANSLATE_H

#include "job.h"

/**
 * sipnat_translate_headers - start line and header fields
 *
 * Return: 0, or the reason why the message must pass untouched.
 */
enum sipnat_stat sipnat_translate_headers(struct sipnat_job *job);

/**
 * sipnat_translate_sdp - one session description of the message
 * @fragment: it is a trickle-ice-sdpfrag
 *
 * Context: sipnat_net.lock held; job->dialog is set if the message goes out.
 * Return: 0, or the reason why the message must pass untouched.
 */
enum sipnat_stat sipnat_translate_sdp(struct sipnat_job *job, struct sip_span text, bool fragment);

/*
 * sipnat_uri_proto - the transport by which a sip or sips URI is reached, IPPROTO_UDP or
 * IPPROTO_TCP; 0: one that hides the message from us (TLS), or that is none of ours
 */
static inline u8 sipnat_uri_proto(const struct sip_uri *uri)
{
	switch (sip_uri_transport(uri)) {
	case SIP_TRANSPORT_UDP:
		return IPPROTO_UDP;
	case SIP_TRANSPORT_TCP:
		return IPPROTO_TCP;
	default:
		return 0;
	}
}

#endif
