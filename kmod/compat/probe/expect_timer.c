// SPDX-License-Identifier: GPL-2.0
/* An expectation has a timer of its own: until 6.1.192, 6.12.115. */
#include <net/netfilter/nf_conntrack_expect.h>

unsigned long probe(struct nf_conntrack_expect *exp);
unsigned long probe(struct nf_conntrack_expect *exp)
{
	return exp->timeout.expires;
}
