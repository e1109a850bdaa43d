/* SPDX-License-Identifier: GPL-2.0 */
/* The requests of the netlink family, one file a subject. */
#ifndef SIPNAT_NETLINK_OPS_H
#define SIPNAT_NETLINK_OPS_H

#include <net/genetlink.h>
#include "uapi/sipnat.h"

extern struct genl_family sipnat_genl_family;

/* The attributes that these take; every other request takes none. */
extern const struct nla_policy sipnat_get_config_policy[SIPNAT_A_MAX + 1];
extern const struct nla_policy sipnat_set_config_policy[SIPNAT_A_MAX + 1];
extern const struct nla_policy sipnat_del_dialog_policy[SIPNAT_A_MAX + 1];
extern const struct nla_policy sipnat_flush_policy[SIPNAT_A_MAX + 1];

int sipnat_nl_get_config(struct sk_buff *skb, struct genl_info *info);
int sipnat_nl_set_config(struct sk_buff *skb, struct genl_info *info);
int sipnat_nl_get_stats(struct sk_buff *skb, struct genl_info *info);
int sipnat_nl_del_dialog(struct sk_buff *skb, struct genl_info *info);
int sipnat_nl_flush(struct sk_buff *skb, struct genl_info *info);

int sipnat_nl_dialogs_start(struct netlink_callback *cb);
int sipnat_nl_dialogs_dump(struct sk_buff *skb, struct netlink_callback *cb);
int sipnat_nl_bindings_start(struct netlink_callback *cb);
int sipnat_nl_bindings_dump(struct sk_buff *skb, struct netlink_callback *cb);
int sipnat_nl_registrations_start(struct netlink_callback *cb);
int sipnat_nl_registrations_dump(struct sk_buff *skb, struct netlink_callback *cb);
int sipnat_nl_dump_done(struct netlink_callback *cb);
int sipnat_nl_connections_dump(struct sk_buff *skb, struct netlink_callback *cb);
int sipnat_nl_connections_done(struct netlink_callback *cb);

/* Number of a dump that is consistent so far; 0 would say that nothing is known of what was sent */
#define SIPNAT_NL_SEQUENCE	1

/* sipnat_nl_restarted - the next message of a dump, or its end, says that it is inconsistent */
static inline void sipnat_nl_restarted(struct netlink_callback *cb)
{
	cb->prev_seq = SIPNAT_NL_SEQUENCE + 1;
}

#endif
