// SPDX-License-Identifier: GPL-2.0
#include "set.h"

bool set_begin(struct set *set)
{
	set->netlink = netlink_open();
	if (!set->netlink)
		return false;
	set->request = netlink_request(set->netlink, SIPNAT_CMD_SET_CONFIG);
	set->config = mnl_attr_nest_start(set->request, SIPNAT_A_CONFIG);
	return true;
}

enum exit_code set_end(struct set *set)
{
	bool done;

	mnl_attr_nest_end(set->request, set->config);
	done = netlink_talk(set->netlink, set->request, NULL, NULL);
	netlink_close(set->netlink);
	return done ? EXIT_DONE : EXIT_FAILED;
}
