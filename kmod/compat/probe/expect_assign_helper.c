// SPDX-License-Identifier: GPL-2.0
/* An expectation tells who expects from whom the child is given to: 6.1.187, 6.12.105. */
#include <net/netfilter/nf_conntrack_expect.h>

void *probe(struct nf_conntrack_expect *exp);
void *probe(struct nf_conntrack_expect *exp)
{
	return (void *)exp->assign_helper;
}
