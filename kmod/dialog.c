// SPDX-License-Identifier: GPL-2.0
#include <linux/err.h>
#include <linux/jhash.h>
#include <linux/slab.h>
#include "allow.h"
#include "dialog.h"
#include "trace.h"
#include "traffic.h"

/* 64 * T1: after that nobody retransmits any more. RFC 3261 section 17, timers B, F, H. */
#define LINGER	32
/* How often a call is looked at for media within its time-out. */
#define LOOKS	4

/* Customers in zones of their own may have the same addresses, and so the same Call-IDs. */
struct dialog_key {
	struct sip_span call_id;
	u16 zone;
};

static u32 key_hash(const void *data, u32 len, u32 seed)
{
	const struct dialog_key *key = data;

	return jhash(key->call_id.p, key->call_id.len, seed ^ key->zone);
}

static u32 dialog_hash(const void *data, u32 len, u32 seed)
{
	const struct sipnat_dialog *d = data;

	return jhash(d->call_id, d->call_id_len, seed ^ d->zone);
}

static int dialog_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct dialog_key *key = arg->key;
	const struct sipnat_dialog *d = obj;

	return d->zone != key->zone || d->call_id_len != key->call_id.len ||
	       memcmp(d->call_id, key->call_id.p, key->call_id.len);
}

static const struct rhashtable_params dialog_params = {
	.head_offset = offsetof(struct sipnat_dialog, node),
	.hashfn = key_hash,
	.obj_hashfn = dialog_hash,
	.obj_cmpfn = dialog_cmp,
	.key_len = sizeof(struct dialog_key),
	.automatic_shrinking = true,
};

int sipnat_dialog_table_init(struct sipnat_net *sn)
{
	return rhashtable_init(&sn->dialogs, &dialog_params);
}

struct sipnat_dialog *sipnat_dialog_find(struct sipnat_net *sn, u16 zone, struct sip_span call_id)
{
	struct dialog_key key = { .call_id = call_id, .zone = zone };

	lockdep_assert_held(&sn->lock);
	return rhashtable_lookup_fast(&sn->dialogs, &key, dialog_params);
}

/* As long as nobody has answered, nothing makes its caller wait for longer. */
static bool media_keeps(const struct sipnat_dialog *d)
{
	return d->state == SIPNAT_DIALOG_CONFIRMED ||
	       (d->state == SIPNAT_DIALOG_EARLY && d->two_way);
}

/* A call is looked at now and then: media, too, keeps it, but nobody tells of that. */
static void look_later(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	unsigned long look = jiffies + d->patience * HZ / LOOKS;

	if (!media_keeps(d) || time_before(d->expires, look))
		look = d->expires;
	sipnat_deadline_start(sn, &d->deadline, look);
}

static void expire_in(struct sipnat_net *sn, struct sipnat_dialog *d, unsigned int seconds)
{
	d->patience = seconds;
	d->expires = jiffies + seconds * HZ;
	look_later(sn, d);
}

static void keep(struct sipnat_net *sn, struct sipnat_dialog *d,
		 const struct sipnat_config *config)
{
	d->leaving = false;
	if (!d->two_way)
		return;
	expire_in(sn, d, d->state == SIPNAT_DIALOG_CONFIRMED ? config->call_timeout :
							       config->ring_timeout);
}

