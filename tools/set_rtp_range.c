// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "number.h"
#include "set.h"

/* FIRST-LAST; false if the text is anything else */
static bool read_range(const char *text, uint32_t *first, uint32_t *last)
{
	const char *dash = strchr(text, '-');
	char left[12];

	if (!dash || (size_t)(dash - text) >= sizeof(left))
		return false;
	snprintf(left, sizeof(left), "%.*s", (int)(dash - text), text);
	return number_read(left, 0, 65535, first) && number_read(dash + 1, 0, 65535, last);
}

enum exit_code put_rtp_range(struct set *set, const struct call *call)
{
	uint32_t first, last, even, odd;

	if (call->argc != 1)
		return usage_error(call);
	set_name(set, "rtp-range");
	if (is_default(call, 0)) {
		set_default(set, SIPNAT_CONFIG_RTP_MIN);
		set_default(set, SIPNAT_CONFIG_RTP_MAX);
		return EXIT_DONE;
	}
	if (!read_range(call->argv[0], &first, &last))
		return misused("\"%s\" is not a range of ports, such as 16384-32767",
			       call->argv[0]);
	if (first > last)
		return misused("the range %u-%u ends before it starts", first, last);
	if (first < SIPNAT_RTP_PORT_FIRST)
		return misused("the range %u-%u starts below %u, in the ports of system services",
			       first, last, SIPNAT_RTP_PORT_FIRST);
	/* Inwards, so that no port is used that was not given. */
	even = first + first % 2;
	odd = last % 2 ? last : last - 1;
	if (even > odd)
		return misused("the range %u-%u has no even port with an odd one above, for RTCP",
			       first, last);
	if (even != first || odd != last)
		tell("RTP has even ports and RTCP the odd one above: %u-%u becomes %u-%u", first,
		     last, even, odd);
	mnl_attr_put_u16(set->attrs, SIPNAT_CONFIG_RTP_MIN, even);
	mnl_attr_put_u16(set->attrs, SIPNAT_CONFIG_RTP_MAX, odd);
	return EXIT_DONE;
}
