/* SPDX-License-Identifier: GPL-2.0 */
/* Dialogs: what belongs to one Call-ID. RFC 3261 section 12. */
#ifndef SIPNAT_DIALOG_H
#define SIPNAT_DIALOG_H

#include <linux/rhashtable.h>
#include <linux/timerqueue.h>
#include "binding.h"

/* A longer Call-ID is not followed: its message passes untouched. */
#define SIPNAT_CALL_ID_MAX	255
/* Answered legs (pairs of tags) that are told apart: a call that forked. */
#define SIPNAT_DIALOG_MAX_LEGS	8

/**
 * struct sipnat_stream - one m= line of one side of a dialog
 * @list: entry of sipnat_dialog.streams
 * @index: which m= line, from 0
 * @media: audio, video, ...
 * @owner: inside address that offers it: the signalling's, not the media's
 * @remote: what the other side's description names last; family 0 as long as nothing
 * @nbindings: how many of @binding are in use
 * @binding: RTP and RTCP; each counts in its binding's users
 *
 * Owned by its dialog; all under sipnat_net.lock.
 */
struct sipnat_stream {
	struct list_head list;
	u8 index;
	enum sipnat_media media;
	union nf_inet_addr owner;
	struct sipnat_endpoint remote;
	u8 nbindings;
	struct sipnat_binding *binding[2];
};

/**
 * struct sipnat_dialog - all that belongs to one Call-ID
 * @node: entry of sipnat_net.dialogs
 * @state: how far it is
 * @created: jiffies of its first message
 * @seen: jiffies of its last message
 * @expires: when it ends, in jiffies; may be later than @deadline
 * @deadline: entry of sipnat_net.deadlines
 * @streams: its streams
 * @nstreams: number of bindings that @streams hold
 * @rcu: freed a grace period after it left the table
 * @call_id_len: bytes of @call_id; constant
 * @call_id: its key; constant
 *
 * All but @node and the constants under sipnat_net.lock.
 */
struct sipnat_dialog {
	struct rhash_head node;
	enum sipnat_dialog_state state;
	unsigned long created;
	unsigned long seen;
	unsigned long expires;
	struct timerqueue_node deadline;
	struct list_head streams;
	unsigned int nstreams;
	struct rcu_head rcu;
	u8 call_id_len;
	char call_id[];
};

#endif
