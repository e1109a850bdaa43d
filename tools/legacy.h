/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SIPNAT_CTL_LEGACY_H
#define SIPNAT_CTL_LEGACY_H

#include <jansson.h>

/**
 * legacy_read - what iptables has that does not write into nf_tables
 * @ruleset: of nft_read(); chains and rules are added, with "legacy" for the command that changes them
 * and "line" for how it writes the rule
 *
 * Return: null, or the names of tables that are there and cannot be read, since iptables-legacy-save
 * is not.
 */
json_t *legacy_read(json_t *ruleset);

#endif
