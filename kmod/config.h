/* SPDX-License-Identifier: GPL-2.0 */
/* What an administrator sets, for one network namespace. */
#ifndef SIPNAT_CONFIG_H
#define SIPNAT_CONFIG_H

#include <linux/if.h>
#include <linux/rcupdate.h>
#include "endpoint.h"

#define SIPNAT_MAX_EXTERNIPS	32
#define SIPNAT_MAX_LOCALNETS	128

/**
 * struct sipnat_externip - an address to advertise
 * @dev: outgoing interface; "" for all that have no entry of their own
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @addr: the address
 */
struct sipnat_externip {
	char dev[IFNAMSIZ];
	u16 family;
	union nf_inet_addr addr;
};

/**
 * struct sipnat_localnet - a prefix that is inside
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @prefix: its length in bits
 * @addr: no bit is set behind the prefix
 */
struct sipnat_localnet {
	u16 family;
	u8 prefix;
	union nf_inet_addr addr;
};

/**
 * struct sipnat_config - one whole configuration
 *
 * Never changed once it is published: a change is a new one, swapped in under RCU, so that a
 * message sees all of a change or nothing of it. Members are as in uapi/sipnat.h.
 */
struct sipnat_config {
	struct rcu_head rcu;
	u32 places;
	u16 rtp_min;
	u16 rtp_max;
	u32 max_dialogs;
	u32 max_bindings;
	u32 max_streams;
	u32 ring_timeout;
	u32 call_timeout;
	unsigned int nexternips;
	unsigned int nlocalnets;
	struct sipnat_externip externips[SIPNAT_MAX_EXTERNIPS];
	struct sipnat_localnet localnets[SIPNAT_MAX_LOCALNETS];
};

/* sipnat_config_defaults - fill in what holds as long as nobody has set anything */
void sipnat_config_defaults(struct sipnat_config *config);

/* sipnat_config_inside - does an address lie in a localnet */
bool sipnat_config_inside(const struct sipnat_config *config, u16 family,
			  const union nf_inet_addr *addr);

/**
 * sipnat_config_externip - the address to advertise behind an interface
 * @dev: the outgoing interface's name
 *
 * Return: the entry for @dev, else the one for all, else NULL: advertise what NAT uses.
 */
const union nf_inet_addr *sipnat_config_externip(const struct sipnat_config *config, u16 family,
						 const char *dev);

/* sipnat_config_is_externip - is an address one that we advertise, on whatever interface */
bool sipnat_config_is_externip(const struct sipnat_config *config, u16 family,
			       const union nf_inet_addr *addr);

#endif
