// SPDX-License-Identifier: GPL-2.0
#include "dialog.h"
#include "flush.h"
#include "netlink_ops.h"

static const struct nla_policy dialog_policy[SIPNAT_DIALOG_MAX + 1] = {
	[SIPNAT_DIALOG_CALL_ID] = NLA_POLICY_RANGE(NLA_BINARY, 1, SIPNAT_CALL_ID_MAX),
	[SIPNAT_DIALOG_ZONE] = { .type = NLA_U16 },
};

const struct nla_policy sipnat_del_dialog_policy[SIPNAT_A_MAX + 1] = {
	[SIPNAT_A_DIALOG] = NLA_POLICY_NESTED(dialog_policy),
};

const struct nla_policy sipnat_flush_policy[SIPNAT_A_MAX + 1] = {
	[SIPNAT_A_TABLES] = NLA_POLICY_MASK(NLA_U32, SIPNAT_TABLES_ALL),
};

static int kill(struct sipnat_net *sn, u16 zone, struct sip_span call_id)
{
	struct sipnat_dialog *d;
	int err = -ENOENT;

	spin_lock_bh(&sn->lock);
	d = sipnat_dialog_find(sn, zone, call_id);
	if (d) {
		sipnat_dialog_kill(sn, d);
		err = 0;
	}
	spin_unlock_bh(&sn->lock);
	return err;
}

int sipnat_nl_del_dialog(struct sk_buff *skb, struct genl_info *info)
{
	const struct nlattr *nest = info->attrs[SIPNAT_A_DIALOG], *call_id;
	struct nlattr *tb[SIPNAT_DIALOG_MAX + 1];
	u16 zone = 0;
	int err;

	if (!nest) {
		NL_SET_ERR_MSG(info->extack, "which call? DIALOG is missing");
		return -EINVAL;
	}
	err = nla_parse_nested(tb, SIPNAT_DIALOG_MAX, nest, dialog_policy, info->extack);
	if (err)
		return err;
	call_id = tb[SIPNAT_DIALOG_CALL_ID];
	if (!call_id) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest, "which call? CALL_ID is missing");
		return -EINVAL;
	}
	if (tb[SIPNAT_DIALOG_ZONE])
		zone = nla_get_u16(tb[SIPNAT_DIALOG_ZONE]);
	err = kill(sipnat_pernet(genl_info_net(info)), zone,
		   sip_span(nla_data(call_id), nla_data(call_id) + nla_len(call_id)));
	if (err)
		NL_SET_ERR_MSG_ATTR(info->extack, call_id, "there is no such call");
	return err;
}

int sipnat_nl_flush(struct sk_buff *skb, struct genl_info *info)
{
	if (!info->attrs[SIPNAT_A_TABLES]) {
		NL_SET_ERR_MSG(info->extack, "flush what? TABLES is missing");
		return -EINVAL;
	}
	sipnat_flush(sipnat_pernet(genl_info_net(info)),
		     nla_get_u32(info->attrs[SIPNAT_A_TABLES]));
	return 0;
}
