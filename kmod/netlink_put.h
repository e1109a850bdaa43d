/* SPDX-License-Identifier: GPL-2.0 */
/* Dialogs, bindings and registrations as attributes of uapi/sipnat_state.h. */
#ifndef SIPNAT_NETLINK_PUT_H
#define SIPNAT_NETLINK_PUT_H

#include <net/genetlink.h>
#include "binding.h"
#include "dialog.h"
#include "uapi/sipnat.h"

struct sipnat_registration;

/* What an endpoint takes */
#define SIPNAT_NL_ADDR_SIZE	nla_total_size(sizeof(struct in6_addr))
#define SIPNAT_NL_ENDPOINT_SIZE	nla_total_size(SIPNAT_NL_ADDR_SIZE + nla_total_size(sizeof(u16)))
/* A binding with its numbers, all of them as if they were u32, and its traffic as u64 */
#define SIPNAT_NL_TRAFFIC_SIZE	(4 * nla_total_size(sizeof(u64)))
#define SIPNAT_NL_BINDING_SIZE	nla_total_size(3 * SIPNAT_NL_ENDPOINT_SIZE +			\
					       5 * nla_total_size(sizeof(u32)) +		\
					       SIPNAT_NL_TRAFFIC_SIZE)
#define SIPNAT_NL_STREAM_SIZE	nla_total_size(2 * nla_total_size(sizeof(u8)) +			\
					       SIPNAT_NL_ENDPOINT_SIZE +			\
					       2 * SIPNAT_NL_BINDING_SIZE)
#define SIPNAT_NL_DIALOG_SIZE	nla_total_size(nla_total_size(SIPNAT_CALL_ID_MAX) +		\
					       2 * nla_total_size(SIP_AOR_MAX) +		\
					       5 * nla_total_size(sizeof(u32)) +		\
					       SIPNAT_NL_ADDR_SIZE +				\
					       SIPNAT_DIALOG_MAX_CONTACTS *			\
					       SIPNAT_NL_BINDING_SIZE +				\
					       SIPNAT_STREAMS_LIMIT * SIPNAT_NL_STREAM_SIZE)
#define SIPNAT_NL_REGISTRATION_SIZE								\
	nla_total_size(2 * SIPNAT_NL_ENDPOINT_SIZE + nla_total_size(SIP_AOR_MAX) +		\
		       SIPNAT_REGISTRATION_MAX * nla_total_size(sizeof(u32)))
/* The largest message is that of a dialog: sipnat-ctl, for one, reads up to 64 KiB. */
#define SIPNAT_NL_MESSAGE_SIZE	nlmsg_total_size(GENL_HDRLEN + SIPNAT_NL_DIALOG_SIZE)

/* All of these return 0 or -EMSGSIZE. */
int sipnat_nl_put_addr(struct sk_buff *skb, int type, u16 family, const union nf_inet_addr *addr);
int sipnat_nl_put_endpoint(struct sk_buff *skb, int type, const struct sipnat_endpoint *ep);

/* sipnat_nl_put_binding - what every message about a binding tells; sipnat_net.lock held */
int sipnat_nl_put_binding(struct sk_buff *skb, int type, struct sipnat_net *sn,
			  struct sipnat_binding *b);

/* sipnat_nl_put_whole_binding - one that is not dead, with all that is known; lock held */
int sipnat_nl_put_whole_binding(struct sk_buff *skb, struct sipnat_net *sn,
				struct sipnat_binding *b);

/* sipnat_nl_put_dialog - with its streams; sipnat_net.lock held */
int sipnat_nl_put_dialog(struct sk_buff *skb, struct sipnat_net *sn, struct sipnat_dialog *d);

/* sipnat_nl_put_flow_ends - what SIPNAT_BINDING_FLOW begins with */
int sipnat_nl_put_flow_ends(struct sk_buff *skb, const struct nf_conn *ct);

/* sipnat_nl_put_registration - one that is granted; sipnat_net.lock held */
int sipnat_nl_put_registration(struct sk_buff *skb, int type,
			       const struct sipnat_registration *r);

#endif
