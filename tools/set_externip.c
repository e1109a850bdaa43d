// SPDX-License-Identifier: GPL-2.0
#include <net/if.h>
#include <string.h>
#include "addr.h"
#include "resolve.h"
#include "set.h"

/* An address, or a host's; none of both leaves the length 0 */
static enum exit_code read_address(struct set *set, const char *text, struct addr *addr)
{
	if (addr_read(text, addr))
		return EXIT_DONE;
	*addr = (struct addr){ .family = AF_INET };
	if (!is_host(text))
		return misused("\"%s\" is not an IPv4 or IPv6 address, nor a host name", text);
	set->host = text;
	if (resolve(text, addr))
		set->address = *addr;
	return addr->len ? EXIT_DONE : EXIT_FAILED;
}

static void put(struct set *set, enum sipnat_config_attr attr, const struct addr *addr,
		const char *device)
{
	struct nlattr *nest = mnl_attr_nest_start(set->attrs, attr);

	if (addr->len)
		mnl_attr_put(set->attrs, SIPNAT_EXTERNIP_ADDR, addr->len, addr->bytes);
	if (device)
		mnl_attr_put_strz(set->attrs, SIPNAT_EXTERNIP_DEV, device);
	mnl_attr_nest_end(set->attrs, nest);
}

enum exit_code put_externip(struct set *set, const struct call *call)
{
	enum sipnat_config_attr attr = set_verb(call, SIPNAT_CONFIG_EXTERNIP,
						SIPNAT_CONFIG_ADD_EXTERNIP,
						SIPNAT_CONFIG_DEL_EXTERNIP);
	/* Only to delete, the address need not be said. */
	int words = call->argc > 0 &&
		    (attr != SIPNAT_CONFIG_DEL_EXTERNIP || strcmp(call->argv[0], "dev"));
	const char *text = words ? call->argv[0] : NULL;
	const char *device = call->argc == words + 2 ? call->argv[words + 1] : NULL;
	enum exit_code code = EXIT_DONE;
	struct addr addr = {};
	bool all;

	if ((!words && attr != SIPNAT_CONFIG_DEL_EXTERNIP) ||
	    (call->argc != words && !device) || (device && strcmp(call->argv[words], "dev")))
		return usage_error(call);
	if (device && (!*device || strlen(device) >= IFNAMSIZ))
		return misused("\"%s\" is not the name of an interface: 1 to %d bytes", device,
			       IFNAMSIZ - 1);
	if (set->nexternips == SIPNAT_MAX_EXTERNIPS)
		return misused("too many external addresses: %d at most", SIPNAT_MAX_EXTERNIPS);
	all = !text || (attr == SIPNAT_CONFIG_EXTERNIP &&
			(!strcmp(text, "none") || !strcmp(text, "default")));
	if (!all)
		code = read_address(set, text, &addr);
	set_name(set, "externip%s%s%s", all ? "" : addr.family == AF_INET ? " inet" : " inet6",
		 device ? " dev " : "", device ? device : "");
	if (code)
		return code;
	set->nexternips++;
	put(set, attr, &addr, device);
	return EXIT_DONE;
}
