/* SPDX-License-Identifier: GPL-2.0 */
/* What this machine is set to, apart from sipnat. */
#ifndef SIPNAT_CTL_HOST_H
#define SIPNAT_CTL_HOST_H

#include <jansson.h>
#include <stdbool.h>

/* sysctl_numbers - up to @n numbers of a file below /proc/sys; how many there were, 0: no such file */
unsigned int sysctl_numbers(const char *name, long *values, unsigned int n);

/* sysctl_text - its first line, for the caller to free; NULL: no such file */
char *sysctl_text(const char *name);

/* sysctl_is_ours - may it be changed from this network namespace, as far as its mode tells */
bool sysctl_is_ours(const char *name);

/* host_interfaces - [{device, address, prefix}], without loopback and link-local addresses */
json_t *host_interfaces(void);

/* host_uplink - the device that IPv4's default route leaves by; null: there is none */
json_t *host_uplink(void);

/* host_listeners - [{protocol, port}] that programs here wait at, each once */
json_t *host_listeners(void);

#endif
