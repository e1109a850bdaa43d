// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/sock.h>
#include <net/udp.h>
#include "compat/conntrack.h"
#include "compat/listener.h"
#include "net.h"
#include "port.h"

#define NPORTS	65536
/* Inside endpoints whose outside port is remembered. One may take the place of another. */
#define NOWNERS	2048
/* The conntrack table is walked this often at most. */
#define CENSUS_INTERVAL	(5 * HZ)

/**
 * struct port_set - ports of one transport
 * @bound: ports of bindings; sipnat_net.lock
 * @next: where the search goes on; sipnat_net.lock
 * @flows: ports of conntrack's flows. New ones are set in both maps, so that a census that fills
 *	the second misses none; atomic bit operations
 */
struct port_set {
	DECLARE_BITMAP(bound, NPORTS);
	u16 next;
	DECLARE_BITMAP(flows[2], NPORTS);
};

/**
 * struct sipnat_ports - ports of one namespace, on whatever address
 * @sn: the namespace
 * @udp: ports of UDP
 * @tcp: ports of TCP
 * @owners: outside ports of inside endpoints, in the lower half of a word, and in the upper half
 *	what else there is of the hash by which they are found; written without a lock
 * @now: which of their flows counts
 * @census: refreshes it
 * @last_census: when, in jiffies
 */
struct sipnat_ports {
	struct sipnat_net *sn;
	struct port_set udp;
	struct port_set tcp;
	u32 owners[NOWNERS];
	unsigned int now;
	struct delayed_work census;
	unsigned long last_census;
};

static struct port_set *set_of(struct sipnat_ports *ports, u8 proto)
{
	return proto == IPPROTO_TCP ? &ports->tcp : &ports->udp;
}

void sipnat_port_take(struct sipnat_net *sn, u8 proto, u16 port)
{
	lockdep_assert_held(&sn->lock);
	__set_bit(port, set_of(sn->ports, proto)->bound);
}

void sipnat_port_release(struct sipnat_net *sn, u8 proto, u16 port, bool has_flows)
{
	struct port_set *set = set_of(sn->ports, proto);

	lockdep_assert_held(&sn->lock);
	/* Under a binding nobody noted them. The next census knows which of them are left. */
	if (has_flows) {
		set_bit(port, set->flows[0]);
		set_bit(port, set->flows[1]);
	}
	__clear_bit(port, set->bound);
}

/*
 * The port by which the outside knows a flow: where its answers go, and, if it came in through a
 * DNAT rule, where it was sent to.
 */
static void note_flow(struct port_set *set, const struct nf_conn *ct, unsigned long *map)
{
	u16 port = ntohs(ct->tuplehash[IP_CT_DIR_REPLY].tuple.dst.u.all);

	/* Flows of our own bindings are covered by the binding, and end with it. */
	if (!test_bit(port, set->bound))
		set_bit(port, map);
	if (!(ct->status & IPS_DST_NAT))
		return;
	port = ntohs(ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u.all);
	if (!test_bit(port, set->bound))
		set_bit(port, map);
}

static u32 owner_hash(const struct sipnat_port_owner *owner)
{
	return jhash(owner, sizeof(*owner), 0);
}

static void note_owner(struct sipnat_ports *ports, const struct nf_conn *ct)
{
	struct sipnat_endpoint face = sipnat_endpoint_dst(&ct->tuplehash[IP_CT_DIR_REPLY].tuple);
	struct sipnat_port_owner owner = {
		.inside = sipnat_endpoint_src(&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple),
		.local = face.addr,
		.zone = nf_ct_zone_id(nf_ct_zone(ct), IP_CT_DIR_ORIGINAL),
		.proto = nf_ct_protonum(ct),
	};
	u32 hash = owner_hash(&owner);

	WRITE_ONCE(ports->owners[hash % NOWNERS], (hash & ~0xffffU) | ntohs(face.port));
}

void sipnat_port_note_flow(struct sipnat_net *sn, const struct nf_conn *ct)
{
	struct port_set *set = set_of(sn->ports, nf_ct_protonum(ct));

	if (ct->status & IPS_SRC_NAT)
		note_owner(sn->ports, ct);
	note_flow(set, ct, set->flows[0]);
	note_flow(set, ct, set->flows[1]);
}

static int census_one(struct nf_conn *ct, void *data)
{
	struct sipnat_ports *ports = data;
	struct port_set *set = set_of(ports, nf_ct_protonum(ct));

	if (nf_ct_protonum(ct) == IPPROTO_UDP || nf_ct_protonum(ct) == IPPROTO_TCP)
		note_flow(set, ct, set->flows[!ports->now]);
	return 0;	/* keep it */
}

static void census(struct work_struct *work)
{
	struct sipnat_ports *ports = container_of(to_delayed_work(work), struct sipnat_ports,
						  census);

	bitmap_zero(ports->udp.flows[!ports->now], NPORTS);
	bitmap_zero(ports->tcp.flows[!ports->now], NPORTS);
	sipnat_ct_iterate(ports->sn->net, census_one, ports);
	WRITE_ONCE(ports->now, !ports->now);
	ports->last_census = jiffies;
}

