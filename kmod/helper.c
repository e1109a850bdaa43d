// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include "compat/helper.h"
#include "connection.h"
#include "connection_packet.h"
#include "desk.h"
#include "event.h"
#include "expect.h"
#include "helper.h"
#include "job.h"
#include "lifetime.h"

#define HELPER_NAME	"sipnat"

static bool is_icmpv6(const struct sk_buff *skb)
{
	u8 nexthdr = ipv6_hdr(skb)->nexthdr;
	__be16 frag_off;

	return ipv6_skip_exthdr(skb, sizeof(struct ipv6hdr), &nexthdr, &frag_off) < 0 ||
	       nexthdr == IPPROTO_ICMPV6;
}

/* ICMP errors about a flow carry its conntrack entry too. */
static bool has_protocol(const struct sk_buff *skb, const struct nf_conn *ct)
{
	if (nf_ct_l3num(ct) == NFPROTO_IPV4)
		return ip_hdr(skb)->protocol == nf_ct_protonum(ct);
	return !is_icmpv6(skb);
}

/*
 * Bytes behind the end that the UDP header tells are no part of the datagram: no receiver sees them
 * (RFC 9868 calls them the surplus area). Mangling would make them one.
 */
static bool has_surplus(const struct sk_buff *skb, unsigned int protoff)
{
	const struct udphdr *udph = (const void *)(skb->data + protoff);

	return ntohs(udph->len) != skb->len - protoff;
}

static int verdict(struct sipnat_net *sn, enum sipnat_stat outcome)
{
	if (!sipnat_job_is_refused(sn, outcome))
		return NF_ACCEPT;
	sipnat_count(sn, SIPNAT_STAT_DROPPED);
	return NF_DROP;
}

/* It cannot be read, whatever is in it. */
static int leave(struct sipnat_net *sn, const struct sk_buff *skb, unsigned int dataoff,
		 struct nf_conn *ct, enum ip_conntrack_info ctinfo, enum sipnat_stat why)
{
	const struct sipnat_event_cause cause = { .ct = ct, .dir = CTINFO2DIR(ctinfo) };
	struct sip_span text = {};

	if (skb_headlen(skb) > dataoff)
		text = sip_span(skb->data + dataoff, skb->data + skb_headlen(skb));
	sipnat_count(sn, why);
	sipnat_event_untouched(sn, &cause, text, (struct sip_span){}, why);
	return verdict(sn, why);
}

static int read_datagram(struct sk_buff *skb, unsigned int protoff, struct nf_conn *ct,
			 enum ip_conntrack_info ctinfo)
{
	unsigned int dataoff = protoff + sizeof(struct udphdr);
	struct sipnat_net *sn = sipnat_pernet(nf_ct_net(ct));
	enum sipnat_stat outcome;

	if (skb->len <= dataoff)
		return NF_ACCEPT;
	/* There was no memory to cut it: see batch.h. */
	if (skb_is_gso(skb))
		return leave(sn, skb, dataoff, ct, ctinfo, SIPNAT_STAT_BATCHED);
	if (skb_linearize(skb))
		return leave(sn, skb, dataoff, ct, ctinfo, SIPNAT_STAT_NO_MEMORY);
	if (has_surplus(skb, protoff))
		return leave(sn, skb, dataoff, ct, ctinfo, SIPNAT_STAT_BAD_MESSAGE);
	outcome = sipnat_job_run(sipnat_desk_take(), skb, protoff, dataoff, ct, ctinfo);
	sipnat_desk_leave();
	return verdict(sn, outcome);
}

/* What loops back never leaves this machine. */
static bool is_read(const struct sk_buff *skb, const struct nf_conn *ct)
{
	/* An extension can become invalid under an unconfirmed entry: nf_ct_ext_valid_post() */
	return has_protocol(skb, ct) && !nf_is_loopback_packet(skb) && nfct_help(ct);
}

