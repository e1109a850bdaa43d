// SPDX-License-Identifier: GPL-2.0
#include <linux/sched.h>
#include "binding.h"
#include "dialog.h"
#include "flush.h"
#include "registration.h"

/* Entries ended in one go, before others may run. */
#define BATCH	64
/*
 * Times that a table is gone through. A pause in which the entry ends that the walk stands at may
 * make it pass over one or two others; and others may fill the table as fast as it is emptied.
 */
#define PASSES	8

/* Ends an entry that may have ended by itself meanwhile; lock held, RCU read side */
typedef void end_fn(struct sipnat_net *sn, void *entry);

/* Dialogs and registrations are in the queue of deadlines as long as they are in their table. */
static void end_dialog(struct sipnat_net *sn, void *entry)
{
	struct sipnat_dialog *d = entry;

	if (sipnat_deadline_set(&d->deadline))
		sipnat_dialog_kill(sn, d);
}

static void end_registration(struct sipnat_net *sn, void *entry)
{
	struct sipnat_registration *r = entry;

	if (sipnat_deadline_set(&r->deadline))
		sipnat_registration_end(sn, r);
}

static void end_binding(struct sipnat_net *sn, void *entry)
{
	sipnat_binding_end(sn, entry);
}

/* Returns how many entries there were. */
static unsigned int pass(struct sipnat_net *sn, struct rhashtable_iter *iter, end_fn *end)
{
	unsigned int n = 0;
	void *entry;

	rhashtable_walk_start(iter);
	while ((entry = rhashtable_walk_next(iter))) {
		if (IS_ERR(entry))	/* the table is being resized: the walk begins anew */
			continue;
		spin_lock_bh(&sn->lock);
		end(sn, entry);
		spin_unlock_bh(&sn->lock);
		if (++n % BATCH)
			continue;
		rhashtable_walk_stop(iter);
		cond_resched();
		rhashtable_walk_start(iter);
	}
	rhashtable_walk_stop(iter);
	rhashtable_walk_exit(iter);
	return n;
}

void sipnat_flush(struct sipnat_net *sn, u32 tables)
{
	struct rhashtable_iter iter;
	unsigned int i, found;

	for (i = 0; i < PASSES; i++) {
		found = 0;
		if (tables & BIT(SIPNAT_TABLE_DIALOGS)) {
			rhashtable_walk_enter(&sn->dialogs, &iter);
			found += pass(sn, &iter, end_dialog);
		}
		if (tables & BIT(SIPNAT_TABLE_REGISTRATIONS)) {
			rhltable_walk_enter(&sn->registrations, &iter);
			found += pass(sn, &iter, end_registration);
		}
		if (tables & BIT(SIPNAT_TABLE_BINDINGS)) {
			rhltable_walk_enter(&sn->outside, &iter);
			found += pass(sn, &iter, end_binding);
		}
		if (!found)
			break;
	}
}
