// SPDX-License-Identifier: GPL-2.0
#include "ctl.h"
#include "netlink.h"

enum exit_code reset(UNUSED const struct call *call)
{
	struct nlmsghdr *request;
	struct netlink *netlink;
	bool done;

	netlink = netlink_open();
	if (!netlink)
		return EXIT_FAILED;
	request = netlink_request(netlink, SIPNAT_CMD_SET_CONFIG);
	mnl_attr_put(request, SIPNAT_A_RESET, 0, NULL);
	done = netlink_talk(netlink, request, NULL, NULL);
	netlink_close(netlink);
	return done ? EXIT_DONE : EXIT_FAILED;
}
