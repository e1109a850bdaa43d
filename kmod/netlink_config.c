// SPDX-License-Identifier: GPL-2.0
#include "expect.h"
#include "net.h"
#include "netlink_ops.h"
#include "netlink_put.h"

/* Not const, since the policy of older kernels points to what may change. */
static struct netlink_range_validation rtp_ports = { SIPNAT_RTP_PORT_FIRST, 65535 };
static struct netlink_range_validation dialogs = { 1, SIPNAT_DIALOGS_LIMIT };
static struct netlink_range_validation bindings = { 1, SIPNAT_BINDINGS_LIMIT };
static struct netlink_range_validation streams = { 1, SIPNAT_STREAMS_LIMIT };
static struct netlink_range_validation dialogs_per_source = { 0, SIPNAT_DIALOGS_LIMIT };
static struct netlink_range_validation bindings_per_source = { 0, SIPNAT_BINDINGS_LIMIT };
static struct netlink_range_validation connections = { 1, SIPNAT_CONNECTIONS_LIMIT };
static struct netlink_range_validation held = { SIPNAT_HELD_MIN, SIPNAT_HELD_LIMIT };
static struct netlink_range_validation hold_timeouts = {
	SIPNAT_HOLD_TIMEOUT_MIN, SIPNAT_HOLD_TIMEOUT_MAX
};

static struct netlink_range_validation ring_timeouts = {
	SIPNAT_RING_TIMEOUT_MIN, SIPNAT_RING_TIMEOUT_MAX
};

static struct netlink_range_validation call_timeouts = {
	SIPNAT_CALL_TIMEOUT_MIN, SIPNAT_CALL_TIMEOUT_MAX
};

#define ADDR_POLICY NLA_POLICY_RANGE(NLA_BINARY, sizeof(struct in_addr), sizeof(struct in6_addr))

static const struct nla_policy externip_policy[SIPNAT_EXTERNIP_MAX + 1] = {
	[SIPNAT_EXTERNIP_ADDR] = ADDR_POLICY,
	[SIPNAT_EXTERNIP_DEV] = { .type = NLA_NUL_STRING },
};

static const struct nla_policy localnet_policy[SIPNAT_LOCALNET_MAX + 1] = {
	[SIPNAT_LOCALNET_ADDR] = ADDR_POLICY,
	[SIPNAT_LOCALNET_PREFIX] = NLA_POLICY_RANGE(NLA_U8, 0, 128),
};

static const struct nla_policy localnets_policy[SIPNAT_LOCALNETS_MAX + 1] = {
	[SIPNAT_LOCALNET] = NLA_POLICY_NESTED(localnet_policy),
};

static const struct nla_policy config_policy[SIPNAT_CONFIG_MAX + 1] = {
	[SIPNAT_CONFIG_EXTERNIP] = NLA_POLICY_NESTED(externip_policy),
	[SIPNAT_CONFIG_LOCALNETS] = NLA_POLICY_NESTED(localnets_policy),
	[SIPNAT_CONFIG_RTP_MIN] = NLA_POLICY_FULL_RANGE(NLA_U16, &rtp_ports),
	[SIPNAT_CONFIG_RTP_MAX] = NLA_POLICY_FULL_RANGE(NLA_U16, &rtp_ports),
	[SIPNAT_CONFIG_PLACES] = NLA_POLICY_MASK(NLA_U32, SIPNAT_PLACES_ALL),
	[SIPNAT_CONFIG_MAX_DIALOGS] = NLA_POLICY_FULL_RANGE(NLA_U32, &dialogs),
	[SIPNAT_CONFIG_MAX_BINDINGS] = NLA_POLICY_FULL_RANGE(NLA_U32, &bindings),
	[SIPNAT_CONFIG_MAX_STREAMS] = NLA_POLICY_FULL_RANGE(NLA_U32, &streams),
	[SIPNAT_CONFIG_RING_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &ring_timeouts),
	[SIPNAT_CONFIG_CALL_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &call_timeouts),
	[SIPNAT_CONFIG_THIRD_PARTY] = NLA_POLICY_MAX(NLA_U8, __SIPNAT_THIRD_PARTY_MAX - 1),
	[SIPNAT_CONFIG_STRICT] = NLA_POLICY_MAX(NLA_U8, 1),
	[SIPNAT_CONFIG_ICE] = NLA_POLICY_MAX(NLA_U8, __SIPNAT_ICE_MAX - 1),
	[SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &dialogs_per_source),
	[SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &bindings_per_source),
	[SIPNAT_CONFIG_MEDIA_FROM] = NLA_POLICY_MAX(NLA_U8, __SIPNAT_MEDIA_FROM_MAX - 1),
	[SIPNAT_CONFIG_MAX_CONNECTIONS] = NLA_POLICY_FULL_RANGE(NLA_U32, &connections),
	[SIPNAT_CONFIG_MAX_HELD] = NLA_POLICY_FULL_RANGE(NLA_U32, &held),
	[SIPNAT_CONFIG_HOLD_TIMEOUT] = NLA_POLICY_FULL_RANGE(NLA_U32, &hold_timeouts),
	[SIPNAT_CONFIG_ADD_EXTERNIP] = NLA_POLICY_NESTED(externip_policy),
	[SIPNAT_CONFIG_DEL_EXTERNIP] = NLA_POLICY_NESTED(externip_policy),
	[SIPNAT_CONFIG_ADD_LOCALNETS] = NLA_POLICY_NESTED(localnets_policy),
	[SIPNAT_CONFIG_DEL_LOCALNETS] = NLA_POLICY_NESTED(localnets_policy),
	[SIPNAT_CONFIG_ADD_PLACES] = NLA_POLICY_MASK(NLA_U32, SIPNAT_PLACES_ALL),
	[SIPNAT_CONFIG_DEL_PLACES] = NLA_POLICY_MASK(NLA_U32, SIPNAT_PLACES_ALL),
};