struct sipnat_dialog *sipnat_dialog_make(struct sipnat_net *sn,
					 const struct sipnat_config *config,
					 const struct sipnat_source_key *whose,
					 struct sip_span call_id,
					 const struct sipnat_parties *parties)
{
	size_t len = call_id.len + parties->from.len + parties->to.len;
	struct sipnat_source *source;
	struct sipnat_dialog *d;
	int err;

	lockdep_assert_held(&sn->lock);
	if (call_id.len > SIPNAT_CALL_ID_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	if (sn->ndialogs >= config->max_dialogs)
		return ERR_PTR(-ENOSPC);
	source = sipnat_source_take(sn, whose, SIPNAT_HOLDING_DIALOGS,
				    config->max_dialogs_per_source);
	if (IS_ERR(source))
		return ERR_CAST(source);
	d = kzalloc(struct_size(d, call_id, len), GFP_ATOMIC | __GFP_NOWARN);
	if (!d)
		goto err_source;
	d->source = source;
	d->state = SIPNAT_DIALOG_EARLY;
	d->created = jiffies;
	d->seen = jiffies;
	d->traffic_read = jiffies - HZ;
	INIT_LIST_HEAD(&d->streams);
	INIT_LIST_HEAD(&d->announcements);
	INIT_LIST_HEAD(&d->echoes);
	timerqueue_init(&d->deadline.node);
	d->deadline.owner = SIPNAT_OWNER_DIALOG;
	d->zone = whose->zone;
	d->call_id_len = call_id.len;
	memcpy(d->call_id, call_id.p, call_id.len);
	d->from_len = parties->from.len;
	memcpy(d->call_id + call_id.len, parties->from.aor, d->from_len);
	d->to_len = parties->to.len;
	memcpy(d->call_id + call_id.len + d->from_len, parties->to.aor, d->to_len);
	err = rhashtable_insert_fast(&sn->dialogs, &d->node, dialog_params);
	if (err)
		goto err_free;
	sn->ndialogs++;
	expire_in(sn, d, LINGER);
	sipnat_count(sn, SIPNAT_STAT_DIALOGS_MADE);
	return d;

err_free:
	kfree(d);
err_source:
	sipnat_source_give_back(sn, source, SIPNAT_HOLDING_DIALOGS);
	return ERR_PTR(-ENOMEM);
}

struct sipnat_stream *sipnat_dialog_stream(struct sipnat_dialog *d, unsigned int index,
					   const struct sipnat_binding *rtp,
					   const struct sipnat_binding *rtcp)
{
	struct sipnat_stream *s;

	list_for_each_entry(s, &d->streams, list) {
		if (s->index != index)
			continue;
		if (s->binding[0] == rtp && (!rtcp || (s->nbindings > 1 && s->binding[1] == rtcp)))
			return s;
		/* RTCP as a candidate of its own */
		if (!rtcp && s->nbindings > 1 && s->binding[1] == rtp)
			return s;
	}
	return NULL;
}

static void stream_hold(struct sipnat_stream *s, struct sipnat_binding *b)
{
	sipnat_binding_hold(b);
	s->binding[s->nbindings++] = b;
}

struct sipnat_stream *sipnat_dialog_add_stream(const struct sipnat_config *config,
					       struct sipnat_dialog *d, struct sipnat_binding *rtp,
					       struct sipnat_binding *rtcp)
{
	struct sipnat_stream *s;

	if (d->nstreams >= config->max_streams)
		return ERR_PTR(-ENOSPC);
	s = kzalloc(sizeof(*s), GFP_ATOMIC | __GFP_NOWARN);
	if (!s)
		return ERR_PTR(-ENOMEM);
	stream_hold(s, rtp);
	if (rtcp)
		stream_hold(s, rtcp);
	list_add_tail(&s->list, &d->streams);
	d->nstreams++;
	return s;
}

void sipnat_dialog_drop_stream(struct sipnat_net *sn, struct sipnat_dialog *d,
			       struct sipnat_stream *stream)
{
	lockdep_assert_held(&sn->lock);
	list_del(&stream->list);
	d->nstreams--;
	while (stream->nbindings)
		sipnat_binding_put(sn, stream->binding[--stream->nbindings]);
	kfree(stream);
}

static void drop_streams(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	struct sipnat_stream *s, *next;

	list_for_each_entry_safe(s, next, &d->streams, list)
		sipnat_dialog_drop_stream(sn, d, s);
	sipnat_allow_forget(d);
}

bool sipnat_dialog_hold(struct sipnat_dialog *d, struct sipnat_binding *b)
{
	unsigned int i;

	for (i = 0; i < d->ncontacts; i++)
		if (d->contacts[i] == b)
			return true;
	if (d->ncontacts == SIPNAT_DIALOG_MAX_CONTACTS)
		return false;
	sipnat_binding_hold(b);
	d->contacts[d->ncontacts++] = b;
	return true;
}

static void tell_end(struct sipnat_net *sn, struct sipnat_dialog *d,
		     const struct sipnat_event_cause *cause)
{
	d->told = SIPNAT_TOLD_END;
	sipnat_event_call(sn, d, SIPNAT_EVENT_CALL_ENDS, cause);
}

void sipnat_dialog_end(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	lockdep_assert_held(&sn->lock);
	if (!d->end)
		d->end = SIPNAT_END_KILLED;
	if (d->told == SIPNAT_TOLD_BEGIN || d->told == SIPNAT_TOLD_ANSWER)
		tell_end(sn, d, NULL);
	sipnat_deadline_clear(sn, &d->deadline);
	rhashtable_remove_fast(&sn->dialogs, &d->node, dialog_params);
	sn->ndialogs--;
	drop_streams(sn, d);
	while (d->ncontacts)
		sipnat_binding_put(sn, d->contacts[--d->ncontacts]);
	sipnat_echo_forget(d);
	sipnat_source_give_back(sn, d->source, SIPNAT_HOLDING_DIALOGS);
	kfree_rcu(d, rcu);
}

void sipnat_dialog_kill(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	/* Its own messages have asked for no more. */
	unsigned long until = d->seen + LINGER * HZ;

	lockdep_assert_held(&sn->lock);
	while (d->ncontacts)
		sipnat_binding_put_now(sn, d->contacts[--d->ncontacts], until);
	sipnat_dialog_end(sn, d);
}

void sipnat_dialog_read_traffic(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	const struct sipnat_stream *s;
	unsigned int i;

	/* A dialog may have many streams, and any number of messages. */
	if (time_before(jiffies, d->traffic_read + HZ))
		return;
	d->traffic_read = jiffies;
	list_for_each_entry(s, &d->streams, list)
		for (i = 0; i < s->nbindings; i++)
			sipnat_traffic_read(sn, s->binding[i]);
}

static void end_one(void *ptr, void *arg)
{
	struct sipnat_net *sn = arg;
	struct sipnat_dialog *d = ptr;

	/* The table is going: only what hangs on the dialog is let go. */
	spin_lock_bh(&sn->lock);
	sipnat_deadline_clear(sn, &d->deadline);
	drop_streams(sn, d);
	while (d->ncontacts)
		sipnat_binding_put(sn, d->contacts[--d->ncontacts]);
	sipnat_echo_forget(d);
	sipnat_source_give_back(sn, d->source, SIPNAT_HOLDING_DIALOGS);
	spin_unlock_bh(&sn->lock);
	kfree_rcu(d, rcu);
}

void sipnat_dialog_table_destroy(struct sipnat_net *sn)
{
	rhashtable_free_and_destroy(&sn->dialogs, end_one, sn);
}

static void linger(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	d->state = SIPNAT_DIALOG_CLOSING;
	d->closed_cseq = d->cseq;
	expire_in(sn, d, LINGER);
}

static struct sipnat_leg *find_leg(struct sipnat_dialog *d, u32 tags)
{
	unsigned int i;

	for (i = 0; i < d->nlegs; i++)
		if (d->legs[i].tags == tags)
			return &d->legs[i];
	return NULL;
}

static unsigned int live_legs(const struct sipnat_dialog *d)
{
	unsigned int i, live = 0;

	for (i = 0; i < d->nlegs; i++)
		live += !d->legs[i].over;
	return live;
}

static void add_leg(struct sipnat_dialog *d, u32 tags)
{
	unsigned int i;

	for (i = 0; i < d->nlegs; i++)
		if (d->legs[i].over)
			break;
	if (i == SIPNAT_DIALOG_MAX_LEGS) {
		d->crowded = true;
		return;
	}
	d->legs[i] = (struct sipnat_leg){ .tags = tags };
	d->nlegs = max_t(u8, d->nlegs, i + 1);
}

static bool has_sent(const struct sipnat_dialog *d, const union nf_inet_addr *who)
{
	unsigned int n = min_t(unsigned int, d->nsenders, SIPNAT_DIALOG_MAX_SENDERS), i;

	for (i = 0; i < n; i++)
		if (nf_inet_addr_cmp(&d->senders[i], who))
			return true;
	return false;
}

/* Has somebody answered? Not if it is the sender itself who says so. */
static void saw_parties(struct sipnat_dialog *d, const struct sipnat_dialog_event *event)
{
	d->two_way |= has_sent(d, &event->receiver);
	if (!has_sent(d, &event->sender))
		d->senders[d->nsenders++ % SIPNAT_DIALOG_MAX_SENDERS] = event->sender;
}

/* What was over is not. What has not been told to be over need not begin. */
static void revive(struct sipnat_dialog *d)
{
	d->end = SIPNAT_END_NONE;
	d->end_status = 0;
	if (d->told == SIPNAT_TOLD_END)
		d->told = SIPNAT_TOLD_NOTHING;
}

static void begin_again(struct sipnat_dialog *d, const struct sipnat_dialog_event *event)
{
	revive(d);
	d->state = SIPNAT_DIALOG_EARLY;
	d->two_way = false;
	d->nsenders = 0;
	saw_parties(d, event);
}

static void saw_invite(struct sipnat_net *sn, const struct sipnat_config *config,
		       struct sipnat_dialog *d, const struct sipnat_dialog_event *event)
{
	const struct sipnat_leg *leg;

	if (!event->status) {
		/* A retransmission of what is over opens nothing again. */
		if (d->state == SIPNAT_DIALOG_CLOSING && event->cseq == d->closed_cseq)
			return;
		if (d->state == SIPNAT_DIALOG_CLOSING)
			begin_again(d, event);
		/* A retransmission does not make its sender wait for longer. */
		if (!d->two_way && event->cseq != d->cseq)
			expire_in(sn, d, min_t(u32, LINGER, config->ring_timeout));
		d->cseq = event->cseq;
	} else if (event->status >= 300) {
		/* Refused; but a re-INVITE that is refused leaves the call as it was. */
		if (d->state == SIPNAT_DIALOG_EARLY) {
			d->end = event->status == 487 ? SIPNAT_END_CANCELLED : SIPNAT_END_REFUSED;
			d->end_status = event->status;
			linger(sn, d);
		}
		return;
	} else if (event->status >= 200) {
		leg = find_leg(d, event->leg);
		if (leg && leg->over)
			return;		/* hung up already, and this is a retransmission */
		revive(d);
		d->state = SIPNAT_DIALOG_CONFIRMED;
		if (!leg)
			add_leg(d, event->leg);
	} else if (d->state == SIPNAT_DIALOG_CLOSING && d->end == SIPNAT_END_BYE) {
		/* Of a re-INVITE that BYE has crossed. After a refusal a fork may be ringing. */
		return;
	}
	keep(sn, d, config);
}

/* It comes again, with credentials: RFC 3261 section 22. */
static bool is_challenge(u16 status)
{
	return status == 401 || status == 407;
}

/* A call that forked has several legs; it is over when the last one is. */
static void saw_bye(struct sipnat_net *sn, const struct sipnat_config *config,
		    struct sipnat_dialog *d, const struct sipnat_dialog_event *event)
{
	struct sipnat_leg *leg = find_leg(d, event->leg);
	bool last;

	if (d->state != SIPNAT_DIALOG_CONFIRMED)
		return;
	last = !d->crowded && live_legs(d) == 1 && leg && !leg->over;
	if (is_challenge(event->status)) {
		keep(sn, d, config);
	} else if (event->status >= 200) {
		if (leg)
			leg->over = true;
		if (!last)
			return;
		d->end = SIPNAT_END_BYE;
		drop_streams(sn, d);
		linger(sn, d);
	} else if (last) {
		/* RFC 3261 section 15.1.1: it need not be answered. */
		d->leaving = true;
		expire_in(sn, d, LINGER);
	}
}

/*
 * Keep a dialog without a call for as long as its subscription lasts. A 2xx from outside may be a
 * stranger's. It counts in full if it answers a request from inside, for an hour at most if the
 * inside accepts NOTIFYs, and not at all otherwise. Only the answer to a SUBSCRIBE that is known
 * shortens the time: REFER and NOTIFY tell nothing about other subscriptions of the dialog.
 */
static void saw_subscription(struct sipnat_net *sn, struct sipnat_dialog *d,
			     const struct sipnat_dialog_event *event)
{
	bool subscribe = event->method == SIP_METHOD_SUBSCRIBE;
	u32 seconds = event->granted;
	bool asked = true;

	if (!event->status && !event->outside && (subscribe || event->method == SIP_METHOD_REFER))
		d->subscribed = event->cseq;
	if (!event->grants)
		return;
	if (event->method == SIP_METHOD_NOTIFY) {
		d->agreed = true;
		seconds = min(seconds, d->offered);
	} else if (event->outside) {
		d->offered = seconds;
		asked = d->subscribed && d->subscribed == event->cseq;
		if (!asked)
			seconds = d->agreed ? min_t(u32, seconds, SIPNAT_DIALOG_SUBSCRIPTION) : 0;
	}
	seconds = max_t(u32, seconds, LINGER);
	if ((subscribe && asked) || time_after(jiffies + seconds * HZ, d->expires))
		expire_in(sn, d, seconds);
}

void sipnat_dialog_saw(struct sipnat_net *sn, const struct sipnat_config *config,
		       struct sipnat_dialog *d, const struct sipnat_dialog_event *event)
{
	lockdep_assert_held(&sn->lock);
	d->seen = jiffies;
	saw_parties(d, event);
	switch (event->method) {
	case SIP_METHOD_INVITE:
		saw_invite(sn, config, d, event);
		break;
	case SIP_METHOD_BYE:
		saw_bye(sn, config, d, event);
		break;
	case SIP_METHOD_PRACK:
	case SIP_METHOD_UPDATE:
		if (d->state == SIPNAT_DIALOG_EARLY)
			keep(sn, d, config);
		fallthrough;
	default:
		if (d->state == SIPNAT_DIALOG_CONFIRMED && !d->leaving)
			keep(sn, d, config);
		else if (d->told == SIPNAT_TOLD_NOTHING)
			saw_subscription(sn, d, event);
	}
}

void sipnat_dialog_tell_begin(struct sipnat_net *sn, struct sipnat_dialog *d,
			      const struct sipnat_dialog_event *event,
			      const struct sipnat_event_cause *cause)
{
	if (d->told != SIPNAT_TOLD_NOTHING || event->method != SIP_METHOD_INVITE ||
	    d->state == SIPNAT_DIALOG_CLOSING)
		return;
	d->told = SIPNAT_TOLD_BEGIN;
	sipnat_event_call(sn, d, SIPNAT_EVENT_CALL_BEGINS, cause);
}

void sipnat_dialog_tell(struct sipnat_net *sn, struct sipnat_dialog *d,
			const struct sipnat_event_cause *cause)
{
	if (d->told == SIPNAT_TOLD_BEGIN && d->state == SIPNAT_DIALOG_CONFIRMED) {
		d->told = SIPNAT_TOLD_ANSWER;
		sipnat_event_call(sn, d, SIPNAT_EVENT_CALL_ANSWERED, cause);
	}
	if ((d->told == SIPNAT_TOLD_BEGIN || d->told == SIPNAT_TOLD_ANSWER) &&
	    d->state == SIPNAT_DIALOG_CLOSING && !is_challenge(d->end_status))
		tell_end(sn, d, cause);
}

/* Has there been media within conntrack's UDP timeout */
static bool has_media(struct sipnat_net *sn, const struct sipnat_dialog *d)
{
	const struct sipnat_stream *s;
	unsigned int i;

	list_for_each_entry(s, &d->streams, list)
		for (i = 0; i < s->nbindings; i++)
			if (sipnat_binding_alive(sn, s->binding[i]))
				return true;
	return false;
}

/* An answered call may be on hold, or hear nothing but music: any media keeps it. */
static void look_at_call(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	bool heard = has_media(sn, d);

	/* A flow that has ended since the last look may have carried media until a moment ago. */
	if (heard || d->heard)
		d->expires = jiffies + d->patience * HZ;
	d->heard = heard;
}

/*
 * Queues and announcements may have nothing to signal for longer than anybody lets a phone ring.
 * Nobody has taken the call yet, so that what one side sends alone does not keep it.
 */
static void look_at_ringing(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	const struct sipnat_stream *s;
	struct sipnat_talk talk = {};
	unsigned long expires;
	unsigned int i;
	bool moved;

	list_for_each_entry(s, &d->streams, list)
		for (i = 0; i < s->nbindings; i++)
			sipnat_traffic_talk(sn, s->binding[i], &talk);
	moved = talk.uncounted || (talk.out != d->talk_out && talk.in != d->talk_in);
	d->talk_out = talk.out;
	d->talk_in = talk.in;
	expires = talk.last + d->patience * HZ;
	if (talk.found && moved && time_after(expires, d->expires))
		d->expires = expires;
}

void sipnat_dialog_expired(struct sipnat_net *sn, struct sipnat_dialog *d)
{
	if (d->state == SIPNAT_DIALOG_CONFIRMED)
		look_at_call(sn, d);
	else if (media_keeps(d))
		look_at_ringing(sn, d);
	if (time_before(jiffies, d->expires)) {
		look_later(sn, d);
		return;
	}
	if (d->state != SIPNAT_DIALOG_CLOSING && sipnat_dialog_is_call(d)) {
		sipnat_count(sn, SIPNAT_STAT_DIALOGS_TIMED_OUT);
		if (d->state == SIPNAT_DIALOG_EARLY)
			d->end = SIPNAT_END_UNANSWERED;
		else
			d->end = d->leaving ? SIPNAT_END_BYE : SIPNAT_END_TIMEOUT;
	}
	sipnat_dialog_end(sn, d);
}
