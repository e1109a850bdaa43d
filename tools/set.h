/* SPDX-License-Identifier: GPL-2.0 */
/* How a command changes the configuration: set_begin(), put attributes, set_end(). */
#ifndef SIPNAT_CTL_SET_H
#define SIPNAT_CTL_SET_H

#include "ctl.h"
#include "netlink.h"

/**
 * struct set - a change that is being put together
 * @netlink: open
 * @request: takes attributes of enum sipnat_config_attr
 * @config: the nest that they are in
 */
struct set {
	struct netlink *netlink;
	struct nlmsghdr *request;
	struct nlattr *config;
};

/* set_begin - false on failure, which has been told */
bool set_begin(struct set *set);

/* set_end - sends it */
enum exit_code set_end(struct set *set);

#endif
