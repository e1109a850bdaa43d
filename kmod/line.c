// SPDX-License-Identifier: GPL-2.0
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/addrconf.h>
#include <net/ip6_route.h>
#include <net/ip_fib.h>
#include "line.h"

/* The way of packets that come as the flow's do. @addr: 0 for whoever is nobody's neighbour */
static bool route4(struct net *net, const struct sipnat_flow *flow, __be32 addr, int oif,
		   struct fib_result *result)
{
	struct flowi4 fl4 = {
		.daddr = addr,
		.flowi4_oif = oif,
		.flowi4_iif = flow->came_by ?: LOOPBACK_IFINDEX,
		.flowi4_mark = flow->mark,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
	};

	return !fib_lookup(net, &fl4, result, 0) && result->type == RTN_UNICAST &&
	       FIB_RES_DEV(*result);
}

static bool has_address4(const struct net_device *dev, __be32 addr)
{
	const struct in_device *in_dev = __in_dev_get_rcu(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev)
		if (ifa->ifa_local == addr)
			return true;
	return false;
}

/* nf_nat_masquerade_ipv4() prefers the network of the next hop. */
static bool pick4(struct net *net, const struct sipnat_flow *flow, const struct net_device *dev,
		  union nf_inet_addr *addr)
{
	struct fib_result result;
	__be32 next = 0;

	if (route4(net, flow, 0, dev->ifindex, &result) && FIB_RES_DEV(result) == dev &&
	    result.nhc->nhc_gw_family == AF_INET)
		next = result.nhc->nhc_gw.ipv4;
	memset(addr, 0, sizeof(*addr));
	addr->ip = inet_select_addr(dev, next, RT_SCOPE_UNIVERSE);
	return addr->ip;
}

static const struct net_device *routed4(struct net *net, const struct sipnat_flow *flow,
					__be32 addr)
{
	struct fib_result result;

	return route4(net, flow, addr, 0, &result) ? FIB_RES_DEV(result) : NULL;
}

#if IS_ENABLED(CONFIG_IPV6)
/* Global unicast (RFC 4291 section 2.4), and nobody's */
static const struct in6_addr outside6 = { .s6_addr = { 0x20 } };

static bool has_address6(struct net *net, const struct net_device *dev,
			 const union nf_inet_addr *addr)
{
	return ipv6_chk_addr(net, &addr->in6, dev, 1);
}

static bool pick6(struct net *net, const struct net_device *dev, union nf_inet_addr *addr)
{
	return !ipv6_dev_get_saddr(net, dev, &outside6, 0, &addr->in6) &&
	       !(ipv6_addr_type(&addr->in6) & IPV6_ADDR_LINKLOCAL);
}

static const struct net_device *routed6(struct net *net, const struct sipnat_flow *flow,
					const struct in6_addr *addr)
{
	struct flowi6 fl6 = {
		.daddr = *addr,
		.flowi6_iif = flow->came_by ?: LOOPBACK_IFINDEX,
		.flowi6_mark = flow->mark,
	};
	struct dst_entry *dst = ip6_route_lookup(net, &fl6, NULL, 0);
	const struct net_device *dev = dst->error ? NULL : dst->dev;

	/* The device stays for as long as RCU is read. */
	dst_release(dst);
	return dev;
}
#else
static bool has_address6(struct net *net, const struct net_device *dev,
			 const union nf_inet_addr *addr)
{
	return false;
}

static bool pick6(struct net *net, const struct net_device *dev, union nf_inet_addr *addr)
{
	return false;
}

static const struct net_device *routed6(struct net *net, const struct sipnat_flow *flow,
					const struct in6_addr *addr)
{
	return NULL;
}

static const struct in6_addr outside6;
#endif

static bool pick(struct net *net, const struct sipnat_flow *flow, u16 family,
		 const struct net_device *dev, union nf_inet_addr *addr)
{
	return family == NFPROTO_IPV4 ? pick4(net, flow, dev, addr) : pick6(net, dev, addr);
}

static bool has_address(struct net *net, u16 family, const struct net_device *dev,
			const union nf_inet_addr *addr)
{
	return family == NFPROTO_IPV4 ? has_address4(dev, addr->ip) :
					has_address6(net, dev, addr);
}

static const struct net_device *way_out(struct net *net, const struct sipnat_flow *flow,
					u16 family)
{
	return family == NFPROTO_IPV4 ? routed4(net, flow, 0) : routed6(net, flow, &outside6);
}

void sipnat_line_find(struct net *net, const struct sipnat_config *config,
		      const struct sipnat_flow *flow, u16 family, struct sipnat_line *line)
{
	const struct net_device *dev = flow->dev, *way;
	const union nf_inet_addr *externip;
	union nf_inet_addr addr;

	*line = (struct sipnat_line){ .family = family, .ifindex = flow->ifindex };
	if (!dev)
		return;
	if (!pick(net, flow, family, dev, &addr) || !has_address(net, family, dev, &addr)) {
		way = way_out(net, flow, family);
		if (!way || way->ifindex == flow->came_by)
			return;
		dev = way;
		line->ifindex = dev->ifindex;
		/* What has none of its own lends one of another's, which may be an inner one. */
		if (!pick(net, flow, family, dev, &addr) ||
		    (!has_address(net, family, dev, &addr) &&
		     sipnat_config_inside(config, family, &addr)))
			return;
	}
	externip = sipnat_config_externip(config, family, dev->name);
	line->has_address = true;
	line->local = addr;
	line->advertised = externip ? *externip : addr;
}

bool sipnat_line_leads_to(struct net *net, const struct sipnat_flow *flow,
			  const struct sipnat_endpoint *ep, int ifindex)
{
	const struct net_device *dev;

	dev = ep->family == NFPROTO_IPV4 ? routed4(net, flow, ep->addr.ip) :
					   routed6(net, flow, &ep->addr.in6);
	return dev && ifindex && dev->ifindex == ifindex;
}

bool sipnat_line_is_at(struct net *net, const struct sipnat_endpoint *ep, int ifindex)
{
	const struct net_device *dev = dev_get_by_index_rcu(net, ifindex);
	const struct sipnat_flow way = { .came_by = ifindex };

	if (!dev)
		return false;
	return has_address(net, ep->family, dev, &ep->addr) ||
	       has_address(net, ep->family, net->loopback_dev, &ep->addr) ||
	       sipnat_line_leads_to(net, &way, ep, ifindex);
}
