/* SPDX-License-Identifier: GPL-2.0 */
/*
 * doctor: what makes calls fail, and what to type. First all facts are gathered, as JSON; then each
 * check looks at them and says what it has found. What cannot be known is not found.
 */
#ifndef SIPNAT_CTL_DOCTOR_H
#define SIPNAT_CTL_DOCTOR_H

#include <jansson.h>
#include "ctl.h"
#include "netlink.h"

/**
 * struct exam - what is known
 * @config: as "show config --json" has it, as all of these; NULL: the module is not loaded
 * @stats: counters
 * @bindings: list
 * @grown: counters that have grown while we watched, by how much; NULL: we did not watch
 * @ruleset: nft_read(), and the same from iptables-legacy
 * @hidden: name of iptables-legacy's tables that cannot be seen, or NULL
 * @flows: conntrack_read(): those that are about SIP
 * @interfaces: host_interfaces()
 * @listeners: host_listeners()
 * @seen: wire_watch(): what messages have shown while we watched; NULL: we did not
 * @uplink: device of the default route, or NULL
 * @ports: [{first, last}] that rules give to sipnat, or just 5060
 * @findings: what has been found so far
 * @check: name of the check that looks now
 */
struct exam {
	json_t *config;
	json_t *stats;
	json_t *bindings;
	json_t *grown;
	json_t *ruleset;
	json_t *hidden;
	json_t *flows;
	json_t *interfaces;
	json_t *listeners;
	json_t *seen;
	json_t *uplink;
	json_t *ports;
	json_t *findings;
	const char *check;
};

/* facts_gather - false on failure, which has been told; @seconds: how long to watch the counters */
bool facts_gather(struct exam *exam, unsigned int seconds);
void facts_forget(struct exam *exam);

/* Each adds a finding, which is the exam's. */
json_t *found(struct exam *exam, const char *level, const char *format, ...) PRINTF(3, 4);

#define fine(exam, ...)		found(exam, "ok", __VA_ARGS__)
#define warning(exam, ...)	found(exam, "warning", __VA_ARGS__)
#define problem(exam, ...)	found(exam, "problem", __VA_ARGS__)

/* What to do about it: a line to type, and words, or one of them */
void advise(json_t *finding, const char *key, const char *format, ...) PRINTF(3, 4);

#define type_this(finding, ...)	advise(finding, "command", __VA_ARGS__)
#define do_this(finding, ...)	advise(finding, "remedy", __VA_ARGS__)

/* What sipnat-ctl's own rules would be given, so that they do what the others do and more */
void type_rules_add(const struct exam *exam, json_t *finding);

/* The localnets that there are, and one more */
void type_localnet(const struct exam *exam, json_t *finding, const char *network);

/* Is a port in one of the ranges? */
bool has_port(const json_t *ranges, json_int_t port);
bool ranges_meet(const json_t *ranges, json_int_t first, json_int_t last);

/* "5060,5080-5089", as "rules add" takes it; for the caller to free */
char *ranges_text(const json_t *ranges);

/* Is this text an address that is in a localnet; a private one; neither if it is no address */
bool is_inside(const struct exam *exam, const char *address);
bool is_private(const char *address);

/* Is it in a localnet that somebody has chosen? Those that are there by default are a guess. */
bool is_chosen(const struct exam *exam, const char *address);

/* Is an address in a network, such as "10.0.0.0/8"? */
bool is_within(const char *address, const char *network);

/* Is IPv6 forwarded? */
bool is_forwarded6(void);

/* Is it one of this machine's? */
bool is_own(const struct exam *exam, const char *address);

/* An address, private or not, on the device, or (!@there) on another one; or NULL */
const char *address_at(const struct exam *exam, const char *device, bool there, bool v6, bool private);

/* The network of an interface that the address is in, or the address alone; to be freed */
char *network_of(const struct exam *exam, const char *address);

/* Does a program here wait for SIP, as a PBX on the gateway does? */
bool waits_for_sip(const struct exam *exam);

/* Does the rule give flows to the helper of that type? */
bool gives_to(const struct exam *exam, const json_t *rule, const char *type);

/* The hook of the rule's chain, or NULL: it is reached from other chains */
const char *hook_of(const struct exam *exam, const json_t *rule);

/* The line that deletes the rule; for the caller to free */
char *deletion_of(const json_t *rule);

/* String or "" */
const char *string_of(const json_t *object, const char *key);
json_int_t number_in(const json_t *object, const char *key);

typedef void doctor_check(struct exam *exam);

doctor_check check_module, check_version;
doctor_check check_rules, check_own_rules, check_kernel_helper;
doctor_check check_firewall, check_nat, check_dnat;
doctor_check check_forwarding, check_forwarding6, check_rtp_range;
doctor_check check_conntrack_size, check_expectations, check_udp_timeouts, check_accounting;
doctor_check check_limits, check_externip, check_listeners, check_counters;
doctor_check check_flows, check_localnet, check_untouched, check_tls, check_upstream;

#endif