const struct nla_policy sipnat_set_config_policy[SIPNAT_A_MAX + 1] = {
	[SIPNAT_A_CONFIG] = NLA_POLICY_NESTED(config_policy),
	[SIPNAT_A_RESET] = { .type = NLA_FLAG },
	[SIPNAT_A_CHECK] = { .type = NLA_FLAG },
};

static int refuse_as(int err, struct netlink_ext_ack *extack, const struct nlattr *attr,
		     const char *why)
{
	NL_SET_BAD_ATTR(extack, attr);
	extack->_msg = why;
	return err;
}

/* Returns -EINVAL; 0 if there is nothing wrong (@why is NULL). */
static int refuse(struct netlink_ext_ack *extack, const struct nlattr *attr, const char *why)
{
	return why ? refuse_as(-EINVAL, extack, attr, why) : 0;
}

/* Why @attr is not an address, or NULL. What the family does not use of @addr becomes zero. */
static const char *get_addr(const struct nlattr *attr, u16 *family, union nf_inet_addr *addr)
{
	int len = nla_len(attr);

	if (len != sizeof(addr->in) && len != sizeof(addr->in6))
		return "an address has 4 or 16 bytes";
	*family = len == sizeof(addr->in) ? NFPROTO_IPV4 : NFPROTO_IPV6;
	memset(addr, 0, sizeof(*addr));
	nla_memcpy(addr, attr, sizeof(*addr));
	return NULL;
}

/* An absent address leaves the family 0. */
static int get_externip(const struct nlattr *attr, struct sipnat_externip *ext,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SIPNAT_EXTERNIP_MAX + 1];
	int err;

	memset(ext, 0, sizeof(*ext));
	err = nla_parse_nested(tb, SIPNAT_EXTERNIP_MAX, attr, externip_policy, extack);
	if (err)
		return err;
	if (tb[SIPNAT_EXTERNIP_DEV] &&
	    strscpy(ext->dev, nla_data(tb[SIPNAT_EXTERNIP_DEV]), sizeof(ext->dev)) <= 0)
		return refuse(extack, tb[SIPNAT_EXTERNIP_DEV],
			      "the name of an interface has 1 to 15 bytes");
	if (!tb[SIPNAT_EXTERNIP_ADDR])
		return 0;
	return refuse(extack, tb[SIPNAT_EXTERNIP_ADDR],
		      get_addr(tb[SIPNAT_EXTERNIP_ADDR], &ext->family, &ext->addr));
}

/* What an attribute does to a list */
enum way { REPLACE, ADD, DEL };

static int change_externip(struct sipnat_config *config, const struct nlattr *attr, enum way way,
			   struct netlink_ext_ack *extack)
{
	struct sipnat_externip ext;
	int err = get_externip(attr, &ext, extack);
	bool found;

