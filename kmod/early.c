// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <net/tcp.h>
#include "early.h"
#include "segment.h"

/* They are kept up to so many bytes; what is beyond will be repeated. */
#define MAX_BYTES	(512 * 1024)
/* Each counts as that much more, so that there are not too many to look through. */
#define OVERHEAD	512

void sipnat_early_init(struct sipnat_early *early)
{
	INIT_LIST_HEAD(&early->list);
}

void sipnat_early_drop(struct sipnat_early *early, struct sipnat_early_segment *one)
{
	list_del(&one->list);
	early->bytes -= one->len + OVERHEAD;
	kfree(one);
}

void sipnat_early_free(struct sipnat_early *early)
{
	struct sipnat_early_segment *one, *next;

	list_for_each_entry_safe(one, next, &early->list, list)
		sipnat_early_drop(early, one);
}

void sipnat_early_keep(struct sipnat_early *early, const struct sipnat_segment *seg)
{
	struct sipnat_early_segment *one, *pos;

	if (!seg->len || early->bytes + seg->len > MAX_BYTES)
		return;
	list_for_each_entry_reverse(pos, &early->list, list) {
		if (pos->seq == seg->seq && pos->len >= seg->len)
			return;
		if (!after(pos->seq, seg->seq))
			break;
	}
	one = kmalloc(struct_size(one, data, seg->len), GFP_ATOMIC | __GFP_NOWARN);
	if (!one)
		return;
	one->seq = seg->seq;
	one->len = seg->len;
	memcpy(one->data, sipnat_segment_data(seg), seg->len);
	/* Behind the last that does not begin later, or at the head of the list */
	list_add(&one->list, &pos->list);
	early->bytes += one->len + OVERHEAD;
}

struct sipnat_early_segment *sipnat_early_due(const struct sipnat_early *early, u32 next)
{
	struct sipnat_early_segment *first;

	if (list_empty(&early->list))
		return NULL;
	first = list_first_entry(&early->list, struct sipnat_early_segment, list);
	return after(first->seq, next) ? NULL : first;
}
