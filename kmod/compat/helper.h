/* SPDX-License-Identifier: GPL-2.0 */
/* Where the registration of a conntrack helper differs between kernels. */
#ifndef SIPNAT_COMPAT_HELPER_H
#define SIPNAT_COMPAT_HELPER_H

#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_helper.h>

typedef int sipnat_help_t(struct sk_buff *skb, unsigned int protoff, struct nf_conn *ct,
			  enum ip_conntrack_info ctinfo);

/* sipnat_helper_setup - fill in a helper, on port 0: attached by rules only */
static inline void sipnat_helper_setup(struct nf_conntrack_helper *helper, u16 family,
				       u16 protonum, const char *name,
				       const struct nf_conntrack_expect_policy *policy,
				       unsigned int class_max, sipnat_help_t *help)
{
#ifdef SIPNAT_HAVE_HELPER_INIT_PORTS
	nf_ct_helper_init(helper, family, protonum, name, 0, 0, 0, policy, class_max, help,
			  NULL, THIS_MODULE);
#else
	nf_ct_helper_init(helper, family, protonum, name, policy, class_max, help, NULL,
			  THIS_MODULE);
#endif
}

/* sipnat_helpers_register - @registered is filled where the kernel registers copies */
static inline int sipnat_helpers_register(struct nf_conntrack_helper *helpers,
					  struct nf_conntrack_helper **registered, unsigned int n)
{
#ifdef SIPNAT_HAVE_HELPER_COPIES
	return nf_conntrack_helpers_register(helpers, n, registered);
#else
	return nf_conntrack_helpers_register(helpers, n);
#endif
}

static inline void sipnat_helpers_unregister(struct nf_conntrack_helper *helpers,
					     struct nf_conntrack_helper **registered,
					     unsigned int n)
{
#ifdef SIPNAT_HAVE_HELPER_COPIES
	unsigned int i;

	/* The copies live as long as conntrack entries refer to them, and longer than we do. */
	for (i = 0; i < n; i++)
		WRITE_ONCE(registered[i]->destroy, NULL);
	nf_conntrack_helpers_unregister(registered, n);
#else
	nf_conntrack_helpers_unregister(helpers, n);
#endif
}

/* sipnat_helper_get - the reference that a conntrack entry has on its helper */
static inline bool sipnat_helper_get(struct nf_conntrack_helper *helper)
{
#ifdef SIPNAT_HAVE_HELPER_COPIES
	return refcount_inc_not_zero(&helper->ct_refcnt);
#else
	return true;
#endif
}

#endif
