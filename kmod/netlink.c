// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "compat/genetlink.h"
#include "net.h"
#include "netlink.h"
#include "netlink_ops.h"

/* All types are unknown: for the requests that take no attribute. */
static const struct nla_policy no_policy[SIPNAT_A_MAX + 1];

static const struct genl_ops ops[] = {
	{
		.cmd = SIPNAT_CMD_GET_CONFIG,
		.policy = sipnat_get_config_policy,
		.maxattr = SIPNAT_A_MAX,
		.doit = sipnat_nl_get_config,
	},
	{
		.cmd = SIPNAT_CMD_SET_CONFIG,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = sipnat_set_config_policy,
		.maxattr = SIPNAT_A_MAX,
		.doit = sipnat_nl_set_config,
	},
	{
		.cmd = SIPNAT_CMD_GET_STATS,
		.doit = sipnat_nl_get_stats,
	},
	{
		.cmd = SIPNAT_CMD_GET_DIALOG,
		.flags = GENL_UNS_ADMIN_PERM,
		.start = sipnat_nl_dialogs_start,
		.dumpit = sipnat_nl_dialogs_dump,
		.done = sipnat_nl_dump_done,
	},
	{
		.cmd = SIPNAT_CMD_GET_BINDING,
		.flags = GENL_UNS_ADMIN_PERM,
		.start = sipnat_nl_bindings_start,
		.dumpit = sipnat_nl_bindings_dump,
		.done = sipnat_nl_dump_done,
	},
	{
		.cmd = SIPNAT_CMD_GET_REGISTRATION,
		.flags = GENL_UNS_ADMIN_PERM,
		.start = sipnat_nl_registrations_start,
		.dumpit = sipnat_nl_registrations_dump,
		.done = sipnat_nl_dump_done,
	},
	{
		.cmd = SIPNAT_CMD_GET_CONNECTION,
		.flags = GENL_UNS_ADMIN_PERM,
		.dumpit = sipnat_nl_connections_dump,
		.done = sipnat_nl_connections_done,
	},
	{
		.cmd = SIPNAT_CMD_DEL_DIALOG,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = sipnat_del_dialog_policy,
		.maxattr = SIPNAT_A_MAX,
		.doit = sipnat_nl_del_dialog,
	},
	{
		.cmd = SIPNAT_CMD_FLUSH,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = sipnat_flush_policy,
		.maxattr = SIPNAT_A_MAX,
		.doit = sipnat_nl_flush,
	},
};

#ifdef SIPNAT_MCGRP_ADMIN
static const struct genl_multicast_group groups[] = {
	[SIPNAT_GROUP_EVENTS] = {
		.name = SIPNAT_GENL_GROUP_EVENTS,
		.flags = SIPNAT_MCGRP_ADMIN,
	},
	[SIPNAT_GROUP_TRACE] = {
		.name = SIPNAT_GENL_GROUP_TRACE,
		.flags = SIPNAT_MCGRP_ADMIN,
	},
};
#endif

struct genl_family sipnat_genl_family __ro_after_init = {
	.name = SIPNAT_GENL_NAME,
	.version = SIPNAT_GENL_VERSION,
	.policy = no_policy,
	.maxattr = SIPNAT_A_MAX,
	.module = THIS_MODULE,
	.netnsok = true,
	/* sipnat_net has locks of its own */
	.parallel_ops = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
#ifdef SIPNAT_MCGRP_ADMIN
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
#endif
};

/* The family has its groups: read under RCU */
static bool open;

#ifdef SIPNAT_MCGRP_ADMIN
bool sipnat_netlink_listens(const struct sipnat_net *sn, enum sipnat_group group)
{
	return READ_ONCE(open) && !READ_ONCE(sn->exiting) &&
	       genl_has_listeners(&sipnat_genl_family, sn->net, group);
}

void sipnat_netlink_tell(const struct sipnat_net *sn, enum sipnat_group group,
			 struct sk_buff *skb)
{
	genlmsg_multicast_netns(&sipnat_genl_family, sn->net, skb, 0, group, GFP_ATOMIC);
}

void sipnat_netlink_lost(const struct sipnat_net *sn, enum sipnat_group group)
{
	genl_set_err(&sipnat_genl_family, sn->net, 0, group, -ENOBUFS);
}
#else
bool sipnat_netlink_listens(const struct sipnat_net *sn, enum sipnat_group group)
{
	return false;
}

void sipnat_netlink_tell(const struct sipnat_net *sn, enum sipnat_group group,
			 struct sk_buff *skb)
{
	nlmsg_free(skb);
}

void sipnat_netlink_lost(const struct sipnat_net *sn, enum sipnat_group group)
{
}
#endif

int __init sipnat_netlink_init(void)
{
	int err = genl_register_family(&sipnat_genl_family);

	if (!err)
		WRITE_ONCE(open, true);
	return err;
}

void sipnat_netlink_exit(void)
{
	/* The groups' numbers are free for others when the family has gone. */
	WRITE_ONCE(open, false);
	synchronize_rcu();
	genl_unregister_family(&sipnat_genl_family);
}

MODULE_ALIAS_GENL_FAMILY(SIPNAT_GENL_NAME);
