// SPDX-License-Identifier: GPL-2.0
#include "binding.h"
#include "deadline.h"
#include "dialog.h"
#include "net.h"
#include "registration.h"

/* Deadlines are met up to this late, so that many of them share one run of the work. */
#define SLACK	(HZ / 2)
/*
 * The work looks at the queue at least that often: a timer that is far away is late by up to an
 * eighth of its delay (kernel/time/timer.c), and what comes meanwhile would wait behind what is
 * overdue.
 */
#define FAR	(60 * HZ)
/* Owners ended in one go, before others get the lock. */
#define BATCH	64

static void arm(struct sipnat_net *sn)
{
	struct timerqueue_node *first = timerqueue_getnext(&sn->deadlines);
	s64 delay;

	if (!first)
		return;
	delay = clamp_t(s64, first->expires - get_jiffies_64(), 0, FAR);
	mod_delayed_work(system_wq, &sn->reaper, delay + SLACK);
}

void sipnat_deadline_start(struct sipnat_net *sn, struct sipnat_deadline *d,
			   unsigned long expires)
{
	ktime_t key = sipnat_deadline_key(expires);

	lockdep_assert_held(&sn->lock);
	if (sn->exiting)
		return;
	if (timerqueue_node_queued(&d->node)) {
		if (d->node.expires <= key)
			return;
		timerqueue_del(&sn->deadlines, &d->node);
	}
	d->node.expires = key;
	if (timerqueue_add(&sn->deadlines, &d->node))
		arm(sn);
}

void sipnat_deadline_clear(struct sipnat_net *sn, struct sipnat_deadline *d)
{
	lockdep_assert_held(&sn->lock);
	if (timerqueue_node_queued(&d->node))
		timerqueue_del(&sn->deadlines, &d->node);
}

static void meet(struct sipnat_net *sn, struct sipnat_deadline *d)
{
	switch (d->owner) {
	case SIPNAT_OWNER_DIALOG:
		sipnat_dialog_expired(sn, container_of(d, struct sipnat_dialog, deadline));
		break;
	case SIPNAT_OWNER_BINDING:
		sipnat_binding_expired(sn, container_of(d, struct sipnat_binding, deadline));
		break;
	case SIPNAT_OWNER_REGISTRATION:
		sipnat_registration_expired(sn, container_of(d, struct sipnat_registration,
							     deadline));
		break;
	}
}

static void reap(struct work_struct *work)
{
	struct sipnat_net *sn = container_of(to_delayed_work(work), struct sipnat_net, reaper);
	struct timerqueue_node *first;
	unsigned int n = 0;

	spin_lock_bh(&sn->lock);
	while ((first = timerqueue_getnext(&sn->deadlines)) &&
	       time_before_eq64((u64)first->expires, get_jiffies_64())) {
		timerqueue_del(&sn->deadlines, first);
		meet(sn, container_of(first, struct sipnat_deadline, node));
		if (++n % BATCH)
			continue;
		spin_unlock_bh(&sn->lock);
		cond_resched();
		spin_lock_bh(&sn->lock);
	}
	if (!sn->exiting)
		arm(sn);
	spin_unlock_bh(&sn->lock);
}

void sipnat_deadline_init(struct sipnat_net *sn)
{
	timerqueue_init_head(&sn->deadlines);
	INIT_DELAYED_WORK(&sn->reaper, reap);
}

void sipnat_deadline_stop(struct sipnat_net *sn)
{
	spin_lock_bh(&sn->lock);
	sn->exiting = true;
	spin_unlock_bh(&sn->lock);
	cancel_delayed_work_sync(&sn->reaper);
}
