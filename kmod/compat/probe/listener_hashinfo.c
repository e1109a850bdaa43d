// SPDX-License-Identifier: GPL-2.0
/* Whoever looks for a TCP socket says in which table: until 6.18. */
#include <net/inet_hashtables.h>

struct sock *probe(struct net *net);
struct sock *probe(struct net *net)
{
	return inet_lookup_listener(net, net->ipv4.tcp_death_row.hashinfo, NULL, 0, 0, 0, 0, 0, 0,
				    0);
}
