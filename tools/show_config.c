// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "names.h"
#include "show.h"

static json_t *decode_externip(const struct nlattr *attr)
{
	json_t *externip = json_pack("{s:n, s:n}", "address", "device");
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_EXTERNIP_ADDR:
			json_object_set_new(externip, "address", decode_addr(pos));
			break;
		case SIPNAT_EXTERNIP_DEV:
			json_object_set_new(externip, "device",
					    decode_bytes(mnl_attr_get_str(pos),
							 mnl_attr_get_payload_len(pos) - 1));
			break;
		}
	}
	return externip;
}

static json_t *decode_localnet(const struct nlattr *attr)
{
	json_t *addr = NULL, *prefix;
	const struct nlattr *pos;
	int len = 0;

	mnl_attr_for_each_nested(pos, attr) {
		if (mnl_attr_get_type(pos) == SIPNAT_LOCALNET_ADDR)
			addr = decode_addr(pos);
		else if (mnl_attr_get_type(pos) == SIPNAT_LOCALNET_PREFIX)
			len = mnl_attr_get_u8(pos);
	}
	prefix = json_sprintf("%s/%d", json_string_value(addr), len);
	json_decref(addr);
	return prefix;
}

static json_t *decode_localnets(const struct nlattr *attr)
{
	json_t *list = json_array();
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr)
		json_array_append_new(list, decode_localnet(pos));
	return list;
}

static json_t *decode_places(uint32_t mask)
{
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; place_names[i]; i++)
		if (mask & 1u << i)
			json_array_append_new(list, json_string(place_names[i]));
	return list;
}

static json_t *decode_choice(const struct nlattr *attr, const char *const *names)
{
	return json_string(name_of(names, mnl_attr_get_u8(attr)));
}

static void decode_config(json_t *config, const struct nlattr *attr)
{
	json_t *limits = json_object_get(config, "limits");
	json_t *range = json_object_get(config, "rtp_range");

	switch (mnl_attr_get_type(attr)) {
	case SIPNAT_CONFIG_EXTERNIP:
		json_array_append_new(json_object_get(config, "externips"), decode_externip(attr));
		break;
	case SIPNAT_CONFIG_LOCALNETS:
		json_object_set_new(config, "localnets", decode_localnets(attr));
		break;
	case SIPNAT_CONFIG_RTP_MIN:
		json_object_set_new(range, "first", json_integer(mnl_attr_get_u16(attr)));
		break;
	case SIPNAT_CONFIG_RTP_MAX:
		json_object_set_new(range, "last", json_integer(mnl_attr_get_u16(attr)));
		break;
	case SIPNAT_CONFIG_PLACES:
		json_object_set_new(config, "places", decode_places(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MAX_DIALOGS:
		json_object_set_new(limits, "dialogs", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MAX_BINDINGS:
		json_object_set_new(limits, "bindings", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MAX_STREAMS:
		json_object_set_new(limits, "streams", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE:
		json_object_set_new(limits, "dialogs_per_source",
				    json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE:
		json_object_set_new(limits, "bindings_per_source",
				    json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MAX_CONNECTIONS:
		json_object_set_new(limits, "connections", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MAX_HELD:
		json_object_set_new(limits, "held", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_HOLD_TIMEOUT:
		json_object_set_new(config, "hold_timeout", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_RING_TIMEOUT:
		json_object_set_new(config, "ring_timeout", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_CALL_TIMEOUT:
		json_object_set_new(config, "call_timeout", json_integer(mnl_attr_get_u32(attr)));
		break;
	case SIPNAT_CONFIG_MEDIA_FROM:
		json_object_set_new(config, "media_from", decode_choice(attr, media_from_names));
		break;
	case SIPNAT_CONFIG_THIRD_PARTY:
		json_object_set_new(config, "third_party", decode_choice(attr, third_party_names));
		break;
	case SIPNAT_CONFIG_STRICT:
		json_object_set_new(config, "strict", json_boolean(mnl_attr_get_u8(attr)));
		break;
	case SIPNAT_CONFIG_ICE:
		json_object_set_new(config, "ice", decode_choice(attr, ice_names));
		break;
	}
}

static void take_config(const struct nlmsghdr *answer, void *arg)
{
	const struct nlattr *attr, *pos;

	netlink_for_each(attr, answer)
		if (mnl_attr_get_type(attr) == SIPNAT_A_CONFIG)
			mnl_attr_for_each_nested(pos, attr)
				decode_config(arg, pos);
}

json_t *fetch_config(struct netlink *netlink)
{
	json_t *config = json_pack("{s:[], s:[], s:{}, s:i, s:i, s:{}, s:[]}",
				   "externips", "localnets", "rtp_range", "ring_timeout", 0,
				   "call_timeout", 0, "limits", "places");

	if (netlink_talk(netlink, netlink_request(netlink, SIPNAT_CMD_GET_CONFIG), take_config,
			 config))
		return config;
	json_decref(config);
	return NULL;
}

static void print_externips(const json_t *list)
{
	const json_t *ext, *device;
	size_t i;

	if (!json_array_size(list))
		puts("externip none");
	json_array_foreach(list, i, ext) {
		device = json_object_get(ext, "device");
		printf("externip %s%s%s\n", json_string_value(json_object_get(ext, "address")),
		       json_is_string(device) ? " dev " : "",
		       json_is_string(device) ? json_string_value(device) : "");
	}
}

static void print_list(const char *name, const json_t *list, char separator)
{
	const json_t *item;
	size_t i;

	printf("%s%s", name, json_array_size(list) ? "" : " none");
	json_array_foreach(list, i, item)
		printf("%c%s", i ? separator : ' ', json_string_value(item));
	putchar('\n');
}

/* A module that is older than we are does not know all settings. */
static void print_choice(const char *name, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (json_is_boolean(value))
		printf("%s %s\n", name, switch_names[json_is_true(value)]);
	else if (json_is_string(value))
		printf("%s %s\n", name, json_string_value(value));
}

static void print_number(const char *name, const json_t *object, const char *key)
{
	printf("%s %lld\n", name, (long long)json_integer_value(json_object_get(object, key)));
}

void print_config(const json_t *config)
{
	const json_t *range = json_object_get(config, "rtp_range");
	const json_t *limits = json_object_get(config, "limits");
	const json_t *places = json_object_get(config, "places");

	print_externips(json_object_get(config, "externips"));
	print_list("localnet", json_object_get(config, "localnets"), ' ');
	printf("rtp-range %lld-%lld\n",
	       (long long)json_integer_value(json_object_get(range, "first")),
	       (long long)json_integer_value(json_object_get(range, "last")));
	print_number("ring-timeout", config, "ring_timeout");
	print_number("call-timeout", config, "call_timeout");
	print_number("hold-timeout", config, "hold_timeout");
	print_number("limit dialogs", limits, "dialogs");
	print_number("limit bindings", limits, "bindings");
	print_number("limit streams", limits, "streams");
	print_number("limit dialogs-per-source", limits, "dialogs_per_source");
	print_number("limit bindings-per-source", limits, "bindings_per_source");
	print_number("limit connections", limits, "connections");
	print_number("limit held", limits, "held");
	print_choice("media-from", config, "media_from");
	print_choice("third-party", config, "third_party");
	print_choice("strict", config, "strict");
	print_choice("ice", config, "ice");
	if (json_array_size(places) == __SIPNAT_PLACE_MAX)
		puts("places all");
	else
		print_list("places", places, ',');
}

enum exit_code show_config(const struct call *call)
{
	return show_subject(call->json, fetch_config, print_config);
}
