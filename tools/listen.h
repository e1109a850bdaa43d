/* SPDX-License-Identifier: GPL-2.0 */
/* Reading what the module tells all who listen, until a signal comes or nobody reads any more. */
#ifndef SIPNAT_CTL_LISTEN_H
#define SIPNAT_CTL_LISTEN_H

#include "ctl.h"
#include "netlink.h"

/* What monitor and trace take */
extern const struct ctl_option listen_options[];
extern const struct ctl_option trace_options[];

/**
 * struct listener - who listens
 * @group: a multicast group of the family
 * @take: takes a message
 * @lost: messages have been lost; false if what is to be done then has failed, which is told
 * @arg: for both
 */
struct listener {
	const char *group;
	void (*take)(const struct nlmsghdr *message, void *arg);
	bool (*lost)(void *arg);
	void *arg;
};

/*
 * listen_to - listens, until SIGINT or SIGTERM, or until nobody reads standard output. What is
 * printed for each message goes out at once.
 */
enum exit_code listen_to(const struct call *call, struct netlink *netlink,
			 const struct listener *listener);

#endif
