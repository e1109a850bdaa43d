// SPDX-License-Identifier: GPL-2.0
#include <net/sock.h>
#include "binding.h"
#include "dialog.h"
#include "netlink_ops.h"
#include "netlink_put.h"
#include "registration.h"

/*
 * A dump walks a table with pauses: one walk for as many entries as a packet holds, and the lock is
 * held for one entry at a time. The walk keeps its place between packets, so that every entry that
 * stays in the table is told once, whatever comes and goes elsewhere. The reader is told
 * (NLM_F_DUMP_INTR) when that cannot be said: when the entry has gone at which the walk stood, and
 * when the table was resized, so that the walk begins anew.
 */

/* Of what puts an entry: it is not to be told */
#define SKIP		1

typedef int put_fn(struct sk_buff *skb, struct sipnat_net *sn, void *entry);

static int put_dialog(struct sk_buff *skb, struct sipnat_net *sn, void *entry)
{
	struct sipnat_dialog *d = entry;

	/* It has ended since the walk came to it, and lets go of what it held. */
	if (!sipnat_deadline_set(&d->deadline) || !sipnat_dialog_is_call(d))
		return SKIP;
	return sipnat_nl_put_dialog(skb, sn, d);
}

static int put_binding(struct sk_buff *skb, struct sipnat_net *sn, void *entry)
{
	struct sipnat_binding *b = entry;

	return b->dead ? SKIP : sipnat_nl_put_whole_binding(skb, sn, b);
}

/*
 * What waits for its first answer is none yet, and one whose binding has ended can be called no
 * more.
 */
static int put_registration(struct sk_buff *skb, struct sipnat_net *sn, void *entry)
{
	struct sipnat_registration *r = entry;

	if (!sipnat_deadline_set(&r->deadline) || !r->granted || r->binding->dead)
		return SKIP;
	return sipnat_nl_put_registration(skb, SIPNAT_A_REGISTRATION, r);
}

static int put_message(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd, void *entry,
		       put_fn *put)
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));
	void *header;
	int err;

	header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			     &sipnat_genl_family, NLM_F_MULTI, cmd);
	if (!header)
		return -EMSGSIZE;
	spin_lock_bh(&sn->lock);
	err = put(skb, sn, entry);
	spin_unlock_bh(&sn->lock);
	if (err) {
		genlmsg_cancel(skb, header);
		return err == SKIP ? 0 : err;
	}
	genl_dump_check_consistent(cb, header);
	genlmsg_end(skb, header);
	return 0;
}

static int dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd, put_fn *put)
{
	struct rhashtable_iter *iter = (void *)cb->args[0];
	bool stood = iter->p;
	void *entry;
	int err = 0;

	cb->seq = SIPNAT_NL_SEQUENCE;
	/* Does the walk go on where it stopped? */
	if (rhashtable_walk_start_check(iter) || (stood && !iter->p))
		sipnat_nl_restarted(cb);
	for (entry = rhashtable_walk_peek(iter); entry; entry = rhashtable_walk_next(iter)) {
		if (IS_ERR(entry)) {
			sipnat_nl_restarted(cb);
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

static int dump_start(struct netlink_callback *cb, struct rhashtable *table)
{
	struct rhashtable_iter *iter = kzalloc(sizeof(*iter), GFP_KERNEL);

	cb->args[0] = (long)iter;
	cb->min_dump_alloc = SIPNAT_NL_MESSAGE_SIZE;
	if (!iter)
		return -ENOMEM;
	rhashtable_walk_enter(table, iter);
	return 0;
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

	return dump_start(cb, &sn->dialogs);
}

int sipnat_nl_dialogs_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, SIPNAT_CMD_GET_DIALOG, put_dialog);
}

int sipnat_nl_bindings_start(struct netlink_callback *cb)
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));

	return dump_start(cb, &sn->outside.ht);
}

int sipnat_nl_bindings_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, SIPNAT_CMD_GET_BINDING, put_binding);
}

int sipnat_nl_registrations_start(struct netlink_callback *cb)
{
	struct sipnat_net *sn = sipnat_pernet(sock_net(cb->skb->sk));

	return dump_start(cb, &sn->registrations.ht);
}

int sipnat_nl_registrations_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump(skb, cb, SIPNAT_CMD_GET_REGISTRATION, put_registration);
}
