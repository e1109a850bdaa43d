// SPDX-License-Identifier: GPL-2.0
/* Helpers are registered as copies, counted by conntrack entries: 7.2. */
#include <net/netfilter/nf_conntrack_helper.h>

int probe(struct nf_conntrack_helper *h, struct nf_conntrack_helper **copy);
int probe(struct nf_conntrack_helper *h, struct nf_conntrack_helper **copy)
{
	return nf_conntrack_helpers_register(h, 1, copy);
}
