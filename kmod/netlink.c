// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "netlink.h"
#include "netlink_ops.h"

/* All types are unknown: for the requests that take no attribute. */
static const struct nla_policy no_policy[SIPNAT_A_MAX + 1];

static const struct genl_ops ops[] = {
	{
		.cmd = SIPNAT_CMD_GET_CONFIG,
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
};

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
};

int __init sipnat_netlink_init(void)
{
	return genl_register_family(&sipnat_genl_family);
}

void sipnat_netlink_exit(void)
{
	genl_unregister_family(&sipnat_genl_family);
}

MODULE_ALIAS_GENL_FAMILY(SIPNAT_GENL_NAME);
