/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where conntrack's interface differs between kernels. Each SIPNAT_HAVE_* is found out by
 * compiling the file of that name in compat/probe/, see Kbuild.
 */
#ifndef SIPNAT_COMPAT_CONNTRACK_H
#define SIPNAT_COMPAT_CONNTRACK_H

#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_expect.h>
#include <net/netfilter/nf_conntrack_helper.h>

/* sipnat_ct_iterate - walk a namespace's conntrack entries; may sleep; @iter returns 1 to kill */
static inline void sipnat_ct_iterate(struct net *net, int (*iter)(struct nf_conn *ct, void *data),
				     void *data)
{
#ifdef SIPNAT_HAVE_CT_ITER_DATA
	struct nf_ct_iter_data iter_data = { .net = net, .data = data };

	nf_ct_iterate_cleanup_net(iter, &iter_data);
#else
	nf_ct_iterate_cleanup_net(net, iter, data, 0, 0);
#endif
}

/* sipnat_ct_refresh - let an entry live for that many jiffies from now on */
static inline void sipnat_ct_refresh(struct nf_conn *ct, u32 extra)
{
#ifdef SIPNAT_HAVE_CT_REFRESH_SKB
	nf_ct_refresh(ct, NULL, extra);
#else
	nf_ct_refresh(ct, extra);
#endif
}

/**
 * sipnat_expect_forget_helper - a media flow gets no helper
 *
 * Where the two are one, exp->helper is what the expected flow is given; elsewhere it only says
 * who expects.
 */
static inline void sipnat_expect_forget_helper(struct nf_conntrack_expect *exp)
{
#ifndef SIPNAT_HAVE_EXPECT_ASSIGN_HELPER
	exp->helper = NULL;
#endif
}

/* sipnat_expect_unlink - take a hashed expectation away; nf_conntrack_expect_lock held */
static inline void sipnat_expect_unlink(struct nf_conntrack_expect *exp)
{
#ifdef SIPNAT_HAVE_EXPECT_TIMER
	nf_ct_remove_expect(exp);
#else
	nf_ct_unlink_expect(exp);
#endif
}

#endif
