// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include "echo.h"
#include "face.h"

static struct sipnat_echo *find_name(const struct sipnat_dialog *d, u32 tag)
{
	struct sipnat_echo *echo;

	list_for_each_entry(echo, &d->echoes, list)
		if (!echo->shown.family && echo->tag == tag)
			return echo;
	return NULL;
}

static struct sipnat_echo *find_same(const struct sipnat_dialog *d, u32 tag, u8 proto,
				     const struct sipnat_endpoint *shown)
{
	struct sipnat_echo *echo;

	list_for_each_entry(echo, &d->echoes, list)
		if (echo->tag == tag && echo->proto == proto &&
		    sipnat_endpoint_eq(&echo->shown, shown))
			return echo;
	return NULL;
}

static void drop(struct sipnat_dialog *d, struct sipnat_echo *echo)
{
	list_del(&echo->list);
	d->nechoes--;
	kfree(echo);
}

/* The latest entry comes first. */
static void add(struct sipnat_dialog *d, const struct sipnat_echo *values)
{
	struct sipnat_echo *echo = kmemdup(values, sizeof(*values), GFP_ATOMIC | __GFP_NOWARN);

	if (!echo)
		return;
	if (d->nechoes == SIPNAT_DIALOG_MAX_ECHOES)
		drop(d, list_last_entry(&d->echoes, struct sipnat_echo, list));
	list_add(&echo->list, &d->echoes);
	d->nechoes++;
}

void sipnat_echo_save_name(struct sipnat_job *job, enum sip_hdr_id id,
			   const struct sipnat_endpoint *ep)
{
	struct sipnat_echo echo = { .written = *ep };

	if (!ep->family || sipnat_endpoint_eq(ep, &job->flow.inside) ||
	    !sipnat_face_owns(job, ep))
		return;
	echo.tag = sipnat_job_tag(job, id);
	/* Only a dialog tells what belongs together without one. */
	if (!echo.tag && !(job->dialog && id == SIP_HDR_TO))
		return;
	sipnat_job_lock(job);
	if (!job->dialog)
		job->memory->name = (struct sipnat_flow_echo){
			.tag = echo.tag, .written = *ep,
		};
	else if (!find_name(job->dialog, echo.tag))
		add(job->dialog, &echo);
}

/*
 * The name that an inside party has written beside the field's tag. To of an answer, and of a first
 * request, may also be a name that was written before the called party had a tag; To of a later
 * request may not, since it can be the caller. Family 0: none
 */
static struct sipnat_endpoint name_of(struct sipnat_job *job, enum sip_hdr_id id)
{
	const struct sipnat_flow_echo *name = &job->memory->name;
	const struct sipnat_echo *echo = NULL;
	u32 tag = sipnat_job_tag(job, id);

	if (job->dialog && tag)
		echo = find_name(job->dialog, tag);
	if (job->dialog && !echo && id == SIP_HDR_TO && !(job->msg.request && tag))
		echo = find_name(job->dialog, 0);
	if (echo)
		return echo->written;
	if (name->written.family && tag && name->tag == tag)
		return name->written;
	return (struct sipnat_endpoint){ .family = 0 };
}

bool sipnat_echo_restore_name(struct sipnat_job *job, enum sip_hdr_id id,
			      const struct sipnat_endpoint *ep, struct sipnat_endpoint *to)
{
	struct sipnat_endpoint written;

	if (!ep->family || !sipnat_face_shows(job, ep))
		return false;
	/* Mostly there is nothing, and no need for a lock or a tag. */
	if (!(job->dialog && job->dialog->nechoes) &&
	    !READ_ONCE(job->memory->name.written.family))
		return false;
	sipnat_job_lock(job);
	written = name_of(job, id);
	if (!written.family)
		return false;
	*to = written;
	return true;
}

void sipnat_echo_save(struct sipnat_job *job, u32 tag, u8 proto,
		      const struct sipnat_endpoint *written, const struct sipnat_endpoint *shown)
{
	struct sipnat_echo echo = {
		.tag = tag, .proto = proto, .written = *written, .shown = *shown,
	};
	struct sipnat_echo *old = find_same(job->dialog, tag, proto, shown);

	lockdep_assert_held(&job->sn->lock);
	if (!old) {
		add(job->dialog, &echo);
		return;
	}
	old->written = *written;
	list_move(&old->list, &job->dialog->echoes);
}

const struct sipnat_echo *sipnat_echo_find(const struct sipnat_dialog *d, u32 tag, u8 proto,
					   const struct sipnat_endpoint *shown)
{
	const struct sipnat_echo *echo;

	if (!d || !d->nechoes)
		return NULL;
	echo = find_same(d, tag, proto, shown) ?: find_same(d, 0, proto, shown);
	if (echo || tag)
		return echo;
	list_for_each_entry(echo, &d->echoes, list)
		if (echo->proto == proto && sipnat_endpoint_eq(&echo->shown, shown))
			return echo;
	return NULL;
}

void sipnat_echo_forget(struct sipnat_dialog *d)
{
	struct sipnat_echo *echo, *next;

	list_for_each_entry_safe(echo, next, &d->echoes, list)
		drop(d, echo);
}
