// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/slab.h>
#include <net/tcp.h>
#include "splice.h"

void sipnat_splices_init(struct sipnat_splices *splices)
{
	*splices = (struct sipnat_splices){};
	INIT_LIST_HEAD(&splices->list);
}

struct sipnat_splice *sipnat_splice_alloc(unsigned int out_len)
{
	struct sipnat_splice *splice = kmalloc(struct_size(splice, bytes, out_len),
					       GFP_ATOMIC | __GFP_NOWARN);

	if (splice)
		splice->out_len = out_len;
	return splice;
}

void sipnat_splice_free(struct sipnat_splice *splice)
{
	kfree(splice);
}

static void drop(struct sipnat_splices *splices, struct sipnat_splice *splice)
{
	list_del(&splice->list);
	splices->bytes -= splice->out_len;
	kfree(splice);
}

void sipnat_splices_free(struct sipnat_splices *splices)
{
	struct sipnat_splice *splice, *next;

	list_for_each_entry_safe(splice, next, &splices->list, list)
		drop(splices, splice);
}

void sipnat_splices_add(struct sipnat_splices *splices, struct sipnat_splice *splice, u32 seq,
			u32 len)
{
	splice->seq = seq;
	splice->len = len;
	splice->out = seq + splices->ahead;
	splices->ahead += splice->out_len - len;
	splices->bytes += splice->out_len;
	splices->changed = true;
	list_add_tail(&splice->list, &splices->list);
}

static u32 end_of(const struct sipnat_splice *splice)
{
	return splice->seq + splice->len;
}

static u32 out_end_of(const struct sipnat_splice *splice)
{
	return splice->out + splice->out_len;
}

void sipnat_splices_settle(struct sipnat_splices *splices, u32 ack)
{
	struct sipnat_splice *splice, *next;

	list_for_each_entry_safe(splice, next, &splices->list, list) {
		if (after(out_end_of(splice), ack))
			return;
		splices->settled += splice->out_len - splice->len;
		drop(splices, splice);
	}
}

/* The last splice that begins before @seq */
static const struct sipnat_splice *before_seq(const struct sipnat_splices *splices, u32 seq)
{
	struct sipnat_splice *splice;

	list_for_each_entry_reverse(splice, &splices->list, list)
		if (before(splice->seq, seq))
			return splice;
	return NULL;
}

u32 sipnat_splices_out(const struct sipnat_splices *splices, u32 seq)
{
	const struct sipnat_splice *splice = before_seq(splices, seq);

	if (!splice)
		return seq + splices->settled;
	if (before(seq, end_of(splice)))
		return splice->out;
	return seq - end_of(splice) + out_end_of(splice);
}

u32 sipnat_splices_out_end(const struct sipnat_splices *splices, u32 seq)
{
	const struct sipnat_splice *splice = before_seq(splices, seq);

	if (!splice)
		return seq + splices->settled;
	if (before(seq, end_of(splice)))
		return out_end_of(splice);
	return seq - end_of(splice) + out_end_of(splice);
}

/* The last splice that begins before @out, as the receiver counts */
static const struct sipnat_splice *before_out(const struct sipnat_splices *splices, u32 out)
{
	const struct sipnat_splice *splice, *last = NULL;

	list_for_each_entry(splice, &splices->list, list) {
		if (!before(splice->out, out))
			break;
		last = splice;
	}
	return last;
}

u32 sipnat_splices_ack(const struct sipnat_splices *splices, u32 ack)
{
	const struct sipnat_splice *splice = before_out(splices, ack);

	if (!splice)
		return ack - splices->settled;
	if (before(ack, out_end_of(splice)))
		return splice->seq + min(ack - splice->out, splice->len - 1);
	return ack - out_end_of(splice) + end_of(splice);
}

bool sipnat_splices_sack(const struct sipnat_splices *splices, u32 *from, u32 *to)
{
	const struct sipnat_splice *first = before_out(splices, *from);
	const struct sipnat_splice *last = before_out(splices, *to);

	if (first && before(*from, out_end_of(first)))
		*from = end_of(first);
	else
		*from = sipnat_splices_ack(splices, *from);
	if (last && before(*to, out_end_of(last)))
		*to = last->seq;
	else
		*to = sipnat_splices_ack(splices, *to);
	return before(*from, *to);
}

const struct sipnat_splice *sipnat_splices_from(const struct sipnat_splices *splices, u32 out)
{
	const struct sipnat_splice *splice, *first = NULL;

	list_for_each_entry_reverse(splice, &splices->list, list) {
		if (!after(out_end_of(splice), out))
			break;
		first = splice;
	}
	return first;
}

const struct sipnat_splice *sipnat_splices_next(const struct sipnat_splices *splices,
						const struct sipnat_splice *splice)
{
	return list_is_last(&splice->list, &splices->list) ? NULL :
							     list_next_entry(splice, list);
}
