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

/* sipnat_same_host - does the message say this address */
bool sipnat_same_host(const struct sip_host *host, const struct sipnat_endpoint *to);

/**
 * sipnat_put_host - replace an address
 * @host: what the message says
 * @to: what it is to say; family 0: leave it
 * @place: for traces
 */
enum sipnat_stat sipnat_put_host(struct sipnat_job *job, const struct sip_host *host,
				 const struct sipnat_endpoint *to, enum sip_place place);

/* sipnat_put_port - replace the digits of a port */
enum sipnat_stat sipnat_put_port(struct sipnat_job *job, struct sip_span digits, __be16 port,
				 enum sip_place place);

/**
 * sipnat_put_hostport - replace an address and its port
 * @default_port: what no port means, host byte order; a port is added where that would be wrong
 */
enum sipnat_stat sipnat_put_hostport(struct sipnat_job *job, const struct sip_hostport *hp,
				     const struct sipnat_endpoint *to, u16 default_port,
				     enum sip_place place);

#endif
