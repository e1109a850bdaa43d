// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "number.h"

bool number_read(const char *text, uint32_t min, uint32_t max, uint32_t *value)
{
	uint64_t n = 0;

	if (!*text || strlen(text) > 10)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n * 10 + (*text - '0');
	}
	if (n < min || n > max)
		return false;
	*value = n;
	return true;
}
