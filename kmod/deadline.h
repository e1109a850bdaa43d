/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ends by itself. Dialogs, registrations and signalling bindings wait in one queue per
 * namespace, soonest first; one delayed work ends them. A deadline that moves further away costs
 * nothing until it is met: the owner then says how long it has left.
 */
#ifndef SIPNAT_DEADLINE_H
#define SIPNAT_DEADLINE_H

#include <linux/jiffies.h>
#include <linux/timerqueue.h>

struct sipnat_net;

enum sipnat_owner {
	SIPNAT_OWNER_DIALOG,
	SIPNAT_OWNER_BINDING,
	SIPNAT_OWNER_REGISTRATION,
};

/**
 * struct sipnat_deadline - an entry of sipnat_net.deadlines; sipnat_net.lock
 * @node: its place in the queue, by jiffies
 * @owner: what it is embedded in
 */
struct sipnat_deadline {
	struct timerqueue_node node;
	enum sipnat_owner owner;
};

/* sipnat_deadline_key - jiffies since boot as a ktime_t that does not wrap: what queues sort by */
static inline ktime_t sipnat_deadline_key(unsigned long expires)
{
	return get_jiffies_64() + (long)(expires - jiffies);
}

/* sipnat_deadline_set - is it in the queue; lock held */
static inline bool sipnat_deadline_set(const struct sipnat_deadline *d)
{
	return !RB_EMPTY_NODE(&d->node.node);
}

/**
 * sipnat_deadline_start - end the owner at @expires, or look at it again then
 * @expires: jiffies
 *
 * A deadline that is already set for an earlier time stays where it is.
 * Context: sipnat_net.lock held.
 */
void sipnat_deadline_start(struct sipnat_net *sn, struct sipnat_deadline *d,
			   unsigned long expires);

/* sipnat_deadline_clear - take it out of the queue, if it is in; lock held */
void sipnat_deadline_clear(struct sipnat_net *sn, struct sipnat_deadline *d);

/* sipnat_deadline_init - prepare the queue and its work */
void sipnat_deadline_init(struct sipnat_net *sn);

/* sipnat_deadline_stop - no deadline is met any more when this returns; may sleep */
void sipnat_deadline_stop(struct sipnat_net *sn);

#endif
