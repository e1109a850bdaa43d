// SPDX-License-Identifier: GPL-2.0
#include "face.h"
#include "name.h"

static const struct sipnat_name *find(const struct sipnat_job *job, u32 tag)
{
	const struct sipnat_dialog *d = job->dialog;
	unsigned int i;

	for (i = 0; d && i < ARRAY_SIZE(d->names); i++)
		if (d->names[i].written.family && d->names[i].tag == tag)
			return &d->names[i];
	if (job->memory->name.written.family && job->memory->name.tag == tag)
		return &job->memory->name;
	return NULL;
}

void sipnat_name_keep(struct sipnat_job *job, enum sip_hdr_id id, const struct sipnat_endpoint *ep)
{
	struct sipnat_name name = { .written = *ep };

	if (!ep->family || sipnat_endpoint_eq(ep, &job->flow.inside) ||
	    !sipnat_face_owns(job, ep))
		return;
	name.tag = sipnat_job_tag(job, id);
	if (!name.tag)
		return;
	sipnat_job_lock(job);
	if (!job->dialog)
		job->memory->name = name;
	else if (!find(job, name.tag))
		job->dialog->names[job->dialog->nnames++ % SIPNAT_DIALOG_MAX_NAMES] = name;
}

bool sipnat_name_recall(struct sipnat_job *job, enum sip_hdr_id id,
			const struct sipnat_endpoint *ep, struct sipnat_endpoint *to)
{
	const struct sipnat_name *name;

	if (!ep->family || !sipnat_face_shows(job, ep))
		return false;
	/* Mostly there is nothing, and no need for a lock or a tag. */
	if (!(job->dialog && job->dialog->nnames) &&
	    !READ_ONCE(job->memory->name.written.family))
		return false;
	sipnat_job_lock(job);
	name = find(job, sipnat_job_tag(job, id));
	if (!name)
		return false;
	*to = name->written;
	return true;
}
