// SPDX-License-Identifier: GPL-2.0
#include "net.h"
#include "netlink_ops.h"
#include "netlink_put.h"

const struct nla_policy sipnat_get_config_policy[SIPNAT_A_MAX + 1] = {
	[SIPNAT_A_RESET] = { .type = NLA_FLAG },
};

static int put_externip(struct sk_buff *skb, const struct sipnat_externip *ext)
{
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_CONFIG_EXTERNIP);

	if (!nest || sipnat_nl_put_addr(skb, SIPNAT_EXTERNIP_ADDR, ext->family, &ext->addr) ||
	    (ext->dev[0] && nla_put_string(skb, SIPNAT_EXTERNIP_DEV, ext->dev)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_localnets(struct sk_buff *skb, const struct sipnat_config *config)
{
	struct nlattr *list = nla_nest_start(skb, SIPNAT_CONFIG_LOCALNETS), *nest;
	const struct sipnat_localnet *net = config->localnets;
	const struct sipnat_localnet *end = net + config->nlocalnets;

	if (!list)
		return -EMSGSIZE;
	for (; net < end; net++) {
		nest = nla_nest_start(skb, SIPNAT_LOCALNET);
		if (!nest ||
		    sipnat_nl_put_addr(skb, SIPNAT_LOCALNET_ADDR, net->family, &net->addr) ||
		    nla_put_u8(skb, SIPNAT_LOCALNET_PREFIX, net->prefix))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	nla_nest_end(skb, list);
	return 0;
}

static int put_config(struct sk_buff *skb, const struct sipnat_config *config)
{
	struct nlattr *nest = nla_nest_start(skb, SIPNAT_A_CONFIG);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < config->nexternips; i++)
		if (put_externip(skb, &config->externips[i]))
			return -EMSGSIZE;
	if (put_localnets(skb, config) ||
	    nla_put_u16(skb, SIPNAT_CONFIG_RTP_MIN, config->rtp_min) ||
	    nla_put_u16(skb, SIPNAT_CONFIG_RTP_MAX, config->rtp_max) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_PLACES, config->places) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_MAX_DIALOGS, config->max_dialogs) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_MAX_BINDINGS, config->max_bindings) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_MAX_STREAMS, config->max_streams) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_RING_TIMEOUT, config->ring_timeout) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_CALL_TIMEOUT, config->call_timeout) ||
	    nla_put_u8(skb, SIPNAT_CONFIG_THIRD_PARTY, config->third_party) ||
	    nla_put_u8(skb, SIPNAT_CONFIG_STRICT, config->strict) ||
	    nla_put_u8(skb, SIPNAT_CONFIG_ICE, config->ice) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE,
			config->max_dialogs_per_source) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE,
			config->max_bindings_per_source) ||
	    nla_put_u8(skb, SIPNAT_CONFIG_MEDIA_FROM, config->media_from) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_MAX_CONNECTIONS, config->max_connections) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_MAX_HELD, config->max_held) ||
	    nla_put_u32(skb, SIPNAT_CONFIG_HOLD_TIMEOUT, config->hold_timeout))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Room for the largest configuration: all lists full, all of it IPv6. */
#define EXTERNIP_SIZE	nla_total_size(SIPNAT_NL_ADDR_SIZE + nla_total_size(IFNAMSIZ))
#define LOCALNET_SIZE	nla_total_size(SIPNAT_NL_ADDR_SIZE + nla_total_size(sizeof(u8)))
#define CONFIG_SIZE								\
	nla_total_size(SIPNAT_MAX_EXTERNIPS * EXTERNIP_SIZE +			\
		       nla_total_size(SIPNAT_MAX_LOCALNETS * LOCALNET_SIZE) +	\
		       SIPNAT_CONFIG_MAX * nla_total_size(sizeof(u32)))

/* What GET tells: the defaults, or what holds */
static int put_asked(struct sk_buff *skb, struct genl_info *info)
{
	const struct sipnat_net *sn = sipnat_pernet(genl_info_net(info));
	struct sipnat_config *defaults;
	int err;

	if (!info->attrs[SIPNAT_A_RESET]) {
		rcu_read_lock();
		err = put_config(skb, rcu_dereference(sn->config));
		rcu_read_unlock();
		return err;
	}
	defaults = kmalloc(sizeof(*defaults), GFP_KERNEL);
	if (!defaults)
		return -ENOMEM;
	sipnat_config_defaults(defaults);
	err = put_config(skb, defaults);
	kfree(defaults);
	return err;
}

int sipnat_nl_get_config(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply = genlmsg_new(CONFIG_SIZE, GFP_KERNEL);
	void *header;
	int err;

	if (!reply)
		return -ENOMEM;
	header = genlmsg_put_reply(reply, info, &sipnat_genl_family, 0, SIPNAT_CMD_GET_CONFIG);
	err = header ? put_asked(reply, info) : -EMSGSIZE;
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}
