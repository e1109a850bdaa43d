// SPDX-License-Identifier: GPL-2.0
#include <net/sock.h>
#include "binding.h"
#include "dialog.h"
#include "netlink_ops.h"
#include "registration.h"

/*
 * A dump walks a table with pauses: one walk for as many entries as a packet holds. The walk keeps
 * its place between packets, so that every entry that stays in the table is told once; when the
 * table was resized in between, the walk begins anew, and the reader is told (NLM_F_DUMP_INTR).
 */

#define STREAM_SIZE	nla_total_size(2 * nla_total_size(sizeof(u8)) + SIPNAT_NL_ENDPOINT_SIZE + \
				       2 * SIPNAT_NL_BINDING_SIZE)
/* At most 52 kB: sipnat-ctl, for one, reads up to 64 KiB. */
#define DIALOG_SIZE	nla_total_size(nla_total_size(SIPNAT_CALL_ID_MAX) +			\
				       SIPNAT_DIALOG_MAX * nla_total_size(sizeof(u32)) +	\
				       SIPNAT_STREAMS_LIMIT * STREAM_SIZE)
#define MESSAGE_SIZE	nlmsg_total_size(GENL_HDRLEN + DIALOG_SIZE)

/* Of what puts an entry: it is not to be told */
#define SKIP		1

int sipnat_nl_put_endpoint(struct sk_buff *skb, int type, u16 family,
			   const union nf_inet_addr *addr, __be16 port)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	int len = family == NFPROTO_IPV4 ? sizeof(addr->in) : sizeof(addr->in6);

	if (!nest || nla_put(skb, SIPNAT_EP_ADDR, len, addr) ||
	    nla_put_be16(skb, SIPNAT_EP_PORT, port))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static u32 seconds_left(unsigned long expires)
{
	unsigned long now = jiffies;

	return time_after(expires, now) ? (expires - now) / HZ : 0;
}

/* Under sipnat_net.lock */
static unsigned long signalling_end(const struct sipnat_binding *b)
{
	if (sipnat_deadline_set(&b->deadline) &&
	    !(b->registered && time_after(b->registered, b->expires)))
		return b->expires;
	return b->registered ?: jiffies;
}

int sipnat_nl_put_binding(struct sk_buff *skb, int type, const struct sipnat_binding *b)
{
	const struct sipnat_inside_key *in = &b->inside;
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest || nla_put_u8(skb, SIPNAT_BINDING_KIND, b->kind) ||
	    nla_put_u8(skb, SIPNAT_BINDING_PROTO, in->proto) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_BINDING_INSIDE, in->ep.family, &in->ep.addr,
				   in->ep.port) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_BINDING_LOCAL, b->outside.family, &b->local,
				   b->outside.port) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_BINDING_ADVERTISED, b->outside.family,
				   &b->advertised, b->outside.port) ||
	    (in->zone && nla_put_u16(skb, SIPNAT_BINDING_ZONE, in->zone)) ||
	    nla_put_u32(skb, SIPNAT_BINDING_USERS, b->users) ||
	    nla_put_u8(skb, SIPNAT_BINDING_FLOWS, b->nflows) ||
	    (b->kind == SIPNAT_BINDING_SIP &&
	     nla_put_u32(skb, SIPNAT_BINDING_EXPIRES, seconds_left(signalling_end(b)))))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Under sipnat_net.lock */
