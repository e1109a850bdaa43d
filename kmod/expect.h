/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Media that is waited for, told to the kernel: a binding is published as an expectation, so that
 * `conntrack -L expect`, `ct state related` and conntrackd know of it. Expectations hold no
 * pointer to anything of ours. They may vanish at any time, and then media.c does their work.
 */
#ifndef SIPNAT_EXPECT_H
#define SIPNAT_EXPECT_H

#include <net/netfilter/nf_conntrack_expect.h>

struct net;
struct nf_conn;
struct sipnat_binding;
struct sipnat_net;

/* Classes of expectations: each has room for 255 of one signalling flow. */
enum sipnat_expect_class {
	SIPNAT_EXPECT_AUDIO,
	SIPNAT_EXPECT_AUDIO_RTCP,
	SIPNAT_EXPECT_MEDIA,
	SIPNAT_EXPECT_MEDIA_RTCP,
	SIPNAT_EXPECT_CLASSES
};

extern const struct nf_conntrack_expect_policy sipnat_expect_policy[SIPNAT_EXPECT_CLASSES];

/**
 * sipnat_expect_publish - let the kernel expect the media of a binding
 * @ct: the signalling flow, with our helper
 * @b: the binding
 * @class: which class to count it in
 * @from: the host that it comes from; NULL: any
 *
 * Failing is no error: it is counted. Context: sipnat_net.lock held.
 */
void sipnat_expect_publish(struct sipnat_net *sn, struct nf_conn *ct, struct sipnat_binding *b,
			   enum sipnat_expect_class class, const union nf_inet_addr *from);

/* sipnat_expect_withdraw - take it back, if it is still there; sipnat_net.lock held */
void sipnat_expect_withdraw(struct sipnat_net *sn, const struct sipnat_binding *b);

/* sipnat_expect_withdraw_all - the same for all of a namespace; may sleep, no lock */
void sipnat_expect_withdraw_all(struct net *net);

void sipnat_expect_init(void);

/**
 * sipnat_expect_exit - no expectation calls into the module any more when this returns
 *
 * Context: may sleep; the helpers are unregistered already.
 */
void sipnat_expect_exit(void);

#endif
