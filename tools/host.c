// SPDX-License-Identifier: GPL-2.0
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "addr.h"
#include "host.h"
#include "show.h"

/* As /proc/net/udp and tcp have it */
#define TCP_LISTENS	0x0a

static void sysctl_path(const char *name, char *path, size_t size)
{
	snprintf(path, size, "/proc/sys/%s", name);
}

char *sysctl_text(const char *name)
{
	char path[128], *line = NULL;
	size_t room = 0;
	ssize_t len;
	FILE *file;

	sysctl_path(name, path, sizeof(path));
	file = fopen(path, "re");
	if (!file)
		return NULL;
	len = getline(&line, &room, file);
	fclose(file);
	if (len < 0) {
		free(line);
		return strdup("");
	}
	line[strcspn(line, "\n")] = '\0';
	return line;
}

unsigned int sysctl_numbers(const char *name, long *values, unsigned int n)
{
	char *text = sysctl_text(name), *pos = text, *end;
	unsigned int i = 0;

	for (; text && i < n; pos = end, i++) {
		values[i] = strtol(pos, &end, 10);
		if (end == pos)
			break;
	}
	free(text);
	return i;
}

bool sysctl_is_ours(const char *name)
{
	char path[128];

	sysctl_path(name, path, sizeof(path));
	return !access(path, W_OK);
}

static unsigned int prefix_of(const uint8_t *mask, size_t len)
{
	unsigned int bits = 0;
	size_t i;

	for (i = 0; i < len; i++)
		bits += __builtin_popcount(mask[i]);
	return bits;
}

static json_t *decode_interface(const struct ifaddrs *entry)
{
	const struct sockaddr_in6 *in6 = (const void *)entry->ifa_addr;
	const struct sockaddr_in *in = (const void *)entry->ifa_addr;
	const struct sockaddr_in6 *mask6 = (const void *)entry->ifa_netmask;
	const struct sockaddr_in *mask = (const void *)entry->ifa_netmask;
	bool v4 = entry->ifa_addr->sa_family == AF_INET;
	char text[INET6_ADDRSTRLEN];
	struct addr addr;

	addr_take(v4 ? (const void *)&in->sin_addr : &in6->sin6_addr, v4 ? 4 : 16, &addr);
	addr_write(&addr, text);
	return json_pack("{s:o, s:s, s:i}", "device",
			 decode_bytes(entry->ifa_name, strlen(entry->ifa_name)), "address", text,
			 "prefix",
			 v4 ? prefix_of((const void *)&mask->sin_addr, 4) :
			      prefix_of((const void *)&mask6->sin6_addr, 16));
}

static bool is_wanted(const struct ifaddrs *entry)
{
	const struct sockaddr_in6 *in6 = (const void *)entry->ifa_addr;

	if (!entry->ifa_addr || !entry->ifa_netmask || entry->ifa_flags & IFF_LOOPBACK)
		return false;
	if (entry->ifa_addr->sa_family == AF_INET6)
		return !IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr);
	return entry->ifa_addr->sa_family == AF_INET;
}

json_t *host_interfaces(void)
{
	struct ifaddrs *all = NULL, *entry;
	json_t *list = json_array();

	if (getifaddrs(&all))
		return list;
	for (entry = all; entry; entry = entry->ifa_next)
		if (is_wanted(entry))
			json_array_append_new(list, decode_interface(entry));
	freeifaddrs(all);
	return list;
}

json_t *host_uplink(void)
{
	unsigned int destination, mask;
	json_t *uplink = NULL;
	char line[256], device[IFNAMSIZ];
	FILE *file = fopen("/proc/net/route", "re");

	while (!uplink && file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%15s %x %*x %*x %*d %*d %*d %x", device, &destination, &mask) == 3 &&
		    !destination && !mask)
			uplink = decode_bytes(device, strlen(device));
	if (file)
		fclose(file);
	return uplink ? uplink : json_null();
}

/* A UDP socket that is connected waits for nobody else. */
static void read_listeners(json_t *list, const char *path, const char *protocol)
{
	FILE *file = fopen(path, "re");
	unsigned int port, far, state;
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%*[^:]: %*[0-9A-F]:%x %*[0-9A-F]:%x %x", &port, &far, &state) != 3)
			continue;
		if (!strcmp(protocol, "tcp") ? state == TCP_LISTENS : !far)
			append_once(list, json_pack("{s:s, s:i}", "protocol", protocol, "port", port),
				    2 * 65536);
	}
	if (file)
		fclose(file);
}

json_t *host_listeners(void)
{
	json_t *list = json_array();

	read_listeners(list, "/proc/net/udp", "udp");
	read_listeners(list, "/proc/net/udp6", "udp");
	read_listeners(list, "/proc/net/tcp", "tcp");
	read_listeners(list, "/proc/net/tcp6", "tcp");
	return list;
}
