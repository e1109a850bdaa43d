// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "people.h"

char *age_text(long long seconds)
{
	char *text;

	if (asprintf(&text, "%lld:%02lld:%02lld", seconds / 3600, seconds / 60 % 60,
		     seconds % 60) < 0)
		return NULL;
	return text;
}

char *size_text(long long number)
{
	static const char units[] = "KMGTPE";
	const char *unit = units;
	double size = number;
	char *text;
	int len;

	if (number < 1000) {
		len = asprintf(&text, "%lld", number);
	} else {
		for (size /= 1000; size >= 999.5; size /= 1000)
			unit++;
		len = asprintf(&text, size < 99.95 ? "%.1f%c" : "%.0f%c", size, *unit);
	}
	return len < 0 ? NULL : text;
}
