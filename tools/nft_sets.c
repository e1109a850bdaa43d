// SPDX-License-Identifier: GPL-2.0
/* Rules that have their ports, states or helpers from a set */
#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/set.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>
#include "nft.h"
#include "show.h"

/* Of a set with more ports, those behind are not seen. */
#define EDGES	1024

/**
 * struct edge - where a range of ports begins, or, behind it, ends
 * @port: up to 65536
 * @end: which
 */
struct edge {
	uint32_t port;
	bool end;
};

struct elements {
	json_t *helpers;
	uint32_t states;
	struct edge edges[EDGES];
	size_t nedges;
};

static int take_element(struct nftnl_set_elem *elem, void *arg)
{
	struct elements *elements = arg;
	const uint8_t *key;
	uint32_t len = 0, flags = 0, bits = 0;

	if (nftnl_set_elem_is_set(elem, NFTNL_SET_ELEM_FLAGS))
		flags = nftnl_set_elem_get_u32(elem, NFTNL_SET_ELEM_FLAGS);
	key = nftnl_set_elem_get(elem, NFTNL_SET_ELEM_KEY, &len);
	if (!key)
		return 0;
	if (nftnl_set_elem_is_set(elem, NFTNL_SET_ELEM_OBJREF))
		json_array_append_new(elements->helpers,
				      json_string(nftnl_set_elem_get_str(elem,
									 NFTNL_SET_ELEM_OBJREF)));
	if (len == sizeof(bits) && nftnl_set_elem_is_set(elem, NFTNL_SET_ELEM_VERDICT) &&
	    nftnl_set_elem_get_u32(elem, NFTNL_SET_ELEM_VERDICT) == NF_ACCEPT) {
		memcpy(&bits, key, sizeof(bits));
		elements->states |= bits;
	}
	if (len == 2 && elements->nedges < EDGES)
		elements->edges[elements->nedges++] = (struct edge){
			.port = key[0] << 8 | key[1], .end = flags & NFT_SET_ELEM_INTERVAL_END,
		};
	return 0;
}

static void take_elements(const struct nlmsghdr *answer, void *arg)
{
	struct nftnl_set *set = nftnl_set_alloc();

	if (set && !nftnl_set_elems_nlmsg_parse(answer, set))
		nftnl_set_elem_foreach(set, take_element, arg);
	nftnl_set_free(set);
}

static int by_port(const void *left, const void *right)
{
	const struct edge *a = left, *b = right;

	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	return b->end - a->end;
}

/* Without any end, each is a port of its own. */
static json_t *ranges(struct elements *elements)
{
	const struct edge *edge = elements->edges;
	json_t *list = json_array();
	bool intervals = false;
	size_t i;

	qsort(elements->edges, elements->nedges, sizeof(*edge), by_port);
	for (i = 0; i < elements->nedges; i++)
		intervals |= edge[i].end;
	for (i = 0; i < elements->nedges; i++) {
		uint32_t last = edge[i].port;

		if (edge[i].end)
			continue;
		if (intervals)
			last = i + 1 < elements->nedges ? edge[i + 1].port - 1 : 65535;
		json_array_append_new(list, json_pack("{s:i, s:i}", "first", edge[i].port, "last",
						      last));
	}
	return list;
}

int nft_resolve(struct netlink *netlink, json_t *rule)
{
	const char *name = json_string_value(json_object_get(rule, "set"));
	const char *key = json_string_value(json_object_get(rule, "set_of"));
	struct elements elements = { .helpers = json_array() };
	struct nftnl_set *set = nftnl_set_alloc();
	struct nlmsghdr *request;
	int error = ENOMEM;

	if (set) {
		nftnl_set_set_str(set, NFTNL_SET_TABLE,
				  json_string_value(json_object_get(rule, "table")));
		nftnl_set_set_str(set, NFTNL_SET_NAME, name);
		request = nft_request(netlink, NFT_MSG_GETSETELEM,
				      nft_family_number(json_string_value(json_object_get(rule,
											  "family"))),
				      NLM_F_DUMP);
		nftnl_set_elems_nlmsg_build_payload(request, set);
		error = netlink_try(netlink, request, take_elements, &elements, NULL);
		nftnl_set_free(set);
	}
	if (!error && !strcmp(key, "ports"))
		json_object_set_new(rule, "ports", ranges(&elements));
	else if (!error && !strcmp(key, "helpers"))
		json_object_set(rule, "helpers", elements.helpers);
	else if (!error)
		json_object_set_new(rule, "states", json_integer(elements.states));
	/* One that decides by the state accepts those. */
	if (!error && !strcmp(key, "states") && elements.states)
		json_object_set_new(rule, "accepts", json_true());
	json_decref(elements.helpers);
	return error;
}
