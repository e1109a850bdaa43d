// SPDX-License-Identifier: GPL-2.0
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "addr.h"
#include "names.h"
#include "show.h"

json_t *decode_bytes(const void *bytes, size_t len)
{
	const unsigned char *in = bytes;
	char *text = malloc(len * 4 + 1), *out = text;
	json_t *json;
	size_t i;

	if (!text)
		return NULL;
	for (i = 0; i < len; i++)
		if (in[i] < ' ' || in[i] > '~' || in[i] == '\\')
			out += sprintf(out, "\\x%02x", in[i]);
		else
			*out++ = in[i];
	json = json_stringn(text, out - text);
	free(text);
	return json;
}

json_t *decode_addr(const struct nlattr *attr)
{
	char text[INET6_ADDRSTRLEN];
	struct addr addr;

	if (!addr_take(mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr), &addr))
		return json_null();
	addr_write(&addr, text);
	return json_string(text);
}

json_t *decode_endpoint(const struct nlattr *attr)
{
	json_t *endpoint = json_object();
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_EP_ADDR:
			json_object_set_new(endpoint, "address", decode_addr(pos));
			break;
		case SIPNAT_EP_PORT:
			json_object_set_new(endpoint, "port",
					    json_integer(ntohs(mnl_attr_get_u16(pos))));
			break;
		}
	}
	return endpoint;
}

const char *protocol_name(uint8_t number)
{
	return number == IPPROTO_UDP ? "udp" : number == IPPROTO_TCP ? "tcp" : "unknown";
}

void append_once(json_t *list, json_t *entry, size_t most)
{
	const json_t *known;
	bool there = false;
	size_t i;

	json_array_foreach(list, i, known)
		there |= json_equal(known, entry);
	if (there || json_array_size(list) >= most)
		json_decref(entry);
	else
		json_array_append_new(list, entry);
}

json_t *decode_uint(const struct nlattr *attr)
{
	return json_integer(mnl_attr_get_payload_len(attr) == sizeof(uint32_t) ?
			    mnl_attr_get_u32(attr) : mnl_attr_get_u64(attr));
}

/* If it is one of four attributes, of which this is the first: sets "out" or "in" of @object */
static void decode_traffic(json_t *object, const struct nlattr *attr, unsigned int first)
{
	static const struct {
		const char *way, *what;
	} names[] = {
		{ "out", "packets" }, { "out", "bytes" }, { "in", "packets" }, { "in", "bytes" }
	};
	unsigned int type = mnl_attr_get_type(attr);
	json_t *way;

	if (type < first || type - first >= ARRAY_SIZE(names))
		return;
	way = json_object_get(object, names[type - first].way);
	if (!json_is_object(way)) {
		way = json_object();
		json_object_set_new(object, names[type - first].way, way);
	}
	json_object_set_new(way, names[type - first].what, decode_uint(attr));
}

json_t *decode_flow(const struct nlattr *attr)
{
	json_t *flow = json_pack("{s:n, s:n, s:n, s:n, s:i, s:n, s:n}", "source", "destination",
				 "reply_source", "reply_destination", "expires", 0, "out", "in");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_FLOW_SRC:
			json_object_set_new(flow, "source", decode_endpoint(pos));
			break;
		case SIPNAT_FLOW_DST:
			json_object_set_new(flow, "destination", decode_endpoint(pos));
			break;
		case SIPNAT_FLOW_REPLY_SRC:
			json_object_set_new(flow, "reply_source", decode_endpoint(pos));
			break;
		case SIPNAT_FLOW_REPLY_DST:
			json_object_set_new(flow, "reply_destination", decode_endpoint(pos));
			break;
		case SIPNAT_FLOW_TIMEOUT:
			json_object_set_new(flow, "expires", json_integer(mnl_attr_get_u32(pos)));
			break;
		default:
			decode_traffic(flow, pos, SIPNAT_FLOW_OUT_PACKETS);
		}
	}
	return flow;
}

json_t *decode_binding(const struct nlattr *attr)
{
	json_t *binding = json_pack("{s:s, s:s, s:n, s:n, s:n, s:i, s:i, s:i, s:n, s:n, s:n}",
				    "kind", "unknown", "protocol", "unknown", "inside", "local",
				    "advertised", "zone", 0, "users", 0, "flows", 0, "expires",
				    "out", "in");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_BINDING_KIND:
			json_object_set_new(binding, "kind",
					    json_string(name_of(kind_names, mnl_attr_get_u8(pos))));
			break;
		case SIPNAT_BINDING_PROTO:
			json_object_set_new(binding, "protocol",
					    json_string(protocol_name(mnl_attr_get_u8(pos))));
			break;
		case SIPNAT_BINDING_INSIDE:
			json_object_set_new(binding, "inside", decode_endpoint(pos));
			break;
		case SIPNAT_BINDING_LOCAL:
			json_object_set_new(binding, "local", decode_endpoint(pos));
			break;
		case SIPNAT_BINDING_ADVERTISED:
			json_object_set_new(binding, "advertised", decode_endpoint(pos));
			break;
		case SIPNAT_BINDING_ZONE:
			json_object_set_new(binding, "zone", json_integer(mnl_attr_get_u16(pos)));
			break;
		case SIPNAT_BINDING_USERS:
			json_object_set_new(binding, "users", json_integer(mnl_attr_get_u32(pos)));
			break;
		case SIPNAT_BINDING_FLOWS:
			json_object_set_new(binding, "flows", json_integer(mnl_attr_get_u8(pos)));
			break;
		case SIPNAT_BINDING_EXPIRES:
			json_object_set_new(binding, "expires",
					    json_integer(mnl_attr_get_u32(pos)));
			break;
		default:
			decode_traffic(binding, pos, SIPNAT_BINDING_OUT_PACKETS);
		}
	}
	return binding;
}

json_t *decode_whole_binding(const struct nlattr *attr)
{
	json_t *binding = decode_binding(attr), *entries = json_array();
	const struct nlattr *pos;

	json_object_set_new(binding, "source", json_null());
	json_object_set_new(binding, "entries", entries);
	mnl_attr_for_each_nested(pos, attr) {
		if (mnl_attr_get_type(pos) == SIPNAT_BINDING_SOURCE)
			json_object_set_new(binding, "source", decode_addr(pos));
		else if (mnl_attr_get_type(pos) == SIPNAT_BINDING_FLOW)
			json_array_append_new(entries, decode_flow(pos));
	}
	return binding;
}

char *endpoint_text(const json_t *endpoint)
{
	const char *addr = json_string_value(json_object_get(endpoint, "address"));
	int port = json_integer_value(json_object_get(endpoint, "port"));
	char *text = NULL;
	int len;

	if (!addr)
		len = asprintf(&text, "-");
	else
		len = asprintf(&text, strchr(addr, ':') ? "[%s]:%d" : "%s:%d", addr, port);
	return len < 0 ? NULL : text;
}
