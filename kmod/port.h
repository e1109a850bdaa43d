/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which outside ports are free, of UDP and of TCP.
 *
 * A port is taken if a binding has it, a local socket, or any live conntrack entry. The last one
 * cannot be asked of conntrack, which is hashed by whole tuples; so a hook behind source NAT
 * notes the outside port of every new flow in a bitmap, and a census of the conntrack table
 * forgets the ports of flows that have ended. Between two of them the bitmap errs on the safe
 * side.
 */
#ifndef SIPNAT_PORT_H
#define SIPNAT_PORT_H

#include "config.h"

struct net;
struct nf_conn;
struct sipnat_net;

/**
 * struct sipnat_port_wish - which ports a binding wants
 * @local: our address, on which they must be free
 * @wanted: the inside port, host byte order: the outside port is to be the same
 * @run: how many ports in a row
 * @keep_parity: an even port becomes an even one and an odd port an odd one (RFC 3550 section 11)
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 */
struct sipnat_port_wish {
	union nf_inet_addr local;
	u16 wanted;
	u16 run;
	bool keep_parity;
	u8 proto;
	u16 family;
};

int sipnat_ports_init(struct sipnat_net *sn);
void sipnat_ports_exit(struct sipnat_net *sn);

/**
 * sipnat_port_find - ports for new bindings
 * @min: of the range, host byte order
 * @max: last port of the range
 *
 * Context: sipnat_net.lock held. Return: the first port, host byte order; 0 if none is free.
 */
u16 sipnat_port_find(struct sipnat_net *sn, const struct sipnat_port_wish *wish, u16 min, u16 max);

/* sipnat_port_has_socket - does a socket of this machine wait there; RCU read side, BH disabled */
bool sipnat_port_has_socket(struct net *net, const struct sipnat_port_wish *wish, u16 port);

/**
 * sipnat_port_at_all_addresses - does a UDP socket have its port at all addresses of this machine
 * @ep: one of its endpoints
 *
 * Where there is none, or none yet, it is taken for such a one.
 * Context: RCU read side, BH disabled.
 */
bool sipnat_port_at_all_addresses(struct net *net, const struct sipnat_endpoint *ep);

/* sipnat_port_take - a binding has the port from now on; sipnat_net.lock held */
void sipnat_port_take(struct sipnat_net *sn, u8 proto, u16 port);

/**
 * sipnat_port_release - no binding has the port any more
 * @has_flows: flows that use it may go on
 *
 * Context: sipnat_net.lock held.
 */
void sipnat_port_release(struct sipnat_net *sn, u8 proto, u16 port, bool has_flows);

/**
 * struct sipnat_port_owner - an inside endpoint behind NAT
 * @inside: the endpoint
 * @local: our address that NAT shows instead
 * @zone: conntrack zone
 * @proto: IPPROTO_UDP or IPPROTO_TCP
 */
struct sipnat_port_owner {
	struct sipnat_endpoint inside;
	union nf_inet_addr local;
	u16 zone;
	u16 proto;
};

/**
 * sipnat_port_of - the outside port that an inside endpoint has by ordinary NAT
 *
 * A phone that has asked a STUN server knows it, and may have told others. Context:
 * sipnat_net.lock held. Return: the port, host byte order; 0 if it has none or not for itself.
 */
u16 sipnat_port_of(struct sipnat_net *sn, const struct sipnat_port_owner *owner);

/* sipnat_port_note_flow - a new UDP or TCP flow, NAT decided, not yet confirmed; no lock */
void sipnat_port_note_flow(struct sipnat_net *sn, const struct nf_conn *ct);

#endif
