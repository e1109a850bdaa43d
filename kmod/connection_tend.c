// SPDX-License-Identifier: GPL-2.0
#include <net/tcp.h>
#include "connection_tend.h"
#include "way_emit.h"
#include "way_text.h"

/* RFC 9293 section 3.8.6.3 lets a receiver wait half a second; most wait that long. */
#define ACK_DELAY	(HZ / 25)
/*
 * Who goes on sending may be struggling with a bad network, but nobody waits for longer: RFC 3261
 * section 17, 64 * T1.
 */
#define MAX_HOLD	(32 * HZ)
/* What we are answerable for is sent again after that, twice as late each time, so many times. */
#define REPEAT_DELAY	HZ
#define MAX_TRIES	7

/* A segment of our own to the receiver of a direction */
static struct sipnat_own own_segment(struct sipnat_connection *c, enum ip_conntrack_dir dir,
				     u32 seq)
{
	return (struct sipnat_own){
		.seq = seq,
		.ack = c->ways[!dir].told,
		.echo = c->ways[!dir].path.stamp,
		.mss = c->ways[dir].mss,
	};
}

static bool queue_own(struct sipnat_connection *c, enum ip_conntrack_dir dir,
		      const struct sipnat_own *own, struct sk_buff_head *queue)
{
	struct sk_buff *skb = sipnat_path_make(&c->ways[dir].path, own, NULL);

	if (skb)
		__skb_queue_tail(queue, skb);
	return skb;
}

/* The sender of that direction need not wait: we have what it has sent. */
static void tell(struct sipnat_connection *c, enum ip_conntrack_dir dir,
		 struct sk_buff_head *queue)
{
	struct sipnat_own own = own_segment(c, !dir, c->ways[!dir].sent);

	own.ack = c->ways[dir].next;
	if (!queue_own(c, !dir, &own, queue))
		return;
	c->ways[dir].told = c->ways[dir].next;
	sipnat_count(c->sn, SIPNAT_STAT_ACKNOWLEDGED);
}

/* Does the receiver have all that went? Only then may what is withheld be acknowledged. */
static bool is_settled(const struct sipnat_way *way)
{
	return way->una == sipnat_splices_out(&way->splices, way->gone);
}

void sipnat_connection_tell(struct sipnat_connection *c, enum ip_conntrack_dir dir,
			    struct sk_buff_head *queue)
{
	if (is_settled(&c->ways[dir]))
		tell(c, dir, queue);
}

/* RFC 5961 section 3.2: only a RST with exactly the number that is expected next is obeyed. */
static void reset_one(struct sipnat_connection *c, enum ip_conntrack_dir dir,
		      struct sk_buff_head *queue)
{
	struct sipnat_own own = own_segment(c, dir, c->ways[dir].una);

	own.rst = true;
	queue_own(c, dir, &own, queue);
	if (own.seq == c->ways[dir].sent)
		return;
	own.seq = c->ways[dir].sent;
	queue_own(c, dir, &own, queue);
}

static bool has_finished(const struct sipnat_connection *c)
{
	return c->ways[0].finished && c->ways[1].finished;
}

void sipnat_connection_reset(struct sipnat_connection *c, struct sk_buff_head *queue)
{
	if (c->closed || c->over || has_finished(c))
		return;
	c->closed = true;
	sipnat_count(c->sn, SIPNAT_STAT_CONNECTIONS_RESET);
	reset_one(c, IP_CT_DIR_ORIGINAL, queue);
	reset_one(c, IP_CT_DIR_REPLY, queue);
}

unsigned long sipnat_connection_tend(struct sipnat_connection *c, enum ip_conntrack_dir dir,
				     struct sk_buff_head *queue)
{
	unsigned long timeout = rcu_dereference(c->sn->config)->hold_timeout * HZ;
	struct sipnat_way *way = &c->ways[dir];
	unsigned long age = jiffies - way->since, idle = jiffies - way->heard;

	if (sipnat_way_held(way)) {
		if ((idle >= timeout || age >= MAX_HOLD) &&
		    !sipnat_text_release(way, SIPNAT_STAT_HOLD_TIMEOUT)) {
			way->since = jiffies - REPEAT_DELAY;
			age = REPEAT_DELAY;
		} else if (age >= ACK_DELAY && before(way->told, way->next) && is_settled(way)) {
			tell(c, dir, queue);
			return max_t(long, timeout - idle, ACK_DELAY);
		} else if (before(way->told, way->next)) {
			return age < ACK_DELAY ? ACK_DELAY - age : ACK_DELAY;
		} else {
			return max_t(long, timeout - idle, ACK_DELAY);
		}
	}
	/* As long as the sender misses an acknowledgment, it does the repeating. */
	if (!sipnat_way_answerable(way) || way->told != way->gone)
		return 0;
	if (age < REPEAT_DELAY << way->tries)
		return (REPEAT_DELAY << way->tries) - age;
	if (way->tries == MAX_TRIES) {
		sipnat_connection_reset(c, queue);
		return 0;
	}
	sipnat_emit_repeat(way, c->ways[!dir].told, c->ways[!dir].path.stamp, queue);
	way->since = jiffies;
	return REPEAT_DELAY << ++way->tries;
}

static bool needs_care(const struct sipnat_way *way)
{
	return sipnat_way_held(way) ||
	       (sipnat_way_answerable(way) && way->told == way->gone);
}

void sipnat_connection_tend_soon(struct sipnat_connection *c)
{
	if ((needs_care(&c->ways[0]) || needs_care(&c->ways[1])) &&
	    !delayed_work_pending(&c->work))
		sipnat_connection_work_after(c, ACK_DELAY);
}
