// SPDX-License-Identifier: GPL-2.0
#include "job.h"
#include "sip/contact.h"

static void read_party(const struct sip_msg *msg, enum sip_hdr_id id, struct sipnat_party *party)
{
	const struct sip_hdr *hdr = sip_msg_hdr(msg, id, 0);
	struct sip_contact contact;

	party->len = 0;
	if (hdr && sip_contact_parse_addr(hdr->value, &contact).status == SIP_OK && !contact.star)
		party->len = sip_aor_print(party->aor, &contact.uri);
}

void sipnat_parties_read(struct sipnat_job *job)
{
	read_party(&job->msg, SIP_HDR_FROM, &job->parties.from);
	read_party(&job->msg, SIP_HDR_TO, &job->parties.to);
}
