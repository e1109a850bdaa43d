/* SPDX-License-Identifier: GPL-2.0 */
/* Where the search for a TCP socket differs between kernels. */
#ifndef SIPNAT_COMPAT_LISTENER_H
#define SIPNAT_COMPAT_LISTENER_H

#include <linux/netfilter.h>
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/tcp.h>

static inline struct sock *sipnat_tcp4_listener(struct net *net, __be32 addr, u16 port)
{
#ifdef SIPNAT_HAVE_LISTENER_HASHINFO
	return inet_lookup_listener(net, net->ipv4.tcp_death_row.hashinfo, NULL, 0, 0, 0, addr,
				    htons(port), 0, 0);
#else
	return inet_lookup_listener(net, NULL, 0, 0, 0, addr, htons(port), 0, 0);
#endif
}

static inline struct sock *sipnat_tcp6_listener(struct net *net, const struct in6_addr *addr,
						u16 port)
{
#ifdef SIPNAT_HAVE_LISTENER_HASHINFO
	return inet6_lookup_listener(net, net->ipv4.tcp_death_row.hashinfo, NULL, 0, &in6addr_any,
				     0, addr, port, 0, 0);
#else
	return inet6_lookup_listener(net, NULL, 0, &in6addr_any, 0, addr, port, 0, 0);
#endif
}

/* sipnat_tcp_listens - does a socket of this machine accept connections there; RCU read side */
static inline bool sipnat_tcp_listens(struct net *net, u16 family,
				      const union nf_inet_addr *addr, u16 port)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (family == NFPROTO_IPV6)
		return sipnat_tcp6_listener(net, &addr->in6, port);
#endif
	return sipnat_tcp4_listener(net, addr->ip, port);
}

#endif
