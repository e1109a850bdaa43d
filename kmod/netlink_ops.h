/* SPDX-License-Identifier: GPL-2.0 */
/* The requests of the netlink family, one file a subject. */
#ifndef SIPNAT_NETLINK_OPS_H
#define SIPNAT_NETLINK_OPS_H

#include <net/genetlink.h>
#include "sip/aor.h"
#include "uapi/sipnat.h"

struct sipnat_binding;
struct sipnat_registration;
union nf_inet_addr;

/* Bytes of attributes that several messages have */
#define SIPNAT_NL_ADDR_SIZE	nla_total_size(sizeof(struct in6_addr))
#define SIPNAT_NL_ENDPOINT_SIZE	nla_total_size(SIPNAT_NL_ADDR_SIZE + nla_total_size(sizeof(u16)))
#define SIPNAT_NL_BINDING_SIZE								\
	nla_total_size(3 * SIPNAT_NL_ENDPOINT_SIZE +					\
		       SIPNAT_BINDING_MAX * nla_total_size(sizeof(u32)))
#define SIPNAT_NL_REGISTRATION_SIZE							\
	nla_total_size(2 * SIPNAT_NL_ENDPOINT_SIZE + nla_total_size(SIP_AOR_MAX) +	\
		       SIPNAT_REGISTRATION_MAX * nla_total_size(sizeof(u32)))

extern struct genl_family sipnat_genl_family;

/* Attributes of SIPNAT_CMD_SET_CONFIG; every other request takes none. */
extern const struct nla_policy sipnat_set_config_policy[SIPNAT_A_MAX + 1];

int sipnat_nl_get_config(struct sk_buff *skb, struct genl_info *info);
int sipnat_nl_set_config(struct sk_buff *skb, struct genl_info *info);
int sipnat_nl_get_stats(struct sk_buff *skb, struct genl_info *info);

int sipnat_nl_dialogs_start(struct netlink_callback *cb);
int sipnat_nl_dialogs_dump(struct sk_buff *skb, struct netlink_callback *cb);
int sipnat_nl_bindings_start(struct netlink_callback *cb);
int sipnat_nl_bindings_dump(struct sk_buff *skb, struct netlink_callback *cb);
int sipnat_nl_registrations_start(struct netlink_callback *cb);
int sipnat_nl_registrations_dump(struct sk_buff *skb, struct netlink_callback *cb);
int sipnat_nl_dump_done(struct netlink_callback *cb);

/* Attributes that several messages have: 0 or -EMSGSIZE */
int sipnat_nl_put_endpoint(struct sk_buff *skb, int type, u16 family,
			   const union nf_inet_addr *addr, __be16 port);
/* sipnat_net.lock held */
int sipnat_nl_put_binding(struct sk_buff *skb, int type, const struct sipnat_binding *b);
/* sipnat_net.lock held */
int sipnat_nl_put_registration(struct sk_buff *skb, int type, const struct sipnat_registration *r);

#endif
