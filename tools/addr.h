/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses and prefixes as text. */
#ifndef SIPNAT_CTL_ADDR_H
#define SIPNAT_CTL_ADDR_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>

/* An IPv6 address and "/128" */
#define PREFIX_TEXT	(INET6_ADDRSTRLEN + 4)

/**
 * struct addr - an address
 * @family: AF_INET or AF_INET6
 * @len: 4 or 16
 * @bytes: network byte order
 */
struct addr {
	int family;
	unsigned int len;
	uint8_t bytes[16];
};

/* addr_read - false if the text is not an address */
bool addr_read(const char *text, struct addr *addr);

/* addr_write - @text has room for INET6_ADDRSTRLEN */
void addr_write(const struct addr *addr, char *text);

/* addr_take - an address of @len bytes; false if there is none that long */
bool addr_take(const void *bytes, unsigned int len, struct addr *addr);

/* prefix_read - an address, "/" and a length, or an address alone; false if the text is neither */
bool prefix_read(const char *text, struct addr *addr, uint8_t *prefix);

/* addr_cut - clears what is behind the prefix; true if that changed the address */
bool addr_cut(struct addr *addr, uint8_t prefix);

#endif