static int help_udp(struct sk_buff *skb, unsigned int protoff, struct nf_conn *ct,
		    enum ip_conntrack_info ctinfo)
{
	int ret;

	if (!is_read(skb, ct))
		return NF_ACCEPT;
	ret = read_datagram(skb, protoff, ct, ctinfo);
	sipnat_lifetime_follow(ct);
	return ret;
}

static int help_tcp(struct sk_buff *skb, unsigned int protoff, struct nf_conn *ct,
		    enum ip_conntrack_info ctinfo)
{
	if (!is_read(skb, ct))
		return NF_ACCEPT;
	return sipnat_connection_packet(skb, protoff, ct, ctinfo);
}

static struct nf_conntrack_helper helpers[4] __read_mostly;
static struct nf_conntrack_helper *registered[ARRAY_SIZE(helpers)];

static struct nf_conntrack_nat_helper nat_helper = NF_CT_NAT_HELPER_INIT(HELPER_NAME);

void sipnat_helper_assign(struct nf_conn *ct)
{
	struct nf_conntrack_helper *helper;
	struct nf_conn_help *help;

	if (nfct_help(ct))
		return;
	helper = __nf_conntrack_helper_find(HELPER_NAME, nf_ct_l3num(ct), nf_ct_protonum(ct));
	if (!helper)
		return;
	help = nf_ct_helper_ext_add(ct, GFP_ATOMIC);
	if (!help || !sipnat_helper_get(helper))
		return;
	rcu_assign_pointer(help->helper, helper);
	/* Or 5.10 looks for one again when NAT changes the flow, and takes this one away. */
	__set_bit(IPS_HELPER_BIT, &ct->status);
}

struct sipnat_flow_memory *sipnat_helper_memory(const struct nf_conn *ct)
{
	const struct nf_conn_help *help = nfct_help(ct);
	const struct nf_conntrack_helper *helper = help ? rcu_dereference(help->helper) : NULL;

	/* What a TCP connection remembers goes with the connection. */
	if (!helper || strcmp(helper->name, HELPER_NAME) || nf_ct_protonum(ct) == IPPROTO_TCP)
		return NULL;
	return nfct_help_data(ct);
}

bool sipnat_helper_reads(const struct sk_buff *skb)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	return ct && is_read(skb, ct) && sipnat_helper_memory(ct);
}

int sipnat_helper_init(void)
{
	static const u16 families[] = { NFPROTO_IPV4, NFPROTO_IPV6 };
	int err = sipnat_desks_init();
	unsigned int i;

	if (err)
		return err;
	sipnat_expect_init();
	nf_nat_helper_register(&nat_helper);
	for (i = 0; i < ARRAY_SIZE(families); i++) {
		sipnat_helper_setup(&helpers[2 * i], families[i], IPPROTO_UDP, HELPER_NAME,
				    sipnat_expect_policy, SIPNAT_EXPECT_CLASSES - 1, help_udp);
		sipnat_helper_setup(&helpers[2 * i + 1], families[i], IPPROTO_TCP, HELPER_NAME,
				    sipnat_expect_policy, SIPNAT_EXPECT_CLASSES - 1, help_tcp);
		helpers[2 * i + 1].destroy = sipnat_connection_destroyed;
	}
	err = sipnat_helpers_register(helpers, registered, ARRAY_SIZE(helpers));
	if (err)
		goto err_nat;
	return 0;

err_nat:
	nf_nat_helper_unregister(&nat_helper);
	sipnat_expect_exit();
	sipnat_desks_exit();
	return err;
}

void sipnat_helper_exit(void)
{
	sipnat_connections_leave();
	sipnat_helpers_unregister(helpers, registered, ARRAY_SIZE(helpers));
	nf_nat_helper_unregister(&nat_helper);
	sipnat_expect_exit();
	/* Whoever was in help() has left it: sipnat_expect_exit() has waited. */
	sipnat_desks_exit();
}
