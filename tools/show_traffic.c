// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include "people.h"
#include "show.h"

static long long packets(const json_t *way)
{
	return json_integer_value(json_object_get(way, "packets"));
}

char *traffic_text(const json_t *way)
{
	char *size, *count, *text = NULL;

	if (!json_is_object(way))
		return NULL;
	size = size_text(json_integer_value(json_object_get(way, "bytes")));
	count = size_text(packets(way));
	if (size && count && asprintf(&text, packets(way) ? "%s/%s" : "%s", size, count) < 0)
		text = NULL;
	free(size);
	free(count);
	return text;
}

const char *traffic_lack(bool answered, const json_t *binding, const char *way)
{
	const json_t *out = json_object_get(binding, "out"), *in = json_object_get(binding, "in");

	if (!answered || !json_is_object(out) || packets(json_object_get(binding, way)))
		return NULL;
	return packets(out) || packets(in) ? "one-way" : "no media";
}

static bool is_uncounted(const json_t *binding)
{
	return json_is_null(json_object_get(binding, "out"));
}

bool call_is_uncounted(const json_t *call)
{
	const json_t *stream, *binding;
	size_t i, j;

	json_array_foreach(json_object_get(call, "streams"), i, stream)
		json_array_foreach(json_object_get(stream, "bindings"), j, binding)
			if (is_uncounted(binding))
				return true;
	return false;
}

void print_uncounted(void)
{
	puts("\"-\" is not counted: sysctl net.netfilter.nf_conntrack_acct=1 counts what flows in calls\n"
	     "that begin from then on.");
}
