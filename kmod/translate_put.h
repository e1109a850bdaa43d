/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses and ports written into a message, as edits of its job. All that return a fault: 0, or
 * the reason why the message must pass untouched.
 */
#ifndef SIPNAT_TRANSLATE_PUT_H
#define SIPNAT_TRANSLATE_PUT_H

#include "job.h"

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
