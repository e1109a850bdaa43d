// SPDX-License-Identifier: GPL-2.0
/* A helper may be told the ports that it is attached to: until 7.2. */
#include <net/netfilter/nf_conntrack_helper.h>

void probe(struct nf_conntrack_helper *h, const struct nf_conntrack_expect_policy *policy);
void probe(struct nf_conntrack_helper *h, const struct nf_conntrack_expect_policy *policy)
{
	nf_ct_helper_init(h, NFPROTO_IPV4, IPPROTO_UDP, "x", 0, 0, 0, policy, 0, NULL, NULL, NULL);
}
