/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses that come back: what one side of a dialog wrote, as it was shown to the other side.
 *
 * A party repeats what it has been told: the Contact of the other one becomes its Request-URI, a
 * Record-Route becomes its Route, From becomes To (RFC 3261 sections 8.2.6.2 and 12). Whatever was
 * translated on the way in has to be translated back on the way out, and what was left alone has
 * to be left alone again, although both may look the same: a phone outside, behind a NAT of its
 * own, can have the very address of a phone in here. So a dialog remembers both forms of such an
 * address together with the tag of the party who wrote it.
 *
 * From inside to outside all names look alike, so for those any address of ours stands for what
 * was written beside the tag.
 */
#ifndef SIPNAT_ECHO_H
#define SIPNAT_ECHO_H

#include <linux/list.h>
#include "endpoint.h"
#include "sip/hdr.h"

struct sipnat_dialog;
struct sipnat_job;

/*
 * Entries of one dialog; the oldest gives way. A call that forks has two for each phone that rings:
 * its Contact and its Record-Route.
 */
#define SIPNAT_DIALOG_MAX_ECHOES	64

/**
 * struct sipnat_echo - one address in both forms
 * @list: entry of sipnat_dialog.echoes
 * @tag: hash of the tag of the party who wrote it; 0 if that party had none yet
 * @proto: transport of the URI, IPPROTO_UDP or IPPROTO_TCP; 0 if it is a mere name
 * @written: the endpoint as it was written
 * @shown: the endpoint as the other side got to see it; the same if it was left alone; family 0:
 *	any address of ours
 *
 * Owned by its dialog, under sipnat_net.lock.
 */
struct sipnat_echo {
	struct list_head list;
	u32 tag;
	u8 proto;
	struct sipnat_endpoint written;
	struct sipnat_endpoint shown;
};

/**
 * struct sipnat_flow_echo - the last name of a flow that belonged to no dialog
 * @tag: hash of the tag beside it
 * @written: the endpoint as it was written; family 0: none
 */
struct sipnat_flow_echo {
	u32 tag;
	struct sipnat_endpoint written;
};

/**
 * sipnat_echo_save_name - outbound, a name that is about to be hidden
 * @id: From or To
 * @ep: what the field names
 *
 * The dialog remembers it, or else the flow, which has room for one: what belongs to no call is
 * answered at once. Only what could not be told from the flow alone is remembered. Of who is called
 * there is no tag at first; only dialogs remember that.
 */
void sipnat_echo_save_name(struct sipnat_job *job, enum sip_hdr_id id,
			   const struct sipnat_endpoint *ep);

/**
 * sipnat_echo_restore_name - inbound, what stood in the place of @ep
 * @id: From or To
 *
 * Return: false if nothing is remembered; @to is not set then.
 */
bool sipnat_echo_restore_name(struct sipnat_job *job, enum sip_hdr_id id,
			      const struct sipnat_endpoint *ep, struct sipnat_endpoint *to);

/**
 * sipnat_echo_save - remember an address of the other side in the job's dialog
 * @tag: hash of the tag of the party who wrote it, 0 if it has none
 * @proto: transport of the URI; 0: a mere name
 * @written: as the message has it
 * @shown: as the receiver gets it
 *
 * Without memory nothing is remembered. Context: sipnat_net.lock held, job->dialog set.
 */
void sipnat_echo_save(struct sipnat_job *job, u32 tag, u8 proto,
		      const struct sipnat_endpoint *written, const struct sipnat_endpoint *shown);

/**
 * sipnat_echo_find - an address that a dialog has shown
 * @d: the dialog; NULL: nothing is found
 * @tag: hash of the tag of the party who wrote it. First what that party wrote, then what was
 *	written before it had a tag; 0: that, or else whoever wrote it, the latest first
 * @proto: transport of the URI; 0: a mere name
 * @shown: the address
 *
 * Context: sipnat_net.lock held. Return: the entry, or NULL.
 */
const struct sipnat_echo *sipnat_echo_find(const struct sipnat_dialog *d, u32 tag, u8 proto,
					   const struct sipnat_endpoint *shown);

/* sipnat_echo_is_foreign - was it left alone: an address that looks like ours, and is not */
static inline bool sipnat_echo_is_foreign(const struct sipnat_echo *echo)
{
	return sipnat_endpoint_eq(&echo->written, &echo->shown);
}

/* sipnat_echo_forget - free all that a dialog remembers; sipnat_net.lock held */
void sipnat_echo_forget(struct sipnat_dialog *d);

#endif
