// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "addr.h"
#include "set.h"

struct localnet {
	struct addr addr;
	uint8_t prefix;
};

static enum exit_code read_localnet(const char *text, struct localnet *net)
{
	char meant[INET6_ADDRSTRLEN];

	if (!prefix_read(text, &net->addr, &net->prefix))
		return misused("\"%s\" is not a prefix, such as 192.168.0.0/16 or fc00::/7", text);
	if (addr_cut(&net->addr, net->prefix)) {
		addr_write(&net->addr, meant);
		return misused("\"%s\" has bits set behind the prefix: probably %s/%u is meant",
			       text, meant, net->prefix);
	}
	return EXIT_DONE;
}

enum exit_code set_localnet(const struct call *call)
{
	struct localnet nets[SIPNAT_MAX_LOCALNETS];
	struct nlattr *list, *nest;
	enum exit_code code;
	int i, n = call->argc;
	struct set set;

	if (!n)
		return usage_error(call);
	if (n == 1 && !strcmp(call->argv[0], "none"))
		n = 0;
	if (n > SIPNAT_MAX_LOCALNETS)
		return misused("too many local networks: %d at most", SIPNAT_MAX_LOCALNETS);
	for (i = 0; i < n; i++) {
		code = read_localnet(call->argv[i], &nets[i]);
		if (code)
			return code;
	}
	if (!set_begin(&set))
		return EXIT_FAILED;
	list = mnl_attr_nest_start(set.request, SIPNAT_CONFIG_LOCALNETS);
	for (i = 0; i < n; i++) {
		nest = mnl_attr_nest_start(set.request, SIPNAT_LOCALNET);
		mnl_attr_put(set.request, SIPNAT_LOCALNET_ADDR, nets[i].addr.len,
			     nets[i].addr.bytes);
		mnl_attr_put_u8(set.request, SIPNAT_LOCALNET_PREFIX, nets[i].prefix);
		mnl_attr_nest_end(set.request, nest);
	}
	mnl_attr_nest_end(set.request, list);
	return set_end(&set);
}
