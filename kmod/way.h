/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One direction of a TCP connection that carries SIP.
 *
 * A message is withheld until it is whole, whichever way the segments cut it: the segments that
 * bring its beginning go on without their payload, and the one that completes it carries all of
 * it, rewritten. What has been rewritten is kept until the receiver has acknowledged it, so that
 * what the sender repeats is repeated rewritten. way_text.h reads, way_emit.h writes.
 *
 * Positions, in host byte order:
 *
 *	as the sender counts		as the receiver counts
 *	told <= next			una <= sent
 *	gone <= next
 *
 * [gone, next) is withheld. Mostly told is what the receiver has acknowledged. A sender that waits
 * for an acknowledgment before it goes on (RFC 896, a small congestion window) is given one for
 * what is withheld; then we are answerable for it, and keep it until the receiver has it.
 */
#ifndef SIPNAT_WAY_H
#define SIPNAT_WAY_H

#include "early.h"
#include "path.h"
#include "segment.h"
#include "sip/frame.h"
#include "splice.h"
#include "uapi/sipnat.h"

struct sipnat_connection;
struct sipnat_job;

/**
 * struct sipnat_way - one direction
 * @path: how its packets leave
 * @splices: what was changed in it, and not acknowledged yet
 * @early: segments that came before what precedes them
 * @buf: the beginning of a message, up to @next
 * @len: bytes in @buf
 * @room: size of @buf
 * @charged: bytes that are accounted for in sipnat_net.held
 * @frame: how far the stream is known
 * @next: what comes next in order
 * @gone: what is next to be passed on
 * @told: what the sender knows to be acknowledged
 * @una: what the receiver has acknowledged
 * @sent: the end of what the receiver was sent
 * @fin: where its FIN stands, as the sender counts
 * @mss: most that the receiver takes in a segment, as its SYN said
 * @messages: how many have been read
 * @reading: it is looked for messages
 * @given_up: why it is not any more, if that is not its FIN; enum sipnat_stat
 * @has_fin: its FIN was seen
 * @finished: and has gone
 * @tries: how often we have repeated what we are answerable for
 * @since: when something was withheld that still is, or when it was last repeated; in jiffies
 * @heard: when its sender sent something last; in jiffies
 *
 * Serialised by the connection's lock.
 */
struct sipnat_way {
	struct sipnat_path path;
	struct sipnat_splices splices;
	struct sipnat_early early;
	char *buf;
	unsigned int len;
	unsigned int room;
	unsigned int charged;
	struct sip_frame frame;
	u32 next;
	u32 gone;
	u32 told;
	u32 una;
	u32 sent;
	u32 fin;
	u32 messages;
	u16 mss;
	bool reading;
	u8 given_up;
	bool has_fin;
	bool finished;
	u8 tries;
	unsigned long since;
	unsigned long heard;
};

/**
 * struct sipnat_reading - a segment on its way through
 * @c: its connection
 * @way: its direction
 * @seg: the segment
 * @ctinfo: the packet's
 * @job: where messages are worked on
 * @ack: what its header acknowledges, as the receiver counts
 * @queue: packets of our own that are to be sent
 * @refused: a message in it is to be dropped (strict)
 * @waits: its sender waits for an acknowledgment of what is withheld
 */
struct sipnat_reading {
	struct sipnat_connection *c;
	struct sipnat_way *way;
	const struct sipnat_segment *seg;
	enum ip_conntrack_info ctinfo;
	struct sipnat_job *job;
	u32 ack;
	struct sk_buff_head *queue;
	bool refused;
	bool waits;
};

/* sipnat_way_init - @isn: the sender's initial number; @mss: as the receiver's SYN said */
void sipnat_way_init(struct sipnat_way *way, struct nf_conn *ct, enum ip_conntrack_dir dir,
		     u32 isn, u16 mss);
void sipnat_way_free(struct sipnat_way *way);

static inline unsigned int sipnat_way_held(const struct sipnat_way *way)
{
	return way->next - way->gone;
}

/* sipnat_way_idle - there is nothing that would be changed in it any more, or ever was */
static inline bool sipnat_way_idle(const struct sipnat_way *way)
{
	return !way->reading && !way->len && list_empty(&way->splices.list) &&
	       !way->splices.ahead;
}

/* sipnat_way_answerable - was the sender told that something arrived which the receiver lacks */
bool sipnat_way_answerable(const struct sipnat_way *way);

/**
 * sipnat_way_ack - the receiver acknowledges
 *
 * Return: what the sender is to be told.
 */
u32 sipnat_way_ack(struct sipnat_way *way, u32 ack);

/**
 * sipnat_way_segment - read a segment, and change it
 *
 * Return: 0; -ENOMEM: it must be dropped, for its sender to repeat it.
 */
int sipnat_way_segment(struct sipnat_reading *r);

/* sipnat_way_memory - bytes of memory that it takes beside itself */
static inline unsigned int sipnat_way_memory(const struct sipnat_way *way)
{
	return way->room + way->early.bytes + way->splices.bytes;
}

#endif
