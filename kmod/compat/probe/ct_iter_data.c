// SPDX-License-Identifier: GPL-2.0
/* nf_ct_iterate_cleanup_net() takes a struct: from 5.19 on. */
#include <net/netfilter/nf_conntrack.h>

void probe(struct net *net);
void probe(struct net *net)
{
	struct nf_ct_iter_data data = { .net = net };

	nf_ct_iterate_cleanup_net(NULL, &data);
}
