/* SPDX-License-Identifier: GPL-2.0 */
/* Who calls whom: the addresses of record in From and To of a dialog's first message. */
#ifndef SIPNAT_PARTY_H
#define SIPNAT_PARTY_H

#include "sip/aor.h"

struct sipnat_job;

/**
 * struct sipnat_party - one of the two
 * @len: bytes of @aor; 0: there is none, or it is too long
 * @aor: in the form of sip/aor.h
 */
struct sipnat_party {
	u8 len;
	char aor[SIP_AOR_MAX];
};

/**
 * struct sipnat_parties - both of them, as they came: before anything is translated
 * @from: who calls
 * @to: who is called
 */
struct sipnat_parties {
	struct sipnat_party from;
	struct sipnat_party to;
};

/* sipnat_parties_read - of the job's message, into the job */
void sipnat_parties_read(struct sipnat_job *job);

#endif
