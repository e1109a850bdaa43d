/* SPDX-License-Identifier: GPL-2.0 */
/* Dialogs: what belongs to one Call-ID, in one conntrack zone. RFC 3261 section 12. */
#ifndef SIPNAT_DIALOG_H
#define SIPNAT_DIALOG_H

#include <linux/rhashtable.h>
#include "deadline.h"
#include "binding.h"
#include "echo.h"
#include "event.h"
#include "source.h"
#include "party.h"
#include "sip/msg.h"

/* A longer Call-ID is not followed: its message passes untouched. */
#define SIPNAT_CALL_ID_MAX	255
/* Answered legs (pairs of tags) that are told apart: a call that forked. */
#define SIPNAT_DIALOG_MAX_LEGS	8

/* One of each address family */
#define SIPNAT_DIALOG_ORIGINS	2

/* Senders that are told apart, the latest ones: a proxy's two sides, and those of a fork. */
#define SIPNAT_DIALOG_MAX_SENDERS	4

/**
 * struct sipnat_leg - one answered leg
 * @tags: hash of its pair of tags
 * @over: it has been hung up
 */
struct sipnat_leg {
	u32 tags;
	bool over;
};

/**
 * struct sipnat_stream - one m= line of one side of a dialog
 * @list: entry of sipnat_dialog.streams
 * @index: which m= line, from 0
 * @media: audio, video, ...
 * @mid: hash of its a=mid, by which fragments name it; 0 if it has none
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
	u32 mid;
	union nf_inet_addr owner;
	struct sipnat_endpoint remote;
	u8 nbindings;
	struct sipnat_binding *binding[2];
};

/**
 * enum sipnat_told - what has been told of a call
 * @SIPNAT_TOLD_NOTHING: it need not be one: a description in a message that is no INVITE
 * @SIPNAT_TOLD_BEGIN: it has begun
 * @SIPNAT_TOLD_ANSWER: it was answered
 * @SIPNAT_TOLD_END: it has ended, and may begin again
 */
enum sipnat_told {
	SIPNAT_TOLD_NOTHING,
	SIPNAT_TOLD_BEGIN,
	SIPNAT_TOLD_ANSWER,
	SIPNAT_TOLD_END,
};

/* Seconds of a subscription whose Expires nobody tells: RFC 6665 leaves that to event packages. */
#define SIPNAT_DIALOG_SUBSCRIPTION	3600

/* Signalling bindings that a dialog holds: Contact, Record-Route and the flow's own. */
#define SIPNAT_DIALOG_MAX_CONTACTS	8

/**
 * struct sipnat_dialog - all that belongs to one Call-ID
 * @node: entry of sipnat_net.dialogs
 * @state: how far it is
 * @told: what has been told of it
 * @end: why it is over, or about to be
 * @end_status: the status code that has refused it
 * @created: jiffies of its first message
 * @seen: jiffies of its last message
 * @expires: when it ends, in jiffies, unless there is media; may be later than @deadline
 * @patience: seconds that it is kept without signalling and media
 * @traffic_read: when its traffic was kept by sipnat_dialog_read_traffic(), in jiffies
 * @heard: there was media when it was looked at last (confirmed)
 * @talk_out: packets of its media from inside, as they were counted when it was looked at last
 *	(early)
 * @talk_in: likewise, to the inside
 * @leaving: BYE is on its way to the last leg
 * @two_way: somebody who has sent a message has been sent one; else nobody has answered yet
 * @deadline: entry of sipnat_net.deadlines
 * @origins: the addresses that o= of the inside shows, IPv4 and IPv6; family 0 as long as it
 *	shows none
 * @streams: its streams
 * @nstreams: number of entries of @streams
 * @announcements: what the other side has announced, see allow.h
 * @nannouncements: number of entries of @announcements
 * @contacts: signalling bindings that it keeps
 * @ncontacts: how many
 * @legs: answered legs
 * @nlegs: how many
 * @crowded: there was no room for one more
 * @cseq: CSeq number of the last INVITE
 * @closed_cseq: that of the INVITE whose refusal or whose call's end has closed the dialog
 * @subscribed: CSeq number of the last SUBSCRIBE or REFER from inside
 * @offered: seconds for which the outside has granted a subscription, whether it was asked or not
 * @agreed: the inside has accepted a NOTIFY
 * @echoes: addresses that come back, see echo.h; the latest first
 * @nechoes: number of entries of @echoes
 * @senders: who has sent its messages, as in struct sipnat_dialog_event
 * @nsenders: how many there have been; @senders has the latest ones
 * @source: the inside host in which it counts; constant
 * @rcu: freed a grace period after it left the table
 * @zone: conntrack zone, of its key; constant
 * @call_id_len: bytes of @call_id; constant
 * @from_len: bytes of who calls, behind @call_id; constant
 * @to_len: bytes of who is called, behind that; constant
 * @call_id: of its key; constant
 *
 * All but @node and the constants under sipnat_net.lock.
 */
