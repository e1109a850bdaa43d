/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Each subject is fetched from the kernel as the JSON that --json prints, and printed as text from
 * that, so that the two cannot tell different things. sipnat-ctl(8) documents the JSON.
 */
#ifndef SIPNAT_CTL_SHOW_H
#define SIPNAT_CTL_SHOW_H

#include <jansson.h>
#include <stdint.h>
#include "ctl.h"
#include "netlink.h"

/* NULL on failure, which has been told */
json_t *fetch_config(struct netlink *netlink);
json_t *fetch_calls(struct netlink *netlink);
json_t *fetch_bindings(struct netlink *netlink);
json_t *fetch_registrations(struct netlink *netlink);
json_t *fetch_stats(struct netlink *netlink);

/**
 * find_call - the call that the arguments "ID [zone ZONE]" mean, where ID is how its Call-ID begins
 * @call: with these arguments
 * @netlink: opened, if it could be; to be closed in any case
 * @code: the exit code as far as it is known
 *
 * Return: an entry of "calls" of fetch_calls(), or NULL.
 */
json_t *find_call(const struct call *call, struct netlink **netlink, enum exit_code *code);

void print_config(const json_t *config);
void print_calls(const json_t *calls);
void print_bindings(const json_t *bindings);
void print_registrations(const json_t *registrations);
/* Counters that are zero too if @all, with their meaning if @explain */
void print_stats(const json_t *stats, bool all, bool explain);

/* show_prometheus - the counters, and how full what has a limit is */
enum exit_code show_prometheus(void);

/**
 * fetch_table - all answers to a dump
 * @netlink: open
 * @command: what to dump
 * @type: the top-level attribute of an entry
 * @name: what to call the list
 * @decode: makes an entry from the attribute
 *
 * Return: {@name: [entry, ...], "complete": bool}, or NULL.
 */
json_t *fetch_table(struct netlink *netlink, enum sipnat_cmd command, enum sipnat_attr type,
		    const char *name, json_t *(*decode)(const struct nlattr *attr));

/* show_printed - prints a subject as asked, and forgets it */
void show_printed(bool json, json_t *subject, void (*print)(const json_t *subject));

/* show_subject - fetches one subject and prints it as asked */
enum exit_code show_subject(bool json, json_t *(*fetch)(struct netlink *netlink),
			    void (*print)(const json_t *subject));

/* Parts of messages as JSON */
json_t *decode_addr(const struct nlattr *attr);
json_t *decode_endpoint(const struct nlattr *attr);
json_t *decode_binding(const struct nlattr *attr);
json_t *decode_flow(const struct nlattr *attr);
/* With what only the list of all bindings tells */
json_t *decode_whole_binding(const struct nlattr *attr);
json_t *decode_registration(const struct nlattr *attr);
/* By IP protocol number */
const char *protocol_name(uint8_t number);
/* Printable ASCII as it is; other bytes, and the backslash, as \xNN */
json_t *decode_bytes(const void *bytes, size_t len);

/* Appends an entry unless the list has the same already, or is full */
void append_once(json_t *list, json_t *entry, size_t most);

/* A number of 4 or 8 bytes */
json_t *decode_uint(const struct nlattr *attr);

/* "address:port", or "-" for null; for the caller to free */
char *endpoint_text(const json_t *endpoint);

/* "bytes/packets" of what has gone one way, or NULL if that is not known; for the caller to free */
char *traffic_text(const json_t *way);

/* traffic_lack - what is wrong with one way ("out" or "in") of a binding that has no packets */
const char *traffic_lack(bool answered, const json_t *binding, const char *way);

/* Are there bindings whose packets nobody counts; and what to say about that */
bool call_is_uncounted(const json_t *call);
void print_uncounted(void);

#endif
