/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way out that the packets of one direction of a TCP connection take from here, and what they
 * look like: enough to send one of our own.
 */
#ifndef SIPNAT_PATH_H
#define SIPNAT_PATH_H

#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/netfilter/nf_conntrack.h>
#include "segment.h"

/**
 * struct sipnat_path - as the last packet left
 * @ct: the connection; constant
 * @dir: its direction; constant
 * @dst: its route, with a reference; NULL before the first one
 * @cookie: dst_check()'s
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @tos: or traffic class
 * @ttl: or hop limit
 * @flowlabel: IPv6
 * @src: network byte order, like all that follow but for numbers of TCP
 * @dst_addr: likewise
 * @sport: source port
 * @dport: destination port
 * @mark: the packet's
 * @iif: interface that it came in by, to a socket here
 * @flags: of the packet's control block, likewise
 * @window: as the header says it
 * @has_stamp: Timestamps are in use
 * @stamp: latest TSval
 *
 * Serialised by the connection's lock.
 */
struct sipnat_path {
	struct nf_conn *ct;
	enum ip_conntrack_dir dir;
	struct dst_entry *dst;
	u32 cookie;
	u8 family;
	u8 tos;
	u8 ttl;
	__be32 flowlabel;
	union nf_inet_addr src;
	union nf_inet_addr dst_addr;
	__be16 sport;
	__be16 dport;
	u32 mark;
	int iif;
	u16 flags;
	u16 window;
	bool has_stamp;
	u32 stamp;
};

/* sipnat_path_note - a packet is about to leave, behind NAT; RCU read side */
void sipnat_path_note(struct sipnat_path *path, const struct sipnat_segment *seg);

/* sipnat_path_release - let go of the route */
void sipnat_path_release(struct sipnat_path *path);

/**
 * sipnat_path_room - bytes of payload that fit a packet
 * @headers: bytes before them, in a packet that was not made by sipnat_path_make()
 *
 * Return: 0 if there is no way out.
 */
unsigned int sipnat_path_room(const struct sipnat_path *path, unsigned int headers);

/**
 * struct sipnat_own - a segment of our own
 * @seq: as the receiver counts
 * @ack: as the receiver counts
 * @echo: TSecr
 * @rst: a RST; else an ACK
 * @mss: size of the segments that @len bytes are to be cut into
 * @len: bytes of payload
 */
struct sipnat_own {
	u32 seq;
	u32 ack;
	u32 echo;
	bool rst;
	unsigned int mss;
	unsigned int len;
};

/**
 * sipnat_path_make - make a segment
 * @payload: where the caller writes @own->len bytes; may be NULL if there are none
 *
 * Return: the packet, to be sent with sipnat_path_send(); NULL if the route is not valid any more,
 * or there is no memory.
 */
struct sk_buff *sipnat_path_make(const struct sipnat_path *path, const struct sipnat_own *own,
				 char **payload);

/**
 * sipnat_path_send - send all packets of a queue
 *
 * They are past all rules already, those for what comes in here excepted. Context: RCU read side. A
 * socket here that gets one may answer at once: no lock is held then, and it is not on the way out
 * from that socket.
 */
void sipnat_path_send(struct net *net, struct sk_buff_head *queue);

/* sipnat_path_is_local - does a packet of sipnat_path_make() go to a socket of this machine */
bool sipnat_path_is_local(const struct sk_buff *skb);

/* sipnat_path_is_own - did sipnat_path_send() send this packet */
bool sipnat_path_is_own(const struct sk_buff *skb);

#endif
