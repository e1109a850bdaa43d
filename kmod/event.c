// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include "binding.h"
#include "dialog.h"
#include "event.h"
#include "job.h"
#include "netlink.h"
#include "netlink_ops.h"
#include "netlink_put.h"
#include "registration.h"

/* Of a message that is told of, so much of its first line */
#define LINE_MAX	160

/* Room for the largest event: all that any of them has */
#define EVENT_SIZE	nlmsg_total_size(GENL_HDRLEN +						\
					 nla_total_size(SIPNAT_EVENT_MAX *			\
							nla_total_size(sizeof(u64)) +		\
							nla_total_size(SIPNAT_CALL_ID_MAX) +	\
							nla_total_size(LINE_MAX) +		\
							2 * SIPNAT_NL_ENDPOINT_SIZE +		\
							SIPNAT_NL_BINDING_SIZE +		\
							SIPNAT_NL_REGISTRATION_SIZE))

/**
 * struct telling - an event that is being built
 * @sn: where it happened
 * @skb: its message
 * @header: of the family
 * @nest: SIPNAT_A_EVENT
 * @fits: all of it has had room so far
 */
struct telling {
	struct sipnat_net *sn;
	struct sk_buff *skb;
	void *header;
	struct nlattr *nest;
	bool fits;
};

/* RCU read side, until tell(). False: nobody listens, or it was lost and that is told */
static bool begin(struct telling *t, struct sipnat_net *sn, enum sipnat_event kind)
{
	if (!sipnat_netlink_listens(sn, SIPNAT_GROUP_EVENTS))
		return false;
	t->sn = sn;
	t->skb = genlmsg_new(EVENT_SIZE, GFP_ATOMIC | __GFP_NOWARN);
	if (!t->skb) {
		sipnat_netlink_lost(sn, SIPNAT_GROUP_EVENTS);
		return false;
	}
	t->header = genlmsg_put(t->skb, 0, 0, &sipnat_genl_family, 0, SIPNAT_CMD_EVENT);
	t->nest = t->header ? nla_nest_start(t->skb, SIPNAT_A_EVENT) : NULL;
	t->fits = t->nest && !nla_put_u8(t->skb, SIPNAT_EVENT_KIND, kind) &&
		  !nla_put_u64_64bit(t->skb, SIPNAT_EVENT_TIME, ktime_get_real_ns(),
				     SIPNAT_EVENT_PAD);
	return true;
}

static void tell(struct telling *t)
{
	if (!t->fits) {
		nlmsg_free(t->skb);
		sipnat_netlink_lost(t->sn, SIPNAT_GROUP_EVENTS);
		return;
	}
	nla_nest_end(t->skb, t->nest);
	genlmsg_end(t->skb, t->header);
	sipnat_netlink_tell(t->sn, SIPNAT_GROUP_EVENTS, t->skb);
}

static void put_u8(struct telling *t, int type, u8 value)
{
	if (value)
		t->fits = t->fits && !nla_put_u8(t->skb, type, value);
}

static void put_u16(struct telling *t, int type, u16 value)
{
	if (value)
		t->fits = t->fits && !nla_put_u16(t->skb, type, value);
}

static void put_bytes(struct telling *t, int type, const char *p, unsigned int len)
{
	if (len)
		t->fits = t->fits && !nla_put(t->skb, type, len, p);
}

static void put_endpoint(struct telling *t, int type, const struct sipnat_endpoint *ep)
{
	t->fits = t->fits && !sipnat_nl_put_endpoint(t->skb, type, ep);
}

/* The two parties by their own addresses, whatever NAT shows instead */
static void put_cause(struct telling *t, const struct sipnat_event_cause *cause)
{
	struct sipnat_endpoint from, to;

	if (!cause)
		return;
	from = sipnat_endpoint_src(&cause->ct->tuplehash[cause->dir].tuple);
	to = sipnat_endpoint_src(&cause->ct->tuplehash[!cause->dir].tuple);
	put_u8(t, SIPNAT_EVENT_PROTO, nf_ct_protonum(cause->ct));
	put_endpoint(t, SIPNAT_EVENT_FROM, &from);
	put_endpoint(t, SIPNAT_EVENT_TO, &to);
}