/* Somebody met a port that a flow holds, or held: look again which flows there are. */
static void want_census(struct sipnat_ports *ports)
{
	unsigned long next = ports->last_census + CENSUS_INTERVAL;

	if (ports->sn->exiting || delayed_work_pending(&ports->census))
		return;
	schedule_delayed_work(&ports->census,
			      time_after(next, jiffies) ? next - jiffies : 0);
}

/* The UDP socket, with a reference, that gets what is sent to an address of this machine */
static struct sock *get_socket(struct net *net, u16 family, const union nf_inet_addr *addr,
			       __be16 port)
{
	if (family == NFPROTO_IPV4)
		return udp4_lib_lookup(net, 0, 0, addr->ip, port, 0);
#if IS_ENABLED(CONFIG_IPV6)
	return udp6_lib_lookup(net, &in6addr_any, 0, &addr->in6, port, 0);
#else
	return NULL;
#endif
}

bool sipnat_port_has_socket(struct net *net, const struct sipnat_port_wish *wish, u16 port)
{
	struct sock *sk;

	if (wish->proto == IPPROTO_TCP)
		return sipnat_tcp_listens(net, wish->family, &wish->local, port);
	sk = get_socket(net, wish->family, &wish->local, htons(port));
	if (!sk)
		return false;
	sock_put(sk);
	return true;
}

bool sipnat_port_at_all_addresses(struct net *net, const struct sipnat_endpoint *ep)
{
	struct sock *sk = get_socket(net, ep->family, &ep->addr, ep->port);
	bool all;

	if (!sk)
		return true;
#if IS_ENABLED(CONFIG_IPV6)
	if (ep->family == NFPROTO_IPV6)
		all = ipv6_addr_any(&sk->sk_v6_rcv_saddr);
	else
#endif
		all = !sk->sk_rcv_saddr;
	sock_put(sk);
	return all;
}

static bool port_free(struct sipnat_ports *ports, const struct sipnat_port_wish *wish, u16 port)
{
	struct port_set *set = set_of(ports, wish->proto);

	if (test_bit(port, set->bound))
		return false;
	if (test_bit(port, set->flows[READ_ONCE(ports->now)])) {
		want_census(ports);
		return false;
	}
	return !sipnat_port_has_socket(ports->sn->net, wish, port);
}

u16 sipnat_port_of(struct sipnat_net *sn, const struct sipnat_port_owner *owner)
{
	struct sipnat_port_wish wish = {
		.local = owner->local,
		.proto = owner->proto,
		.family = owner->inside.family,
	};
	struct port_set *set = set_of(sn->ports, owner->proto);
	u32 hash = owner_hash(owner);
	u32 found = READ_ONCE(sn->ports->owners[hash % NOWNERS]);
	u16 port = found & 0xffff;

	lockdep_assert_held(&sn->lock);
	if ((found ^ hash) & ~0xffffU || port < SIPNAT_RTP_PORT_FIRST)
		return 0;
	if (!test_bit(port, set->flows[READ_ONCE(sn->ports->now)]) || test_bit(port, set->bound))
		return 0;
	return sipnat_port_has_socket(sn->net, &wish, port) ? 0 : port;
}

static bool run_free(struct sipnat_ports *ports, const struct sipnat_port_wish *wish,
		     unsigned int port, u16 min, u16 max)
{
	unsigned int i;

	if (port < min || port + wish->run - 1 > max)
		return false;
	for (i = 0; i < wish->run; i++)
		if (!port_free(ports, wish, port + i))
			return false;
	return true;
}

u16 sipnat_port_find(struct sipnat_net *sn, const struct sipnat_port_wish *wish, u16 min, u16 max)
{
	struct sipnat_ports *ports = sn->ports;
	struct port_set *set = set_of(ports, wish->proto);
	unsigned int step = wish->keep_parity ? 2 : 1;
	unsigned int tries, port;

	lockdep_assert_held(&sn->lock);
	if (run_free(ports, wish, wish->wanted, min, max))
		return wish->wanted;

	port = clamp(set->next, min, max);
	if (wish->keep_parity && (port ^ wish->wanted) & 1)
		port++;
	for (tries = (max - min + step) / step; tries; tries--, port += step) {
		if (port + wish->run - 1 > max)
			port = min + (wish->keep_parity && (min ^ wish->wanted) & 1);
		if (!run_free(ports, wish, port, min, max))
			continue;
		set->next = port + wish->run;
		return port;
	}
	return 0;
}

int sipnat_ports_init(struct sipnat_net *sn)
{
	struct sipnat_ports *ports = kvzalloc(sizeof(*ports), GFP_KERNEL);

	if (!ports)
		return -ENOMEM;
	ports->sn = sn;
	ports->last_census = jiffies;
	INIT_DELAYED_WORK(&ports->census, census);
	sn->ports = ports;
	/* Flows may be older than the module. */
	schedule_delayed_work(&ports->census, 0);
	return 0;
}

void sipnat_ports_exit(struct sipnat_net *sn)
{
	cancel_delayed_work_sync(&sn->ports->census);
	kvfree(sn->ports);
}
