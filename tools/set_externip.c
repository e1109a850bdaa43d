// SPDX-License-Identifier: GPL-2.0
#include <net/if.h>
#include <string.h>
#include "addr.h"
#include "set.h"

enum exit_code set_externip(const struct call *call)
{
	const char *device = call->argc == 3 ? call->argv[2] : NULL;
	struct nlattr *nest;
	struct addr addr;
	struct set set;
	bool none;

	if ((call->argc != 1 && call->argc != 3) || (device && strcmp(call->argv[1], "dev")))
		return usage_error(call);
	none = !strcmp(call->argv[0], "none");
	if (!none && !addr_read(call->argv[0], &addr))
		return misused("\"%s\" is not an IPv4 or IPv6 address", call->argv[0]);
	if (device && (!*device || strlen(device) >= IFNAMSIZ))
		return misused("\"%s\" is not the name of an interface: 1 to %d bytes", device,
			       IFNAMSIZ - 1);
	if (!set_begin(&set))
		return EXIT_FAILED;
	nest = mnl_attr_nest_start(set.request, SIPNAT_CONFIG_EXTERNIP);
	if (!none)
		mnl_attr_put(set.request, SIPNAT_EXTERNIP_ADDR, addr.len, addr.bytes);
	if (device)
		mnl_attr_put_strz(set.request, SIPNAT_EXTERNIP_DEV, device);
	mnl_attr_nest_end(set.request, nest);
	return set_end(&set);
}
