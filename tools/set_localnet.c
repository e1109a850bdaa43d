// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "addr.h"
#include "set.h"

static enum exit_code put_one(struct set *set, const char *text)
{
	char meant[INET6_ADDRSTRLEN];
	struct nlattr *nest;
	struct addr addr;
	uint8_t prefix;

	if (!prefix_read(text, &addr, &prefix))
		return misused("\"%s\" is not a prefix, such as 192.168.0.0/16 or fc00::/7", text);
	if (addr_cut(&addr, prefix)) {
		addr_write(&addr, meant);
		return misused("\"%s\" has bits set behind the prefix: probably %s/%u is meant",
			       text, meant, prefix);
	}
	set_mark(set, text);
	nest = mnl_attr_nest_start(set->attrs, SIPNAT_LOCALNET);
	mnl_attr_put(set->attrs, SIPNAT_LOCALNET_ADDR, addr.len, addr.bytes);
	mnl_attr_put_u8(set->attrs, SIPNAT_LOCALNET_PREFIX, prefix);
	mnl_attr_nest_end(set->attrs, nest);
	return EXIT_DONE;
}

enum exit_code put_localnet(struct set *set, const struct call *call)
{
	enum sipnat_config_attr attr = set_verb(call, SIPNAT_CONFIG_LOCALNETS,
						SIPNAT_CONFIG_ADD_LOCALNETS,
						SIPNAT_CONFIG_DEL_LOCALNETS);
	enum exit_code code = EXIT_DONE;
	int i, n = call->argc;
	struct nlattr *list;

	if (!n)
		return usage_error(call);
	set_name(set, "localnet");
	if (attr == SIPNAT_CONFIG_LOCALNETS && is_default(call, 0)) {
		set_default(set, attr);
		return EXIT_DONE;
	}
	if (attr == SIPNAT_CONFIG_LOCALNETS && n == 1 && !strcmp(call->argv[0], "none"))
		n = 0;
	if (n > SIPNAT_MAX_LOCALNETS)
		return misused("too many local networks: %d at most", SIPNAT_MAX_LOCALNETS);
	list = mnl_attr_nest_start(set->attrs, attr);
	for (i = 0; i < n && !code; i++)
		code = put_one(set, call->argv[i]);
	mnl_attr_nest_end(set->attrs, list);
	return code;
}
