/* SPDX-License-Identifier: GPL-2.0 */
/* An address and a port, and where they come from in a conntrack tuple. */
#ifndef SIPNAT_ENDPOINT_H
#define SIPNAT_ENDPOINT_H

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/netfilter.h>
#include <linux/string.h>
#include <net/netfilter/nf_conntrack_tuple.h>

/**
 * struct sipnat_endpoint - an address and a port
 * @addr: network byte order; for IPv4 all words but the first are zero, so that endpoints can be
 *	hashed and compared as bytes
 * @port: network byte order
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 */
struct sipnat_endpoint {
	union nf_inet_addr addr;
	__be16 port;
	u16 family;
};

static inline bool sipnat_endpoint_eq(const struct sipnat_endpoint *a,
				      const struct sipnat_endpoint *b)
{
	return a->family == b->family && a->port == b->port &&
	       nf_inet_addr_cmp(&a->addr, &b->addr);
}

/* sipnat_endpoint_src - where packets with this tuple come from (UDP, TCP) */
static inline struct sipnat_endpoint sipnat_endpoint_src(const struct nf_conntrack_tuple *tuple)
{
	return (struct sipnat_endpoint){
		.addr = tuple->src.u3,
		.port = tuple->src.u.all,
		.family = tuple->src.l3num,
	};
}

/* sipnat_endpoint_dst - where packets with this tuple go to (UDP, TCP) */
static inline struct sipnat_endpoint sipnat_endpoint_dst(const struct nf_conntrack_tuple *tuple)
{
	return (struct sipnat_endpoint){
		.addr = tuple->dst.u3,
		.port = tuple->dst.u.all,
		.family = tuple->src.l3num,
	};
}

/* sipnat_endpoint_sockaddr - in the form that %pISpc prints; @to: room for a sockaddr_in6 */
static inline void sipnat_endpoint_sockaddr(void *to, u16 family, const union nf_inet_addr *addr,
					    __be16 port)
{
	struct sockaddr_in6 *sin6 = to;
	struct sockaddr_in *sin = to;

	memset(to, 0, sizeof(*sin6));
	if (family == NFPROTO_IPV4) {
		sin->sin_family = AF_INET;
		sin->sin_addr = addr->in;
		sin->sin_port = port;
	} else {
		sin6->sin6_family = AF_INET6;
		sin6->sin6_addr = addr->in6;
		sin6->sin6_port = port;
	}
}

#endif
