// SPDX-License-Identifier: GPL-2.0
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/netfilter/nf_nat.h>
#include "allow.h"
#include "binding.h"
#include "compat/conntrack.h"
#include "expect.h"
#include "media.h"

/*
 * How long a phone may ring, or a stream may be held before its first packet, and still be
 * `related` by the expectation alone.
 */
#define EXPECT_TIMEOUT	3600

const struct nf_conntrack_expect_policy sipnat_expect_policy[SIPNAT_EXPECT_CLASSES] = {
	[SIPNAT_EXPECT_AUDIO] = {
		.name = "audio",
		.max_expected = NF_CT_EXPECT_MAX_CNT,
		.timeout = EXPECT_TIMEOUT,
	},
	[SIPNAT_EXPECT_AUDIO_RTCP] = {
		.name = "audio-rtcp",
		.max_expected = NF_CT_EXPECT_MAX_CNT,
		.timeout = EXPECT_TIMEOUT,
	},
	[SIPNAT_EXPECT_MEDIA] = {
		.name = "media",
		.max_expected = NF_CT_EXPECT_MAX_CNT,
		.timeout = EXPECT_TIMEOUT,
	},
	[SIPNAT_EXPECT_MEDIA_RTCP] = {
		.name = "media-rtcp",
		.max_expected = NF_CT_EXPECT_MAX_CNT,
		.timeout = EXPECT_TIMEOUT,
	},
};

/*
 * The first packet of an expected flow. With conntrackd the expectation may have been made on
 * another machine, whose bindings are not here: what it says itself must do then.
 */
static void expected(struct nf_conn *ct, struct nf_conntrack_expect *exp)
{
	struct nf_nat_range2 range = {
		.flags = NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PROTO_SPECIFIED,
		.min_addr = exp->saved_addr,
		.max_addr = exp->saved_addr,
		.min_proto = exp->saved_proto,
		.max_proto = exp->saved_proto,
	};

	if (!sipnat_media_expected(ct))
		nf_nat_setup_info(ct, &range, NF_NAT_MANIP_DST);
}

static struct nf_ct_helper_expectfn expectfn = {
	.name = "sipnat-media",
	.expectfn = expected,
};

void sipnat_expect_publish(struct sipnat_net *sn, struct nf_conn *ct, struct sipnat_binding *b,
			   enum sipnat_expect_class class, const union nf_inet_addr *from)
{
	const struct nf_conn_help *help = nfct_help(ct);
	struct nf_conntrack_expect *exp;
	int err = -EMFILE;

	lockdep_assert_held(&sn->lock);
	if (!help)
		return;
	/* Past the limit the kernel would take the place of the oldest, and tell nobody. */
	if (help->expecting[class] >= NF_CT_EXPECT_MAX_CNT)
		goto full;
	exp = nf_ct_expect_alloc(ct);
	if (!exp)
		goto full;
	nf_ct_expect_init(exp, class, b->inside.ep.family, from, &b->local, b->inside.proto, NULL,
			  &b->outside.port);
	sipnat_expect_forget_helper(exp);
	exp->expectfn = expected;
	exp->dir = IP_CT_DIR_ORIGINAL;
	exp->saved_addr = b->inside.ep.addr;
	exp->saved_proto.all = b->inside.ep.port;
	err = nf_ct_expect_related(exp, 0);
	nf_ct_expect_put(exp);
full:
	if (err)
		sipnat_count(sn, SIPNAT_STAT_EXPECT_FULL);
}

/* What expects a binding's media from there. If it is from anywhere, any source finds it. */
static struct nf_conntrack_expect *find(struct sipnat_net *sn, const struct sipnat_binding *b,
					const struct nf_conntrack_zone *zone,
					const union nf_inet_addr *from)
{
	struct nf_conntrack_tuple tuple = {
		.src.l3num = b->inside.ep.family,
		.src.u3 = *from,
		.dst.u3 = b->local,
		.dst.u.all = b->outside.port,
		.dst.protonum = b->inside.proto,
	};
	struct nf_conntrack_expect *exp = __nf_ct_expect_find(sn->net, zone, &tuple);

	return exp && exp->expectfn == expected ? exp : NULL;
}

void sipnat_expect_withdraw(struct sipnat_net *sn, const struct sipnat_binding *b)
{
	struct nf_conntrack_expect *exp = NULL;
	union nf_inet_addr from = {};
	struct nf_conntrack_zone zone;
	unsigned int i;

	if (b->kind == SIPNAT_BINDING_SIP)
		return;
	nf_ct_zone_init(&zone, b->inside.zone, NF_CT_DEFAULT_ZONE_DIR, 0);
	rcu_read_lock();
	spin_lock(&nf_conntrack_expect_lock);
	for (i = 0; !exp && sipnat_allow_nth_peer(b, i, &from); i++)
		exp = find(sn, b, &zone, &from);
	if (exp)
		sipnat_expect_unlink(exp);
	spin_unlock(&nf_conntrack_expect_lock);
	rcu_read_unlock();
}

static bool is_ours(struct nf_conntrack_expect *exp, void *data)
{
	return exp->expectfn == expected;
}

void sipnat_expect_withdraw_all(struct net *net)
{
	nf_ct_expect_iterate_net(net, is_ours, NULL, 0, 0);
}

void sipnat_expect_init(void)
{
	nf_ct_helper_expectfn_register(&expectfn);
}

void sipnat_expect_exit(void)
{
	nf_ct_helper_expectfn_unregister(&expectfn);
	/* ctnetlink may be about to insert one that it looked up before. */
	synchronize_rcu();
	nf_ct_expect_iterate_destroy(is_ours, NULL);
	/* conntrack may have taken one off the table, and be about to call it. */
	synchronize_rcu();
}
