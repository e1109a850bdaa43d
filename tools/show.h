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

void print_config(const json_t *config);
void print_calls(const json_t *calls);
void print_bindings(const json_t *bindings);
void print_registrations(const json_t *registrations);
/* Counters that are zero too if @all, with their meaning if @explain */
void print_stats(const json_t *stats, bool all, bool explain);

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
json_t *decode_registration(const struct nlattr *attr);
/* By IP protocol number */
const char *protocol_name(uint8_t number);
/* Printable ASCII as it is; other bytes, and the backslash, as \xNN */
json_t *decode_bytes(const void *bytes, size_t len);

/* "address:port", or "-" for null; for the caller to free */
char *endpoint_text(const json_t *endpoint);

#endif
