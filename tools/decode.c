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

json_t *decode_binding(const struct nlattr *attr)
{
	json_t *binding = json_pack("{s:s, s:s, s:n, s:n, s:n, s:i, s:i, s:i, s:n}",
				    "kind", "unknown", "protocol", "unknown", "inside", "local",
				    "advertised", "zone", 0, "users", 0, "flows", 0, "expires");
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
		}
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