struct sipnat_dialog {
	struct rhash_head node;
	enum sipnat_dialog_state state;
	enum sipnat_told told;
	enum sipnat_end end;
	u16 end_status;
	unsigned long created;
	unsigned long seen;
	unsigned long expires;
	unsigned int patience;
	unsigned long traffic_read;
	u64 talk_out;
	u64 talk_in;
	bool heard;
	bool leaving;
	bool two_way;
	struct sipnat_deadline deadline;
	struct sipnat_endpoint origins[SIPNAT_DIALOG_ORIGINS];
	struct list_head streams;
	unsigned int nstreams;
	struct list_head announcements;
	unsigned int nannouncements;
	struct sipnat_binding *contacts[SIPNAT_DIALOG_MAX_CONTACTS];
	u8 ncontacts;
	struct sipnat_leg legs[SIPNAT_DIALOG_MAX_LEGS];
	u8 nlegs;
	bool crowded;
	bool agreed;
	u32 cseq;
	u32 closed_cseq;
	u32 subscribed;
	u32 offered;
	struct list_head echoes;
	unsigned int nechoes;
	union nf_inet_addr senders[SIPNAT_DIALOG_MAX_SENDERS];
	unsigned int nsenders;
	struct sipnat_source *source;
	struct rcu_head rcu;
	u16 zone;
	u8 call_id_len;
	u8 from_len;
	u8 to_len;
	char call_id[];
};

/* sipnat_dialog_from - who calls: the address of record in From of its first message */
static inline struct sip_span sipnat_dialog_from(const struct sipnat_dialog *d)
{
	return sip_span(d->call_id + d->call_id_len, d->call_id + d->call_id_len + d->from_len);
}

/* sipnat_dialog_to - who is called: that in To */
static inline struct sip_span sipnat_dialog_to(const struct sipnat_dialog *d)
{
	const char *p = sip_span_end(sipnat_dialog_from(d));

	return sip_span(p, p + d->to_len);
}

/**
 * struct sipnat_dialog_event - what a message means to its dialog
 * @method: of the request, or of the request that a response answers
 * @status: status code; 0 for a request
 * @cseq: CSeq number
 * @leg: hash of the pair of tags, whichever side sends; 0 if one is missing
 * @grants: a 2xx that grants a subscription, RFC 6665; 0 seconds end it. Or one from inside to
 *	NOTIFY, which shows that there is one
 * @granted: for so many seconds; of NOTIFY: at most
 * @outside: it comes from outside
 * @sender: who sends it: an address in transit; else a value that stands for inside or outside,
 *	since an answer may come from another address of that side than was asked
 * @receiver: to whom
 */
struct sipnat_dialog_event {
	enum sip_method method;
	u16 status;
	u32 cseq;
	u32 leg;
	bool grants;
	bool outside;
	u32 granted;
	union nf_inet_addr sender;
	union nf_inet_addr receiver;
};

int sipnat_dialog_table_init(struct sipnat_net *sn);

/**
 * sipnat_dialog_table_destroy - end all dialogs, and with them their bindings
 *
 * Context: process; nothing else uses the namespace any more.
 */
void sipnat_dialog_table_destroy(struct sipnat_net *sn);

/* sipnat_dialog_find - the dialog of a Call-ID in a zone, or NULL; sipnat_net.lock held */
struct sipnat_dialog *sipnat_dialog_find(struct sipnat_net *sn, u16 zone, struct sip_span call_id);

/**
 * sipnat_dialog_make - a new dialog
 * @whose: the inside host that it counts in
 * @parties: who calls whom
 *
 * It lives for as long as a lost answer may take to come, until an event says otherwise.
 * Context: sipnat_net.lock held. Return: the dialog, or ERR_PTR(-ENOSPC) at the limit,
 * ERR_PTR(-EDQUOT) at its host's, ERR_PTR(-ENAMETOOLONG), ERR_PTR(-ENOMEM).
 */
