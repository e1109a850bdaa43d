// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include "addr.h"
#include "number.h"

bool addr_read(const char *text, struct addr *addr)
{
	memset(addr, 0, sizeof(*addr));
	addr->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	addr->len = addr->family == AF_INET ? 4 : 16;
	return inet_pton(addr->family, text, addr->bytes) == 1;
}

void addr_write(const struct addr *addr, char *text)
{
	inet_ntop(addr->family, addr->bytes, text, INET6_ADDRSTRLEN);
}

bool addr_take(const void *bytes, unsigned int len, struct addr *addr)
{
	if (len != 4 && len != 16)
		return false;
	memset(addr, 0, sizeof(*addr));
	addr->family = len == 4 ? AF_INET : AF_INET6;
	addr->len = len;
	memcpy(addr->bytes, bytes, len);
	return true;
}

bool prefix_read(const char *text, struct addr *addr, uint8_t *prefix)
{
	const char *slash = strchr(text, '/');
	char alone[INET6_ADDRSTRLEN];
	uint32_t length;

	if ((slash ? (size_t)(slash - text) : strlen(text)) >= sizeof(alone))
		return false;
	snprintf(alone, sizeof(alone), "%.*s", (int)strcspn(text, "/"), text);
	if (!addr_read(alone, addr))
		return false;
	length = addr->len * 8;
	if (slash && !number_read(slash + 1, 0, length, &length))
		return false;
	*prefix = length;
	return true;
}

bool addr_cut(struct addr *addr, uint8_t prefix)
{
	bool changed = false;
	unsigned int i;
	uint8_t mask;

	for (i = 0; i < addr->len; i++, prefix -= prefix < 8 ? prefix : 8) {
		mask = prefix < 8 ? ~(0xff >> prefix) : 0xff;
		changed |= addr->bytes[i] & ~mask;
		addr->bytes[i] &= mask;
	}
	return changed;
}