	if (err)
		return err;
	if (way == DEL || !ext.family) {
		if (way == ADD)
			return refuse(extack, attr, "there is no address to add");
		found = ext.family ? sipnat_config_del_externip(config, &ext) :
				     sipnat_config_drop_externip(config, ext.dev);
		return found || way == REPLACE ? 0 :
			refuse_as(-ENOENT, extack, attr, "there is no such external address");
	}
	if (way == ADD && sipnat_config_has_externip(config, ext.family, ext.dev))
		return refuse_as(-EEXIST, extack, attr,
				 "there is an external address already, and one is all there can be");
	return refuse(extack, attr, sipnat_config_set_externip(config, &ext));
}

static int get_localnet(const struct nlattr *attr, struct sipnat_localnet *net,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SIPNAT_LOCALNET_MAX + 1];
	int err;

	memset(net, 0, sizeof(*net));
	err = nla_parse_nested(tb, SIPNAT_LOCALNET_MAX, attr, localnet_policy, extack);
	if (err)
		return err;
	if (!tb[SIPNAT_LOCALNET_ADDR] || !tb[SIPNAT_LOCALNET_PREFIX])
		return refuse(extack, attr, "a local network is an address and a prefix length");
	net->prefix = nla_get_u8(tb[SIPNAT_LOCALNET_PREFIX]);
	return refuse(extack, tb[SIPNAT_LOCALNET_ADDR],
		      get_addr(tb[SIPNAT_LOCALNET_ADDR], &net->family, &net->addr));
}

static int change_localnet(struct sipnat_config *config, const struct nlattr *attr, enum way way,
			   struct netlink_ext_ack *extack)
{
	struct sipnat_localnet net;
	int err = get_localnet(attr, &net, extack);

	if (err)
		return err;
	if (way == DEL)
		return sipnat_config_del_localnet(config, &net) ? 0 :
			refuse_as(-ENOENT, extack, attr, "this local network is not in the list");
	if (way == ADD && sipnat_config_has_localnet(config, &net))
		return refuse_as(-EEXIST, extack, attr,
				 "this local network is in the list already");
	return refuse(extack, attr, sipnat_config_add_localnet(config, &net));
}

static int change_localnets(struct sipnat_config *config, const struct nlattr *attr, enum way way,
			    struct netlink_ext_ack *extack)
{
	const struct nlattr *pos;
	int rem, err = 0;

	if (way == REPLACE)
		config->nlocalnets = 0;
	nla_for_each_nested(pos, attr, rem) {
		err = change_localnet(config, pos, way, extack);
		if (err)
			break;
	}
	return err;
}

static int change_places(struct sipnat_config *config, const struct nlattr *attr, enum way way,
			 struct netlink_ext_ack *extack)
{
	u32 mask = nla_get_u32(attr);

	if (way == ADD && mask & config->places)
		return refuse_as(-EEXIST, extack, attr, "this place is in the list already");
	if (way == DEL && mask & ~config->places)
		return refuse_as(-ENOENT, extack, attr, "this place is not in the list");
	if (way == REPLACE)
		config->places = mask;
	else
		config->places ^= mask;
	return 0;
}

/* What is a list, in the order of the attributes */
static int change_lists(struct sipnat_config *config, const struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	switch (nla_type(attr)) {
	case SIPNAT_CONFIG_EXTERNIP:
		return change_externip(config, attr, REPLACE, extack);
	case SIPNAT_CONFIG_ADD_EXTERNIP:
		return change_externip(config, attr, ADD, extack);
	case SIPNAT_CONFIG_DEL_EXTERNIP:
		return change_externip(config, attr, DEL, extack);
	case SIPNAT_CONFIG_LOCALNETS:
		return change_localnets(config, attr, REPLACE, extack);
	case SIPNAT_CONFIG_ADD_LOCALNETS:
		return change_localnets(config, attr, ADD, extack);
	case SIPNAT_CONFIG_DEL_LOCALNETS:
		return change_localnets(config, attr, DEL, extack);
	case SIPNAT_CONFIG_PLACES:
		return change_places(config, attr, REPLACE, extack);
	case SIPNAT_CONFIG_ADD_PLACES:
		return change_places(config, attr, ADD, extack);
	case SIPNAT_CONFIG_DEL_PLACES:
		return change_places(config, attr, DEL, extack);
	}
	return 0;
}

