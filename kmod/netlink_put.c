// SPDX-License-Identifier: GPL-2.0
#include <net/netfilter/nf_conntrack.h>
#include "netlink_put.h"
#include "registration.h"
#include "traffic.h"

int sipnat_nl_put_addr(struct sk_buff *skb, int type, u16 family, const union nf_inet_addr *addr)
{
	return nla_put(skb, type, family == NFPROTO_IPV4 ? sizeof(addr->in) : sizeof(addr->in6),
		       addr);
}

int sipnat_nl_put_endpoint(struct sk_buff *skb, int type, const struct sipnat_endpoint *ep)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || sipnat_nl_put_addr(skb, SIPNAT_EP_ADDR, ep->family, &ep->addr) ||
	    nla_put_be16(skb, SIPNAT_EP_PORT, ep->port))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* As long as it has to be: most numbers are small, and there may be many. */
static int put_uint(struct sk_buff *skb, int type, u64 value)
{
	u32 small = value;

	return small == value ? nla_put_u32(skb, type, small) :
				nla_put(skb, type, sizeof(value), &value);
}

static u32 seconds_left(unsigned long expires)
{
	unsigned long now = jiffies;

	return time_after(expires, now) ? (expires - now) / HZ : 0;
}

static unsigned long signalling_end(const struct sipnat_binding *b)
{
	if (sipnat_deadline_set(&b->deadline) &&
	    !(b->registered && time_after(b->registered, b->expires)))
		return b->expires;
	return b->registered ?: jiffies;
}

/* @first: the first of four attributes that follow one another */
static int put_traffic(struct sk_buff *skb, int first, const struct sipnat_traffic *traffic)
{
	if (put_uint(skb, first, traffic->out.packets) ||
	    put_uint(skb, first + 1, traffic->out.bytes) ||
	    put_uint(skb, first + 2, traffic->in.packets) ||
	    put_uint(skb, first + 3, traffic->in.bytes))
		return -EMSGSIZE;
	return 0;
}

static int put_binding(struct sk_buff *skb, struct sipnat_net *sn, struct sipnat_binding *b)
{
	struct sipnat_endpoint outside = sipnat_binding_outside(b);
	const struct sipnat_inside_key *in = &b->inside;
	struct sipnat_traffic traffic;

	if (nla_put_u8(skb, SIPNAT_BINDING_KIND, b->kind) ||
	    nla_put_u8(skb, SIPNAT_BINDING_PROTO, in->proto) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_BINDING_INSIDE, &in->ep) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_BINDING_LOCAL, &outside))
		return -EMSGSIZE;
	outside.addr = b->advertised;
	if (sipnat_nl_put_endpoint(skb, SIPNAT_BINDING_ADVERTISED, &outside) ||
	    (in->zone && nla_put_u16(skb, SIPNAT_BINDING_ZONE, in->zone)) ||
	    nla_put_u32(skb, SIPNAT_BINDING_USERS, b->users) ||
	    nla_put_u8(skb, SIPNAT_BINDING_FLOWS, b->nflows))
		return -EMSGSIZE;
	if (b->kind == SIPNAT_BINDING_SIP)
		return nla_put_u32(skb, SIPNAT_BINDING_EXPIRES, seconds_left(signalling_end(b)));
	if (!sipnat_traffic_get(sn, b, &traffic))
		return 0;
	return put_traffic(skb, SIPNAT_BINDING_OUT_PACKETS, &traffic);
}

int sipnat_nl_put_binding(struct sk_buff *skb, int type, struct sipnat_net *sn,
			  struct sipnat_binding *b)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || put_binding(skb, sn, b))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int sipnat_nl_put_flow_ends(struct sk_buff *skb, const struct nf_conn *ct)
{
	const struct nf_conntrack_tuple *there = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	const struct nf_conntrack_tuple *back = &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	struct sipnat_endpoint src = sipnat_endpoint_src(there), dst = sipnat_endpoint_dst(there);
	struct sipnat_endpoint reply_src = sipnat_endpoint_src(back);
	struct sipnat_endpoint reply_dst = sipnat_endpoint_dst(back);

	if (sipnat_nl_put_endpoint(skb, SIPNAT_FLOW_SRC, &src) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_FLOW_DST, &dst) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_FLOW_REPLY_SRC, &reply_src) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_FLOW_REPLY_DST, &reply_dst))
		return -EMSGSIZE;
	return nla_put_u32(skb, SIPNAT_FLOW_TIMEOUT, nf_ct_expires(ct) / HZ);
}

