// SPDX-License-Identifier: GPL-2.0
/* A multicast group may be for some only: 5.12, 5.10.204. */
#include <net/genetlink.h>

unsigned int probe(const struct genl_multicast_group *group);
unsigned int probe(const struct genl_multicast_group *group)
{
	return group->flags;
}