static int set_rtp_range(struct sipnat_config *config, const struct nlattr *min,
			 const struct nlattr *max, struct netlink_ext_ack *extack)
{
	if (!min && !max)
		return 0;
	if (!min || !max)
		return refuse(extack, min ?: max, "the RTP range needs both its ends");
	config->rtp_min = nla_get_u16(min);
	config->rtp_max = nla_get_u16(max);
	if (config->rtp_min % 2)
		return refuse(extack, min, "the first RTP port must be even");
	if (config->rtp_max % 2 == 0)
		return refuse(extack, max, "the last RTP port must be odd, for RTCP");
	if (config->rtp_min > config->rtp_max)
		return refuse(extack, max, "the RTP range ends before it starts");
	return 0;
}

static void set_u32(u32 *value, const struct nlattr *attr)
{
	if (attr)
		*value = nla_get_u32(attr);
}

static void set_u8(u8 *value, const struct nlattr *attr)
{
	if (attr)
		*value = nla_get_u8(attr);
}

/* On failure @config is to be thrown away. */
static int set_config(struct sipnat_config *config, const struct nlattr *attr,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SIPNAT_CONFIG_MAX + 1];
	const struct nlattr *pos;
	int rem, err;

	err = nla_parse_nested(tb, SIPNAT_CONFIG_MAX, attr, config_policy, extack);
	if (err)
		return err;
	nla_for_each_nested(pos, attr, rem) {
		err = change_lists(config, pos, extack);
		if (err)
			return err;
	}
	set_u32(&config->max_dialogs, tb[SIPNAT_CONFIG_MAX_DIALOGS]);
	set_u32(&config->max_bindings, tb[SIPNAT_CONFIG_MAX_BINDINGS]);
	set_u32(&config->max_streams, tb[SIPNAT_CONFIG_MAX_STREAMS]);
	set_u32(&config->ring_timeout, tb[SIPNAT_CONFIG_RING_TIMEOUT]);
	set_u32(&config->call_timeout, tb[SIPNAT_CONFIG_CALL_TIMEOUT]);
	set_u8(&config->third_party, tb[SIPNAT_CONFIG_THIRD_PARTY]);
	set_u8(&config->strict, tb[SIPNAT_CONFIG_STRICT]);
	set_u8(&config->ice, tb[SIPNAT_CONFIG_ICE]);
	set_u8(&config->media_from, tb[SIPNAT_CONFIG_MEDIA_FROM]);
	set_u32(&config->max_dialogs_per_source, tb[SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE]);
	set_u32(&config->max_bindings_per_source, tb[SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE]);
	set_u32(&config->max_connections, tb[SIPNAT_CONFIG_MAX_CONNECTIONS]);
	set_u32(&config->max_held, tb[SIPNAT_CONFIG_MAX_HELD]);
	set_u32(&config->hold_timeout, tb[SIPNAT_CONFIG_HOLD_TIMEOUT]);
	return set_rtp_range(config, tb[SIPNAT_CONFIG_RTP_MIN], tb[SIPNAT_CONFIG_RTP_MAX], extack);
}

/*
 * What the kernel expects was published for another policy. Without it, media.c lets in who may; no
 * message that has seen that policy publishes more.
 */
static void forget_expected(struct sipnat_net *sn)
{
	synchronize_rcu();
	sipnat_expect_withdraw_all(sn->net);
}

int sipnat_nl_set_config(struct sk_buff *skb, struct genl_info *info)
{
	struct sipnat_net *sn = sipnat_pernet(genl_info_net(info));
	struct sipnat_config *new, *old;
	bool publish;
	int err = 0;

	new = kmalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;

	mutex_lock(&sn->config_mutex);
	old = rcu_dereference_protected(sn->config, lockdep_is_held(&sn->config_mutex));
	if (info->attrs[SIPNAT_A_RESET])
		sipnat_config_defaults(new);
	else
		memcpy(new, old, sizeof(*new));
	if (info->attrs[SIPNAT_A_CONFIG])
		err = set_config(new, info->attrs[SIPNAT_A_CONFIG], info->extack);
	publish = !err && !info->attrs[SIPNAT_A_CHECK];
	if (publish) {
		rcu_assign_pointer(sn->config, new);
		if (new->media_from != old->media_from)
			forget_expected(sn);
	}
	mutex_unlock(&sn->config_mutex);

	if (publish)
		kfree_rcu(old, rcu);
	else
		kfree(new);
	return err;
}
