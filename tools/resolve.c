// SPDX-License-Identifier: GPL-2.0
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include "ctl.h"
#include "resolve.h"

#define LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* RFC 1123 section 2.1: the last label begins with a letter, so that no address looks like it. */
bool is_host(const char *text)
{
	size_t len = strlen(text);
	const char *last;

	if (!len || len > 253 || strspn(text, LETTERS "0123456789-_.") != len ||
	    strstr(text, "..") || text[0] == '.' || text[0] == '-')
		return false;
	for (last = text + len - 1; last > text && last[-1] != '.'; last--)
		;
	return *last && strchr(LETTERS, *last);
}

static const struct in_addr *address_of(const struct addrinfo *info)
{
	return &((const struct sockaddr_in *)info->ai_addr)->sin_addr;
}

bool resolve(const char *host, struct addr *addr)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_DGRAM }, *list, *info;
	int error = getaddrinfo(host, NULL, &hints, &list);
	bool one = true;

	if (error) {
		tell("cannot find the IPv4 address of \"%s\": %s", host,
		     error == EAI_SYSTEM ? "the resolver failed" : gai_strerror(error));
		return false;
	}
	for (info = list->ai_next; info; info = info->ai_next)
		one &= address_of(info)->s_addr == address_of(list)->s_addr;
	if (one)
		addr_take(address_of(list), sizeof(struct in_addr), addr);
	else
		tell("\"%s\" has several IPv4 addresses: write the one that is meant", host);
	freeaddrinfo(list);
	return one;
}
