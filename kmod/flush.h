/* SPDX-License-Identifier: GPL-2.0 */
/* The administrator's end of all that is in a table. */
#ifndef SIPNAT_FLUSH_H
#define SIPNAT_FLUSH_H

#include <linux/types.h>

struct sipnat_net;

/**
 * sipnat_flush - end all that is in some tables now
 * @tables: mask of 1 << enum sipnat_table
 *
 * What begins meanwhile may stay. Context: process, no lock.
 */
void sipnat_flush(struct sipnat_net *sn, u32 tables);

#endif