struct sipnat_dialog *sipnat_dialog_make(struct sipnat_net *sn,
					 const struct sipnat_config *config,
					 const struct sipnat_source_key *whose,
					 struct sip_span call_id,
					 const struct sipnat_parties *parties);

/*
 * sipnat_dialog_end - end a dialog and let go of what it holds; lock held. Where @end does not say
 * why it is over, that is the administrator's doing.
 */
void sipnat_dialog_end(struct sipnat_net *sn, struct sipnat_dialog *d);

/**
 * sipnat_dialog_kill - end a dialog, and let nothing wait for what may still come
 *
 * What others need of its signalling bindings stays. Context: sipnat_net.lock held.
 */
void sipnat_dialog_kill(struct sipnat_net *sn, struct sipnat_dialog *d);

/* sipnat_dialog_read_traffic - keep what its media has carried, once a second; lock held */
void sipnat_dialog_read_traffic(struct sipnat_net *sn, struct sipnat_dialog *d);

/**
 * sipnat_dialog_saw - a message of the dialog has passed
 *
 * RFC 3261 sections 12.1 (early, confirmed), 12.3 and 15 (BYE), 9 (CANCEL: only the final answer
 * to the INVITE ends anything, since a 200 may cross it, and since BYE may end one of many early
 * legs). What a refused INVITE has opened stays for a moment, because the caller may try again with
 * credentials. As long as no message has come back, not even 100 Trying, the dialog lives no longer
 * than its caller waits for one (section 17.1.1.2, timer B), whatever its caller sends: else who is
 * outside could fill the table of dialogs with calls to nobody.
 * Context: sipnat_net.lock held.
 */
void sipnat_dialog_saw(struct sipnat_net *sn, const struct sipnat_config *config,
		       struct sipnat_dialog *d, const struct sipnat_dialog_event *event);

/**
 * sipnat_dialog_tell_begin - a message has passed: tell if it begins a call
 *
 * Context: sipnat_net.lock held, behind sipnat_dialog_saw().
 */
void sipnat_dialog_tell_begin(struct sipnat_net *sn, struct sipnat_dialog *d,
			      const struct sipnat_dialog_event *event,
			      const struct sipnat_event_cause *cause);

/* sipnat_dialog_tell - likewise, tell what else has become of the call; lock held */
void sipnat_dialog_tell(struct sipnat_net *sn, struct sipnat_dialog *d,
			const struct sipnat_event_cause *cause);

/* sipnat_dialog_is_call - or is it a subscription, kept for what it has shown; lock held */
static inline bool sipnat_dialog_is_call(const struct sipnat_dialog *d)
{
	return d->told != SIPNAT_TOLD_NOTHING || d->nstreams;
}

/* sipnat_dialog_expired - the reaper's turn: end the dialog, or put it off; lock held */
void sipnat_dialog_expired(struct sipnat_net *sn, struct sipnat_dialog *d);

/**
 * sipnat_dialog_stream - the stream that has these bindings in this place, if there is one
 * @rtcp: NULL: whichever it has
 *
 * Context: sipnat_net.lock held.
 */
struct sipnat_stream *sipnat_dialog_stream(struct sipnat_dialog *d, unsigned int index,
					   const struct sipnat_binding *rtp,
					   const struct sipnat_binding *rtcp);

/**
 * sipnat_dialog_add_stream - one more stream
 * @rtp: its binding
 * @rtcp: its other binding, or NULL
 *
 * Context: sipnat_net.lock held. Return: the stream, or ERR_PTR(-ENOSPC), ERR_PTR(-ENOMEM).
 */
struct sipnat_stream *sipnat_dialog_add_stream(const struct sipnat_config *config,
					       struct sipnat_dialog *d, struct sipnat_binding *rtp,
					       struct sipnat_binding *rtcp);

/* sipnat_dialog_drop_stream - let go of a stream and its bindings; lock held */
void sipnat_dialog_drop_stream(struct sipnat_net *sn, struct sipnat_dialog *d,
			       struct sipnat_stream *stream);

/**
 * sipnat_dialog_hold - keep a signalling binding for as long as the dialog lives
 *
 * Context: sipnat_net.lock held. Return: false if the dialog has no room for it.
 */
bool sipnat_dialog_hold(struct sipnat_dialog *d, struct sipnat_binding *b);

#endif
