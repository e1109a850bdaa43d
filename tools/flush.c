// SPDX-License-Identifier: GPL-2.0
#include "ctl.h"
#include "names.h"
#include "netlink.h"

enum exit_code flush(const struct call *call)
{
	const char *noun = call->command->noun;
	struct netlink *netlink = netlink_open();
	struct nlmsghdr *request;
	bool done;

	if (!netlink)
		return EXIT_FAILED;
	request = netlink_request(netlink, SIPNAT_CMD_FLUSH);
	mnl_attr_put_u32(request, SIPNAT_A_TABLES,
			 noun ? 1u << number_of(table_names, noun) : SIPNAT_TABLES_ALL);
	done = netlink_talk(netlink, request, NULL, NULL);
	netlink_close(netlink);
	return done ? EXIT_DONE : EXIT_FAILED;
}