static int put_flow(struct sk_buff *skb, const struct sipnat_binding *b, const struct nf_conn *ct)
{
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_BINDING_FLOW);
	struct sipnat_traffic traffic;

	if (!nest || sipnat_nl_put_flow_ends(skb, ct) ||
	    (sipnat_traffic_of(b, ct, &traffic) &&
	     put_traffic(skb, SIPNAT_FLOW_OUT_PACKETS, &traffic)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_flows(struct sk_buff *skb, struct sipnat_net *sn, const struct sipnat_binding *b)
{
	struct nf_conn *ct;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < b->nflows; i++) {
		ct = sipnat_binding_flow(sn, b, i);
		if (!ct)
			continue;
		err = put_flow(skb, b, ct);
		nf_ct_put(ct);
	}
	return err;
}

int sipnat_nl_put_whole_binding(struct sk_buff *skb, struct sipnat_net *sn,
				struct sipnat_binding *b)
{
	const struct sipnat_source_key *source = &b->source->key;
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_A_BINDING);

	lockdep_assert_held(&sn->lock);
	if (!nest || put_binding(skb, sn, b) || put_flows(skb, sn, b) ||
	    sipnat_nl_put_addr(skb, SIPNAT_BINDING_SOURCE, source->family, &source->addr))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_stream(struct sk_buff *skb, struct sipnat_net *sn, const struct sipnat_stream *s)
{
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_DIALOG_STREAM);
	unsigned int i;

	if (!nest || nla_put_u8(skb, SIPNAT_STREAM_INDEX, s->index) ||
	    nla_put_u8(skb, SIPNAT_STREAM_MEDIA, s->media) ||
	    (s->remote.family && sipnat_nl_put_endpoint(skb, SIPNAT_STREAM_REMOTE, &s->remote)))
		return -EMSGSIZE;
	for (i = 0; i < s->nbindings; i++)
		if (sipnat_nl_put_binding(skb, SIPNAT_STREAM_BINDING, sn, s->binding[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_party(struct sk_buff *skb, int type, struct sip_span aor)
{
	return aor.len ? nla_put(skb, type, aor.len, aor.p) : 0;
}

int sipnat_nl_put_dialog(struct sk_buff *skb, struct sipnat_net *sn, struct sipnat_dialog *d)
{
	const struct sipnat_source_key *source = &d->source->key;
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_A_DIALOG);
	const struct sipnat_stream *s;
	unsigned int i;

	/* The length of an attribute has 16 bits. */
	BUILD_BUG_ON(SIPNAT_NL_MESSAGE_SIZE > U16_MAX);
	lockdep_assert_held(&sn->lock);
	if (!nest || nla_put(skb, SIPNAT_DIALOG_CALL_ID, d->call_id_len, d->call_id) ||
	    nla_put_u8(skb, SIPNAT_DIALOG_STATE, d->state) ||
	    nla_put_u32(skb, SIPNAT_DIALOG_AGE, (jiffies - d->created) / HZ) ||
	    nla_put_u32(skb, SIPNAT_DIALOG_IDLE, (jiffies - d->seen) / HZ) ||
	    nla_put_u32(skb, SIPNAT_DIALOG_EXPIRES, seconds_left(d->expires)) ||
	    (d->zone && nla_put_u16(skb, SIPNAT_DIALOG_ZONE, d->zone)) ||
	    put_party(skb, SIPNAT_DIALOG_FROM, sipnat_dialog_from(d)) ||
	    put_party(skb, SIPNAT_DIALOG_TO, sipnat_dialog_to(d)) ||
	    sipnat_nl_put_addr(skb, SIPNAT_DIALOG_SOURCE, source->family, &source->addr))
		return -EMSGSIZE;
	for (i = 0; i < d->ncontacts; i++)
		if (sipnat_nl_put_binding(skb, SIPNAT_DIALOG_CONTACT, sn, d->contacts[i]))
			return -EMSGSIZE;
	list_for_each_entry(s, &d->streams, list)
		if (put_stream(skb, sn, s))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int sipnat_nl_put_registration(struct sk_buff *skb, int type, const struct sipnat_registration *r)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	const struct sipnat_binding *b = r->binding;
	struct sipnat_endpoint outside = sipnat_binding_outside(b);

	outside.addr = b->advertised;
	if (!nest || nla_put(skb, SIPNAT_REGISTRATION_AOR, r->aor_len, r->aor) ||
	    nla_put_u8(skb, SIPNAT_REGISTRATION_PROTO, b->inside.proto) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_REGISTRATION_INSIDE, &b->inside.ep) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_REGISTRATION_OUTSIDE, &outside) ||
	    (b->inside.zone && nla_put_u16(skb, SIPNAT_REGISTRATION_ZONE, b->inside.zone)) ||
	    nla_put_u32(skb, SIPNAT_REGISTRATION_EXPIRES, seconds_left(r->granted_until)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
