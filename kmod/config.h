/* SPDX-License-Identifier: GPL-2.0 */
/* What an administrator sets, for one network namespace. */
#ifndef SIPNAT_CONFIG_H
#define SIPNAT_CONFIG_H

#include <linux/if.h>
#include <linux/rcupdate.h>
#include "endpoint.h"
#include "uapi/sipnat.h"

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
 * message sees all of a change or nothing of it. Members are as in uapi/sipnat_config.h.
 */
struct sipnat_config {
	struct rcu_head rcu;
	u32 places;
	u16 rtp_min;
	u16 rtp_max;
	u32 max_dialogs;
	u32 max_bindings;
	u32 max_streams;
	u32 max_dialogs_per_source;
	u32 max_bindings_per_source;
	u32 max_connections;
	u32 max_held;
	u32 hold_timeout;
	u32 ring_timeout;
	u32 call_timeout;
	u8 third_party;
	u8 strict;
	u8 ice;
	u8 media_from;
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
 * sipnat_config_explicit - does an address lie in a localnet that the administrator has chosen
 *
 * A list that holds all of the defaults says no more about them than the defaults do: they are a
 * guess, and only what was added to them was chosen. Of any other list every entry was.
 */
bool sipnat_config_explicit(const struct sipnat_config *config, u16 family,
			    const union nf_inet_addr *addr);

/* sipnat_config_private - is an address private by its kind: the outside knows no way to it */
bool sipnat_config_private(u16 family, const union nf_inet_addr *addr);

/**
 * sipnat_config_externip - the address to advertise behind an interface
 * @config: under RCU
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @dev: the outgoing interface's name
 *
 * Return: the entry for @dev, else the one for all, else NULL: advertise what NAT uses.
 */
const union nf_inet_addr *sipnat_config_externip(const struct sipnat_config *config, u16 family,
						 const char *dev);

/* sipnat_config_is_externip - is an address one that we advertise, on whatever interface */
bool sipnat_config_is_externip(const struct sipnat_config *config, u16 family,
			       const union nf_inet_addr *addr);

/**
 * sipnat_config_set_externip - add an address to advertise, or replace that of its interface
 * @config: not published yet
 * @ext: words of the address that its family does not use are zero
 *
 * Return: NULL, or what is wrong with @ext; @config is unchanged then.
 */
const char *sipnat_config_set_externip(struct sipnat_config *config,
				       const struct sipnat_externip *ext);

/* sipnat_config_has_externip - is there an entry of this family for exactly @dev */
bool sipnat_config_has_externip(const struct sipnat_config *config, u16 family, const char *dev);

/*
 * sipnat_config_drop_externip - take away the entries, of both families, for exactly @dev; false if
 * there was none
 */
bool sipnat_config_drop_externip(struct sipnat_config *config, const char *dev);

/* sipnat_config_del_externip - take away exactly this entry; false if it is not there */
bool sipnat_config_del_externip(struct sipnat_config *config, const struct sipnat_externip *ext);

/**
 * sipnat_config_add_localnet - add a prefix that is inside
 * @config: not published yet
 * @net: words of the address that its family does not use are zero
 *
 * Return: NULL, or what is wrong with @net; @config is unchanged then.
 */
const char *sipnat_config_add_localnet(struct sipnat_config *config,
				       const struct sipnat_localnet *net);

/* sipnat_config_has_localnet - is exactly this prefix in the list */
bool sipnat_config_has_localnet(const struct sipnat_config *config,
				const struct sipnat_localnet *net);

/* sipnat_config_del_localnet - take away exactly this prefix; false if it is not in the list */
bool sipnat_config_del_localnet(struct sipnat_config *config, const struct sipnat_localnet *net);

#endif
