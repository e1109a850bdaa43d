// SPDX-License-Identifier: GPL-2.0
/* nf_ct_refresh() takes the packet, which it has no use for: until 6.12. */
#include <net/netfilter/nf_conntrack.h>

void probe(struct nf_conn *ct);
void probe(struct nf_conn *ct)
{
	nf_ct_refresh(ct, NULL, 0);
}
