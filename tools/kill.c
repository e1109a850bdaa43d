// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "show.h"

/* The bytes behind what decode_bytes() has written; returns how many. @bytes: room for all */
static size_t read_bytes(const char *text, unsigned char *bytes)
{
	char digits[3] = "";
	size_t n = 0;

	while (*text) {
		if (text[0] == '\\' && text[1] == 'x' && isxdigit((unsigned char)text[2]) &&
		    isxdigit((unsigned char)text[3])) {
			memcpy(digits, text + 2, 2);
			bytes[n++] = strtoul(digits, NULL, 16);
			text += 4;
		} else {
			bytes[n++] = *text++;
		}
	}
	return n;
}

static bool put_call(struct nlmsghdr *request, const json_t *call)
{
	const char *text = json_string_value(json_object_get(call, "call_id"));
	int zone = json_integer_value(json_object_get(call, "zone"));
	unsigned char *bytes = malloc(strlen(text) + 1);
	struct nlattr *nest;

	if (!bytes) {
		tell("out of memory");
		return false;
	}
	nest = mnl_attr_nest_start(request, SIPNAT_A_DIALOG);
	mnl_attr_put(request, SIPNAT_DIALOG_CALL_ID, read_bytes(text, bytes), bytes);
	if (zone)
		mnl_attr_put_u16(request, SIPNAT_DIALOG_ZONE, zone);
	mnl_attr_nest_end(request, nest);
	free(bytes);
	return true;
}

enum exit_code kill_call(const struct call *call)
{
	struct nlmsghdr *request;
	struct netlink *netlink;
	enum exit_code code;
	json_t *found = find_call(call, &netlink, &code);

	if (found) {
		request = netlink_request(netlink, SIPNAT_CMD_DEL_DIALOG);
		if (!put_call(request, found) || !netlink_talk(netlink, request, NULL, NULL))
			code = EXIT_FAILED;
	}
	json_decref(found);
	netlink_close(netlink);
	return code;
}
