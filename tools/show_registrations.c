// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "show.h"
#include "table.h"

json_t *decode_registration(const struct nlattr *attr)
{
	json_t *registration = json_pack("{s:s, s:s, s:n, s:n, s:i, s:i}",
					 "address_of_record", "", "protocol", "unknown", "inside",
					 "outside", "zone", 0, "expires", 0);
	const struct nlattr *pos;

	mnl_attr_for_each_nested(pos, attr) {
		switch (mnl_attr_get_type(pos)) {
		case SIPNAT_REGISTRATION_AOR:
			json_object_set_new(registration, "address_of_record",
					    decode_bytes(mnl_attr_get_payload(pos),
							 mnl_attr_get_payload_len(pos)));
			break;
		case SIPNAT_REGISTRATION_PROTO:
			json_object_set_new(registration, "protocol",
					    json_string(protocol_name(mnl_attr_get_u8(pos))));
			break;
		case SIPNAT_REGISTRATION_INSIDE:
			json_object_set_new(registration, "inside", decode_endpoint(pos));
			break;
		case SIPNAT_REGISTRATION_OUTSIDE:
			json_object_set_new(registration, "outside", decode_endpoint(pos));
			break;
		case SIPNAT_REGISTRATION_ZONE:
			json_object_set_new(registration, "zone",
					    json_integer(mnl_attr_get_u16(pos)));
			break;
		case SIPNAT_REGISTRATION_EXPIRES:
			json_object_set_new(registration, "expires",
					    json_integer(mnl_attr_get_u32(pos)));
			break;
		}
	}
	return registration;
}

json_t *fetch_registrations(struct netlink *netlink)
{
	return fetch_table(netlink, SIPNAT_CMD_GET_REGISTRATION, SIPNAT_A_REGISTRATION,
			   "registrations", decode_registration);
}

static void add_seconds(struct table *table, const json_t *seconds)
{
	char *text = NULL;

	if (asprintf(&text, "%lld", (long long)json_integer_value(seconds)) < 0)
		text = NULL;
	table_own(table, text);
}

void print_registrations(const json_t *registrations)
{
	static const char *const titles[] = {
		"ADDRESS OF RECORD", "INSIDE", "", "OUTSIDE", "EXPIRES"
	};
	struct table table = { .columns = ARRAY_SIZE(titles) };
	const json_t *list = json_object_get(registrations, "registrations"), *one;
	size_t i;

	if (!json_array_size(list)) {
		puts("no registrations");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(titles); i++)
		table_add(&table, titles[i]);
	json_array_foreach(list, i, one) {
		table_add(&table, json_string_value(json_object_get(one, "address_of_record")));
		table_own(&table, endpoint_text(json_object_get(one, "inside")));
		table_add(&table, "<->");
		table_own(&table, endpoint_text(json_object_get(one, "outside")));
		add_seconds(&table, json_object_get(one, "expires"));
	}
	table_print(&table);
}

enum exit_code show_registrations(const struct call *call)
{
	return show_subject(call->json, fetch_registrations, print_registrations);
}
