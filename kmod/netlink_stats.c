// SPDX-License-Identifier: GPL-2.0
#include "net.h"
#include "netlink_ops.h"
#include "version.h"

static int put_counters(struct sk_buff *skb, const struct sipnat_net *sn)
{
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_A_STATS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = SIPNAT_STAT_UNSPEC + 1; i <= SIPNAT_STAT_MAX; i++)
		if (nla_put_u64_64bit(skb, i, sipnat_stat_read(sn, i), SIPNAT_STAT_UNSPEC))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

int sipnat_nl_get_stats(struct sk_buff *skb, struct genl_info *info)
{
	struct sipnat_net *sn = sipnat_pernet(genl_info_net(info));
	struct sk_buff *reply = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	void *header;

	if (!reply)
		return -ENOMEM;
	header = genlmsg_put_reply(reply, info, &sipnat_genl_family, 0, SIPNAT_CMD_GET_STATS);
	if (!header || put_counters(reply, sn) ||
	    nla_put_u32(reply, SIPNAT_A_DIALOGS, READ_ONCE(sn->ndialogs)) ||
	    nla_put_u32(reply, SIPNAT_A_BINDINGS, READ_ONCE(sn->nbindings)) ||
	    nla_put_u32(reply, SIPNAT_A_REGISTRATIONS, READ_ONCE(sn->ngranted)) ||
	    nla_put_u32(reply, SIPNAT_A_CONNECTIONS, READ_ONCE(sn->nconnections)) ||
	    nla_put_u32(reply, SIPNAT_A_HELD, max(atomic_read(&sn->held), 0)) ||
	    nla_put_string(reply, SIPNAT_A_MODULE_VERSION, SIPNAT_VERSION)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}