void sipnat_event_call(struct sipnat_net *sn, const struct sipnat_dialog *d,
		       enum sipnat_event kind, const struct sipnat_event_cause *cause)
{
	bool ends = kind == SIPNAT_EVENT_CALL_ENDS;
	struct telling t;

	rcu_read_lock();
	if (begin(&t, sn, kind)) {
		put_bytes(&t, SIPNAT_EVENT_CALL_ID, d->call_id, d->call_id_len);
		put_u16(&t, SIPNAT_EVENT_ZONE, d->zone);
		put_u8(&t, SIPNAT_EVENT_END, ends ? d->end : 0);
		put_u16(&t, SIPNAT_EVENT_STATUS, ends ? d->end_status : 0);
		put_cause(&t, cause);
		tell(&t);
	}
	rcu_read_unlock();
}

void sipnat_event_binding(struct sipnat_net *sn, struct sipnat_binding *b,
			  enum sipnat_event kind, const struct sipnat_event_cause *cause,
			  enum sipnat_end end)
{
	struct telling t;

	rcu_read_lock();
	if (begin(&t, sn, kind)) {
		put_u8(&t, SIPNAT_EVENT_END, end);
		t.fits = t.fits && !sipnat_nl_put_binding(t.skb, SIPNAT_EVENT_BINDING, sn, b);
		put_cause(&t, cause);
		tell(&t);
	}
	rcu_read_unlock();
}

void sipnat_event_registration(struct sipnat_net *sn, const struct sipnat_registration *r,
			       enum sipnat_event kind, enum sipnat_end end)
{
	struct telling t;

	rcu_read_lock();
	if (begin(&t, sn, kind)) {
		put_u8(&t, SIPNAT_EVENT_END, end);
		t.fits = t.fits &&
			 !sipnat_nl_put_registration(t.skb, SIPNAT_EVENT_REGISTRATION, r);
		tell(&t);
	}
	rcu_read_unlock();
}

static unsigned int line_len(struct sip_span text)
{
	unsigned int len = text.p ? min_t(unsigned int, text.len, LINE_MAX) : 0, i;

	for (i = 0; i < len; i++)
		if (text.p[i] == '\r' || text.p[i] == '\n')
			break;
	return i;
}

static void put_message(struct telling *t, const struct sipnat_event_cause *cause,
			struct sip_span text, struct sip_span call_id)
{
	put_cause(t, cause);
	put_u16(t, SIPNAT_EVENT_ZONE, nf_ct_zone_id(nf_ct_zone(cause->ct), IP_CT_DIR_ORIGINAL));
	put_bytes(t, SIPNAT_EVENT_LINE, text.p, line_len(text));
	put_bytes(t, SIPNAT_EVENT_CALL_ID, call_id.p, call_id.len);
}

void sipnat_event_untouched(struct sipnat_net *sn, const struct sipnat_event_cause *cause,
			    struct sip_span text, struct sip_span call_id,
			    enum sipnat_stat stat)
{
	enum sipnat_event kind;
	struct telling t;

	rcu_read_lock();
	kind = sipnat_job_is_refused(sn, stat) ? SIPNAT_EVENT_MESSAGE_DROPPED :
						 SIPNAT_EVENT_MESSAGE_UNTOUCHED;
	if (begin(&t, sn, kind)) {
		put_u8(&t, SIPNAT_EVENT_STAT, stat);
		put_message(&t, cause, text, call_id);
		tell(&t);
	}
	rcu_read_unlock();
}

void sipnat_event_partly_read(struct sipnat_net *sn, const struct sipnat_event_cause *cause,
			      struct sip_span text, struct sip_span call_id,
			      const struct sipnat_flaws *flaws)
{
	struct telling t;

	rcu_read_lock();
	if (begin(&t, sn, SIPNAT_EVENT_MESSAGE_PARTLY_READ)) {
		t.fits = t.fits && !nla_put_u8(t.skb, SIPNAT_EVENT_PLACE, flaws->place);
		put_u8(&t, SIPNAT_EVENT_WHY, flaws->why);
		if (flaws->ordinal)
			t.fits = t.fits && !nla_put_u32(t.skb, SIPNAT_EVENT_ORDINAL,
							flaws->ordinal);
		put_message(&t, cause, text, call_id);
		tell(&t);
	}
	rcu_read_unlock();
}