static int put_stream(struct sk_buff *skb, const struct sipnat_stream *s)
{
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_DIALOG_STREAM);
	unsigned int i;

	if (!nest || nla_put_u8(skb, SIPNAT_STREAM_INDEX, s->index) ||
	    nla_put_u8(skb, SIPNAT_STREAM_MEDIA, s->media) ||
	    (s->remote.family &&
	     sipnat_nl_put_endpoint(skb, SIPNAT_STREAM_REMOTE, s->remote.family, &s->remote.addr,
				    s->remote.port)))
		return -EMSGSIZE;
	for (i = 0; i < s->nbindings; i++)
		if (sipnat_nl_put_binding(skb, SIPNAT_STREAM_BINDING, s->binding[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Under sipnat_net.lock */
static int put_dialog(struct sk_buff *skb, const void *entry)
{
	const struct sipnat_dialog *d = entry;
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_A_DIALOG);
	const struct sipnat_stream *s;

	if (!nest || nla_put(skb, SIPNAT_DIALOG_CALL_ID, d->call_id_len, d->call_id) ||
	    nla_put_u8(skb, SIPNAT_DIALOG_STATE, d->state) ||
	    nla_put_u32(skb, SIPNAT_DIALOG_AGE, (jiffies - d->created) / HZ) ||
	    nla_put_u32(skb, SIPNAT_DIALOG_IDLE, (jiffies - d->seen) / HZ))
		return -EMSGSIZE;
	list_for_each_entry(s, &d->streams, list)
		if (put_stream(skb, s))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int sipnat_nl_put_registration(struct sk_buff *skb, int type, const struct sipnat_registration *r)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	const struct sipnat_binding *b = r->binding;

	if (!nest || nla_put(skb, SIPNAT_REGISTRATION_AOR, r->aor_len, r->aor) ||
	    nla_put_u8(skb, SIPNAT_REGISTRATION_PROTO, b->inside.proto) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_REGISTRATION_INSIDE, b->inside.ep.family,
				   &b->inside.ep.addr, b->inside.ep.port) ||
	    sipnat_nl_put_endpoint(skb, SIPNAT_REGISTRATION_OUTSIDE, b->outside.family,
				   &b->advertised, b->outside.port) ||
	    (b->inside.zone && nla_put_u16(skb, SIPNAT_REGISTRATION_ZONE, b->inside.zone)) ||
	    nla_put_u32(skb, SIPNAT_REGISTRATION_EXPIRES, seconds_left(r->granted_until)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/*
 * Under sipnat_net.lock. What waits for its first answer is none yet, and one whose binding has
 * ended can be called no more.
 */
static int put_one_registration(struct sk_buff *skb, const void *entry)
{
	const struct sipnat_registration *r = entry;

	return r->granted && !r->binding->dead ?
	       sipnat_nl_put_registration(skb, SIPNAT_A_REGISTRATION, r) : SKIP;
}

/* Under sipnat_net.lock */
static int put_one_binding(struct sk_buff *skb, const void *entry)
{
	return sipnat_nl_put_binding(skb, SIPNAT_A_BINDING, entry);
}

/* The next message says that entries may have been lost or repeated. */
static void mark_restarted(struct netlink_callback *cb)
{
	cb->prev_seq = cb->seq ^ 2;
}

static int put_message(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd, const void *entry,
		       int (*put)(struct sk_buff *skb, const void *entry))
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));
	void *header;
	int err;

	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			     &sipnat_genl_family, NLM_F_MULTI, cmd);
	if (!header)
		return -EMSGSIZE;
	spin_lock_bh(&sn->lock);
	err = put(skb, entry);
	spin_unlock_bh(&sn->lock);
	if (err) {
		genlmsg_cancel(skb, header);
		return err == SKIP ? 0 : err;
	}
	genl_dump_check_consistent(cb, header);
	genlmsg_end(skb, header);
	return 0;
}

static int dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		int (*put)(struct sk_buff *skb, const void *entry))
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));
	struct rhashtable_iter *iter = (void *)cb->args[0];
	const void *entry;
	int err = 0;

	/* Odd, since 0 would mean that nothing is known of what was sent before. */
	cb->seq = READ_ONCE(sn->generation) << 1 | 1;
	if (rhashtable_walk_start_check(iter))
		mark_restarted(cb);
	for (entry = rhashtable_walk_peek(iter); entry; entry = rhashtable_walk_next(iter)) {
		if (IS_ERR(entry)) {
			mark_restarted(cb);
			continue;
		}
		err = put_message(skb, cb, cmd, entry, put);
		if (err)
			break;
	}
	rhashtable_walk_stop(iter);
	/* What does not fit into an empty packet never will: end the dump and say so. */
	return skb->len ? skb->len : err;
}

static struct rhashtable_iter *dump_start(struct netlink_callback *cb)
{
	struct rhashtable_iter *iter = kzalloc(sizeof(*iter), GFP_KERNEL);

	cb->args[0] = (long)iter;
	cb->min_dump_alloc = MESSAGE_SIZE;
	return iter;
}

int sipnat_nl_dump_done(struct netlink_callback *cb)
{
	struct rhashtable_iter *iter = (void *)cb->args[0];

	rhashtable_walk_exit(iter);
	kfree(iter);
	return 0;
}

int sipnat_nl_dialogs_start(struct netlink_callback *cb)
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));
	struct rhashtable_iter *iter = dump_start(cb);

	if (!iter)
		return -ENOMEM;
	rhashtable_walk_enter(&sn->dialogs, iter);
	return 0;
}

int sipnat_nl_dialogs_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, SIPNAT_CMD_GET_DIALOG, put_dialog);
}

int sipnat_nl_bindings_start(struct netlink_callback *cb)
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));
	struct rhashtable_iter *iter = dump_start(cb);

	if (!iter)
		return -ENOMEM;
	rhltable_walk_enter(&sn->outside, iter);
	return 0;
}

int sipnat_nl_bindings_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, SIPNAT_CMD_GET_BINDING, put_one_binding);
}

int sipnat_nl_registrations_start(struct netlink_callback *cb)
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));
	struct rhashtable_iter *iter = dump_start(cb);

	if (!iter)
		return -ENOMEM;
	rhltable_walk_enter(&sn->registrations, iter);
	return 0;
}

int sipnat_nl_registrations_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, SIPNAT_CMD_GET_REGISTRATION, put_one_registration);
}
